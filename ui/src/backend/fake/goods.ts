import { limits, type GoodsField, type GoodsView, type Rule, type Topic, type Violation } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { auditOf, fen, goodsRow, newGoods, picture, problem, type World } from './world'

type GoodsCalls = Pick<Calls, Extract<keyof Calls, `goods${string}`>>

const AUDIT_MS = 3000

/** Roughly the platform's count; the domain's is the one that counts. */
export const units = (text: string) =>
  [...text].reduce((sum, letter) => sum + (/[\u1100-\uffff]/.test(letter) ? 2 : 1), 0)

function violations({ draft }: GoodsView): Violation<GoodsField>[] {
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

export function fakeGoods(world: World, changed: (topic: Topic) => void): GoodsCalls {
  const find = (id: string) => {
    const goods = world.goods.find((one) => one.id === id && !one.deleted)
    if (!goods) throw new ProblemError(problem('goods.not-found'))
    return goods
  }
  const touch = (goods: World['goods'][number]) => {
    goods.revision += 1
    goods.updatedMs = Date.now()
    goods.nameUnits = units(goods.draft.name.trim())
    goods.violations = violations(goods)
    changed('goods')
    return goods
  }
  const setPicture = (id: string, path: string) => {
    const goods = find(id)
    if (path.endsWith('.heic')) throw new ProblemError(problem('picture.heic'))
    goods.picture = picture(world.nextId(), path)
    goods.draft.hasPicture = true
    return touch(goods)
  }
  return {
    async goodsList({ search, audit, after, limit }) {
      const live = world.goods.filter((goods) => !goods.deleted)
      const found = live
        .filter(
          (goods) => goods.draft.name.includes(search) && (audit === null || auditOf(goods.state) === audit),
        )
        .sort((a, b) => b.updatedMs - a.updatedMs)
      const from = Number(after ?? 0)
      const next = from + limit < found.length ? `${from + limit}` : null
      return { rows: found.slice(from, from + limit).map(goodsRow), next, total: live.length }
    },
    goodsGet: async (id) => find(id),
    async goodsCreate() {
      const goods = newGoods(world.nextId())
      goods.violations = violations(goods)
      world.goods.unshift(goods)
      changed('goods')
      return goods
    },
    async goodsSave(id, patch) {
      const goods = find(id)
      for (const [field, value] of Object.entries(patch))
        if (value !== null) Object.assign(goods.draft, { [field]: value })
      return touch(goods)
    },
    goodsPickPicture: async (id) => setPicture(id, 'IMG_2048.jpg'),
    goodsSetPicture: async (id, path) => setPicture(id, path),
    async goodsSetFocus(id, focus) {
      const goods = find(id)
      goods.focus = focus
      return touch(goods)
    },
    async goodsSubmit(ids) {
      return ids.map((id) => {
        const goods = find(id)
        if (goods.violations.length > 0) {
          const count = `${goods.violations.length}`
          return { id, queued: false, problem: problem('goods.has-faults', { count }) }
        }
        Object.assign(goods, { state: 'auditing', editable: 'nothing', problem: null, platformId: 4000 })
        touch(goods)
        setTimeout(() => {
          const rejected = goods.draft.name.includes('驳回')
          Object.assign(goods, {
            state: rejected ? 'rejected' : 'approved',
            editable: rejected ? 'all' : 'nothing',
          })
          touch(goods)
        }, AUDIT_MS)
        return { id, queued: true, problem: null }
      })
    },
    async goodsWithdraw(id) {
      const goods = find(id)
      Object.assign(goods, { state: 'withdrawn', editable: 'all' })
      return touch(goods)
    },
    async goodsDelete(ids) {
      for (const id of ids) {
        if (!['draft', 'refused', 'rejected', 'withdrawn'].includes(find(id).state)) {
          throw new ProblemError(problem('goods.cannot-delete'))
        }
      }
      for (const id of ids) find(id).deleted = true
      changed('goods')
      return null
    },
    async goodsRestore(ids) {
      for (const goods of world.goods) if (ids.includes(goods.id)) goods.deleted = false
      changed('goods')
      return null
    },
  }
}
