import type {
  GoodsNotes,
  GoodsReport,
  GoodsQuery,
  GoodsSelection,
  GoodsStepKind,
  PathChange,
  Problem,
  RejectNoteView,
  Topic,
} from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { matches, repriced, shows, sorted } from './goodsList'
import { units, violations } from './goodsRules'
import { countsOf } from './parts'
import { fen, goodsRow, newGoods, picture, problem, type World } from './world'

type GoodsCalls = Omit<Pick<Calls, Extract<keyof Calls, `goods${string}`>>, 'goodsExport'>

const AUDIT_MS = 3000
const PICTURE_MS = 4
const HOUR = 3_600_000
const DELETABLE = ['draft', 'refused', 'rejected', 'withdrawn', 'approved']

type Good = World['goods'][number]

function redirected({ draft, code }: Good, change: PathChange): string | Problem {
  if (change.kind === 'replace') return draft.path.replaceAll(change.find, change.replace)
  if (change.pattern.includes('{code}') && code === '') return problem('goods.path-needs-code')
  return change.pattern.replaceAll('{code}', encodeURIComponent(code))
}

export function fakeGoods(world: World, changed: (topic: Topic) => void): GoodsCalls {
  const listings: string[][] = []
  let saved: GoodsQuery | null = null
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
    goods.edit = { turn: 0, fill: 'crop', sharpen: false }
    return touch(goods)
  }
  const chosen = (selection: GoodsSelection): Good[] => {
    if (selection.kind === 'ids') return selection.ids.map(find)
    const { query, except } = selection
    return world.goods.filter((goods) => shows(goods, query) && !except.includes(goods.id))
  }
  const deletions: Good[][] = []
  let isStopped = false
  const each = (selection: GoodsSelection, work: (goods: Good) => Problem | null): GoodsReport => {
    const report: GoodsReport = { done: 0, refused: 0, refusals: [], deletion: null }
    for (const goods of chosen(selection)) {
      const { id } = goods
      const refusal = work(goods)
      if (refusal) report.refusals.push({ id, name: goods.draft.name, problem: refusal })
      else report.done += 1
    }
    return { ...report, refused: report.refusals.length }
  }
  const note = (id: string, sameBy: RejectNoteView['sameBy']): RejectNoteView | null => {
    const written = world.notes[id]
    if (!written) return null
    return { ...written, goodsId: id, goodsName: find(id).draft.name, sameBy, updatedMs: Date.now() }
  }
  const notesOn = (id: string): GoodsNotes => {
    const { name } = find(id).draft
    const others = world.goods.filter((goods) => goods.id !== id && goods.draft.name === name && name !== '')
    return { own: note(id, null), similar: others.flatMap((goods) => note(goods.id, 'name') ?? []) }
  }
  return {
    async goodsOpen(query) {
      const live = world.goods.filter((goods) => !goods.deleted)
      const found = live.filter((goods) => matches(goods, query))
      const counts = countsOf(found)
      const chosen = found.filter(({ state }) => query.states.length === 0 || query.states.includes(state))
      listings.push(sorted(chosen, query).map(({ id }) => id))
      const total = chosen.length
      return { id: listings.length - 1, total, ofAll: live.length, counts, isLearning: false }
    },
    async goodsPage(listing, from, limit) {
      const rows = listings[listing]
        ?.slice(from, from + limit)
        .map((id) => world.goods.find((one) => one.id === id))
      return rows?.flatMap((goods) => (goods ? [goodsRow(goods)] : [])) ?? null
    },
    goodsIds: async (listing, from, limit) => listings[listing]?.slice(from, from + limit) ?? null,
    async goodsPosition(listing, id) {
      const place = listings[listing]?.indexOf(id) ?? -1
      return place < 0 ? null : place
    },
    goodsFilterSaved: async () => saved,
    async goodsFilterSave(query) {
      saved = query
      return null
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
      for (const [field, value] of Object.entries(patch)) {
        if (value === null) continue
        if (field === 'code') goods.code = value
        else Object.assign(goods.draft, { [field]: value })
      }
      goods.changedSince = goods.state === 'approved'
      return touch(goods)
    },
    goodsPickPicture: async (id) => setPicture(id, 'IMG_2048.jpg'),
    goodsSetPicture: async (id, path) => setPicture(id, path),
    async goodsSetEdit(id, edit) {
      const goods = find(id)
      goods.edit = edit
      return touch(goods)
    },
    async goodsSetFocus(id, focus) {
      const goods = find(id)
      goods.focus = focus
      return touch(goods)
    },
    async goodsSubmit(selection) {
      return each(selection, (goods) => {
        const [fault, ...others] = goods.violations
        if (fault && others.length > 0)
          return problem('goods.has-faults', { count: `${goods.violations.length}` })
        if (fault) {
          const { field, rule, params } = fault
          return { ...problem('goods.has-fault', { ...params, rule }), field }
        }
        if (goods.state === 'approved') {
          if (!goods.changedSince) return problem('goods.already-submitted')
          Object.assign(goods, { changedSince: false, priceOnItsWay: true })
          setTimeout(() => {
            goods.priceOnItsWay = false
            touch(goods)
          }, AUDIT_MS)
          touch(goods)
          return null
        }
        Object.assign(goods, { state: 'auditing', editable: 'nothing', problem: null, platformId: 4000 })
        touch(goods)
        setTimeout(() => {
          const rejected = goods.draft.name.includes('驳回')
          Object.assign(goods, {
            state: rejected ? 'rejected' : 'approved',
            editable: rejected ? 'all' : 'prices',
          })
          touch(goods)
        }, AUDIT_MS)
        return null
      })
    },
    async goodsWithdraw(selection) {
      return each(selection, (goods) => {
        if (goods.state !== 'auditing') return problem('goods.cannot-withdraw')
        Object.assign(goods, { state: 'withdrawn', editable: 'all' })
        touch(goods)
        return null
      })
    },
    async goodsDelete(selection) {
      const deleted: Good[] = []
      const report = each(selection, (goods) => {
        if (!DELETABLE.includes(goods.state)) return problem('goods.cannot-delete')
        goods.deleted = true
        deleted.push(goods)
        return null
      })
      deletions.push(deleted)
      changed('goods')
      return { ...report, deletion: deletions.length - 1 }
    },
    async goodsForecast(selection) {
      const goods = chosen(selection)
      const audits = goods.filter(({ violations }) => violations.length === 0).length
      const today = Math.min(audits, world.auditsLeft)
      const days = audits > today ? 2 : Math.min(1, audits)
      const resetsMs = Date.UTC(2026, 10, 22, 16)
      return { audits, prices: 0, refused: goods.length - audits, today, days, daily: 500, resetsMs }
    },
    async goodsSetPrices(selection, { change }) {
      return each(selection, (goods) => {
        const after = repriced(goods, change)
        if (after === null) return problem('goods.no-price')
        goods.draft.price = after
        touch(goods)
        return null
      })
    },
    async goodsPreviewPrices(selection, { change }) {
      const few = chosen(selection).slice(0, 5)
      return few.map((goods) => {
        const shown = (price: string) => ({ priceKind: 'single' as const, price: fen(price), price2: null })
        const after = repriced(goods, change)
        return {
          id: goods.id,
          name: goods.draft.name,
          before: shown(goods.draft.price),
          after: after === null ? null : shown(after),
          problem: after === null ? problem('goods.no-price') : null,
        }
      })
    },
    async goodsSetPaths(selection, { change }) {
      return each(selection, (goods) => {
        const after = redirected(goods, change)
        if (typeof after !== 'string') return after
        goods.draft.path = after
        touch(goods)
        return null
      })
    },
    async goodsPreviewPaths(selection, { change }) {
      const few = chosen(selection).slice(0, 5)
      return few.map((goods) => {
        const after = redirected(goods, change)
        const [path, refusal] = typeof after === 'string' ? [after, null] : [null, after]
        return {
          id: goods.id,
          name: goods.draft.name,
          before: goods.draft.path,
          after: path,
          problem: refusal,
        }
      })
    },
    async goodsPickPictures(selection, progress) {
      isStopped = false
      const goods = chosen(selection)
      const report: GoodsReport = { done: 0, refused: 0, refusals: [], deletion: null }
      for (const { id, draft } of goods) {
        await new Promise((over) => setTimeout(over, PICTURE_MS))
        if (isStopped) break
        setPicture(id, `${draft.name}.jpg`)
        report.done += 1
        progress.onmessage({ done: report.done, total: goods.length })
      }
      return report
    },
    async goodsStopPictures() {
      isStopped = true
      return null
    },
    goodsPutInRoom: async (selection) => each(selection, () => null),
    async goodsCopy(id) {
      const { draft, picture: photo, focus } = find(id)
      const copy = newGoods(world.nextId())
      Object.assign(copy, { draft: { ...draft }, picture: photo, focus })
      world.goods.unshift(copy)
      return touch(copy)
    },
    async goodsRepairPath(id) {
      const goods = find(id)
      goods.draft.path = encodeURI(goods.draft.path.trim().replace(/^\/+/, ''))
      return touch(goods)
    },
    async goodsHistory(id) {
      const { state, updatedMs } = find(id)
      const step = (kind: GoodsStepKind, atMs: number) => ({ kind, atMs, from: null, to: null })
      const later = state === 'approved' || state === 'rejected' ? [step(state, updatedMs)] : []
      return [step('drafted', updatedMs - HOUR), ...later]
    },
    goodsPageCode: async () => null,
    goodsNotes: async (id) => notesOn(id),
    async goodsNoteSave(id, patch) {
      const before = world.notes[id] ?? { reason: '', fix: '' }
      world.notes[id] = { reason: patch.reason ?? before.reason, fix: patch.fix ?? before.fix }
      changed('goods')
      return notesOn(id)
    },
    async goodsRestore(deletion) {
      for (const goods of deletions[deletion] ?? []) goods.deleted = false
      changed('goods')
      return null
    },
  }
}
