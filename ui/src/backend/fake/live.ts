import type { LiveStep, LiveSwitch, RoomEvent, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem, roomRow, type World } from './world'

type LiveCalls = Pick<Calls, 'liveView' | 'livePush' | 'liveSwitch' | 'liveOpenVideo' | 'liveKeyFailed'>

const SWITCHES: readonly LiveSwitch[] = ['mute', 'feed', 'service', 'replay']
const ON_AIR = ['live', 'paused', 'abnormal']

export function fakeLive(world: World, changed: (topic: Topic) => void): LiveCalls {
  const find = (id: string) => {
    const room = world.rooms.find((one) => one.id === id && !one.deleted)
    if (!room) throw new ProblemError(problem('room.not-found'))
    return room
  }
  const note = (id: string, event: RoomEvent, goodsId: string | null = null) => {
    const step: LiveStep = { event, goodsId, answered: true, atMs: Date.now() }
    world.records[id] = [...(world.records[id] ?? []), step]
    changed('rooms')
    return null
  }
  return {
    async liveView(id) {
      const room = find(id)
      const record = world.records[id] ?? []
      const muting = record.findLast(({ event }) => event === 'muted' || event === 'unmuted')
      const isOver = ['ended', 'banned', 'expired'].includes(room.state)
      return {
        room: roomRow(room),
        shelf: room.shelf,
        allowsGoods: !isOver,
        allowsPush: room.state === 'live',
        turns: isOver ? ['replay'] : [...SWITCHES],
        muted: muting?.event === 'muted',
        switches: room.draft.switches,
        startedMs: ON_AIR.includes(room.state) ? Date.now() - 754_000 : null,
        record,
        nowMs: Date.now(),
      }
    },
    async livePush(id, goodsId) {
      if (find(id).state !== 'live') throw new ProblemError(problem('live.not-live'))
      return note(id, 'pushed', goodsId)
    },
    liveKeyFailed: async () => null,
    async liveSwitch(id, which, on) {
      if (which === 'mute') return note(id, on ? 'muted' : 'unmuted')
      const room = find(id)
      room.draft.switches = { ...room.draft.switches, [which]: on }
      return note(id, `${which}-${on ? 'on' : 'off'}`)
    },
    liveOpenVideo: async () => null,
  }
}
