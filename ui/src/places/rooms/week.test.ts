import { describe, expect, it } from 'vitest'
import { blocksOf, DAY, HOUR, MINUTE, moved, weekOf } from './week'

const at = (text: string) => Date.parse(`${text}+08:00`)
const MONDAY = at('2026-11-23T00:00')
const room = (id: string, start: number, hours: number | null) => ({
  id,
  startMs: MONDAY + start * HOUR,
  endMs: hours === null ? null : MONDAY + (start + hours) * HOUR,
})
const lanes = (...rows: ReturnType<typeof room>[]) =>
  blocksOf(rows, MONDAY).map(({ row, lane, lanes: of }) => `${row.id} ${lane}/${of}`)

describe('a week', () => {
  it('begins on Monday, or on Sunday, at midnight in Beijing', () => {
    for (const text of ['2026-11-23T00:00', '2026-11-25T12:00', '2026-11-29T23:59'])
      expect(weekOf(at(text), 1)).toBe(MONDAY)
    expect(weekOf(at('2026-11-22T23:59'), 1)).toBe(MONDAY - 7 * DAY)
    expect(weekOf(at('2026-11-25T12:00'), 0)).toBe(MONDAY - DAY)
    expect(weekOf(at('2026-11-22T00:00'), 0)).toBe(MONDAY - DAY)
  })

  it('shows a room that runs over midnight in both days', () => {
    const blocks = blocksOf([room('late', 22, 4)], MONDAY)
    expect(blocks.map(({ day, top, height, before, after }) => [day, top, height, before, after])).toEqual([
      [0, 22 * 60, 120, false, true],
      [1, 0, 120, true, false],
    ])
    expect(blocksOf([room('sunday', 6 * 24 + 23, 2)], MONDAY)).toHaveLength(1)
    expect(blocksOf([room('before', -1, 2)], MONDAY)[0]).toMatchObject({ day: 0, top: 0, height: 60 })
    expect(blocksOf([room('gone', -3, 2), { ...room('no date', 0, 1), startMs: null }], MONDAY)).toEqual([])
  })

  it('puts rooms of the same time side by side, and only those', () => {
    expect(lanes(room('a', 9, 2), room('b', 10, 2), room('c', 13, 1))).toEqual(['a 0/2', 'b 1/2', 'c 0/1'])
    expect(lanes(room('a', 9, 6), room('b', 10, 1), room('c', 11, 1))).toEqual(['a 0/2', 'b 1/2', 'c 1/2'])
    expect(lanes(room('a', 9, 1), room('b', 10, 1))).toEqual(['a 0/1', 'b 0/1'])
  })

  it('keeps a block without an end, or a very short one, readable', () => {
    expect(blocksOf([room('open', 9, null)], MONDAY)[0]).toMatchObject({ top: 540, height: 30 })
    expect(blocksOf([room('last', 23.9, 0.05)], MONDAY)[0]).toMatchObject({ top: 1410, height: 30 })
  })

  it('is moved by quarter hours onto the quarter, and by days as it is', () => {
    const odd = MONDAY + 9 * HOUR + 7 * MINUTE
    expect(moved(odd, 0, 1)).toBe(MONDAY + 9 * HOUR + 15 * MINUTE)
    expect(moved(odd, 0, -1)).toBe(MONDAY + 8 * HOUR + 45 * MINUTE)
    expect(moved(odd, 2, 0)).toBe(odd + 2 * DAY)
  })
})
