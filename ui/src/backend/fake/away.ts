/** The copy elsewhere of the stand-in: a stick that may be unplugged, and a shop that lies on it. */
import type { AppState, AwayView, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { FAKE_CODE } from './recovery'

type AwayCalls = Pick<Calls, Extract<keyof Calls, `away${string}`>>

/** What is known at the start; `damaged`: files that the stick has lost. */
export type AwayStart = Partial<AwayView> & { damaged?: number; needsPassphrase?: boolean; none?: boolean }

const MEGA = 1024 * 1024
const none: AwayView = {
  folder: null,
  isThere: false,
  sameDisk: false,
  busy: false,
  done: null,
  failed: null,
}

export function fakeAway(start: AwayStart, changed: (topic: Topic) => void, open: () => AppState): AwayCalls {
  const { damaged = 0, needsPassphrase = false, none: isEmpty = false, ...known } = start
  let view: AwayView = { ...none, ...known }
  const refuse = (code: string, field: string | null = null, params: Record<string, string> = {}) =>
    new ProblemError({ code, params, field, retry: { kind: 'after-change' } })
  const checked = (code: string) => {
    if (code.toUpperCase().replace(/[^0-9A-Z]/g, '') !== FAKE_CODE.join(''))
      throw refuse('recovery.wrong', 'code')
  }
  return {
    awayView: async () => ({ ...view }),
    awayPick: async () => {
      view = { ...none, folder: 'E:\\开播台备份', isThere: true, sameDisk: known.sameDisk ?? false }
      changed('backups')
      return view
    },
    awayCopy: async () => {
      if (!view.isThere) {
        const problem = { code: 'away.gone', params: {}, field: null, retry: { kind: 'now' as const } }
        view.failed = { atMs: Date.now(), problem }
        changed('backups')
        throw new ProblemError(problem)
      }
      view.done = { atMs: Date.now(), bytes: 437 * MEGA, files: 1204, damaged: 0 }
      view.failed = null
      changed('backups')
      return true
    },
    awayForget: async () => {
      view = { ...none }
      changed('backups')
      return view
    },
    awayFind: async () => {
      if (isEmpty) throw refuse('away.none')
      return { folder: 'E:\\开播台备份', newestMs: [1_795_399_200_000], needsPassphrase }
    },
    awayOpen: async (code) => {
      checked(code)
      const version = { takenMs: 1_795_399_200_000, bytes: 437 * MEGA, files: 1204, problem: null }
      const bad = { code: 'away.damaged', params: {}, field: null, retry: { kind: 'after-change' as const } }
      return [
        {
          copy: 'kaibo-0123456789abcdef',
          name: '晨光布艺',
          versions: [
            { ...version, id: 'b2' },
            { ...version, id: 'b1', takenMs: 0, problem: bad },
          ],
        },
      ]
    },
    awayBring: async (wish) => {
      checked(wish.code)
      if (damaged > 0 && !wish.withoutDamaged)
        throw refuse('away.files-damaged', null, { count: String(damaged) })
      changed('app')
      return open()
    },
  }
}
