/** The copy in a folder elsewhere: chosen, made, forgotten; and a shop that is brought back from one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useBackend, type AwayWish } from '@/backend'
import { keys } from './queries'

export function useAway() {
  const { call } = useBackend()
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: keys.away })
  return {
    query: useQuery({ queryKey: keys.away, queryFn: () => call.awayView() }),
    pick: useMutation({ mutationFn: () => call.awayPick(), onSettled: refresh }),
    copy: useMutation({ mutationFn: () => call.awayCopy(), onSettled: refresh }),
    forget: useMutation({ mutationFn: () => call.awayForget(), onSettled: refresh }),
  }
}

export function useAwayArrival() {
  const { call } = useBackend()
  const client = useQueryClient()
  return {
    find: useMutation({ mutationFn: () => call.awayFind() }),
    // The window forgets what the code opened with the dialog.
    open: useMutation({ mutationFn: (code: string) => call.awayOpen(code), gcTime: 0 }),
    bring: useMutation({
      mutationFn: (wish: AwayWish) => call.awayBring(wish),
      gcTime: 0,
      onSuccess: async (state) => {
        client.setQueryData(keys.app, state)
        await client.invalidateQueries()
      },
    }),
  }
}
