import type { GoodsRow, ShelfItem } from '../bindings'

/** A good on a shelf, as it comes there. */
export const newShelfItem = (goods: GoodsRow, isThere: boolean): ShelfItem => ({
  goods,
  state: isThere ? 'on-shelf' : 'wanted',
  onSale: true,
  problem: null,
})
