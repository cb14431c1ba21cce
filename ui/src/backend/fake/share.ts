import type { Calls } from '../contract'
import { ProblemError } from '../contract'
import { problem, type World } from './world'

type ShareCalls = Pick<Calls, Extract<keyof Calls, `share${string}`>>

const PAGE = 'plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin'

export function fakeShare(world: World): ShareCalls {
  /** When the code of each room's channel was fetched. */
  const fetched = new Map<string, number>()
  const platformId = (id: string) => world.rooms.find((room) => room.id === id)?.platformId ?? null
  const view = (id: string, channel: string) => {
    const at = fetched.get(`${id} ${channel}`) ?? null
    const params = channel && `&custom_params=${encodeURIComponent(JSON.stringify({ channel }))}`
    const known = [...fetched.keys()].filter((key) => key.startsWith(`${id} `))
    return {
      onPlatform: platformId(id) !== null,
      pagePath: at === null ? null : `${PAGE}?room_id=${platformId(id)}${params}`,
      fetchedMs: at,
      channels: known.map((key) => key.slice(id.length + 1)).filter(Boolean),
    }
  }
  return {
    shareView: async (id, channel) => view(id, channel.trim()),
    async shareFetch(id, channel) {
      if (platformId(id) === null) throw new ProblemError(problem('share.not-submitted'))
      if (world.sync.online === false) throw new ProblemError(problem('platform.unreachable'))
      fetched.set(`${id} ${channel.trim()}`, Date.now())
      return view(id, channel.trim())
    },
    sharePreview: async (id, { layout, sheet }) => `${id}-${layout}-${sheet}`,
    sharePrint: async () => null,
    shareSave: async (_, { title }, file) => `~/图片/${title}.${file === 'pdf' ? 'pdf' : 'png'}`,
  }
}
