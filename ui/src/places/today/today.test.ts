import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AwaitedAnswer, AwaitedKind, TodayView } from '@/backend'
import { goodsRow } from '@/backend/fake/world'
import { EVERYTHING, useGoodsFilter } from '@/composables/useGoodsFilter'
import { openAt, settle } from '@/test-support'

afterEach(() => (useGoodsFilter().value = { ...EVERYTHING }))

describe('a count of goods', () => {
  it('leads to just those goods, and the list keeps showing them', async () => {
    const { at, window, router } = await openAt('/today')
    await settle()
    const rejected = at('count-rejected')
    expect(rejected.text()).toContain('1')
    await rejected.trigger('click')
    await settle()
    const names = () => window.findAll('[data-testid="goods-row"] .row__title').map((name) => name.text())
    expect(names()).toEqual(['小白鞋驳回样例'])
    expect((at('goods-filter-rejected').element as HTMLInputElement).checked).toBe(true)
    await router.push('/today')
    await router.push('/goods')
    await settle()
    expect(names()).toEqual(['小白鞋驳回样例'])
    await at('goods-filter-all').setValue(true)
    await settle()
    expect(names().length).toBeGreaterThan(1)
  })

  it('of none says so, and shows all again', async () => {
    const { at, window } = await openAt('/goods', { empty: true })
    await settle()
    await at('goods-filter-auditing').setValue(true)
    await settle()
    expect(window.text()).toContain('没有“审核中”的商品')
    await at('goods-show-all').trigger('click')
    await settle()
    expect(window.text()).toContain('商品库还是空的')
  })

  it('does not hide a good that has just been made', async () => {
    const { at, window } = await openAt('/goods')
    await settle()
    await at('goods-filter-approved').setValue(true)
    await settle()
    await at('goods-new').trigger('click')
    await settle(150)
    expect(window.findAll('.row--current')).toHaveLength(1)
  })
})

describe('the first days', () => {
  it('are led to onboarding as well', async () => {
    const { at, router } = await openAt('/today', { empty: true })
    await settle()
    await at('first-onboarding').trigger('click')
    await settle()
    expect(router.currentRoute.value.name).toBe('onboarding')
  })
})

describe('a right that lapsed', () => {
  it('is named first among what needs a person, and leads to its category', async () => {
    const { at, backend, client, router } = await openAt('/today')
    const before = backend.world.today
    const lapsed = [{ id: '10000332', name: '黄金项链', reason: '类目调整', goods: 2 }]
    backend.world.today = () => ({ ...before(), lapsed })
    await settle()
    await client.invalidateQueries({ queryKey: ['today'] })
    await settle()
    expect(at('attention').text()).toContain('黄金项链')
    expect(at('attention').text()).toContain('2 件商品会下架')
    await at('attention').find('button').trigger('click')
    await settle()
    expect(router.currentRoute.value.fullPath).toBe('/qualification/10000332')
  })
})

describe('an application that was rejected', () => {
  it('stands among what needs a person, and leads to its steps', async () => {
    const { at, window, backend, client, router } = await openAt('/today')
    const before = backend.world.today
    const applications = [
      { id: 'one', name: '黄金', overdue: false },
      { id: 'two', name: '白酒', overdue: true },
    ]
    backend.world.today = () => ({ ...before(), applications })
    await settle()
    await client.invalidateQueries({ queryKey: ['today'] })
    await settle()
    const said = window.findAll('[data-testid="attention"]').map((line) => line.text())
    expect(said[0]).toContain('类目申请被驳回')
    expect(said[1]).toContain('过了期限还没有结果')
    await at('attention').find('button').trigger('click')
    await settle()
    expect(router.currentRoute.value.fullPath).toBe('/qualification/one')
  })
})

/** 今日 with something more on it. */
async function todayWith(more: Partial<TodayView>) {
  const opened = await openAt('/today')
  const before = opened.backend.world.today
  opened.backend.world.today = () => ({ ...before(), ...more })
  await settle()
  await opened.client.invalidateQueries({ queryKey: ['today'] })
  await settle()
  return opened
}

describe('a good whose audit takes long', () => {
  it('stands among what needs a person with its days, and leads to the good', async () => {
    const { backend, window, router } = await todayWith({})
    const [good] = backend.world.goods
    if (!good) throw new Error('the sample has goods')
    const { window: again, router: way } = await todayWith({
      longAudits: [{ goods: { ...goodsRow(good), name: '羊毛围巾' }, days: 9 }],
    })
    expect(window.text()).not.toContain('还没有结果')
    const line = again.findAll('[data-testid="attention"]').find((row) => row.text().includes('羊毛围巾'))
    expect(line?.text()).toContain('审核了 9 天还没有结果（通常 1–7 天）')
    await line?.find('button').trigger('click')
    await settle()
    expect(way.currentRoute.value.params.id).toBe(good.id)
    expect(router.currentRoute.value.name).toBe('today')
  })
})

describe('answers that are awaited', () => {
  const answer = (id: string, kind: AwaitedKind, workdaysLeft: number): AwaitedAnswer => ({
    kind,
    id,
    name: `类目${id}`,
    due: '2026-11-30',
    isCertain: id !== '3',
    workdaysLeft,
  })

  it('stand with their last day and the working days until then, and lead to their steps', async () => {
    const { window, router } = await todayWith({
      awaited: [answer('1', 'application', 0), answer('2', 'window', 4), answer('3', 'application', 9)],
    })
    const said = window.findAll('[data-testid="awaited"]').map((line) => line.text())
    expect(said[0]).toContain('最晚今天（11月30日 周一）')
    expect(said[1]).toContain('橱窗类目申请 · 最晚 11月30日 周一，还有 4 个工作日')
    expect(said[2]).toContain('（假期未公布，可能更晚）')
    await window.findAll('[data-testid="awaited-open"]')[1]?.trigger('click')
    await settle()
    expect(router.currentRoute.value.fullPath).toBe('/qualification/2')
  })

  it('take no room when there are none', async () => {
    const { window } = await todayWith({ awaited: [] })
    expect(window.text()).not.toContain('等平台答复')
  })
})

describe('the platform', () => {
  it('is shown with its last sync and with the quotas that run out', async () => {
    const { at, backend, client } = await openAt('/today')
    await settle()
    expect(at('today-sync').text()).toMatch(/上次同步\S+下次自动同步/)
    const quotas = vi.spyOn(backend.call, 'quotas')
    quotas.mockResolvedValue([])
    await client.invalidateQueries()
    await settle()
    expect(at('today-quota').text()).toBe('今天的平台额度充足')
    const [endpoint, resetsMs] = ['/wxaapi/broadcast/goods/add', Date.now() + 3_600_000]
    quotas.mockResolvedValue([{ endpoint, used: 500, limit: 500, resetsMs, parkedUntilMs: null }])
    await client.invalidateQueries()
    await settle()
    expect(at('today-quota').text()).toContain('500')
  })

  it('says what keeps it from being read', async () => {
    const { window } = await openAt('/today', { offline: true })
    await settle()
    expect(window.find('.trouble').text()).not.toBe('')
  })
})
