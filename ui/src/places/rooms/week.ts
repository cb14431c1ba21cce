/** A week of rooms as blocks: which day, from where to where, and beside whom. Days are Beijing's. */
import type { RoomRow } from '@/backend'

export const MINUTE = 60_000
export const QUARTER = 15 * MINUTE
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const BEIJING = 8 * HOUR
/** Even the shortest block can be read and taken hold of, minutes. */
const SHORTEST = 30

/** The weekday that a week begins with, 0 for Sunday. */
export type FirstDay = 0 | 1

/** 00:00 in Beijing of the first day of the week in which a moment lies. */
export function weekOf(ms: number, first: FirstDay): number {
  const day = Math.floor((ms + BEIJING) / DAY)
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7
  return (day - ((weekday - first + 7) % 7)) * DAY - BEIJING
}

/** What is needed of a room to place it. */
export type Placed = Pick<RoomRow, 'id' | 'startMs' | 'endMs'>

/** The part of a room that lies in one day. */
export interface Block<R extends Placed> {
  row: R
  /** 0 to 6. */
  day: number
  /** Minutes after 00:00. */
  top: number
  height: number
  /** Which of so many side by side. */
  lane: number
  lanes: number
  /** Whether it goes on from the day before, or into the next. */
  before: boolean
  after: boolean
}

/** The parts of rooms that lie in the seven days from `from` on. */
export function blocksOf<R extends Placed>(rows: readonly R[], from: number): Block<R>[] {
  const days: Block<R>[][] = Array.from({ length: 7 }, () => [])
  for (const row of rows) {
    if (row.startMs === null) continue
    const [start, end] = [row.startMs, Math.max(row.endMs ?? 0, row.startMs + MINUTE)]
    days.forEach((blocks, day) => {
      const [midnight, next] = [from + day * DAY, from + (day + 1) * DAY]
      if (start >= next || end <= midnight) return
      const top = Math.max(0, start - midnight) / MINUTE
      const height = Math.max(SHORTEST, (Math.min(end, next) - Math.max(start, midnight)) / MINUTE)
      const block = { row, day, top: Math.min(top, 24 * 60 - SHORTEST), height, lane: 0, lanes: 1 }
      blocks.push({ ...block, before: start < midnight, after: end > next })
    })
  }
  return days.flatMap(sideBySide)
}

/** Gives blocks of one day that stand at the same time lanes of their own. */
function sideBySide<R extends Placed>(blocks: Block<R>[]): Block<R>[] {
  const sorted = [...blocks].sort((a, b) => a.top - b.top || b.height - a.height)
  let group: Block<R>[] = []
  /** Where each lane is free again. */
  let free: number[] = []
  const close = () => group.forEach((block) => (block.lanes = free.length))
  for (const block of sorted) {
    if (free.every((until) => until <= block.top)) {
      close()
      group = []
      free = []
    }
    const lane = free.findIndex((until) => until <= block.top)
    block.lane = lane < 0 ? free.length : lane
    free[block.lane] = block.top + block.height
    group.push(block)
  }
  close()
  return sorted
}

/** A moment moved by whole days and quarter hours, and set on the quarter. */
export const moved = (ms: number, days: number, quarters: number): number =>
  quarters === 0 ? ms + days * DAY : Math.round(ms / QUARTER + quarters) * QUARTER + days * DAY
