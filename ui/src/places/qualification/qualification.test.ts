import { describe, expect, it, vi } from 'vitest'
import { openAt, settle } from '@/test-support'

async function openPlace(
  path = '/qualification/categories',
  options = {},
  language: 'zh-CN' | 'en' = 'zh-CN',
) {
  const opened = await openAt(path, options, { language })
  await settle()
  return { ...opened, rows: () => opened.window.findAll('[data-testid="category-row"]') }
}

describe('the categories', () => {
  it('are found by name, pinyin and initials', async () => {
    const { at, rows } = await openPlace()
    expect(rows()).toHaveLength(3)
    for (const typed of ['黄金', 'huangjin', 'hj', '珠宝']) {
      await at('category-search').setValue(typed)
      await settle()
      expect(rows().map((row) => row.text())).toEqual([expect.stringContaining('黄金')])
    }
    expect(rows()[0]?.text()).toContain('定向准入')
    await at('category-search').setValue('宇宙飞船')
    await settle()
    expect(at('qualification').text()).toContain('没有找到这个类目')
  })

  it('say what they demand, who says so, and what the vault has of it', async () => {
    const { at, window, backend } = await openPlace('/qualification/10000332')
    expect(at('category-due').text()).toContain('11月30日')
    const demand = (id: string) => window.find(`[data-demand="${id}"]`)
    expect(demand('licence').text()).toContain('必交')
    expect(demand('licence').text()).toContain('平台 · 2023-09-05')
    expect(demand('licence').find('[data-testid="demand-paper"]').text()).toContain('营业执照')
    expect(demand('brand').text()).toContain('视情况')
    expect(demand('brand').text()).toContain('资料库里还没有')
    expect(demand('recording').text()).toContain('手动上传')
    const open = vi.spyOn(backend.call, 'categoryOpenSource')
    await demand('licence').find('[data-testid="demand-source"]').trigger('click')
    expect(open).toHaveBeenCalledWith('10000332', 'licence')
  })

  it('say what the platform demands, in words alone, and what it changed', async () => {
    const { at, window } = await openPlace('/qualification/10000332')
    expect(at('platform-group').text()).toContain('保证金 ¥20,000')
    const fields = window.findAll('[data-testid="licence-field"]').map((field) => field.text())
    expect(fields[0]).toContain('✓ 符合平台格式')
    expect(fields[1]).toContain('不符合平台格式')
    expect(fields[2]).toContain('格式由平台核对')
    expect(at('category-change').text()).toContain('2、<b>检测</b>报告')
    expect(at('category-change').find('b').exists()).toBe(false)
  })

  it('ask for the rules when a category is opened', async () => {
    const opened = await openAt('/qualification/10000332')
    const asked = vi.spyOn(opened.backend.call, 'categoryRead')
    await settle()
    expect(asked).toHaveBeenCalledWith('10000332')
  })

  it('name the goods that go off sale until somebody has seen to it', async () => {
    const { at } = await openPlace('/qualification/10000332')
    expect(at('category-lapsed').text()).toContain('类目调整')
    expect(at('lapsed-goods').text()).toContain('足金项链')
    await at('category-settle').trigger('click')
    await settle(150)
    expect(at('category-settle').exists()).toBe(false)
    expect(at('category-lapsed').exists()).toBe(true)
  })

  it('say so where the platform has a category no more, or never listed it', async () => {
    const { at, rows } = await openPlace('/qualification/10000027')
    expect(at('category-listing').text()).toContain('不能再申请')
    expect(at('demand').exists()).toBe(false)
    expect(
      rows()
        .map((row) => row.text())
        .join(),
    ).toMatch(/白酒平台未列出.*礼品已下线/)
  })

  it('are worded in English too', async () => {
    const { window } = await openPlace('/qualification/10000332', {}, 'en')
    expect(window.find('[data-demand="licence"]').text()).toContain('Business licence')
    expect(window.text()).toContain('within 5 working days')
  })
})

describe('the shop window', () => {
  it('keeps the second application as it is noted, and says when its answer is due', async () => {
    const { at, window, backend } = await openPlace('/qualification/10000332')
    const saved = vi.spyOn(backend.call, 'windowSave')
    expect(at('window-state').text()).toBe('未提交')
    await at('window-app-id').setValue('wx0123456789abcdef')
    await at('window-app-id').trigger('blur')
    await at('window-hand-in').trigger('click')
    await settle(300)
    expect(saved).toHaveBeenCalledWith('10000332', expect.objectContaining({ appId: 'wx0123456789abcdef' }))
    expect(at('window-state').text()).toBe('审核中')
    expect(at('window-due').text()).toContain('12月1日')
    await window.find('[data-testid="window-outcome-rejected"]').trigger('change')
    await settle(300)
    expect(at('window-state').text()).toBe('未通过')
    expect(at('window-reason').exists()).toBe(true)
  })

  it('lists goods and takes them off', async () => {
    const { at, window } = await openPlace('/qualification/10000332')
    const states = () => window.findAll('[data-testid="window-good"] [data-state]').map((tag) => tag.text())
    expect(states()).toEqual(['未上架', '已上架'])
    await at('window-list').trigger('click')
    await at('window-delist').trigger('click')
    await settle(200)
    expect(states()).toEqual(['审核中', '已下架'])
  })
})

describe('answers', () => {
  it('stand at the demand they concern, and are found', async () => {
    const { at, window } = await openPlace('/qualification/10000332')
    expect(window.find('[data-demand="recording"] [data-testid="faq"]').text()).toContain('带货口碑')
    await at('category-search').setValue('录屏')
    await settle()
    expect(at('faq-found').text()).toContain('哪些材料要录屏')
  })
})

describe('a letter', () => {
  it('says what stands where, and takes its signed page back', async () => {
    const { at, window } = await openPlace('/qualification/10000332')
    const lines = () => window.findAll('[data-testid="letter-line"]').map((line) => line.text())
    expect(lines()[0]).toContain('小开珠宝')
    expect(lines()[1]).toContain('待补充')
    await at('letter-brands').setValue('小开')
    await at('letter-brands').trigger('blur')
    await settle(300)
    expect(lines()[1]).not.toContain('待补充')
    await at('letter-take').trigger('click')
    await settle(300)
    expect(at('letter').text()).toContain('已签字盖章')
    expect(at('letter-paper').exists()).toBe(true)
  })
})
