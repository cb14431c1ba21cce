import { describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import { openAt, settle } from '@/test-support'

const GOLD = '10000332'
/** However slow the machine: looked at until it is so, and given up before the test's own time, so that it says why. */
const soon = (look: () => unknown) => vi.waitFor(look, { timeout: 10_000 })

async function openApplication(language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened = await openAt('/qualification', {}, { language })
  await settle()
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle()
  }
  const card = (demand: string) => opened.window.find(`[data-testid="fill-card"][data-demand="${demand}"]`)
  return { ...opened, press, card }
}

/** Makes an application for gold in the window and opens its fourth step. */
async function openPapers(language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened = await openApplication(language)
  await opened.press('new-application')
  await opened.at(`new-application-${GOLD}`).setValue(true)
  await opened.press('new-application-confirm')
  await opened.press('step-4')
  return opened
}

describe('applications', { timeout: 30_000 }, () => {
  it('begin with a choice, and several categories become as many applications', async () => {
    const { at, window, press } = await openApplication()
    expect(at('applications').text()).toContain('还没有类目申请')
    await press('new-application')
    await at('new-application-search').setValue('jiu')
    await settle()
    await at('new-application-search').setValue('')
    await settle()
    for (const id of [GOLD, '10000202']) await at(`new-application-${id}`).setValue(true)
    await press('new-application-confirm')
    const rows = () => window.findAll('[data-testid="application-row"]')
    await soon(() => expect(rows()).toHaveLength(2))
    expect(rows().map((row) => row.attributes('data-step'))).toEqual(['papers', 'papers'])
    expect(rows()[1]?.text()).toContain('珠宝首饰 › 黄金')
  })

  it('are filled from the vault, asked about, and handed in', async () => {
    const { at, card, press, backend } = await openPapers()
    expect(card('recording').text()).toContain('有截图就要有录屏')
    await press('fill-all')
    await soon(() => expect(card('licence').text()).toContain('不是截图'))
    expect(card('recording').text()).not.toContain('有截图就要有录屏')
    await press('step-5')
    await soon(() => expect(at('blocked').text()).toContain('3 项'))
    expect(at('precheck').attributes('data-verdict')).toBe('open')
    await press('step-4')
    for (const asked of ['licence', 'recording'])
      await card(asked).find('[data-testid="card-question"] button').trigger('click')
    await card('licence').find('[data-testid="card-begins"]').setValue('2020-01-01')
    await soon(() => expect(card('licence').attributes('data-done')).toBe('true'))
    await soon(() => expect(card('recording').attributes('data-done')).toBe('true'))
    await press('step-5')
    await press('save-dossier')
    await soon(() => expect(useToast().toasts.value.at(-1)?.text).toContain('黄金 类目资质.pdf'))
    await press('hand-in')
    await soon(() => expect(at('application-state').attributes('data-state')).toBe('rejected'))
    expect(at('application-reason').text()).toContain('截图')
    expect((at('concerned-licence').element as HTMLInputElement).checked).toBe(true)
    await press('correct')
    await soon(() => expect(card('licence').find('[data-testid="card-concerned"]').exists()).toBe(true))
    await press('step-5')
    await press('hand-in')
    await soon(() => expect(at('application-state').attributes('data-state')).toBe('approved'))
    expect((await backend.call.applyingList())[0]?.rounds).toBe(2)
  })

  it('keep their leaf and facts as they are chosen', async () => {
    const { at, backend, press } = await openPapers()
    await press('step-3')
    await at('leaf-黄金项链').trigger('change')
    await at('fact-brand_relation-owner').trigger('change')
    const [line] = await backend.call.applyingList()
    await soon(async () => {
      const { draft } = await backend.call.applyingGet(line?.id ?? '')
      expect([draft.leaf, draft.facts.brand_relation]).toEqual(['黄金项链', 'owner'])
    })
  })

  it('go from step to step by keys, and are put away and brought back', async () => {
    const { at, window, press, router } = await openPapers()
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', altKey: true, bubbles: true }))
    await settle()
    expect(at('step-5').attributes('aria-current')).toBe('step')
    await press('application-remove')
    expect(router.currentRoute.value.name).toBe('qualification')
    await soon(() => expect(at('applications').text()).toContain('已移走的申请（1）'))
    expect(window.findAll('[data-testid="application-row"]')).toHaveLength(0)
  })

  it('open the back office of their step in the browser, and say so where none opens', async () => {
    const { at, backend, press } = await openPapers()
    const open = vi.spyOn(backend.call, 'applyingOpenPage')
    await press('step-5')
    await press('open-page')
    expect(open).toHaveBeenLastCalledWith('shop')
    await press('step-7')
    await soon(() => expect(at('window-open').exists()).toBe(true))
    open.mockRejectedValueOnce(new Error('no browser'))
    await press('window-open')
    expect(open).toHaveBeenLastCalledWith('channels')
    await soon(() => expect(useToast().toasts.value.at(-1)?.theme).toBe('error'))
  })

  it('are worded in English too', async () => {
    const { card } = await openPapers('en')
    expect(card('licence').text()).toContain('Nothing here yet')
    expect(card('recording').text()).toContain('Screenshots call for a recording')
  })
})
