/** What a query of the goods list shows and what a price becomes, roughly as the program finds it. */
import type { GoodsQuery, PriceChange } from '../bindings'
import { fen, type World } from './world'

type Good = World['goods'][number]

/** Whether a query shows the good, its state aside. */
export function matches({ draft, code, state, readOnly }: Good, query: GoodsQuery): boolean {
  const price = fen(draft.price)
  return (
    (draft.name.includes(query.search) || (code !== '' && code.includes(query.search))) &&
    (!query.hasProblem || state === 'rejected' || state === 'refused') &&
    (query.made === null || (query.made === 'elsewhere') === readOnly) &&
    (query.priceFrom === null || (price !== null && price >= query.priceFrom)) &&
    (query.priceTo === null || (price !== null && price <= query.priceTo))
  )
}

/** In the order of the query. */
export function sorted(goods: Good[], { order, ascending }: GoodsQuery): Good[] {
  const compare = {
    updated: (a: Good, b: Good) => a.updatedMs - b.updatedMs,
    name: (a: Good, b: Good) => a.draft.name.localeCompare(b.draft.name, 'zh-CN'),
    price: (a: Good, b: Good) => (fen(a.draft.price) ?? 0) - (fen(b.draft.price) ?? 0),
    state: (a: Good, b: Good) => a.state.localeCompare(b.state),
  }[order]
  return goods.sort((a, b) => (ascending ? compare(a, b) : compare(b, a)))
}

/** Whether the list of a query holds the good. */
export const shows = (goods: Good, query: GoodsQuery) =>
  !goods.deleted && matches(goods, query) && (query.states.length === 0 || query.states.includes(goods.state))

/** The price after a change; `null` where there is none to change. */
export function repriced({ draft }: Good, change: PriceChange): string | null {
  if (change.kind === 'fixed') return (change.price / 100).toFixed(2)
  const price = fen(draft.price)
  if (price === null) return null
  const after = change.kind === 'percent' ? price * (1 + change.percent / 100) : price + change.by
  return (Math.round(after) / 100).toFixed(2)
}
