/** The lock of 资料库 of the stand-in. */
import { limits, type Topic, type VaultLockView } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem } from './world'

type LockCalls = Pick<
  Calls,
  | 'vaultLockState'
  | 'vaultLock'
  | 'vaultTouch'
  | 'vaultSetLockMinutes'
  | 'vaultUnlock'
  | 'vaultChoosePassphrase'
  | 'vaultDropPassphrase'
  | 'vaultReset'
>

export interface FakeLock {
  calls: LockCalls
  /** Throws while it is locked. */
  assertOpen(): void
  isLocked(): boolean
  /** Told when all papers are erased. */
  onReset: () => void
}

export function fakeVaultLock(changed: (topic: Topic) => void): FakeLock {
  let passphrase = ''
  let view: VaultLockView = { guard: 'none', locked: false, minutes: 10 }
  const refuse = (code: string): never => {
    throw new ProblemError(problem(code, { min: `${limits.passphraseMin}` }))
  }
  const set = (change: Partial<VaultLockView>) => {
    view = { ...view, ...change }
    changed('vault')
    return view
  }
  const check = (typed: string) => typed === passphrase || refuse('key.wrong-passphrase')
  const assertOpen = () => void (view.locked && refuse('vault.locked'))
  const lock: FakeLock = {
    onReset: () => undefined,
    assertOpen,
    isLocked: () => view.locked,
    calls: {
      vaultLockState: async () => view,
      vaultLock: async () => set({ locked: view.guard !== 'none' }),
      vaultTouch: async () => null,
      async vaultSetLockMinutes(minutes) {
        assertOpen()
        return set({ minutes })
      },
      async vaultUnlock(typed) {
        check(typed)
        return set({ locked: false })
      },
      async vaultChoosePassphrase(old, fresh) {
        check(old)
        if ([...fresh].length < limits.passphraseMin) refuse('key.too-short')
        passphrase = fresh
        return set({ guard: 'own' })
      },
      async vaultDropPassphrase(old) {
        check(old)
        passphrase = ''
        return set({ guard: 'none', locked: false })
      },
      async vaultReset() {
        passphrase = ''
        lock.onReset()
        return set({ guard: 'none', locked: false })
      },
    },
  }
  return lock
}
