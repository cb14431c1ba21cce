import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import { ALL_ROOMS, useRoomFilter } from '@/composables/useRoomFilter'
import { openAt, settle } from '@/test-support'
import { useRoomsView } from './useRoomsView'
import { DAY, HOUR, QUARTER } from './week'

const key = (init: KeyboardEventInit) => window.dispatchEvent(new KeyboardEvent('keydown', init))
const undo = () => useToast().toasts.value.at(-1)?.action?.run()

beforeEach(() => {
  useRoomFilter().value = { ...ALL_ROOMS }
  useRoomsView().view.value = 'list'
  useRoomsView().moment.value = Date.now()
})

async function openList() {
  const opened = await openAt('/rooms')
  await settle(100)
  const names = () => opened.window.findAll('[data-testid="room-row"] .room__name').map((name) => name.text())
  return { ...opened, names }
}

describe('the room list', () => {
  it('is narrowed by state, search and anchor, and shows everything again', async () => {
    const { at, names } = await openList()
    expect(names()).toHaveLength(4)
    expect(at('rooms-filter-over').element.parentElement?.textContent).toContain('已结束 1')
    await at('rooms-filter-over').setValue()
    await settle(100)
    expect(names()).toEqual(['周末特卖'])
    await at('rooms-filter-all').setValue()
    await at('rooms-search').setValue('没有这个')
    await settle(300)
    await at('rooms-show-all').trigger('click')
    await settle(100)
    expect(names()).toHaveLength(4)
    await at('rooms-order').trigger('click')
    await settle(100)
    expect(names()[0]).toBe('周末特卖')
  })

  it('says whose anchor is wanted twice', async () => {
    const { at, backend } = await openList()
    const [one, other] = backend.world.rooms
    if (!one || !other) throw new Error('no rooms')
    one.clash = { id: other.id, name: other.draft.name }
    backend.changed('rooms')
    await settle(200)
    expect(at('room-clash').text()).toBe('主播与“新品首发试穿会”时间冲突')
  })

  it('submits what is chosen, each for itself, and says what was refused', async () => {
    const { at, window, backend } = await openList()
    await at('rooms-select-all').setValue(true)
    await settle(100)
    expect(at('rooms-chosen').text()).toBe('已选 4 / 4')
    const room = backend.world.rooms.find(({ draft }) => draft.name === '晚八点会员日')
    if (!room) throw new Error('no such room')
    room.violations = [{ field: 'name', rule: 'required', params: {} }]
    await at('rooms-submit-selected').trigger('click')
    await settle(100)
    expect(at('rooms-refused').text()).toContain('晚八点会员日')
    expect(at('rooms-refused').text()).not.toContain('周末特卖')
    await at('rooms-refused-close').trigger('click')
    await settle()
    expect(window.find('[data-testid="rooms-chosen"]').exists()).toBe(false)
  })
})

async function openRoom(name: string) {
  const opened = await openList()
  const room = opened.backend.world.rooms.find(({ draft }) => draft.name === name)
  if (!room) throw new Error('no such room')
  await opened.router.push({ name: 'rooms', params: { id: room.id } })
  await settle(100)
  return { ...opened, room }
}

describe('what is made of a room', () => {
  it('is a copy in the week after, opened at once', async () => {
    const { at, router, backend, room } = await openRoom('新品首发试穿会')
    await at('room-copy').trigger('click')
    await settle(100)
    const copy = backend.world.rooms.at(-1)
    expect(router.currentRoute.value.params.id).toBe(copy?.id)
    expect(copy?.draft.startMs).toBe((room.draft.startMs ?? 0) + 7 * DAY)
  })

  it('is the same in later weeks, undone in one step', async () => {
    const { at, backend } = await openRoom('新品首发试穿会')
    const before = backend.world.rooms.length
    await at('room-repeat').trigger('click')
    await settle()
    await at('room-repeat-weeks').setValue(27)
    expect(at('room-repeat-run').attributes('disabled')).toBeDefined()
    await at('room-repeat-weeks').setValue(3)
    await at('room-repeat-run').trigger('click')
    await settle(100)
    expect(backend.world.rooms).toHaveLength(before + 3)
    undo()
    await settle(100)
    expect(backend.world.rooms.filter((room) => room.deleted)).toHaveLength(3)
  })

  it('is a template, from which another is made', async () => {
    const { at, router, backend } = await openRoom('新品首发试穿会')
    await at('room-save-template').trigger('click')
    await settle(100)
    await router.push({ name: 'rooms' })
    await settle(100)
    await at('rooms-from-template').trigger('click')
    await settle(100)
    expect(at('room-template').text()).toMatch(/小开老师 · .*(小时|分钟) · 2 件商品/)
    await at('room-template-use').trigger('click')
    await settle(100)
    expect(backend.world.rooms.at(-1)).toMatchObject({ template: false, draft: { startMs: null } })
    expect(router.currentRoute.value.params.id).toBe(backend.world.rooms.at(-1)?.id)
  })
})

describe('the week', () => {
  const NOON = 12 * HOUR
  async function openWeek() {
    useRoomsView().view.value = 'week'
    const opened = await openAt('/rooms')
    const room = opened.backend.world.rooms.find(({ draft }) => draft.name === '新品首发试穿会')
    if (!room?.draft.startMs) throw new Error('no such room')
    useRoomsView().moment.value = room.draft.startMs
    await settle(150)
    const block = () => opened.window.find(`[data-room="${room.id}"]`)
    return { ...opened, room, block }
  }

  it('opens what is clicked, and turns by keys', async () => {
    const { at, block, router, room } = await openWeek()
    const title = at('week-title').text()
    key({ key: 'PageDown' })
    await settle(100)
    expect(at('week-title').text()).not.toBe(title)
    key({ key: 'PageUp' })
    await settle(100)
    expect(at('week-title').text()).toBe(title)
    await block().trigger('click')
    await settle(100)
    expect(router.currentRoute.value.params.id).toBe(room.id)
  })

  it('moves a draft by keys, and takes it back', async () => {
    const { block, room } = await openWeek()
    const before = room.draft.startMs ?? 0
    await block().trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    await settle(150)
    expect(room.draft.startMs).toBe(before + DAY)
    expect(room.draft.endMs).toBe(before + DAY + 2 * HOUR)
    undo()
    await settle(150)
    expect(room.draft.startMs).toBe(before)
    await block().trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    await settle(150)
    expect((room.draft.startMs ?? 0) % QUARTER).toBe(0)
  })

  it('makes a draft at an empty hour, but none in the past', async () => {
    vi.setSystemTime(Math.ceil(Date.now() / DAY) * DAY + NOON)
    const { backend, window } = await openWeek()
    const before = backend.world.rooms.length
    useRoomsView().moment.value = Date.now() - 7 * DAY
    await settle(150)
    await window.find('[data-hour="3-20"]').trigger('click')
    await settle(100)
    expect(backend.world.rooms).toHaveLength(before)
    useRoomsView().moment.value = Date.now() + 7 * DAY
    await settle(150)
    await window.find('[data-hour="3-20"]').trigger('click')
    await settle(150)
    vi.useRealTimers()
    const made = backend.world.rooms.find(({ draft }) => draft.name === '')
    expect(((made?.draft.startMs ?? 0) + 8 * HOUR) % DAY).toBe(20 * HOUR)
    expect((made?.draft.endMs ?? 0) - (made?.draft.startMs ?? 0)).toBe(2 * HOUR)
  })
})
