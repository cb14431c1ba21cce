import { describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import { openAt, settle } from '@/test-support'

async function openConflicts() {
  const opened = await openAt('/conflicts')
  await settle()
  const thing = (name: string) =>
    [...opened.backend.world.rooms, ...opened.backend.world.goods].find((one) => one.draft.name === name)
  return { ...opened, thing }
}

describe('a conflict', () => {
  it('stands side by side in words, with what it was before', async () => {
    const { window } = await openConflicts()
    const text = window.text()
    for (const told of [
      '小开老师',
      '原来：开播老师',
      '¥99.00–¥199.00',
      '¥299.00（原价 ¥399.00）',
      '原来：开',
    ])
      expect(text).toContain(told)
    expect(text).not.toMatch(/\d{13}|true|false/)
  })

  it('is decided field by field, and only when all are', async () => {
    const { at, backend, thing, window } = await openConflicts()
    const resolve = vi.spyOn(backend.call, 'conflictResolve')
    const room = thing('双十二预热专场')
    await at('conflict-start-mine').setValue(true)
    await at('conflict-anchorName-theirs').setValue(true)
    expect(at('conflict-apply').attributes('disabled')).toBeDefined()
    expect(window.text()).toContain('还有 1 项没有选')
    await at('conflict-replay-theirs').setValue(true)
    await at('conflict-apply').trigger('click')
    await settle(150)
    expect(resolve).toHaveBeenCalledWith({
      objectKind: 'room',
      objectId: room?.id,
      choices: { start: 'mine', anchorName: 'theirs', replay: 'theirs' },
    })
    expect(room?.draft).toMatchObject({ anchorName: '小开', switches: { replay: true } })
    expect(window.text()).not.toContain('双十二预热专场')
    expect(useToast().toasts.value.at(-1)?.text).toContain('请再提交到平台')
  })

  it('is decided at one go for one side', async () => {
    const { at, thing, window } = await openConflicts()
    const goods = thing('真丝印花丝巾')
    const card = window.findAll('[data-testid="conflict"]')[1]
    await card?.find('[data-testid="conflict-all-theirs"]').trigger('click')
    await card?.find('[data-testid="conflict-apply"]').trigger('click')
    await settle(150)
    expect(goods?.draft).toMatchObject({ priceKind: 'discount', price: '399.00', price2: '299.00' })
    expect(useToast().toasts.value.at(-1)?.text).toContain('已采用平台上的内容')
    expect(at('conflict').text()).toContain('双十二预热专场')
  })

  it('that is settled meanwhile says so', async () => {
    const { at, backend } = await openConflicts()
    await at('conflict-all-mine').trigger('click')
    backend.world.conflicts = []
    await at('conflict-apply').trigger('click')
    await settle()
    expect(useToast().toasts.value.at(-1)?.text).toContain('已经解决')
  })

  it('is reached from its room, and keeps that from being submitted', async () => {
    const { thing, router, at, window } = await openConflicts()
    const room = thing('双十二预热专场')
    await router.push({ name: 'rooms', params: { id: room?.id } })
    await settle(100)
    expect(at('in-conflict').text()).toContain('选择保留哪一边以后才能提交')
    expect(at('room-submit').exists()).toBe(false)
    await at('to-conflict').trigger('click')
    await settle(100)
    expect(router.currentRoute.value).toMatchObject({ name: 'conflicts', params: { id: room?.id } })
    expect(window.findAll('[data-testid="conflict"]')).toHaveLength(2)
  })

  it('needs attention on the first page', async () => {
    const { at, window, router } = await openAt('/today')
    await settle(100)
    expect(at('attention').text()).toContain('和平台上不一样')
    await at('attention').find('button').trigger('click')
    await settle()
    expect(router.currentRoute.value.name).toBe('conflicts')
    expect(window.text()).toContain('两边都改过')
  })

  it('when there is none says so', async () => {
    const { window } = await openAt('/conflicts', { empty: true })
    await settle()
    expect(window.text()).toContain('没有需要选择的内容')
  })
})
