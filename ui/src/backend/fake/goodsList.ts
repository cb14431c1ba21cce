/** What a query of the goods list shows, roughly as the program finds it. */
import type { GoodsQuery } from '../bindings'
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
