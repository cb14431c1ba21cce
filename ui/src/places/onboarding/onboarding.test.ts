import { describe, expect, it, vi } from 'vitest'
import { openAt, settle, shell } from '@/test-support'

const inDays = (days: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * 86_400_000)

async function open(path = '/onboarding', ...rest: [options?: object, frame?: object]) {
  const opened = await openAt(path, ...rest)
  await settle()
  const item = (id: string) => opened.window.find(`[data-item="${id}"]`)
  async function unfold(id: string) {
    await item(id).find('[data-testid="item-toggle"]').trigger('click')
    await settle()
    return item(id)
  }
  return { ...opened, item, unfold }
}

describe('the checklists', () => {
  it('say how far each is, what is unread and what is due next, and lead to one', async () => {
    const { at, backend, router } = await open()
    expect(at('checklist-live').text()).toContain('0/2 项')
    expect(at('checklist-live').text()).toContain('1 份条款未读')
    expect(at('checklist-live').text()).toContain('还不能确定')
    await backend.call.onboardingItemSave('verify_account', { due: inDays(3) })
    await settle(150)
    expect(at('checklist-account').text()).toContain('账户验证')
    expect(at('checklist-account').text()).toContain('还剩 3 天')
    await at('checklist-account').trigger('click')
    await settle()
    expect(router.currentRoute.value.params.id).toBe('account')
  })

  it('are gone through with the keyboard', async () => {
    const { router } = await open('/onboarding/live')
    const press = async (key: string) => {
      window.dispatchEvent(new KeyboardEvent('keydown', { key, altKey: true }))
      await settle()
    }
    await press('ArrowDown')
    expect(router.currentRoute.value.params.id).toBe('access')
    await press('ArrowUp')
    await press('ArrowUp')
    expect(router.currentRoute.value.params.id).toBe('live')
  })

  it('say so where there is none, and where they cannot be read, with a way on', async () => {
    const { at, backend, window, router } = await open('/onboarding/nothing')
    expect(at('checklist').text()).toContain('没有这张清单')
    const failing = vi.spyOn(backend.call, 'onboardingChecklist').mockRejectedValue(new Error('down'))
    await router.push('/onboarding/access')
    await settle(100)
    expect(at('checklist').find('[role="alert"]').exists()).toBe(true)
    failing.mockRestore()
    await at('checklist').find('[role="alert"] button').trigger('click')
    await settle(100)
    expect(window.find('[data-item="access.done"]').exists()).toBe(true)
    expect(at('checklist').text()).toContain('历史')
  })
})

describe('an item', () => {
  it('is saved as it is marked, with the day of today', async () => {
    const { item, unfold, backend, at } = await open('/onboarding/live')
    const save = vi.spyOn(backend.call, 'onboardingItemSave')
    await item('live.menu').find('[data-testid="item-state-done"]').setValue()
    await settle(150)
    expect(save).toHaveBeenCalledWith('live.menu', { state: 'done' })
    expect(at('checklist-progress').text()).toBe('1/2 项')
    const body = await unfold('live.menu')
    expect((body.find('[data-testid="item-day"]').element as HTMLInputElement).value).toBe(inDays(0))
    expect(body.text()).toContain('小程序后台 → 功能')
    expect(body.find('[data-testid="item-proofs"]').text()).toBe('营业执照')
    const page = vi.spyOn(backend.call, 'onboardingOpenPage')
    await body.find('[data-testid="item-page"]').trigger('click')
    expect(page).toHaveBeenCalledWith('live.menu', false)
  })

  it('keeps its note as it is typed, and says what cannot be read at its field', async () => {
    const { unfold, backend } = await open('/onboarding/access')
    const save = vi.spyOn(backend.call, 'onboardingItemSave')
    const body = await unfold('access.done')
    await body.find('[data-testid="item-note"]').setValue('小陈办的')
    await body.find('[data-testid="item-day"]').setValue('上周')
    await body.find('[data-testid="item-day"]').trigger('blur')
    await settle(150)
    expect(Object.assign({}, ...save.mock.calls.map(([, patch]) => patch))).toEqual({
      note: '小陈办的',
      day: '上周',
    })
    expect(body.find('[role="alert"]').text()).toContain('2027-05-01 这样的日期')
  })

  it('is proven by papers of the vault, which are counted', async () => {
    const { unfold, backend, item } = await open('/onboarding/account')
    const save = vi.spyOn(backend.call, 'onboardingItemSave')
    const body = await unfold('business_license')
    await body.find('[data-testid="item-paper-use"]').trigger('click')
    await settle(150)
    expect(save).toHaveBeenCalledWith('business_license', { papers: ['paper-3'] })
    expect(item('business_license').find('[data-testid="item-paper"]').text()).toContain('营业执照')
    expect(item('business_license').find('[data-testid="item-pages"]').text()).toBe('还差 1 张')
    const uses = await backend.call.onboardingUses('paper-3')
    expect(uses.map(({ item }) => item)).toEqual(['business_license'])
    await item('business_license').find('[data-testid="item-paper-take"]').trigger('click')
    await settle(150)
    expect(save).toHaveBeenLastCalledWith('business_license', { papers: [] })
  })

  it('with terms notes who read them; nobody is no answer', async () => {
    const { unfold, item, at } = await open('/onboarding/live')
    await item('live.terms').find('[data-testid="item-state-done"]').setValue()
    await settle(150)
    expect(item('live.terms').find('[data-testid="item-unread"]').exists()).toBe(true)
    const body = await unfold('live.terms')
    expect(body.find('[data-testid="item-read"]').attributes('disabled')).toBeDefined()
    await body.find('[data-testid="item-reader"]').setValue('小陈')
    await body.find('form').trigger('submit')
    await settle(150)
    expect(item('live.terms').find('[data-testid="item-reading"]').text()).toMatch(/^小陈 于 .* 版本 2020$/)
    expect(item('live.terms').attributes('data-state')).toBe('done')
    expect(item('live.terms').find('[data-testid="item-unread"]').exists()).toBe(false)
    expect(at('checklist-progress').text()).toBe('1/2 项')
  })

  it('waits for what comes first, and shows the day that the platform named', async () => {
    const { unfold, item } = await open('/onboarding/account')
    const body = await unfold('verify_account')
    expect(body.find('[data-testid="item-awaited"]').text()).toContain('初审')
    expect(body.find('[data-testid="item-span"]').text()).toBe('30 天内')
    await body.find('[data-testid="item-given"]').setValue(inDays(-1))
    await body.find('[data-testid="item-given"]').trigger('blur')
    await settle(150)
    expect(item('verify_account').find('[data-testid="item-due"]').text()).toContain('已过期')
  })
})

describe('what is said of the merchant', () => {
  it('is kept as it is chosen, with what is to be minded', async () => {
    const { at, backend } = await open('/onboarding/account')
    const save = vi.spyOn(backend.call, 'onboardingFactsSave')
    await at('ask-programme-alliance').setValue()
    await settle(150)
    expect(save).toHaveBeenCalledWith({ chosen: { programme: 'alliance' }, promoters: null })
    expect((at('ask-programme-alliance').element as HTMLInputElement).checked).toBe(true)
    expect(at('checklist').text()).toContain('历史做法')
  })

  it('lists promoters with the day from which they may switch', async () => {
    const { at, backend } = await open('/onboarding/promoter')
    const save = vi.spyOn(backend.call, 'onboardingFactsSave')
    await at('promoter-new').trigger('click')
    await settle(150)
    await at('promoter-name-0').setValue('小陈')
    await at('promoter-switched-0').setValue('2026-05-31')
    await at('promoter-switched-0').trigger('blur')
    await settle(400)
    expect(save).toHaveBeenLastCalledWith({
      chosen: {},
      promoters: [{ name: '小陈', switched: '2026-05-31' }],
    })
    expect(at('promoter-earliest').text()).toContain('11月30日')
    await at('promoter-remove').trigger('click')
    await settle(150)
    expect(at('promoter').exists()).toBe(false)
  })
})

describe('the self-check', () => {
  it('weighs what is known as it is typed', async () => {
    const { at, backend } = await open('/onboarding/live')
    const save = vi.spyOn(backend.call, 'eligibilitySave')
    expect(at('checklist-banner').text()).toContain('268489001')
    expect(at('eligibility-verdict').attributes('data-verdict')).toBe('undetermined')
    await at('eligibility-entity-enterprise').setValue()
    await at('eligibility-payment-yes').setValue()
    await at('eligibility-followers').setValue('100')
    await at('eligibility-followers').trigger('blur')
    await settle(200)
    expect(save).toHaveBeenCalledWith({ entity: 'enterprise' })
    expect(at('eligibility-verdict').attributes('data-verdict')).toBe('not-eligible')
    expect(at('eligibility-cheapest').text()).toContain('让粉丝超过 100')
    await at('eligibility-followers').setValue('101')
    await at('eligibility-followers').trigger('blur')
    await settle(200)
    expect(at('eligibility-verdict').attributes('data-verdict')).toBe('eligible')
    expect(at('eligibility-cheapest').exists()).toBe(false)
  })

  it('takes categories that were found or typed', async () => {
    const { at, window, backend } = await open('/onboarding/live')
    const save = vi.spyOn(backend.call, 'eligibilitySave')
    await at('service-search').setValue('食')
    await settle()
    await at('service-found').trigger('click')
    await settle(150)
    await at('service-search').setValue('航空')
    await at('service-search').trigger('keydown', { key: 'Enter' })
    await settle(150)
    expect(save).toHaveBeenLastCalledWith({ categories: ['商家自营 > 食品', '航空'] })
    const shown = window.findAll('[data-testid="service-category"]').map((one) => one.text())
    expect(shown[0]).toContain('在名单里')
    expect(shown[1]).toContain('请写上一级类目')
  })
})

describe('a deadline that nears', () => {
  it('stands on the first page and leads to its item, unfolded', async () => {
    const { backend, router, window, item } = await open('/today')
    await backend.call.onboardingItemSave('verify_account', { due: inDays(1) })
    await settle(200)
    const row = window.findAll('[data-testid="attention"]').find((one) => one.text().includes('账户验证'))
    expect(row?.text()).toContain('还剩 1 天')
    await row?.find('button').trigger('click')
    await settle(150)
    expect(router.currentRoute.value.fullPath).toBe('/onboarding/account?item=verify_account')
    expect(item('verify_account').find('[data-testid="item-note"]').exists()).toBe(true)
  })
})

describe('data that may not be written', () => {
  it('can be looked at, and nothing is offered that could not be kept', async () => {
    const { window, at, unfold } = await open('/onboarding/live', { readOnly: true }, { frame: shell })
    await settle(100)
    const body = await unfold('live.terms')
    expect(body.find('[data-testid="item-reader"]').exists()).toBe(false)
    expect(at('service-search').exists()).toBe(false)
    expect(window.find('[data-item="live.menu"] fieldset').attributes('disabled')).toBeDefined()
  })
})
