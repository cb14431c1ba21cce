/** Opens the data again: after they did not open, or not for writing. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useBackend, type AppState } from '@/backend'
import { keys } from './queries'

/** `onOpened` is told how it went, even if whoever asked is gone from the window by then. */
export function useReopen(onOpened?: (state: AppState) => void) {
  const { call } = useBackend()
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call.reopen(),
    onSuccess: (state) => {
      client.setQueryData(keys.app, state)
      onOpened?.(state)
    },
    onSettled: () => client.invalidateQueries(),
  })
}
