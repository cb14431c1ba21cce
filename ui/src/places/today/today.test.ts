import { afterEach, describe, expect, it } from 'vitest'
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
