/** The values of a conflict, which are texts in one canonical form, as staff read them. */
import type { ConflictView } from '@/backend'
import { priceText, yuan } from '@/composables/format'

export const SWITCHES = ['like', 'shelf', 'comment', 'replay', 'service', 'feed']

/** The words of the place to which the object belongs. */
export const placeOf = ({ objectKind }: Pick<ConflictView, 'objectKind'>) =>
  objectKind === 'room' ? 'rooms' : 'goods'

/** `199.00`, `99.00-199.00` (range) or `199.00>99.00` (discount), as a buyer reads it. */
export function priceOf(value: string): { now: string; was: string | null } {
  const [first = '', second = ''] = value.split(/[->]/)
  const fen = (text: string) => Math.round(Number(text) * 100)
  const priceKind = value.includes('-') ? 'range' : value.includes('>') ? 'discount' : 'single'
  const price = { priceKind, price: fen(first), price2: second === '' ? null : fen(second) } as const
  return priceText(price) ?? { now: yuan(fen(first)), was: null }
}
