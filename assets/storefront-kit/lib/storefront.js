// What a mini program needs of a published storefront: reading it, and what the entrance and the list show of it.
// No wx in here but what is handed in, so that it runs, and is tested, anywhere. Format: docs/storefront-format.md of Kaibo.

const FORMAT = 'kaibo.storefront'
const POINTER_FORMAT = 'kaibo.storefront.pointer'
/** The version of the format that this file knows. */
const FORMAT_VERSION = 1
const BEIJING_MS = 8 * 3600 * 1000

/** Where a file of the storefront is; `base` is the address of the published folder. */
const addressOf = (base, file) => (file ? base.replace(/\/+$/, '') + '/' + file : null)

function checked(read, format, where) {
  if (!read || read.format !== format) throw new Error(where + ' is not a storefront')
  if (read.formatVersion > FORMAT_VERSION) throw new Error(where + ' is of a later format: update this kit')
  return read
}

/**
 * Reads the version that counts. `get` fetches an address and answers with its JSON; `stamp` keeps caches from answering
 * with an old pointer. What it names never changes and may come from a cache.
 */
async function read(get, base, stamp) {
  const pointer = checked(await get(addressOf(base, 'current.json') + '?t=' + stamp), POINTER_FORMAT, 'current.json')
  return checked(await get(addressOf(base, pointer.document)), FORMAT, pointer.document)
}

/** The state now: a version says how it was when it was published, and a room ends without a new one. */
function stateOf(room, nowMs) {
  const isOver = room.state === 'upcoming' && room.endMs !== null && room.endMs <= nowMs
  return isOver ? 'ended' : room.state
}

function hasReplay(room, nowMs) {
  const { on, untilMs } = room.replay
  return on && (untilMs === null || untilMs > nowMs)
}

const two = (number) => String(number).padStart(2, '0')

/** `11月22日 20:00`, in Beijing time whatever the phone's is. */
function when(ms) {
  if (ms === null) return ''
  const at = new Date(ms + BEIJING_MS)
  const day = at.getUTCMonth() + 1 + '月' + at.getUTCDate() + '日'
  return day + ' ' + two(at.getUTCHours()) + ':' + two(at.getUTCMinutes())
}

const BADGES = { live: '直播中', paused: '暂停中', upcoming: '预告', ended: '已结束' }

/** The lines of the list, in the published order. */
function list(storefront, base, nowMs) {
  return storefront.rooms.map((room) => {
    const state = stateOf(room, nowMs)
    const replay = state === 'ended' && hasReplay(room, nowMs)
    return {
      id: room.id,
      roomId: room.roomId,
      title: room.title,
      about: [when(room.startMs), room.anchor].filter(Boolean).join(' · '),
      cover: addressOf(base, room.cover),
      state,
      badge: replay ? '看回放' : BADGES[state] || '',
      pinned: room.pinned,
      entry: room.entry,
    }
  })
}

/** The entrance; `null` where there is to be none. */
function entrance(storefront, base, nowMs) {
  const { on, name, icon, position } = storefront.entrance
  if (!on) return null
  const live = storefront.rooms.find((room) => stateOf(room, nowMs) === 'live')
  return { name, icon: addressOf(base, icon), position, live: live ? live.title : '' }
}

/** Takes the buyer into a room. */
function enter(wx, line) {
  if (line.entry.kind === 'plugin') return wx.navigateTo({ url: line.entry.path })
  const finderUserName = line.entry.finderUserName
  if (!finderUserName || !wx.getChannelsLiveInfo) return wx.showToast({ title: '请到视频号观看', icon: 'none' })
  return wx.getChannelsLiveInfo({
    finderUserName,
    success: ({ feedId, nonceId }) => wx.openChannelsLive({ finderUserName, feedId, nonceId }),
    fail: () => wx.showToast({ title: '直播还没有开始', icon: 'none' }),
  })
}

module.exports = { read, list, entrance, enter, stateOf, when }
