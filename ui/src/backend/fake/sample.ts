/** What is on its way to the platform when the stand-in begins, and what both sides changed. */
import type { AttemptView, OutboxItem, Problem, Retry } from '../bindings'
import { problem, type World } from './world'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const BATCH = 'batch-1'
const GOODS_ADD = '/wxaapi/broadcast/goods/add'

const because = (code: string, retry: Retry, params: Record<string, string> = {}): Problem => ({
  ...problem(code, params),
  retry,
})

export function sampleTraffic(world: World): void {
  const now = Date.now()
  const midnight = Math.floor((now + 8 * HOUR) / (24 * HOUR) + 1) * 24 * HOUR - 8 * HOUR
  const idOf = (name: string) =>
    [...world.goods, ...world.rooms].find((thing) => thing.draft.name === name)?.id ?? ''
  const attempt = (
    minutesAgo: number,
    outcome: string,
    errcode: number | null = null,
    rid: string | null = null,
  ): AttemptView => ({
    id: world.nextId(),
    startedMs: now - minutesAgo * MINUTE,
    endedMs: now - minutesAgo * MINUTE + 640,
    outcome,
    errcode,
    rid,
  })
  const item = (
    kind: string,
    name: string,
    state: OutboxItem['state'],
    extra: Partial<OutboxItem> = {},
    attempts: AttemptView[] = [],
  ) => {
    const id = world.nextId()
    world.outbox.push({
      id,
      kind,
      objectKind: kind.startsWith('room') ? 'room' : 'goods',
      name,
      objectId: idOf(name),
      batch: null,
      state,
      problem: null,
      untilMs: null,
      tries: attempts.length,
      adopted: false,
      cancelled: false,
      canRetry: state === 'rejected' || state === 'waiting',
      canCancel: state === 'queued' || state === 'waiting',
      createdMs: now - 22 * MINUTE,
      updatedMs: now - 2 * MINUTE,
      ...extra,
    })
    if (attempts.length > 0) world.attempts[id] = attempts
  }

  item(
    'room-edit',
    '双十二预热专场',
    'unknown',
    { problem: because('platform.unknown-outcome', { kind: 'now' }), untilMs: now + 5_000 },
    [attempt(1, 'unknown')],
  )
  item('room-add-goods', '双十二预热专场', 'queued')
  item(
    'goods-resubmit',
    '真丝印花丝巾',
    'waiting',
    {
      problem: because('platform.busy', { kind: 'at', ms: now + 4 * MINUTE }),
      untilMs: now + 4 * MINUTE,
    },
    [attempt(9, 'unknown', -1, '65a1f3b2-0c41d9e7-5f2a8b10'), attempt(3, 'not-sent')],
  )
  item(
    'goods-add',
    '羊毛混纺针织开衫秋冬款',
    'rejected',
    { problem: because('errcode.300007', { kind: 'after-change' }) },
    [attempt(12, 'rejected', 300007, '65a1f2c9-3b7710aa-19e0c4d2')],
  )
  item(
    'room-create',
    '晚八点会员日',
    'rejected',
    { problem: because('errcode.300036', { kind: 'after-change' }) },
    [attempt(16, 'rejected', 300036, '65a1f27e-51d9a0c3-77b40e1f')],
  )
  item('goods-add', '手工牛皮单肩包', 'accepted', { adopted: true }, [
    attempt(19, 'unknown'),
    attempt(18, 'accepted'),
  ])

  world.batches.push({ id: BATCH, kind: 'goods-add', paused: false, createdMs: now - 40 * MINUTE })
  for (let index = 1200; index >= 1; index--) {
    const state = index > 317 ? 'queued' : index % 64 === 0 ? 'rejected' : 'accepted'
    item('goods-add', `日用百货样品${index}号`, state, {
      batch: BATCH,
      objectId: idOf(`日用百货样品${((index - 1) % 40) + 1}号`),
      problem: state === 'rejected' ? because('errcode.300003', { kind: 'after-change' }) : null,
      createdMs: now - 40 * MINUTE,
    })
  }
  world.quotas = [
    { endpoint: GOODS_ADD, used: 462, limit: 500, resetsMs: midnight, parkedUntilMs: null },
    {
      endpoint: '/wxa/business/getgoodswarehouse',
      used: 84,
      limit: 1000,
      resetsMs: midnight,
      parkedUntilMs: null,
    },
    {
      endpoint: '/wxaapi/broadcast/room/create',
      used: 3,
      limit: 10_000,
      resetsMs: midnight,
      parkedUntilMs: null,
    },
    {
      endpoint: '/wxa/business/getliveinfo',
      used: 288,
      limit: 100_000,
      resetsMs: midnight,
      parkedUntilMs: null,
    },
  ]

  world.sync = {
    running: false,
    lastMs: now - 2 * MINUTE,
    nextMs: now + 3 * MINUTE,
    online: true,
    problem: null,
    conflicts: 2,
    clockAheadMs: 0,
  }
  const conflict = (objectKind: 'goods' | 'room', name: string, fields: World['conflicts'][0]['fields']) => {
    world.conflicts.push({ objectKind, objectId: idOf(name), name, fields, seenMs: now - 6 * MINUTE })
    for (const thing of [...world.goods, ...world.rooms])
      if (thing.draft.name === name) Object.assign(thing, { inConflict: true, changedSince: true })
  }
  const start = world.rooms.find((room) => room.draft.name === '双十二预热专场')?.draft.startMs ?? now
  conflict('room', '双十二预热专场', [
    {
      field: 'start',
      base: `${start - HOUR}`,
      mine: `${start}`,
      theirs: `${start + HOUR / 2}`,
    },
    { field: 'anchorName', base: '开播老师', mine: '小开老师', theirs: '小开' },
    { field: 'replay', base: 'true', mine: 'false', theirs: 'true' },
  ])
  conflict('goods', '真丝印花丝巾', [
    { field: 'price', base: '99.00-189.00', mine: '99.00-199.00', theirs: '399.00>299.00' },
  ])
}
