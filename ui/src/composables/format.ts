/**
 * How numbers and times are written. Times are Beijing time whatever the machine's zone: China has kept UTC+8
 * without daylight saving since 1991, so wall-clock time there is UTC shifted by eight hours.
 */
import { limits, type GoodsRow, type PriceKind } from '@/backend'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const BEIJING = 8 * HOUR

const WEEKDAYS = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export type Locale = keyof typeof WEEKDAYS

const two = (value: number) => String(value).padStart(2, '0')
const beijing = (ms: number) => new Date(ms + BEIJING)

/** Days since 1970 in Beijing. */
const dayOf = (ms: number) => Math.floor((ms + BEIJING) / DAY)

/** `20:00` */
export function clock(ms: number): string {
  const at = beijing(ms)
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}

/** `周日` */
export const weekday = (ms: number, locale: Locale): string => WEEKDAYS[locale][beijing(ms).getUTCDay()] ?? ''

/** `11月22日 周日`, with the year only when it is not this one. */
export function day(ms: number, locale: Locale, now = Date.now()): string {
  const at = beijing(ms)
  const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  const weekday = WEEKDAYS[locale][at.getUTCDay()] ?? ''
  const otherYear = year !== beijing(now).getUTCFullYear()
  if (locale === 'en') return `${weekday} ${date} ${MONTHS[month] ?? ''}${otherYear ? ` ${year}` : ''}`
  return `${otherYear ? `${year}年` : ''}${month + 1}月${date}日 ${weekday}`
}

/** `11月22日 周日 20:00` */
export function moment(ms: number, locale: Locale, now = Date.now()): string {
  return `${day(ms, locale, now)} ${clock(ms)}`
}

/** `11月22日 周日 20:00–22:00`; the end names its day when it is another one. */
export function timeRange(start: number, end: number | null, locale: Locale, now = Date.now()): string {
  const from = moment(start, locale, now)
  if (end === null) return from
  const days = dayOf(end) - dayOf(start)
  if (days === 0) return `${from}–${clock(end)}`
  const next = locale === 'en' ? 'next day' : '次日'
  return `${from} – ${days === 1 ? `${next} ${clock(end)}` : moment(end, locale, now)}`
}

/** `2026-11-22 20:00` in Beijing, as the time fields hold it. */
export function toField(ms: number): string {
  const at = beijing(ms)
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${clock(ms)}`
}

/** Reads `2026-11-22 20:00` (also with `/` or `T`, one-digit parts, full-width colon) as Beijing time. */
export function fromField(text: string): number | null {
  const parts = /^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T\s]+(\d{1,2})[:：](\d{2})\s*$/.exec(text)
  if (!parts) return null
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0] = parts.slice(1).map(Number)
  const utc = Date.UTC(year, month - 1, date, hour, minute)
  const back = new Date(utc)
  const exists = back.getUTCMonth() === month - 1 && back.getUTCDate() === date && hour < 24 && minute < 60
  return exists ? utc - BEIJING : null
}

/** The moment of `hour`:00 in Beijing, `days` after today there. */
export function atHour(hour: number, days: number, now: number): number {
  return (dayOf(now) + days) * DAY + hour * HOUR - BEIJING
}

/** `20:00:05` */
export function second(ms: number): string {
  return `${clock(ms)}:${two(beijing(ms).getUTCSeconds())}`
}

/** Whether both moments lie on one day in Beijing. */
export const sameDay = (one: number, other: number) => dayOf(one) === dayOf(other)

/** A minute of the day as `08:00`. */
export const minuteOfDay = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`

/** Reads `8:00` as a minute of the day. */
export function fromMinuteOfDay(text: string): number | null {
  const [, hour, minute] = /^\s*(\d{1,2})[:：](\d{2})\s*$/.exec(text) ?? []
  const [h, m] = [Number(hour), Number(minute)]
  return h < 24 && m < 60 ? h * 60 + m : null
}

/** `1,200` */
export const count = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** `3 天 02:10:05`, `02:10:05`; never below zero. */
export function countdown(ms: number, daysWord: (count: number) => string): string {
  const left = Math.max(0, Math.ceil(ms / 1000))
  const days = Math.floor(left / 86_400)
  const rest = left % 86_400
  const text = `${two(Math.floor(rest / 3600))}:${two(Math.floor((rest % 3600) / 60))}:${two(rest % 60)}`
  return days > 0 ? `${daysWord(days)} ${text}` : text
}

/** Fen as `¥199.00`. */
export function yuan(fen: number): string {
  const whole = Math.floor(fen / 100)
  return `¥${whole}.${two(fen % 100)}`
}

export type PriceText = { now: string; was: string | null }

/** What a buyer sees: one price, a range, or a price with a struck-through one. `null` while it does not read as one. */
export function priceText(goods: Pick<GoodsRow, 'priceKind' | 'price' | 'price2'>): PriceText | null {
  const { priceKind, price, price2 } = goods
  if (price === null) return null
  if (priceKind === 'single') return { now: yuan(price), was: null }
  if (price2 === null) return null
  return priceKind === 'range'
    ? { now: `${yuan(price)}–${yuan(price2)}`, was: null }
    : { now: yuan(price2), was: yuan(price) }
}

/** A typed amount in fen for the preview only; the backend alone decides whether it is a price. */
export function previewFen(typed: string): number | null {
  const plain = typed.normalize('NFKC').replace(/[¥,\s]/g, '')
  const fen = /^\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null
  return fen === null || fen > limits.priceMax ? null : fen
}

export function previewPrice(kind: PriceKind, price: string, price2: string): PriceText | null {
  return priceText({ priceKind: kind, price: previewFen(price), price2: previewFen(price2) })
}
