import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/backend'
import { EVERYTHING, useGoodsFilter } from '@/composables/useGoodsFilter'
import { openAt } from '@/test-support'

const settle = async (ms = 400) => {
  await new Promise((done) => setTimeout(done, ms))
  await flushPromises()
}

async function openDraft() {
  const opened = await openAt('/goods', { empty: true })
  await settle(50)
  await opened.at('goods-new').trigger('click')
  await settle(150)
  const good = opened.backend.world.goods[0]
  if (!good) throw new Error('no draft was made')
  return { ...opened, good }
}

afterEach(() => {
  vi.restoreAllMocks()
  useGoodsFilter().value = { ...EVERYTHING }
})

describe('the goods editor', () => {
  it('saves what is typed and counts the name as the backend does', async () => {
    const { at, good } = await openDraft()
    await at('goods-name').setValue('雪纺碎花连衣裙')
    expect(at('save-state').text()).toBe('保存中…')
    await settle()
    expect(good.draft.name).toBe('雪纺碎花连衣裙')
    expect(at('save-state').text()).toBe('已保存')
    expect(document.body.textContent).toContain('14/28')
  })

  it('keeps what was typed when it cannot be saved, and says why', async () => {
    const { at, backend } = await openDraft()
    const full = new ProblemError({
      code: 'store.disk-full',
      params: {},
      field: null,
      retry: { kind: 'now' },
    })
    vi.spyOn(backend.call, 'goodsSave').mockRejectedValueOnce(full)
    await at('goods-name').setValue('雪纺碎花连衣裙')
    await settle()
    expect(at('save-state').text()).toContain('未保存：磁盘空间不足')
    backend.changed('goods')
    await settle(200)
    expect((at('goods-name').element as HTMLInputElement).value).toBe('雪纺碎花连衣裙')
    await settle(1100)
    expect(at('save-state').text()).toBe('已保存')
  })

  it('does not shout at an empty form, but lists what is missing when one submits', async () => {
    const { at, window, backend } = await openDraft()
    const submit = vi.spyOn(backend.call, 'goodsSubmit')
    expect(window.findAll('.field__fault')).toHaveLength(0)
    expect(at('faults').text()).toContain('商品名称')
    await at('goods-submit').trigger('click')
    await settle(50)
    expect(submit).not.toHaveBeenCalled()
    expect(window.findAll('.field__fault').length).toBeGreaterThan(2)
    expect(document.activeElement?.getAttribute('data-testid')).toBe('goods-name')
  })

  it('submits a complete good, becomes read-only and shows the audit', async () => {
    const { at, good } = await openDraft()
    await at('goods-name').setValue('雪纺碎花连衣裙')
    await at('goods-price').setValue('199.00')
    await at('goods-path').setValue('pages/goods/index?id=1')
    await at('goods-pick-picture').trigger('click')
    await settle(100)
    // Straight on the button, before the pause is over: what was typed goes first.
    await at('goods-price').setValue('188.00')
    await at('goods-submit').trigger('click')
    await settle(200)
    expect(good.draft.price).toBe('188.00')
    expect(at('goods-state').text()).toBe('审核中')
    expect(at('goods-submit').exists()).toBe(false)
    expect((at('goods-name').element as HTMLInputElement).readOnly).toBe(true)
  })

  it('words a picture that cannot be used next to the picture', async () => {
    const { backend, window } = await openDraft()
    backend.drag({ kind: 'drop', paths: ['/photos/IMG_1.heic'] })
    await settle(100)
    expect(window.find('.field__fault').text()).toContain('HEIC')
  })

  it('says of several dropped files which one was taken, until the next is chosen', async () => {
    const { backend, at } = await openDraft()
    const take = vi.spyOn(backend.call, 'goodsSetPicture')
    backend.drag({ kind: 'drop', paths: ['/photos/IMG_2.jpg', '/photos/IMG_3.jpg', '/photos/IMG_4.jpg'] })
    await settle(100)
    expect(take).toHaveBeenCalledExactlyOnceWith(expect.any(String), '/photos/IMG_2.jpg')
    expect(at('picture-only-one').text()).toBe('一次只能放一张：已使用“IMG_2.jpg”，另外 2 个文件没有使用。')
    backend.drag({ kind: 'drop', paths: ['C:\\photos\\IMG_5.jpg'] })
    await settle(100)
    expect(at('picture-only-one').exists()).toBe(false)
  })
})

describe('a good that waits', () => {
  it.each([
    ['waiting', { kind: 'at', ms: Date.UTC(2026, 10, 22, 16) }, false],
    ['waiting', { kind: 'after-change' }, true],
    ['refused', { kind: 'after-change' }, true],
  ] as const)('%s (%o) looks like a failure: %s', async (state, retry, bad) => {
    const { backend, window } = await openAt('/goods')
    const [good] = backend.world.goods
    const params = { at: `${Date.UTC(2026, 10, 22, 16)}` }
    Object.assign(good ?? {}, {
      state,
      problem: { code: 'platform.daily-quota', params, field: null, retry },
    })
    backend.changed('goods')
    await settle(200)
    const note = window.find('.row__note')
    expect(note.text()).toContain('将在 11月23日 周一 00:00 自动继续')
    expect(note.classes('row__note--problem')).toBe(bad)
  })
})

describe('a good made elsewhere', () => {
  it('is shown and cannot be changed, submitted or deleted', async () => {
    const { at, backend, router, window } = await openAt('/goods')
    const good = backend.world.goods.find((one) => one.draft.name === '雪纺碎花连衣裙')
    Object.assign(good ?? {}, { readOnly: true })
    await router.push({ name: 'goods', params: { id: good?.id } })
    await settle(100)
    expect(at('made-elsewhere').text()).toContain('只能查看')
    for (const button of ['goods-submit', 'goods-delete']) expect(at(button).exists()).toBe(false)
    expect(window.find('[aria-current="true"]').text()).toContain('雪纺碎花连衣裙')
  })
})

describe('the goods list', () => {
  it('shows prices in their three forms, and the empty list says what to do first', async () => {
    const { window } = await openAt('/goods')
    await settle(50)
    const text = window.text()
    for (const price of ['¥199.00', '¥99.00–¥199.00', '¥299.00']) expect(text).toContain(price)
    expect(window.find('del').text()).toBe('¥399.00')
    const empty = await openAt('/goods', { empty: true })
    await settle(50)
    expect(empty.window.text()).toContain('先新建一件商品')
  })

  it('names what several deletions destroy, and takes them back', async () => {
    const { window, at, backend } = await openAt('/goods')
    await settle(50)
    const boxes = window.findAll('[data-testid="goods-row"] input')
    for (const index of [3, 5]) await boxes[index]?.setValue(true)
    await window.find('.pick-list__head .t-button--theme-danger').trigger('click')
    await settle(20)
    expect(window.find('dialog').text()).toContain('小白鞋驳回样例、草编遮阳帽')
    await at('goods-delete-confirm').trigger('click')
    await settle(50)
    expect(backend.world.goods.filter((goods) => goods.deleted)).toHaveLength(2)
  })

  it('sorts by a column, and the other way round', async () => {
    const { at, backend } = await openAt('/goods')
    await settle()
    const open = vi.spyOn(backend.call, 'goodsOpen')
    await at('goods-sort-price').trigger('click')
    await settle()
    expect(open.mock.lastCall?.[0]).toMatchObject({ order: 'price', ascending: true })
    await at('goods-sort-price').trigger('click')
    await settle()
    expect(open.mock.lastCall?.[0]).toMatchObject({ order: 'price', ascending: false })
    await at('goods-sort-updated').trigger('click')
    await settle()
    expect(open.mock.lastCall?.[0]).toMatchObject({ order: 'updated', ascending: false })
  })

  it('chooses a range with Shift, everything with Ctrl+A, nothing with Escape', async () => {
    const { at, window, backend } = await openAt('/goods')
    await settle()
    const total = backend.world.goods.length
    const rows = window.findAll('[data-testid="goods-row"]')
    await rows[1]?.trigger('click', { ctrlKey: true })
    await rows[3]?.trigger('click', { shiftKey: true })
    await settle()
    expect(at('goods-chosen').text()).toContain('已选 3 件')
    const list = window.find('.goods-list')
    await list.trigger('keydown', { key: 'a', ctrlKey: true })
    await settle()
    expect(at('goods-chosen').text()).toBe(`已选 ${total} 件，共 ${total} 件`)
    await rows[0]?.trigger('click', { ctrlKey: true })
    await settle()
    expect(at('goods-chosen').text()).toContain(`已选 ${total - 1} 件`)
    await list.trigger('keydown', { key: 'Escape' })
    await settle()
    expect(at('goods-chosen').exists()).toBe(false)
  })

  it('is searched while one types, and the x shows all again', async () => {
    const { at, window } = await openAt('/goods')
    await settle()
    const all = window.findAll('[data-testid="goods-row"]').length
    await at('goods-search').setValue('没有的货')
    await settle(250)
    expect(window.text()).toContain('没有找到“没有的货”')
    await at('goods-search-clear').trigger('click')
    await settle()
    expect(window.findAll('[data-testid="goods-row"]')).toHaveLength(all)
  })
})
