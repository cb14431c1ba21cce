/** What the domain says of a good's draft, roughly. */
import { limits, type GoodsField, type GoodsView, type Rule, type Violation } from '../bindings'
import { fen } from './world'

/** Roughly the platform's count; the domain's is the one that counts. */
export const units = (text: string) =>
  [...text].reduce((sum, letter) => sum + (/[\u1100-\uffff]/.test(letter) ? 2 : 1), 0)

/** Roughly the domain's rules. */
export function violations({ draft }: GoodsView): Violation<GoodsField>[] {
  const broken: Violation<GoodsField>[] = []
  const add = (field: GoodsField, rule: Rule, params = {}) => broken.push({ field, rule, params })
  const length = units(draft.name.trim())
  const { min, max } = limits.goodsName
  if (length === 0) add('name', 'required')
  else if (length < min) add('name', 'too-short', { min: `${min}`, units: `${length}` })
  else if (length > max) add('name', 'too-long', { max: `${max}`, units: `${length}` })
  if (draft.price.trim() === '') add('price', 'required')
  else if (fen(draft.price) === null) add('price', 'not-a-price')
  if (draft.priceKind !== 'single' && draft.price2.trim() === '') add('price2', 'required')
  if (draft.path.trim() === '') add('path', 'required')
  else if (draft.path.startsWith('/')) add('path', 'leading-slash')
  if (!draft.hasPicture) add('picture', 'picture-missing')
  return broken
}
