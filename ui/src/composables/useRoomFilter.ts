/** What the room list shows and in which order: kept while the window is open. */
import { ref, type Ref } from 'vue'
import type { RoomCounts, RoomQuery, RoomState } from '@/backend'

/** States that are one choice. */
export const ROOM_GROUPS = {
  draft: ['draft'],
  underway: ['submitting', 'checking', 'waiting'],
  refused: ['refused'],
  planned: ['not-started'],
  live: ['live', 'paused', 'abnormal'],
  over: ['ended', 'expired', 'banned'],
} as const satisfies Record<string, readonly RoomState[]>

export type RoomGroup = keyof typeof ROOM_GROUPS | 'all'

export const ALL_ROOMS: RoomQuery = { search: '', states: [], kind: null, anchor: null, ascending: false }

const query = ref<RoomQuery>({ ...ALL_ROOMS })

export function useRoomFilter(): Ref<RoomQuery> {
  return query
}

export const statesOf = (group: RoomGroup): RoomState[] => (group === 'all' ? [] : [...ROOM_GROUPS[group]])

export function groupOf({ states }: RoomQuery): RoomGroup {
  const [first] = states
  const groups = Object.keys(ROOM_GROUPS) as (keyof typeof ROOM_GROUPS)[]
  return groups.find((group) => ROOM_GROUPS[group].some((state) => state === first)) ?? 'all'
}

export function countOf(counts: RoomCounts, group: RoomGroup): number {
  const states = group === 'all' ? Object.values(ROOM_GROUPS).flat() : ROOM_GROUPS[group]
  return states.reduce((sum, state) => sum + counts[state], 0)
}

/** Whether anything narrows the list. */
export const isNarrowed = (of: RoomQuery): boolean =>
  of.search !== '' || of.states.length > 0 || of.kind !== null || of.anchor !== null

/** The same order, of all rooms. */
export const widened = (of: RoomQuery): RoomQuery => ({ ...ALL_ROOMS, ascending: of.ascending })
