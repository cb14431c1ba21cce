import type { ReplayFile, ReplayState, ReplaysView, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem, type World } from './world'

type ReplayCalls = Pick<Calls, Extract<keyof Calls, `replays${string}`>>

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MEGA = 1024 * 1024

export function fakeReplays(world: World, changed: (topic: Topic) => void): ReplayCalls {
  const lists = new Map<string, { files: ReplayFile[]; lookedMs: number }>()
  const find = (id: string) => {
    const room = world.rooms.find((one) => one.id === id && !one.deleted)
    if (!room) throw new ProblemError(problem('room.not-found'))
    return room
  }
  const file = (name: string, playlist: boolean): ReplayFile => ({
    id: world.nextId(),
    name,
    playlist,
    createdMs: Date.now() - 30 * MINUTE,
    expiresMs: Date.now() + 180 * DAY,
    bytes: playlist ? null : 860 * MEGA,
    doneBytes: 0,
    state: 'listed',
    path: null,
    problem: null,
  })
  const view = (id: string): ReplaysView => {
    const room = find(id)
    const list = lists.get(id)
    return {
      ended: room.state === 'ended',
      replayOn: room.draft.switches.replay,
      appearMs: Date.now() - MINUTE,
      lookedMs: list?.lookedMs ?? null,
      files: list?.files ?? [],
      nowMs: Date.now(),
    }
  }
  const set = (wanted: string[], state: ReplayState, more: Partial<ReplayFile> = {}) => {
    for (const list of lists.values())
      list.files = list.files.map((one) => (wanted.includes(one.id) ? { ...one, ...more, state } : one))
    changed('replays')
    return null
  }
  return {
    replaysView: async (id) => view(id),
    async replaysFetch(id) {
      if (world.sync.online === false) throw new ProblemError(problem('live.unreachable'))
      const { name, switches } = find(id).draft
      const names = switches.replay ? [`${name} 回放1.mp4`, `${name} 回放2.mp4`, `${name} 回放3.mp4`] : []
      const known = lists.get(id)?.files ?? names.map((one, index) => file(one, index === 0))
      lists.set(id, { files: known, lookedMs: Date.now() })
      changed('replays')
      return view(id)
    },
    async replaysDownload(_, wanted) {
      set(wanted.slice(0, 2), 'loading', { doneBytes: 260 * MEGA })
      set(wanted.slice(2), 'waiting')
      return true
    },
    replaysResume: async (id) => set([id], 'loading'),
    replaysStop: async (id) => set([id], 'stopped'),
    replaysDiscard: async (id) => set([id], 'listed', { doneBytes: 0 }),
    replaysShow: async () => null,
    replaysAddress: async (id) => `https://example.com/${id}.m3u8`,
  }
}
