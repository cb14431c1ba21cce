/** The lock of 资料库: whether it is locked, and the input that keeps it open. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, watch } from 'vue'
import { useBackend } from '@/backend'
import { keys } from './queries'
import { flushAll } from './useAutosave'
import { useProblem } from './useProblem'
import { useToast } from './useToast'

/** Input is told at most so often. */
const TOLD_EVERY_MS = 15_000
const INPUTS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const

function useLock() {
  const { call } = useBackend()
  const query = useQuery({ queryKey: keys.vaultLock, queryFn: () => call.vaultLockState() })
  const lock = query.data
  return {
    query,
    lock,
    locked: computed(() => lock.value?.locked ?? false),
    guarded: computed(() => (lock.value?.guard ?? 'none') !== 'none'),
  }
}

export function useVaultLock() {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { failure } = useProblem()
  const lockNow = useMutation({
    async mutationFn() {
      // What is being typed is kept first.
      await flushAll()
      return call.vaultLock()
    },
    onSuccess: (view) => client.setQueryData(keys.vaultLock, view),
    onError: (error) => toast.error(failure(error)),
  })
  return { ...useLock(), lockNow }
}

/** For the frame: tells of input while the vault is open, and forgets what was shown of papers when it locks. */
export function useVaultTouch(): void {
  const { call } = useBackend()
  const client = useQueryClient()
  const { locked, guarded } = useLock()
  let told = 0
  function touch() {
    const now = Date.now()
    if (!guarded.value || locked.value || now - told < TOLD_EVERY_MS) return
    told = now
    // Answered or not: the next input tells again.
    void call.vaultTouch().catch(() => undefined)
  }
  INPUTS.forEach((name) => window.addEventListener(name, touch, { passive: true }))
  onScopeDispose(() => INPUTS.forEach((name) => window.removeEventListener(name, touch)))
  watch(locked, (isLocked) => isLocked && client.removeQueries({ queryKey: keys.vault, type: 'inactive' }), {
    flush: 'post',
  })
}
