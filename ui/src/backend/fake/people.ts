/** The list of anchors, and who helps in a room. */
import {
  type AnchorField,
  type AnchorView,
  type RoomPeople,
  type Rule,
  type Topic,
  type Violation,
} from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem, type World } from './world'

type PeopleCalls = Pick<
  Calls,
  Extract<keyof Calls, `anchors${string}` | 'roomPeople' | 'roomSetSubAnchor' | `room${string}Assistant`>
>
/** An anchor with what is shown only when asked for. */
export type FakeAnchor = AnchorView & { phone: string; deleted?: boolean }

const WECHAT = /^[\w-]{6,20}$/
const masked = (phone: string) => phone && `${phone.slice(0, 3)}****${phone.slice(-4)}`

export function newAnchor(id: string, name: string, wechat: string, phone = ''): FakeAnchor {
  const phoneMasked = masked(phone)
  return { id, name, wechat, phone, phoneMasked, photo: null, realName: 'unknown', code: null, roles: [] }
}

export function sampleAnchors(): FakeAnchor[] {
  const known = newAnchor('anchor', '小开老师', 'kaibo_anchor', '13800138000')
  const asked = newAnchor('unverified', '新人播播', 'xinren_2026')
  return [
    { ...known, realName: 'verified' },
    { ...asked, realName: 'unverified', code: { fetchedMs: Date.now() } },
  ]
}

export function fakePeople(world: World, changed: (topic: Topic) => void): PeopleCalls {
  const rooms = new Map<string, RoomPeople>()
  const find = (id: string) => {
    const anchor = world.anchors.find((one) => one.id === id)
    if (!anchor) throw new ProblemError(problem('anchor.not-found'))
    return anchor
  }
  const check = (own: string | null, draft: { name: string; wechat: string; phone: string }) => {
    const violations: Violation<AnchorField>[] = []
    const add = (field: AnchorField, rule: Rule) => violations.push({ field, rule, params: {} })
    const known = world.anchors.some(
      (one) => one.wechat === draft.wechat && one.id !== own && one.deleted !== true,
    )
    if (!WECHAT.test(draft.wechat)) add('wechat', draft.wechat === '' ? 'required' : 'not-a-wechat-id')
    else if (known) add('wechat', 'anchor-known')
    if (draft.name === '') add('name', 'required')
    if (draft.phone !== '' && !/^[+\d\s()-]{7,}$/.test(draft.phone)) add('phone', 'not-a-phone')
    return violations
  }
  const save = (anchor: FakeAnchor, draft: { name: string; wechat: string; phone: string }) => {
    Object.assign(anchor, draft, { phoneMasked: masked(draft.phone), deleted: false })
    changed('members')
    return { id: anchor.id, violations: [] }
  }
  const people = (id: string): RoomPeople => {
    const room = world.rooms.find((one) => one.id === id)
    if (!room || room.platformId === null) throw new ProblemError(problem('live.not-submitted'))
    if (world.sync.online === false) throw new ProblemError(problem('live.unreachable'))
    const open = room.state !== 'ended'
    const fresh = { subAnchor: null, assistants: [], assistantsMax: 10, open }
    const known = rooms.get(id) ?? fresh
    rooms.set(id, known)
    return known
  }
  const change = (id: string, by: Partial<RoomPeople>) => {
    const next = { ...people(id), ...by }
    rooms.set(id, next)
    return next
  }
  const wrong = (code: string, field: string) => new ProblemError({ ...problem(code), field })
  return {
    anchorsList: async (search) =>
      world.anchors.filter((one) => !one.deleted && `${one.name} ${one.wechat}`.includes(search.trim())),
    async anchorsAdd(draft) {
      const violations = check(null, draft)
      if (violations.length > 0) return { id: null, violations }
      const known = world.anchors.find((one) => one.wechat === draft.wechat)
      const anchor = known ?? newAnchor(world.nextId(), draft.name, draft.wechat)
      if (!known) world.anchors.push(anchor)
      return save(anchor, draft)
    },
    async anchorsSave(id, name, wechat, phone) {
      const draft = { name, wechat, phone: phone ?? find(id).phone }
      const violations = check(id, draft)
      return violations.length > 0 ? { id: null, violations } : save(find(id), draft)
    },
    anchorsPhone: async (id) => find(id).phone,
    async anchorsPickPhoto(id) {
      find(id).photo = 'photo'
      changed('members')
      return 'photo'
    },
    async anchorsSetPhoto(id, photo) {
      find(id).photo = photo
      changed('members')
      return null
    },
    async anchorsDelete(ids) {
      ids.forEach((id) => (find(id).deleted = true))
      changed('members')
      return null
    },
    async anchorsRestore(ids) {
      ids.forEach((id) => (find(id).deleted = false))
      changed('members')
      return null
    },
    async anchorsFetchCode(id) {
      find(id).code = { fetchedMs: Date.now() }
      changed('members')
      return null
    },
    roomPeople: async (id) => people(id),
    async roomSetSubAnchor(id, wechat) {
      const typed = wechat.trim()
      if (typed !== '' && !WECHAT.test(typed)) throw wrong('people.not-a-wechat-id', 'wechat')
      return change(id, { subAnchor: typed === '' ? null : typed })
    },
    async roomSetAssistant(id, wechat, nickname) {
      const typed = wechat.trim()
      if (!WECHAT.test(typed)) throw wrong('people.not-a-wechat-id', 'wechat')
      if (nickname.trim() === '') throw wrong('people.nickname-missing', 'nickname')
      const others = people(id).assistants.filter((one) => one.wechat !== typed)
      return change(id, { assistants: [...others, { wechat: typed, nickname: nickname.trim() }] })
    },
    roomRemoveAssistant: async (id, wechat) =>
      change(id, { assistants: people(id).assistants.filter((one) => one.wechat !== wechat) }),
  }
}
