/** The recovery code: whether there is one, a new one, and the way in by it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useBackend } from '@/backend'
import { keys } from './queries'

export function useRecovery() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.recovery, queryFn: () => call.recoveryView() })
}

export function useRecoveryOpen() {
  const { call } = useBackend()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (typed: { code: string; passphrase: string | null }) =>
      call.recoveryOpen(typed.code, typed.passphrase),
    onSuccess: async (state) => {
      client.setQueryData(keys.app, state)
      await client.invalidateQueries()
    },
  })
}
