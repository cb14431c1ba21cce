/**
 * A stand-in for the program, in memory: for component tests, and for looking at the window in a plain browser
 * (`npm run dev:fake`). It knows just enough rules to move the screens; the real ones are the domain's.
 *
 * In the browser the address chooses the scene: `?phase=first-start|passphrase-create|passphrase|cannot-open|data-gone|moving|opening`,
 * `?empty`, `?offline`, `?paused`, `?readonly`, `?lang=en`, `?theme=dark`.
 */
import {
  limits,
  type AppState,
  type Change,
  type Chord,
  type LiveAction,
  type LiveKeys,
  type PresenterClosed,
  type SettingsView,
  type ShopView,
  type Target,
  type Topic,
} from './bindings'
import type { Backend, Calls, Channel, FileDrag } from './contract'
import { ProblemError } from './contract'
import { fakeAbout } from './fake/about'
import { fakeApplying } from './fake/applying'
import { fakeDiagnostics } from './fake/diagnostics'
import { fakeEligibility } from './fake/eligibility'
import { fakeGoods } from './fake/goods'
import { fakeImport } from './fake/import'
import { fakeLetters } from './fake/letters'
import { fakeLive } from './fake/live'
import { fakeMedia } from './fake/media'
import { fakeMembers } from './fake/members'
import { fakePeople } from './fake/people'
import { fakeOnboarding } from './fake/onboarding'
import { fakeOutbox } from './fake/outbox'
import { phaseOf } from './fake/phase'
import { fakePictures } from './fake/pictures'
import { codeOf, fakeGoLive } from './fake/golive'
import { fakeQualification } from './fake/qualification'
import { fakeReplays } from './fake/replays'
import { fakeRoomPlan } from './fake/roomPlan'
import { fakeRooms } from './fake/rooms'
import { fakeAway, type AwayStart } from './fake/away'
import { fakeBackups } from './fake/backups'
import { fakeDataPlace, type DataPlaceStart } from './fake/dataPlace'
import { fakeRecovery, type RecoveryStart } from './fake/recovery'
import { fakeRules } from './fake/rules'
import { fakeShare } from './fake/share'
import { fakeShops } from './fake/shops'
import { fakeShow } from './fake/show'
import { sampleTraffic } from './fake/sample'
import { fakeStorefront } from './fake/storefront'
import { fakeSync } from './fake/sync'
import { fakeTeam } from './fake/team'
import { fakeVault } from './fake/vault'
import { fakeVaultLock } from './fake/vaultLock'
import { heldAt, type Dragged } from './fake/drag'
import { fakeWindow } from './fake/window'
import { sampleWorld, emptyWorld, type World } from './fake/world'

export interface FakeBackend extends Backend {
  world: World
  /** Pretends that files are dragged over the window; in its corner unless told where. */
  drag(drag: Dragged): void
  changed(topic: Topic): void
  /** Pretends that staff clicked a notice. */
  opened(target: Target): void
  /** Pretends that a shortcut was pressed in another program. */
  pressed(action: LiveAction): void
  /** The second display, with that room's code on it, is unplugged. */
  loseDisplay(room: string): void
}

export interface FakeOptions {
  phase?: string
  empty?: boolean
  offline?: boolean
  paused?: boolean
  /** The data may not be written, until they are opened again. */
  readOnly?: boolean
  language?: string
  appearance?: string
  /** Whether the desktop gives programs the keys pressed in others; it does unless told otherwise. */
  shortcuts?: boolean
  /** Shortcuts whose keys another program has. */
  keysTaken?: LiveAction[]
  /** What is known of the recovery code; there is none unless told otherwise. */
  recovery?: RecoveryStart
  /** What is known of the copy elsewhere; there is none unless told otherwise. */
  away?: AwayStart
  /** What is known of where the data are; in the system's place unless told otherwise. */
  dataPlace?: DataPlaceStart
  /** How long a call takes, milliseconds. */
  delayMs?: number
}

const fromAddress = (): FakeOptions => {
  const query = new URLSearchParams(window.location.search)
  return {
    phase: query.get('phase') ?? 'ready',
    empty: query.has('empty'),
    offline: query.has('offline'),
    paused: query.has('paused'),
    readOnly: query.has('readonly'),
    language: query.get('lang') ?? 'zh-CN',
    appearance: query.get('theme') ?? 'light',
    delayMs: 20,
  }
}

export function fakeBackend(options: FakeOptions = fromAddress()): FakeBackend {
  const listeners = new Set<(change: Change) => void>()
  const closings = new Set<(closed: PresenterClosed) => void>()
  const presses = new Set<(action: LiveAction) => void>()
  const openings = new Set<(target: Target) => void>()
  const drags = new Set<(drag: FileDrag) => void>()
  const world = options.empty ? emptyWorld() : sampleWorld()
  if (!options.empty) sampleTraffic(world)
  world.paused = options.paused ?? false
  if (options.offline) {
    const unreachable = problem('platform.unreachable').problem
    world.sync = { ...world.sync, online: false, problem: unreachable }
    world.holds = [{ endpoint: null, problem: unreachable, untilMs: Date.now() + 42_000 }]
  }
  const changed = (topic: Topic) => listeners.forEach((listener) => listener({ topic, ids: [] }))
  const shop: ShopView = {
    id: 'shop',
    name: '开播示例店',
    practice: true,
    connected: true,
    online: !options.offline,
    syncedMs: world.sync.lastMs,
  }
  const open = (readOnly = false, of = shop): AppState => ({ phase: 'ready', shop: of, readOnly })
  let state = phaseOf(options.phase ?? 'ready') ?? open(options.readOnly)
  const settings: SettingsView = {
    language: options.language ?? 'zh-CN',
    appearance: options.appearance ?? 'light',
    textSize: 'standard',
    version: '0.1.0',
    schemaVersion: 10,
    dataFolder: '~/.local/share/app.kaibo.desktop',
    keyKind: options.recovery?.keyKind ?? 'keychain',
    practiceAddress: 'http://127.0.0.1:43117',
    notices: true,
    quietHours: { fromMinute: 22 * 60, untilMinute: 8 * 60 },
    liveKeys: { on: false, next: ctrlAlt('KeyN'), mute: ctrlAlt('KeyM'), done: ctrlAlt('KeyD') },
  }

  const rooms = fakeRooms(world, changed)
  const lock = fakeVaultLock(changed)
  const vault = fakeVault(options.empty ?? false, changed, lock)
  const qualification = fakeQualification(vault.papersList, lock, changed)
  const eligibility = fakeEligibility(changed)
  const { needs, ...onboarding } = fakeOnboarding(eligibility, vault.papersList, lock, changed)
  const calls: Calls = {
    windowReady: async () => null,
    appState: async () => state,
    reopen: async () => (state = state.phase === 'ready' ? open() : state),
    async createPassphrase(passphrase) {
      const min = limits.passphraseMin
      if ([...passphrase].length < min) throw problem('key.too-short', { min: `${min}` })
      return (state = { phase: 'first-start' })
    },
    async unlock(passphrase) {
      if (passphrase !== 'kaibo2026') throw problem('key.wrong-passphrase')
      return (state = open())
    },
    async startPractice() {
      await new Promise((done) => setTimeout(done, 40 * (options.delayMs ?? 0)))
      state = open()
      return shop
    },
    today: async () => ({ ...world.today(), onboarding: needs() }),
    settingsGet: async () => ({ ...settings }),
    async settingsSet(language, appearance, textSize) {
      if (language) settings.language = language
      if (appearance) settings.appearance = appearance
      if (textSize) settings.textSize = textSize
      return { ...settings }
    },
    async settingsSetNotices(notices, quietHours) {
      if (notices !== null) settings.notices = notices
      if (quietHours) {
        const none = quietHours.fromMinute === quietHours.untilMinute
        settings.quietHours = none ? null : quietHours
      }
      return { ...settings }
    },
    async settingsSetLiveKeys(keys) {
      const words = (action: LiveAction) => JSON.stringify(keys[action])
      if (keys.mute && words('mute') === words('next')) throw problem('shortcut.taken', {}, 'mute')
      settings.liveKeys = JSON.parse(JSON.stringify(keys)) as LiveKeys
      return { ...settings }
    },
    liveKeysSupported: async () => options.shortcuts ?? true,
    liveListen: async () => ({
      keys: settings.liveKeys,
      supported: options.shortcuts ?? true,
      refused: options.keysTaken ?? [],
    }),
    liveUnlisten: async () => null,
    ...fakeDiagnostics(world),
    ...fakeAbout(),
    ...fakeGoods(world, changed),
    ...fakeBackups(changed, () => open()),
    ...fakeDataPlace(options.dataPlace ?? {}, changed, () => (state = open())),
    ...fakeAway(options.away ?? {}, changed, () => (state = open())),
    ...fakeTeam(changed),
    ...fakeRecovery(options.recovery ?? {}, changed, () => (state = open())),
    ...fakeRules(changed),
    ...fakeImport(world, changed),
    ...rooms,
    ...fakeRoomPlan(world, changed, rooms.roomsSubmit),
    ...fakeLive(world, changed),
    ...fakeGoLive(world, changed),
    ...fakeStorefront(world, changed),
    ...fakeMembers(world, changed),
    ...fakePeople(world, changed),
    ...fakeOutbox(world, changed),
    ...fakePictures(world, changed),
    ...fakeShare(world),
    ...fakeReplays(world, changed),
    ...fakeShow(world, changed),
    ...fakeSync(world, changed),
    ...fakeShops(shop, (of) => (state = of ? open(false, of) : { phase: 'first-start' }), changed),
    ...lock.calls,
    ...vault,
    ...qualification,
    ...onboarding,
    ...eligibility.calls,
    ...fakeApplying({ ...qualification, ...vault }, changed),
    ...fakeWindow(changed),
    ...fakeLetters(vault.papersList, changed),
  }

  return {
    world,
    changed,
    call: delayed(calls, options.delayMs ?? 0),
    channel: <T>(heard: (message: T) => void) => ({ onmessage: heard }) as unknown as Channel<T>,
    media: fakeMedia,
    async onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async onOpened(listener) {
      openings.add(listener)
      return () => openings.delete(listener)
    },
    async onLivePressed(listener) {
      presses.add(listener)
      return () => presses.delete(listener)
    },
    async onPresenterClosed(listener) {
      closings.add(listener)
      return () => closings.delete(listener)
    },
    async onFileDrag(listener) {
      drags.add(listener)
      return () => drags.delete(listener)
    },
    pressed: (action) => presses.forEach((listener) => listener(action)),
    loseDisplay: (roomId) => closings.forEach((listener) => listener({ roomId, lost: true })),
    opened: (target) => openings.forEach((listener) => listener(target)),
    drag: (drag) => drags.forEach((listener) => listener(heldAt(drag))),
    setFullscreen: async () => undefined,
    pasteCode: async (room, picture) =>
      codeOf(world, room, picture instanceof File ? picture.name : 'code.png'),
  }
}

const ctrlAlt = (code: string): Chord => ({ ctrl: true, alt: true, shift: false, meta: false, code })

function problem(
  code: string,
  params: Record<string, string> = {},
  field: string | null = null,
): ProblemError {
  return new ProblemError({ code, params, field, retry: { kind: 'after-change' } })
}

/** Answers copies, after a while, as IPC does. */
function delayed(calls: Calls, ms: number): Calls {
  const wrap =
    (call: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]) => {
      if (ms > 0) await new Promise((done) => setTimeout(done, ms))
      return structuredClone(await call(...args))
    }
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, wrap(call)]),
  ) as unknown as Calls
}
