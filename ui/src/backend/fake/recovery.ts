/** The recovery code of the stand-in: made when asked for, and the same every time. */
import type { AppState, RecoveryView, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'

type RecoveryCalls = Pick<Calls, Extract<keyof Calls, `recovery${string}`>>

/** What is known at the start, and what guards the key: the keychain unless told otherwise. */
export type RecoveryStart = Partial<RecoveryView> & { keyKind?: string }

/** The code that opens the stand-in's data. */
export const FAKE_CODE = ['3AHRX', 'Z6DMS', 'V29GQ', 'N1AHR', 'KZ6DM', 'TV29G', 'QN1AH', 'RKZ6D']

export function fakeRecovery(
  start: RecoveryStart,
  changed: (topic: Topic) => void,
  open: () => AppState,
): RecoveryCalls {
  const view: RecoveryView = { madeMs: null, problem: null, needsPassphrase: false, remind: false, ...start }
  const refuse = (code: string, params: Record<string, string> = {}) =>
    new ProblemError({ code, params, field: 'code', retry: { kind: 'after-change' } })
  return {
    recoveryView: async () => ({ ...view }),
    recoveryMake: async () => {
      view.madeMs = Date.now()
      view.remind = false
      changed('backups')
      return { groups: [...FAKE_CODE], madeMs: view.madeMs }
    },
    recoveryPrint: async () => null,
    recoveryOpen: async (code) => {
      const typed = code.toUpperCase().replace(/[^0-9A-Z]/g, '')
      if (typed.length !== 40) throw refuse('recovery.length', { chars: '40', typed: String(typed.length) })
      const wrong = FAKE_CODE.flatMap((group, place) =>
        typed.slice(place * 5, place * 5 + 5) === group ? [] : [place + 1],
      )
      if (wrong.length > 0) throw refuse('recovery.mistyped', { groups: wrong.join(', ') })
      changed('app')
      return open()
    },
    recoveryRemindNoMore: async () => {
      view.remind = false
      changed('backups')
      return null
    },
  }
}
