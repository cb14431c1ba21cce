import type {
  Focus,
  PictureView,
  RoomChange,
  StorefrontPlan,
  StorefrontRoom,
  StorefrontVersion,
  StorefrontView,
  Topic,
} from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem, type World } from './world'

type StorefrontCalls = Pick<Calls, Extract<keyof Calls, `storefront${string}`>>
type Draft = StorefrontView['draft']
/** What buyers see of a version. */
interface Published extends StorefrontVersion {
  draft: Draft
  list: StorefrontRoom[]
}

const CENTRE = { x: 0.5, y: 0.5 }
const PLAIN = { turn: 0, fill: 'crop', sharpen: false } as const

export function fakeStorefront(world: World, changed: (topic: Topic) => void): StorefrontCalls {
  const draft: Draft = {
    entrance: { on: true, name: '直播', icon: 'camera' },
    page: ['search', 'banner', 'nav', 'live', 'goods'],
    list: { order: 'automatic', byHand: [], pinned: [], hidden: [], ended: 'with-replay', endedDays: 30 },
    finderUserName: '',
    automatic: false,
  }
  const own = new Map<string, { photo: PictureView; focus: Focus }>()
  const versions: Published[] = []
  let revision = 0
  const target: StorefrontView['target'] = {
    kind: 'folder',
    folder: null,
    s3: { endpoint: '', region: '', bucket: '', style: 'host', prefix: '', accessKey: '', publicUrl: '' },
    s3SecretSet: false,
    server: { address: '', publicUrl: '' },
    serverSecretSet: false,
    missing: null,
  }
  function missing(): typeof target.missing {
    const { kind, folder, s3, server } = target
    if (kind === 'folder') return folder === null ? 'folder' : null
    if (kind === 'server') {
      if (!server.address.trim()) return 'address'
      return target.serverSecretSet ? null : 'serverSecret'
    }
    const empty = (['endpoint', 'region', 'bucket', 'accessKey'] as const).find((field) => !s3[field].trim())
    return empty ?? (target.s3SecretSet ? null : 's3Secret')
  }
  let current: number | null = null

  const stateOf = ({ state, platformId, draft }: World['rooms'][number]): StorefrontRoom['state'] => {
    if (platformId === null && draft.kind !== 'channels') return null
    if (state === 'live' || state === 'paused' || state === 'ended') return state
    return state === 'not-started' ? 'upcoming' : null
  }
  function room(one: World['rooms'][number]): StorefrontRoom {
    const state = stateOf(one)
    const mine = own.get(one.id)
    const photo = mine?.photo.id ?? one.picture?.id
    return {
      id: one.id,
      name: one.draft.name,
      anchorName: one.draft.anchorName,
      kind: one.draft.kind,
      startMs: one.draft.startMs,
      state,
      replay: one.draft.switches.replay,
      replayUntilMs: null,
      pinned: draft.list.pinned.includes(one.id),
      cover:
        photo === undefined
          ? null
          : { picture: photo, focus: mine?.focus ?? CENTRE, edit: PLAIN, own: mine?.photo ?? null },
      absence:
        state === null
          ? 'not-open'
          : draft.list.hidden.includes(one.id)
            ? 'hidden'
            : state === 'ended' && draft.list.ended !== 'all'
              ? 'no-replay'
              : null,
    }
  }
  function rooms(): StorefrontRoom[] {
    const rank = (ids: readonly string[], id: string) => (ids.includes(id) ? ids.indexOf(id) : ids.length)
    const byState = ['live', 'paused', 'upcoming', 'ended']
    const order = (a: StorefrontRoom) => [
      rank(draft.list.pinned, a.id),
      draft.list.order === 'by-hand' ? rank(draft.list.byHand, a.id) : 0,
      byState.indexOf(a.state ?? ''),
      a.startMs ?? 0,
    ]
    const compare = (a: StorefrontRoom, b: StorefrontRoom) => {
      const [x, y] = [order(a), order(b)]
      const at = x.findIndex((value, index) => value !== y[index])
      return at < 0 ? 0 : (x[at] ?? 0) - (y[at] ?? 0)
    }
    return world.rooms
      .filter(({ deleted, template }) => !deleted && !template)
      .map(room)
      .sort(compare)
  }
  const shownOf = (version: Published): StorefrontVersion => ({
    version: version.version,
    publishedMs: version.publishedMs,
    rooms: version.list.length,
    entrance: version.draft.entrance.on ? version.draft.entrance.name : '',
    current: version.version === current,
    elsewhere: false,
    there: true,
  })
  function view(): StorefrontView {
    const all = rooms()
    const published = versions.find(({ version }) => version === current)
    const violations: StorefrontView['violations'] = []
    const fault = (field: (typeof violations)[number]['field'], rule: (typeof violations)[number]['rule']) =>
      violations.push({ field, rule, params: { max: '16', units: '20' } })
    if (draft.entrance.on && !draft.entrance.name.trim()) fault('name', 'required')
    if (draft.entrance.name.trim().length > 8) fault('name', 'too-long')
    if (draft.list.endedDays < 1) fault('endedDays', 'days-out-of-range')
    const icon = own.get('')
    return JSON.parse(
      JSON.stringify({
        draft,
        revision,
        violations,
        icon:
          icon === undefined
            ? null
            : { picture: icon.photo.id, focus: icon.focus, edit: PLAIN, own: icon.photo },
        rooms: all.filter(({ absence }) => absence === null),
        absent: all.filter(({ absence }) => absence !== null),
        shop: '开播示例店',
        target: { ...target, missing: missing() },
        published: published ? shownOf(published) : null,
        problem: null,
        nowMs: Date.now(),
      }),
    ) as StorefrontView
  }
  function plan(): StorefrontPlan {
    const lacks = missing()
    if (lacks === 'folder') throw new ProblemError(problem('storefront.no-folder'))
    if (lacks) throw new ProblemError({ ...problem('storefront.target-incomplete'), field: lacks })
    const now = view()
    if (now.violations.length > 0)
      throw new ProblemError(problem('storefront.has-faults', { count: `${now.violations.length}` }))
    const before = versions.find(({ version }) => version === current)
    const changes: RoomChange[] = now.rooms.flatMap((one, at): RoomChange[] => {
      const old = before?.list.find(({ id }) => id === one.id)
      if (!old) return [{ kind: 'added', id: one.id, title: one.name, to: at + 1 }]
      if (old.name === one.name && old.pinned === one.pinned) return []
      const parts: Extract<RoomChange, { kind: 'changed' }>['parts'] = []
      if (old.name !== one.name) parts.push({ part: 'title', before: old.name, after: one.name })
      const onOff = (on: boolean) => (on ? 'on' : 'off')
      if (old.pinned !== one.pinned)
        parts.push({ part: 'pinned', before: onOff(old.pinned), after: onOff(one.pinned) })
      return [{ kind: 'changed', id: one.id, title: one.name, parts, moved: null }]
    })
    const gone = (before?.list ?? []).filter(({ id }) => !now.rooms.some((one) => one.id === id))
    changes.push(...gone.map(({ id, name }): RoomChange => ({ kind: 'removed', id, title: name })))
    const entrance: StorefrontPlan['diff']['entrance'] = []
    const old = before?.draft.entrance
    if (old && old.name !== draft.entrance.name)
      entrance.push({ part: 'name', before: old.name, after: draft.entrance.name })
    return {
      version: versions.length + 1,
      base: current,
      elsewhere: false,
      damaged: false,
      diff: { entrance, rooms: changes },
      rooms: now.rooms.length,
      newPictures: before ? 0 : now.rooms.length,
      newBytes: before ? 0 : now.rooms.length * 96_000,
      digest: JSON.stringify([current, now.draft, now.rooms]),
    }
  }
  function touched() {
    revision += 1
    changed('storefront')
    return view()
  }
  function take(room: string | null, name: string) {
    const photo = { id: world.nextId(), name, width: 1200, height: 900, tooSmallFor: [] }
    own.set(room ?? '', { photo, focus: CENTRE })
    if (room === null) draft.entrance.icon = 'own'
    return touched()
  }
  return {
    storefrontView: async () => view(),
    async storefrontSave({ on, name, icon, page, finderUserName, automatic, ...list }) {
      draft.entrance = {
        on: on ?? draft.entrance.on,
        name: name ?? draft.entrance.name,
        icon: icon ?? draft.entrance.icon,
      }
      draft.page = page ?? draft.page
      draft.finderUserName = finderUserName ?? draft.finderUserName
      draft.automatic = automatic ?? draft.automatic
      const given = Object.fromEntries(Object.entries(list).filter(([, value]) => value != null))
      draft.list = { ...draft.list, ...given }
      return touched()
    },
    storefrontPickPicture: async (room) => take(room, '封面.jpg'),
    async storefrontSetPicture(room, path) {
      const name = path.split(/[\\/]/).at(-1) ?? path
      if (!/\.(jpe?g|png|webp|gif|bmp)$/i.test(name)) throw new ProblemError(problem('picture.not-a-picture'))
      return take(room, name)
    },
    async storefrontSetFocus(room, focus) {
      const mine = own.get(room ?? '')
      if (mine) mine.focus = focus
      return touched()
    },
    async storefrontRemovePicture(room) {
      own.delete(room ?? '')
      if (room === null) draft.entrance.icon = 'camera'
      return touched()
    },
    async storefrontPickFolder() {
      Object.assign(target, { kind: 'folder', folder: '~/站点/storefront' })
      return touched()
    },
    async storefrontSetTarget({ kind, s3, server, s3Secret, serverSecret }) {
      target.kind = kind ?? target.kind
      target.s3 = s3 ?? target.s3
      target.server = server ?? target.server
      if (s3Secret != null) target.s3SecretSet = s3Secret.trim() !== ''
      if (serverSecret != null) target.serverSecretSet = serverSecret.trim() !== ''
      return touched()
    },
    async storefrontTry() {
      const lacks = missing()
      if (lacks) throw new ProblemError({ ...problem('storefront.target-incomplete'), field: lacks })
      const isWrong = target.kind === 's3' && target.s3.bucket === 'wrong'
      if (isWrong) return { done: [], failed: 'reach', problem: problem('storefront.no-bucket') }
      return { done: ['reach', 'write', 'read', 'remove'], failed: null, problem: null }
    },
    storefrontProgress: async () => ({ done: 0, all: 0 }),
    storefrontStop: async () => null,
    storefrontOpenFolder: async () => null,
    storefrontPlan: async () => plan(),
    async storefrontPublish(digest) {
      const made = plan()
      if (made.digest !== digest) throw new ProblemError(problem('storefront.changed-meanwhile'))
      const now = view()
      current = made.version
      versions.unshift({
        version: made.version,
        publishedMs: Date.now(),
        rooms: now.rooms.length,
        entrance: now.draft.entrance.name,
        current: true,
        elsewhere: false,
        there: true,
        draft: now.draft,
        list: now.rooms,
      })
      return touched()
    },
    storefrontHistory: async () => ({ versions: versions.map(shownOf), problem: null }),
    async storefrontRollBack(version) {
      current = version
      draft.automatic = false
      return touched()
    },
  }
}
