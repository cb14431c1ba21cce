import type { ShowItemView, ShowNew, ShowView, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { goodsRow, problem, roomRow, type World } from './world'

type ShowCalls = Pick<Calls, Extract<keyof Calls, `show${string}`>>
type Item = ShowItemView & { removed?: boolean }

const MINUTE = 60_000

export function fakeShow(world: World, changed: (topic: Topic) => void): ShowCalls {
  const plans = new Map<string, Item[]>()
  const find = (id: string) => {
    const room = world.rooms.find((one) => one.id === id && !one.deleted)
    if (!room) throw new ProblemError(problem('room.not-found'))
    return room
  }
  const view = (id: string): ShowView => {
    const room = find(id)
    const plan = (plans.get(id) ?? []).filter((item) => !item.removed)
    const { startMs, endMs } = room.draft
    const pushed = (world.records[id] ?? []).filter((step) => step.event === 'pushed')
    let offset = 0
    const items = plan.map((item): ShowItemView => {
      const offsetMinutes = offset
      offset += item.minutes
      const push = pushed.find((step) => step.goodsId === item.good?.id)
      return {
        ...item,
        offsetMinutes,
        plannedMs: startMs === null ? null : startMs + offsetMinutes * MINUTE,
        over: startMs !== null && endMs !== null && startMs + offset * MINUTE > endMs,
        begunMs: item.begunMs ?? push?.atMs ?? null,
      }
    })
    const current = items.findLast((item) => item.begunMs !== null) ?? null
    const at = current ? items.indexOf(current) : -1
    const isOpen = (item: ShowItemView) => item.begunMs === null
    const next = items.slice(at + 1).find((item) => item.good && isOpen(item))
    const before = next ? items.slice(0, items.indexOf(next)) : items
    const onAir = ['live', 'paused', 'abnormal'].includes(room.state)
    return {
      room: roomRow(room),
      items,
      minutes: offset,
      roomMinutes: startMs === null || endMs === null ? null : (endMs - startMs) / MINUTE,
      editable: !['ended', 'banned', 'expired'].includes(room.state),
      onAir,
      unplanned: room.shelf
        .map((item) => item.goods.id)
        .filter((one) => items.every((item) => item.good?.id !== one)),
      current: current?.id ?? null,
      step: before.find((item) => !item.good && isOpen(item))?.id ?? null,
      pace: onAir && items.length > 0 ? { leastMs: 125_000, untilMs: Date.now() + 5 * MINUTE } : null,
    }
  }
  const newItem = ({ kind, goodsId, minutes }: ShowNew): Item => {
    const good = world.goods.find((one) => one.id === goodsId)
    return {
      id: world.nextId(),
      kind,
      good: good ? goodsRow(good) : null,
      minutes: minutes ?? 5,
      title: '',
      cue: '',
      notes: '',
      count: 0,
      revision: 1,
      offsetMinutes: 0,
      plannedMs: null,
      over: false,
      begunMs: null,
      byHand: false,
    }
  }
  const change = (id: string, work: (items: Item[]) => Item[]) => {
    plans.set(id, work(plans.get(id) ?? []))
    changed('rooms')
    return view(id)
  }
  const setRemoved = (id: string, ids: string[], removed: boolean) =>
    change(id, (items) => items.map((item) => (ids.includes(item.id) ? { ...item, removed } : item)))
  return {
    showView: async (id) => view(id),
    showAdd: async (id, wanted, behind) =>
      change(id, (items) => {
        const at = items.findIndex((item) => item.id === behind)
        return items.toSpliced(at < 0 ? items.length : at + 1, 0, ...wanted.map(newItem))
      }),
    showFill: async (id, minutes) =>
      change(id, (items) => [
        ...items,
        ...view(id).unplanned.map((goodsId) => newItem({ kind: 'good', goodsId, minutes })),
      ]),
    showSave: async (id, one, patch) =>
      change(id, (items) =>
        items.map((item) => {
          const typed = Object.entries(patch).filter(([, value]) => value !== undefined && value !== null)
          return item.id === one
            ? { ...item, ...Object.fromEntries(typed), revision: item.revision + 1 }
            : item
        }),
      ),
    showSort: async (id, order) =>
      change(id, (items) => [...items].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))),
    showRemove: async (id, ids) => setRemoved(id, ids, true),
    showRestore: async (id, ids) => setRemoved(id, ids, false),
    showMark: async (id, one, done) =>
      change(id, (items) =>
        items.map((item) =>
          item.id === one ? { ...item, begunMs: done ? Date.now() : null, byHand: done } : item,
        ),
      ),
    showSaveFile: async (id, file) => `~/${find(id).draft.name}.${file === 'print' ? 'pdf' : 'xlsx'}`,
    async showOpenConsole() {
      throw new ProblemError(problem('show.no-console'))
    },
  }
}
