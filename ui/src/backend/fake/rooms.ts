import {
  limits,
  type GoodsRow,
  type RoomField,
  type RoomView,
  type Rule,
  type Topic,
  type Violation,
} from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { units } from './goodsRules'
import type { RoomPlanCalls } from './roomPlan'
import { newShelfItem } from './shelf'
import { goodsRow, newRoom, picture, problem, roomRow, type World } from './world'

type RoomCalls = Omit<Pick<Calls, Extract<keyof Calls, `rooms${string}`>>, keyof RoomPlanCalls>

function violations({ draft }: RoomView): Violation<RoomField>[] {
  const broken: Violation<RoomField>[] = []
  const add = (field: RoomField, rule: Rule, params = {}) => broken.push({ field, rule, params })
  const length = units(draft.name.trim())
  const { max } = limits.roomName
  const { wechatId, roomLeadMinutes: minutes } = limits
  const isSent = draft.kind !== 'channels'
  if (length === 0) add('name', 'required')
  else if (length > max) add('name', 'too-long', { max: `${max}`, units: `${length}` })
  if (draft.startMs === null) add('start', 'required')
  else if (isSent && draft.startMs < Date.now() + minutes * 60_000)
    add('start', 'starts-too-soon', { minutes: `${minutes}` })
  if (draft.endMs === null) add('end', 'required')
  else if (draft.startMs !== null && draft.endMs <= draft.startMs) add('end', 'ends-before-start')
  if (!isSent) return broken
  if (draft.anchorName.trim() === '') add('anchorName', 'required')
  const wechat = draft.anchorWechat.trim()
  if (wechat === '') add('anchorWechat', 'required')
  else if (!/^[\w-]+$/.test(wechat) || wechat.length < wechatId.min || wechat.length > wechatId.max)
    add('anchorWechat', 'not-a-wechat-id')
  if (!draft.hasPicture) add('picture', 'picture-missing')
  return broken
}

export function fakeRooms(world: World, changed: (topic: Topic) => void): RoomCalls {
  const find = (id: string) => {
    const room = world.rooms.find((one) => one.id === id && !one.deleted)
    if (!room) throw new ProblemError(problem('room.not-found'))
    return room
  }
  const touch = (room: World['rooms'][number]) => {
    room.revision += 1
    room.updatedMs = Date.now()
    room.nameUnits = units(room.draft.name.trim())
    room.violations = violations(room)
    changed('rooms')
    return room
  }
  const setPicture = (id: string, path: string) => {
    const room = find(id)
    room.picture = picture(world.nextId(), path)
    room.draft.hasPicture = true
    room.edit = { turn: 0, fill: 'crop', sharpen: false }
    return touch(room)
  }
  return {
    roomsList: async () =>
      world.rooms
        .filter((room) => !room.deleted && !room.template)
        .map(roomRow)
        .sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0)),
    roomsGet: async (id) => find(id),
    async roomsCreate() {
      const room = newRoom(world.nextId())
      room.violations = violations(room)
      world.rooms.unshift(room)
      changed('rooms')
      return room
    },
    async roomsSave(id, patch) {
      const room = find(id)
      for (const [field, value] of Object.entries(patch))
        if (value !== null) Object.assign(room.draft, { [field]: value })
      room.changedSince = room.platformId !== null || room.state === 'submitting'
      touch(room)
      if (room.draft.kind === 'channels') room.state = room.violations.length === 0 ? 'not-started' : 'draft'
      return room
    },
    roomsPickPicture: async (id) => setPicture(id, 'IMG_4096.jpg'),
    roomsSetPicture: async (id, path) => setPicture(id, path),
    async roomsSetEdit(id, edit) {
      const room = find(id)
      room.edit = edit
      return touch(room)
    },
    async roomsSetFocus(id, slot, focus) {
      const room = find(id)
      room.focus = { ...room.focus, [slot]: focus }
      return touch(room)
    },
    async roomsSubmit(id) {
      const room = find(id)
      if (room.violations.length > 0) {
        return {
          id,
          queued: false,
          problem: problem('room.has-faults', { count: `${room.violations.length}` }),
        }
      }
      if (room.inConflict) return { id, queued: false, problem: problem('room.in-conflict') }
      Object.assign(room, { state: 'submitting', changedSince: false, problem: null })
      touch(room)
      setTimeout(() => {
        Object.assign(room, { state: 'not-started', platformId: 88 })
        room.shelf = room.shelf.map((item) => ({
          ...item,
          state: item.goods.state === 'approved' ? 'on-shelf' : 'wanted',
        }))
        touch(room)
      }, 800)
      return { id, queued: true, problem: null }
    },
    async roomsDelete(ids) {
      for (const id of ids) find(id).deleted = true
      changed('rooms')
      return null
    },
    async roomsRestore(ids) {
      for (const room of world.rooms) if (ids.includes(room.id)) room.deleted = false
      changed('rooms')
      return null
    },
    async roomsShelve(id, goodsIds) {
      const room = find(id)
      const added = world.goods.filter((goods) => goodsIds.includes(goods.id))
      const goes = (goods: GoodsRow) => room.platformId !== null && goods.state === 'approved'
      room.shelf = [...room.shelf, ...added.map(goodsRow).map((goods) => newShelfItem(goods, goes(goods)))]
      return touch(room)
    },
    async roomsUnshelve(id, goodsIds) {
      const room = find(id)
      room.shelf = room.shelf
        .filter((item) => item.state !== 'wanted' || !goodsIds.includes(item.goods.id))
        .map((item) => (goodsIds.includes(item.goods.id) ? { ...item, state: 'removing' } : item))
      return touch(room)
    },
    async roomsShelfRestore(id, goodsIds) {
      const room = find(id)
      const back = new Set(goodsIds)
      room.shelf = room.shelf.map((item) =>
        back.delete(item.goods.id) ? { ...item, state: 'on-shelf' } : item,
      )
      const gone = world.goods.filter((goods) => back.has(goods.id)).map(goodsRow)
      room.shelf = [...room.shelf, ...gone.map((goods) => newShelfItem(goods, false))]
      return touch(room)
    },
    async roomsSort(id, order) {
      const room = find(id)
      room.shelf = [...room.shelf].sort((a, b) => order.indexOf(a.goods.id) - order.indexOf(b.goods.id))
      return touch(room)
    },
    async roomsSetOnSale(id, goodsIds, onSale) {
      const room = find(id)
      room.shelf = room.shelf.map((item) => (goodsIds.includes(item.goods.id) ? { ...item, onSale } : item))
      return touch(room)
    },
  }
}
