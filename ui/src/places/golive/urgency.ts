/** The order in which rooms are wanted on the day: live, then the next to start, then what is over. */
import type { RoomRow, RoomState } from '@/backend'

const ON_AIR: readonly RoomState[] = ['live', 'paused', 'abnormal']
const OVER: readonly RoomState[] = ['ended', 'banned', 'expired']

export const isOnAir = (state: RoomState) => ON_AIR.includes(state)
export const isOver = (state: RoomState) => OVER.includes(state)

/** Submitted rooms by start; then drafts, which have no code yet. */
export function byUrgency(rooms: readonly RoomRow[]): { coming: RoomRow[]; past: RoomRow[] } {
  const rank = (room: RoomRow) =>
    isOnAir(room.state) ? 0 : room.state === 'draft' || room.state === 'refused' ? 2 : 1
  const start = (room: RoomRow) => room.startMs ?? Number.MAX_SAFE_INTEGER
  const coming = rooms.filter((room) => !isOver(room.state))
  const past = rooms.filter((room) => isOver(room.state))
  return {
    coming: coming.sort((a, b) => rank(a) - rank(b) || start(a) - start(b)),
    past: past.sort((a, b) => start(b) - start(a)),
  }
}
