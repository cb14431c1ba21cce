/** The backups, and what can be done with them; also while the data do not open. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useBackend, type AppState } from '@/backend'
import { keys } from './queries'

/** `onRestored` is told even if whoever asked is gone from the window by then. */
export function useBackups(onRestored?: (id: string) => void) {
  const { call } = useBackend()
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: keys.backups })
  return {
    query: useQuery({ queryKey: keys.backups, queryFn: () => call.backupsView() }),
    take: useMutation({ mutationFn: () => call.backupsTake(), onSettled: refresh }),
    drill: useMutation({ mutationFn: (id: string) => call.backupsDrill(id), onSettled: refresh }),
    restore: useMutation({
      mutationFn: (id: string) => call.backupsRestore(id),
      onSuccess: (state: AppState, id) => {
        client.setQueryData(keys.app, state)
        onRestored?.(id)
      },
      // Everything on screen is of another moment now; of a failure too, for the data were opened again.
      onSettled: () => client.invalidateQueries(),
    }),
  }
}
