/** What the stand-in remembers, and the sample it begins with. */
import { countsOf, newMember } from './parts'
import {
  emptyDrafts,
  type AttemptView,
  type BatchView,
  type ConflictView,
  type GoodsRow,
  type GoodsView,
  type LiveStep,
  type MemberView,
  type OutboxHold,
  type OutboxItem,
  type Problem,
  type QuotaView,
  type RoomRow,
  type RoomView,
  type SyncView,
  type TodayView,
} from '../bindings'
import { sampleAnchors, type FakeAnchor } from './people'
import { newShelfItem } from './shelf'
import { NEVER_SYNCED } from './sync'

export interface World {
  goods: (GoodsView & { updatedMs: number; deleted?: boolean })[]
  rooms: (RoomView & { updatedMs: number; deleted?: boolean; template?: boolean })[]
  /** Of the library, the newest first; those that goods and rooms show are there too. */
  pictures: { id: string; name: string }[]
  anchors: FakeAnchor[]
  members: (MemberView & { deleted?: boolean })[]
  /** The latest first. */
  outbox: OutboxItem[]
  attempts: Record<string, AttemptView[]>
  batches: Pick<BatchView, 'id' | 'kind' | 'paused' | 'createdMs'>[]
  holds: OutboxHold[]
  quotas: QuotaView[]
  paused: boolean
  sync: SyncView
  conflicts: ConflictView[]
  /** What staff noted on rejections, by good. */
  notes: Record<string, { reason: string; fix: string }>
  /** What happened in rooms, by room. */
  records: Record<string, LiveStep[]>
  /** The picture of the start code, by room; the shop's own under the empty name. */
  codes: Record<string, string | null>
  /** Audits that the day still has. */
  auditsLeft: number
  nextId(): string
  today(): TodayView
}

const HOUR = 3_600_000
const CENTRE = { x: 0.5, y: 0.5 }

export const fen = (text: string): number | null =>
  /^\d+(\.\d{0,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : null

export const isOpen = ({ state }: OutboxItem) => state !== 'accepted' && state !== 'rejected'

export function problem(code: string, params: Record<string, string> = {}): Problem {
  return { code, params, field: null, retry: { kind: 'after-change' } }
}

export function goodsRow(goods: World['goods'][number]): GoodsRow {
  const { draft } = goods
  return {
    id: goods.id,
    name: draft.name,
    code: goods.code,
    priceKind: draft.priceKind,
    price: fen(draft.price),
    price2: draft.priceKind === 'single' ? null : fen(draft.price2),
    picture: goods.picture?.id ?? null,
    focus: goods.focus,
    edit: goods.edit,
    state: goods.state,
    problem: goods.problem,
    faults: goods.violations.length,
    adopted: goods.adopted,
    changedSince: goods.changedSince,
    priceOnItsWay: goods.priceOnItsWay,
    readOnly: goods.readOnly,
    rooms: [],
    roomCount: 0,
    updatedMs: goods.updatedMs,
  }
}

export function roomRow(room: World['rooms'][number]): RoomRow {
  const { draft } = room
  return {
    id: room.id,
    name: draft.name,
    kind: draft.kind,
    startMs: draft.startMs,
    endMs: draft.endMs,
    anchorName: draft.anchorName,
    picture: room.picture?.id ?? null,
    focus: room.focus.share,
    edit: room.edit,
    state: room.state,
    problem: room.problem,
    faults: room.violations.length,
    goods: room.shelf.length,
    adopted: room.adopted,
    changedSince: room.changedSince,
    readOnly: room.readOnly,
    clash: room.clash,
    updatedMs: room.updatedMs,
  }
}

export function picture(id: string, name = `IMG_${id}.jpg`) {
  return { id, name, width: 4000, height: 3000, tooSmallFor: [] }
}

/** What a draft of which the platform knows nothing yet has in common. */
const FRESH = {
  picture: null,
  edit: { turn: 0, fill: 'crop', sharpen: false },
  revision: 1,
  nameUnits: 0,
  state: 'draft',
  editable: 'all',
  problem: null,
  platformId: null,
  adopted: false,
  changedSince: false,
  readOnly: false,
  inConflict: false,
} as const

export function newGoods(id: string): World['goods'][number] {
  return {
    id,
    draft: { ...emptyDrafts.goods },
    code: '',
    priceOnItsWay: false,
    ...FRESH,
    violations: [],
    focus: CENTRE,
    updatedMs: Date.now(),
  }
}

export function newRoom(id: string): World['rooms'][number] {
  return {
    id,
    draft: { ...emptyDrafts.room },
    ...FRESH,
    violations: [],
    focus: { background: CENTRE, share: CENTRE, feeds: CENTRE, cover: CENTRE },
    clash: null,
    lengthMs: null,
    shelf: [],
    updatedMs: Date.now(),
  }
}

export function emptyWorld(): World {
  let last = 0
  const world: World = {
    goods: [],
    rooms: [],
    pictures: [],
    anchors: [],
    members: [],
    outbox: [],
    attempts: {},
    batches: [],
    holds: [],
    quotas: [],
    paused: false,
    sync: { ...NEVER_SYNCED },
    conflicts: [],
    notes: {},
    records: {},
    codes: {},
    auditsLeft: 500,
    nextId: () => `id-${++last}`,
    today() {
      const open = world.outbox.filter(isOpen)
      const order = (room: RoomRow) => (room.state === 'live' ? 0 : 1)
      return {
        lapsed: [],
        applications: [],
        windows: [],
        awaited: [],
        longAudits: [],
        onboarding: [],
        rooms: world.rooms
          .filter(
            (room) =>
              !room.deleted && !room.template && ['live', 'not-started', 'refused'].includes(room.state),
          )
          .map(roomRow)
          .sort((a, b) => order(a) - order(b) || (a.startMs ?? 0) - (b.startMs ?? 0)),
        goods: world.goods
          .filter((goods) => !goods.deleted && ['rejected', 'refused'].includes(goods.state))
          .map(goodsRow),
        outbox: open.slice(-50).reverse(),
        outboxOpen: open.length,
        counts: countsOf(world.goods.filter((goods) => !goods.deleted)),
        nowMs: Date.now(),
      }
    },
  }
  return world
}

export function sampleWorld(): World {
  const world = emptyWorld()
  const now = Date.now()
  const goods = (
    name: string,
    price: [GoodsView['draft']['priceKind'], string, string],
    state: GoodsView['state'],
    refusal: Problem | null = null,
  ) => {
    const id = world.nextId()
    const good = newGoods(id)
    world.goods.push({
      ...good,
      draft: {
        name,
        priceKind: price[0],
        price: price[1],
        price2: price[2],
        path: `pages/goods/index?id=${id}`,
        hasPicture: true,
      },
      picture: picture(id),
      nameUnits: name.length * 2,
      state,
      editable: state === 'approved' ? 'prices' : state === 'auditing' ? 'nothing' : 'all',
      problem: refusal,
      platformId: ['draft', 'refused'].includes(state) ? null : 1200 + world.goods.length,
      updatedMs: now - world.goods.length * 47 * 60_000,
    })
  }
  goods('雪纺碎花连衣裙', ['single', '199.00', ''], 'approved')
  goods('真丝印花丝巾', ['range', '99.00', '199.00'], 'auditing')
  goods('手工牛皮单肩包', ['discount', '399.00', '299.00'], 'approved')
  goods('小白鞋驳回样例', ['single', '129.00', ''], 'rejected')
  goods('羊毛混纺针织开衫秋冬款', ['single', '269.00', ''], 'refused', problem('errcode.300007'))
  goods('草编遮阳帽', ['single', '59.90', ''], 'draft')
  for (let index = 1; index <= 40; index++)
    goods(`日用百货样品${index}号`, ['single', `${index * 3}.00`, ''], 'approved')

  const member = (role: MemberView['role'], nickname: string, extra: Partial<MemberView> = {}) =>
    world.members.push({ ...newMember(world.nextId(), role), nickname, ...extra })
  for (let n = 1; n <= 3; n++) world.pictures.push({ id: world.nextId(), name: `备用图${n}.jpg` })
  member('super-admin', '店主', { masked: 'dz****01', removable: false })
  member('anchor', '小开老师', { wechat: 'kaibo_anchor', masked: 'ka****or', adopted: true })
  member('anchor', '', {
    wechat: 'xinren_2026',
    state: 'refused',
    codeOf: 'unverified',
    problem: problem('errcode.400002'),
  })
  member('operator', '小陈', { masked: 'ch****88' })
  world.anchors.push(...sampleAnchors())
  const room = (name: string, startMs: number, state: RoomView['state'], extra: Partial<RoomView> = {}) => {
    const id = world.nextId()
    const fresh = newRoom(id)
    const platform = state === 'draft' || state === 'refused'
    world.rooms.push({
      ...fresh,
      draft: {
        ...fresh.draft,
        name,
        startMs,
        endMs: startMs + 2 * HOUR,
        anchorName: '小开老师',
        anchorWechat: 'kaibo_anchor',
        hasPicture: true,
      },
      picture: { ...picture(id), tooSmallFor: state === 'draft' ? ['background'] : [] },
      nameUnits: name.length * 2,
      state,
      editable: platform || state === 'not-started' ? 'all' : 'nothing',
      platformId: platform ? null : 30 + world.rooms.length,
      shelf: world.goods
        .filter((good) => good.state === 'approved')
        .slice(0, 2)
        .map((good, index) => newShelfItem(goodsRow(good), !platform && index === 0)),
      ...extra,
      updatedMs: now,
    })
  }
  room('双十二预热专场', now + 1.4 * HOUR, 'not-started')
  room('新品首发试穿会', now + 26 * HOUR, 'draft')
  room('周末特卖', now - 30 * HOUR, 'ended')
  room('晚八点会员日', now + 50 * HOUR, 'refused', { problem: problem('errcode.300036') })
  return world
}
