import { describe, expect, it } from 'vitest'
import {
  atHour,
  clock,
  count,
  countdown,
  fromField,
  fromMinuteOfDay,
  minuteOfDay,
  moment,
  previewPrice,
  priceText,
  sameDay,
  second,
  timeRange,
  toField,
} from './format'

/** 2026-11-22 20:00 in Beijing. */
const EIGHT = Date.UTC(2026, 10, 22, 12, 0)
const HOUR = 3_600_000

describe('Beijing time', () => {
  it('is the same in every zone of the machine', () => {
    const zone = process.env.TZ
    for (const tz of ['America/New_York', 'Asia/Shanghai', 'UTC', 'Pacific/Auckland']) {
      process.env.TZ = tz
      expect(moment(EIGHT, 'zh-CN', EIGHT)).toBe('11月22日 周日 20:00')
      expect(fromField('2026-11-22 20:00')).toBe(EIGHT)
      expect(toField(EIGHT)).toBe('2026-11-22 20:00')
    }
    process.env.TZ = zone
  })

  it('writes ranges, with the day of the end when it is another', () => {
    expect(timeRange(EIGHT, EIGHT + 2 * HOUR, 'zh-CN', EIGHT)).toBe('11月22日 周日 20:00–22:00')
    expect(timeRange(EIGHT, EIGHT + 6 * HOUR, 'zh-CN', EIGHT)).toBe('11月22日 周日 20:00 – 次日 02:00')
    expect(timeRange(EIGHT, EIGHT + 2 * HOUR, 'en', EIGHT)).toBe('Sun 22 Nov 20:00–22:00')
    expect(timeRange(EIGHT, null, 'zh-CN', EIGHT)).toBe('11月22日 周日 20:00')
  })

  it('names the year only when it is another', () => {
    const nextYear = Date.UTC(2027, 0, 2, 12, 0)
    expect(moment(nextYear, 'zh-CN', EIGHT)).toBe('2027年1月2日 周六 20:00')
    expect(moment(nextYear, 'en', EIGHT)).toBe('Sat 2 Jan 2027 20:00')
  })

  it('reads what people type, and nothing that does not exist', () => {
    expect(fromField('2026/11/22 20:00')).toBe(EIGHT)
    expect(fromField('2026-11-22T20:00')).toBe(EIGHT)
    expect(fromField('2026-11-22 20：00')).toBe(EIGHT)
    for (const wrong of ['', '今晚', '2026-02-30 20:00', '2026-11-22 24:10', '2026-13-01 10:00']) {
      expect(fromField(wrong)).toBeNull()
    }
  })

  it('finds an hour of the day in Beijing, past midnight too', () => {
    const justAfterMidnight = Date.UTC(2026, 10, 21, 16, 5)
    expect(atHour(20, 0, justAfterMidnight)).toBe(EIGHT)
    expect(atHour(20, 1, EIGHT - HOUR)).toBe(EIGHT + 24 * HOUR)
    expect(clock(justAfterMidnight)).toBe('00:05')
  })

  it('counts down, never below zero', () => {
    const days = (count: number) => `${count} 天`
    expect(countdown(83 * 60_000 + 500, days)).toBe('01:23:01')
    expect(countdown(26 * HOUR, days)).toBe('1 天 02:00:00')
    expect(countdown(-1, days)).toBe('00:00:00')
  })
})

describe('prices', () => {
  it.each([
    ['single', 19_900, null, { now: '¥199.00', was: null }],
    ['range', 9900, 19_900, { now: '¥99.00–¥199.00', was: null }],
    ['discount', 19_900, 9900, { now: '¥99.00', was: '¥199.00' }],
    ['single', 5, null, { now: '¥0.05', was: null }],
    ['range', 9900, null, null],
    ['single', null, null, null],
  ] as const)('%s %s %s', (priceKind, price, price2, seen) => {
    expect(priceText({ priceKind, price, price2 })).toEqual(seen)
  })

  it('previews what is typed', () => {
    expect(previewPrice('single', '１９９', '')).toEqual({ now: '¥199.00', was: null })
    expect(previewPrice('discount', '¥1,299.5', '999')).toEqual({ now: '¥999.00', was: '¥1299.50' })
    expect(previewPrice('single', '九块九', '')).toBeNull()
    expect(previewPrice('single', '100000000', '')).toBeNull()
  })
})

describe('a minute of the day', () => {
  it.each([
    ['08:00', 480],
    ['8:05', 485],
    ['23：59', 1439],
    ['24:00', null],
    ['12:60', null],
    ['8', null],
  ])('%s', (text, minute) => expect(fromMinuteOfDay(text)).toBe(minute))

  it('is written with four digits', () => expect(minuteOfDay(485)).toBe('08:05'))
})

describe('the outbox', () => {
  it('counts in thousands', () =>
    expect([7, 1200, 1_234_567].map(count)).toEqual(['7', '1,200', '1,234,567']))

  it('times an attempt to the second', () => expect(second(EIGHT + 5_000)).toBe('20:00:05'))

  it('knows the day in Beijing, not in London', () => {
    expect(sameDay(EIGHT, EIGHT + 3 * HOUR)).toBe(true)
    expect(sameDay(EIGHT, EIGHT + 5 * HOUR)).toBe(false)
  })
})
