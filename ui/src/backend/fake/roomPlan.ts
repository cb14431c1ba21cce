import type { RoomCounts, RoomQuery, RoomTemplate, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem, roomRow, type World } from './world'

type Planned =
  | 'open'
  | 'page'
  | 'ids'
  | 'position'
  | 'between'
  | 'copy'
  | 'repeat'
  | 'saveTemplate'
  | 'templates'
  | 'fromTemplate'
  | 'submitAll'
export type RoomPlanCalls = Pick<Calls, `rooms${Capitalize<Planned>}`>

const WEEK = 7 * 86_400_000

type Room = World['rooms'][number]

export function fakeRoomPlan(
  world: World,
  changed: (topic: Topic) => void,
  submit: Calls['roomsSubmit'],
): RoomPlanCalls {
  const listings: string[][] = []
  const listed = () => world.rooms.filter((room) => !room.deleted && !room.template)
  const find = (id: string) => {
    const room = world.rooms.find((one) => one.id === id && !one.deleted)
    if (!room) throw new ProblemError(problem('room.not-found'))
    return room
  }
  const matches = ({ draft }: Room, { search, kind, anchor }: RoomQuery) =>
    (draft.name.includes(search) || draft.anchorName.includes(search)) &&
    (kind === null || draft.kind === kind) &&
    (anchor === null || draft.anchorName === anchor)
  const starts = (room: Room) => room.draft.startMs ?? Infinity
  const make = (of: Room, startMs: number | null, template = false) => {
    const { endMs: end, startMs: start } = of.draft
    const lengthMs = end !== null && start !== null ? end - start : of.lengthMs
    const endMs = startMs === null ? null : startMs + (lengthMs ?? 0)
    const room: Room = {
      ...of,
      id: world.nextId(),
      draft: { ...of.draft, startMs, endMs },
      state: 'draft',
      editable: 'all',
      platformId: null,
      problem: null,
      changedSince: false,
      inConflict: false,
      lengthMs,
      template,
    }
    world.rooms.push(room)
    return room
  }
  const templateOf = ({ id, draft, lengthMs, shelf }: Room): RoomTemplate => ({
    id,
    name: draft.name,
    anchorName: draft.anchorName,
    lengthMs,
    goods: shelf.length,
  })
  return {
    async roomsOpen(query) {
      const found = listed()
        .filter((room) => matches(room, query))
        .sort((a, b) => (starts(b) - starts(a) || 0) * (query.ascending ? -1 : 1))
      const counts = Object.fromEntries(
        [
          'draft',
          'submitting',
          'checking',
          'waiting',
          'refused',
          'not-started',
          'live',
          'ended',
          'banned',
          'paused',
          'abnormal',
          'expired',
        ].map((state) => [state, found.filter((room) => room.state === state).length]),
      ) as unknown as RoomCounts
      const shown = found.filter((room) => query.states.length === 0 || query.states.includes(room.state))
      const id = listings.push(shown.map((room) => room.id)) - 1
      const anchors = [...new Set(listed().map((room) => room.draft.anchorName))].filter(Boolean)
      return { id, total: shown.length, ofAll: listed().length, counts, anchors }
    },
    roomsPage: async (listing, from, limit) =>
      listings[listing]?.slice(from, from + limit).map((id) => roomRow(find(id))) ?? null,
    roomsIds: async (listing, from, limit) => listings[listing]?.slice(from, from + limit) ?? null,
    async roomsPosition(listing, id) {
      const place = listings[listing]?.indexOf(id) ?? -1
      return place < 0 ? null : place
    },
    roomsBetween: async (from, to) => ({
      rows: listed()
        .filter(({ draft }) => draft.startMs !== null && draft.startMs < to && (draft.endMs ?? 0) > from)
        .map(roomRow),
      more: false,
    }),
    async roomsCopy(id) {
      const of = find(id)
      const room = make(of, of.draft.startMs === null ? null : of.draft.startMs + WEEK)
      changed('rooms')
      return room
    },
    async roomsRepeat(id, weeks) {
      const of = find(id)
      const { startMs } = of.draft
      if (startMs === null) throw new ProblemError(problem('room.no-start'))
      const done = Array.from({ length: weeks }, (_, week) => make(of, startMs + (week + 1) * WEEK).id)
      changed('rooms')
      return { done, refused: [] }
    },
    async roomsSaveTemplate(id) {
      const room = make(find(id), null, true)
      changed('rooms')
      return templateOf(room)
    },
    roomsTemplates: async () => world.rooms.filter((room) => room.template && !room.deleted).map(templateOf),
    async roomsFromTemplate(id) {
      const room = make(find(id), null)
      changed('rooms')
      return room
    },
    async roomsSubmitAll(ids) {
      const outcomes = await Promise.all(ids.map((id) => submit(id)))
      return {
        done: outcomes.filter(({ queued }) => queued).map(({ id }) => id),
        refused: outcomes.flatMap(({ id, problem: why }) => {
          const { name, startMs } = find(id).draft
          return why ? [{ id, name, startMs, problem: why }] : []
        }),
      }
    },
  }
}
