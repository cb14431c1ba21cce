import { describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import type { World } from '@/backend/fake/world'
import { openAt, settle } from '@/test-support'

/** Opens the room of that name beside the list. */
async function openRoom(name: string, prepare?: (room: World['rooms'][number]) => void) {
  const opened = await openAt('/rooms')
  const room = opened.backend.world.rooms.find((one) => one.draft.name === name)
  if (!room) throw new Error('no such room')
  prepare?.(room)
  await opened.router.push({ name: 'rooms', params: { id: room.id } })
  await settle(100)
  return { ...opened, room }
}

const key = (init: KeyboardEventInit) => window.dispatchEvent(new KeyboardEvent('keydown', init))

describe('the room editor', () => {
  it('turns, pads and sharpens the photo of all slots, and goes back', async () => {
    const { at, room } = await openRoom('新品首发试穿会')
    await at('room-turn-right').trigger('click')
    await settle(100)
    await at('room-fill-blur').setValue()
    await settle(100)
    await at('room-sharpen').setValue(true)
    await settle(100)
    expect(room.edit).toEqual({ turn: 1, fill: 'blur', sharpen: true })
    expect(at('picture-focus').find('img').attributes('src')).toContain('480%20640')
    expect(at('picture-focus').attributes('aria-disabled')).toBe('true')
    await at('room-turn-left').trigger('click')
    await settle(100)
    await at('room-fill-crop').setValue()
    await settle(100)
    await at('room-sharpen').setValue(false)
    await settle(100)
    expect(room.edit).toEqual({ turn: 0, fill: 'crop', sharpen: false })
    expect(at('picture-focus').attributes('aria-disabled')).toBe('false')
  })

  it('moves the focus of the chosen slot and of no other', async () => {
    const { at, room } = await openRoom('新品首发试穿会')
    expect(at('room-slot-background').attributes('aria-pressed')).toBe('true')
    await at('room-slot-share').trigger('click')
    expect(at('room-slot-background').attributes('aria-pressed')).toBe('false')
    await at('picture-focus').trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    await at('picture-focus').trigger('keyup', { key: 'ArrowRight' })
    await settle()
    expect(room.focus.share).toEqual({ x: 0.6, y: 0.5 })
    expect(room.focus.background).toEqual({ x: 0.5, y: 0.5 })
  })

  it('says for which slots the photo is too small', async () => {
    const { window } = await openRoom('新品首发试穿会')
    expect(window.text()).toContain('图片只有 4000×3000 像素，直播间背景会被放大')
  })

  it('names the limits of the domain', async () => {
    const { window } = await openRoom('新品首发试穿会')
    const text = window.text()
    for (const limit of ['14/34', '3–17 个汉字', '2–15 个汉字', '1080×1920', '15 分钟后'])
      expect(text).toContain(limit)
  })

  it('deletes a draft and brings it back', async () => {
    const { at, room, router } = await openRoom('新品首发试穿会')
    await at('room-delete').trigger('click')
    await settle()
    expect(room.deleted).toBe(true)
    expect(router.currentRoute.value.params.id).toBeFalsy()
    const { toasts } = useToast()
    toasts.value.at(-1)?.action?.run()
    await settle()
    expect(room.deleted).toBe(false)
  })

  it('of a submitted room submits nothing while nothing has changed, and leads to its code', async () => {
    const { at, backend, router } = await openRoom('双十二预热专场', (room) =>
      Object.assign(room, { changedSince: false, inConflict: false }),
    )
    const submit = vi.spyOn(backend.call, 'roomsSubmit')
    expect(at('room-submit').exists()).toBe(false)
    await at('room-name').trigger('keydown', { key: 'Enter', ctrlKey: true })
    await at('room-golive').trigger('click')
    await settle()
    expect(submit).not.toHaveBeenCalled()
    expect(router.currentRoute.value.name).toBe('golive')
  })

  it('of a submitted room takes a change and submits it again, but not the way it is broadcast', async () => {
    const { at, room } = await openRoom('双十二预热专场', (one) =>
      Object.assign(one, { changedSince: false, inConflict: false }),
    )
    expect((at('room-kind-push').element as HTMLElement).closest('fieldset')?.disabled).toBe(true)
    expect(at('changed-since').exists()).toBe(false)
    await at('room-name').setValue('双十二预热专场加长版')
    await settle(600)
    expect(room.draft.name).toBe('双十二预热专场加长版')
    expect(at('changed-since').text()).toContain('请再提交一次')
    expect(at('room-submit').text()).toBe('提交修改')
    await at('room-submit').trigger('click')
    await settle(100)
    expect(room.state).toBe('submitting')
    expect(at('changed-since').exists()).toBe(false)
  })

  it('of a room made elsewhere shows it and lets nothing be changed', async () => {
    const { at } = await openRoom('双十二预热专场', (room) =>
      Object.assign(room, { readOnly: true, editable: 'nothing', inConflict: false, changedSince: false }),
    )
    expect(at('made-elsewhere').text()).toContain('只能查看')
    expect((at('room-name').element as HTMLInputElement).readOnly).toBe(true)
    for (const button of ['room-submit', 'room-delete']) expect(at(button).exists()).toBe(false)
  })
})

describe('the shelf', () => {
  const names = (opened: Awaited<ReturnType<typeof openRoom>>) =>
    opened.room.shelf.map((item) => item.goods.name)
  const line = (opened: Awaited<ReturnType<typeof openRoom>>, index: number) =>
    opened.window.findAll('[data-testid="shelf-item"]')[index]

  async function withThree() {
    const opened = await openRoom('双十二预热专场')
    const [, , , , , draft] = opened.backend.world.goods
    await opened.backend.call.roomsShelve(opened.room.id, [draft?.id ?? ''])
    await settle(150)
    return opened
  }

  it('takes goods that are not approved yet and says why they wait', async () => {
    const opened = await withThree()
    expect(line(opened, 2)?.text()).toContain('草编遮阳帽')
    expect(line(opened, 2)?.text()).toContain('还没有提交审核，通过后自动上架')
    await opened.at('room-shelf-add').trigger('click')
    await settle(100)
    const candidates = opened.window.findAll('[data-testid="shelf-candidate"]')
    const open = candidates.filter((one) => !(one.element as HTMLInputElement).disabled)
    expect([candidates.length, open.length]).toEqual([46, 43])
  })

  it('is ordered by keys, and the neighbours in the list stay where they are', async () => {
    const opened = await withThree()
    const path = opened.router.currentRoute.value.fullPath
    await line(opened, 2)?.trigger('keydown', { key: 'ArrowUp', altKey: true })
    await settle(100)
    expect(names(opened)).toEqual(['雪纺碎花连衣裙', '草编遮阳帽', '手工牛皮单肩包'])
    expect(document.activeElement).toBe(line(opened, 1)?.element)
    await line(opened, 1)?.trigger('keydown', { key: 'Home', altKey: true })
    await settle(100)
    expect(names(opened)[0]).toBe('草编遮阳帽')
    await line(opened, 0)?.trigger('keydown', { key: 'End' })
    expect(document.activeElement).toBe(line(opened, 2)?.element)
    expect(opened.router.currentRoute.value.fullPath).toBe(path)
  })

  it('several at once go to the top, off sale and away, and come back', async () => {
    const opened = await withThree()
    for (const index of [1, 2]) await line(opened, index)?.find('[data-testid="shelf-choose"]').setValue(true)
    await opened.at('shelf-first').trigger('click')
    await settle(100)
    expect(names(opened)).toEqual(['手工牛皮单肩包', '草编遮阳帽', '雪纺碎花连衣裙'])
    await opened.at('shelf-bulk-remove').trigger('click')
    await settle(100)
    expect(opened.at('shelf-bulk').exists()).toBe(false)
    const { toasts } = useToast()
    expect(toasts.value.at(-1)?.text).toBe('已移除 2 件商品')
    toasts.value.at(-1)?.action?.run()
    await settle(100)
    expect(names(opened).sort()).toEqual(['手工牛皮单肩包', '草编遮阳帽', '雪纺碎花连衣裙'].sort())
    await line(opened, 0)?.find('[data-testid="shelf-sell"]').trigger('click')
    await settle(100)
    expect(opened.room.shelf[0]?.onSale).toBe(false)
    expect(line(opened, 0)?.text()).toContain('已下架')
  })
})

describe('the list beside the editor', () => {
  it('opens the neighbours by key and stops at the ends', async () => {
    const { router, window } = await openAt('/rooms')
    await settle()
    const ids = window.findAll('[data-testid="room-row"]').map((row) => row.attributes('data-id'))
    await router.push({ name: 'rooms', params: { id: ids[0] } })
    await settle()
    for (const [pressed, opened] of [
      ['ArrowUp', ids[0]],
      ['ArrowDown', ids[1]],
      ['ArrowDown', ids[2]],
      ['ArrowUp', ids[1]],
    ] as const) {
      key({ key: pressed, altKey: true })
      await settle()
      expect(router.currentRoute.value.params.id).toBe(opened)
    }
    expect(window.findAll('.row--current')).toHaveLength(1)
  })

  it('makes a draft by key and puts the cursor into its name', async () => {
    const { at, backend } = await openAt('/rooms', { empty: true })
    await settle()
    key({ key: 'n', ctrlKey: true })
    await settle(150)
    expect(backend.world.rooms).toHaveLength(1)
    expect(document.activeElement).toBe(at('room-name').element)
  })
})
