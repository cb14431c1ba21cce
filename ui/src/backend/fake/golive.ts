import type { Check, CodeTaken, StartCode, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem, roomRow, type World } from './world'

type GoLiveCalls = Pick<Calls, Extract<keyof Calls, `golive${string}`>>

/** A picture whose name says what it shows: `viewers`, `photo`, or a start code. */
export function codeOf(world: World, room: string | null, name: string): CodeTaken {
  const picture = world.nextId()
  const doubt = name.includes('viewers')
    ? ({ kind: 'viewers' } as const)
    : name.includes('photo')
      ? ({ kind: 'not-a-code' } as const)
      : null
  const before = world.codes[room ?? ''] ?? null
  if (doubt === null) world.codes[room ?? ''] = picture
  return { picture, width: 430, height: 430, doubt, before: doubt === null ? before : null }
}

export function fakeGoLive(world: World, changed: (topic: Topic) => void): GoLiveCalls {
  const find = (id: string) => {
    const room = world.rooms.find((one) => one.id === id && !one.deleted)
    if (!room) throw new ProblemError(problem('room.not-found'))
    return room
  }
  const turn = (room: World['rooms'][number], state: World['rooms'][number]['state']) => {
    room.state = state
    changed('rooms')
    return null
  }
  const attached = (owner: string) => {
    const picture = world.codes[owner]
    return picture ? { picture, width: 430, height: 430 } : null
  }
  const codeFor = (room: World['rooms'][number]): StartCode => {
    if (['ended', 'banned', 'expired'].includes(room.state)) return { kind: 'over' }
    const isChannels = room.draft.kind === 'channels'
    if (room.state === 'draft' || (room.platformId === null && !isChannels)) return { kind: 'not-submitted' }
    const own = attached(room.id)
    if (own) return { kind: 'attached', ...own }
    if (isChannels) return { kind: 'channels' }
    return room.draft.kind === 'push' ? { kind: 'push' } : { kind: 'practice' }
  }
  return {
    async goliveView(id) {
      const room = find(id)
      const checks: Check[] = [
        { kind: 'plan', state: 'right', count: 0, problem: null },
        { kind: 'goods', state: 'advice', count: 2, problem: null },
        {
          kind: 'storefront',
          state: 'advice',
          count: 0,
          problem: problem('storefront.nothing-published'),
        },
      ]
      return {
        room: roomRow(room),
        code: codeFor(room),
        anchorWechat: room.draft.anchorWechat,
        liveChangedMs: room.updatedMs,
        hasPhone: room.platformId !== null,
        checks,
        nowMs: Date.now(),
      }
    },
    goliveSavePng: async () => '~/图片/开播码-双十二预热专场.png',
    async goliveOpenPhone(id) {
      const room = find(id)
      return turn(room, room.state === 'live' ? 'ended' : 'live')
    },
    golivePickCode: async (room) => codeOf(world, room, 'code.png'),
    goliveTakeCode: async (room, path) => codeOf(world, room, path),
    async goliveAttachCode(room, picture) {
      const before = world.codes[room ?? ''] ?? null
      world.codes[room ?? ''] = picture
      changed('rooms')
      return before
    },
    async goliveRemoveCode(room) {
      const before = world.codes[room ?? ''] ?? null
      world.codes[room ?? ''] = null
      changed('rooms')
      return before
    },
    golivePushAddress: async () => ({
      server: 'rtmp://wxalivepush.weixin.qq.com/live/',
      expiresMs: Date.now() + 7_200_000,
      fetchedMs: Date.now(),
    }),
    golivePushKey: async () => 'wx40f8626ddf43d362-6209?txSecret=0&txTime=5fc4f631',
    goliveMark: async (id, mark) => turn(find(id), mark === 'planned' ? 'not-started' : mark),
    golivePresent: async () => false,
    goliveClosePresenter: async () => null,
  }
}
