/** Where the data are: looked at, opened in the file manager, moved, and found again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useBackend, type AppState } from '@/backend'
import { keys } from './queries'
import { useProblem } from './useProblem'
import { useToast } from './useToast'

/** How often a move is asked how far it is, milliseconds. */
const ASK_MS = 300

export function useDataPlace() {
  const { call } = useBackend()
  const { t } = useI18n()
  const client = useQueryClient()
  const toast = useToast()
  const words = useProblem()
  return {
    query: useQuery({ queryKey: keys.dataPlace, queryFn: () => call.dataView() }),
    open: useMutation({ mutationFn: () => call.dataOpenFolder() }),
    pick: useMutation({
      mutationFn: () => call.dataPick(),
      onSettled: () => client.invalidateQueries({ queryKey: keys.dataPlace }),
    }),
    /** Whoever asked is gone from the window while the data are moved: what came of it is told all the same. */
    move: useMutation({
      mutationFn: () => call.dataMove(),
      onSuccess: (state) => {
        client.setQueryData(keys.app, state)
        toast.success(t('dataPlace.moved'))
      },
      onError: (error) => toast.error(words.failure(error)),
      onSettled: () => client.invalidateQueries(),
    }),
  }
}

export function useDataMoving() {
  const { call } = useBackend()
  return {
    query: useQuery({
      queryKey: keys.dataMoving,
      queryFn: () => call.dataMoving(),
      refetchInterval: ASK_MS,
      gcTime: 0,
    }),
    stop: useMutation({ mutationFn: () => call.dataMoveStop() }),
  }
}

/** Ways on where the data are not there. */
export function useDataGone() {
  const { call } = useBackend()
  const client = useQueryClient()
  const enter = (state: AppState | null) => {
    if (state === null) return undefined
    client.setQueryData(keys.app, state)
    return client.invalidateQueries()
  }
  return {
    again: useMutation({ mutationFn: () => call.reopen(), onSuccess: enter }),
    find: useMutation({ mutationFn: () => call.dataFind(), onSuccess: enter }),
    home: useMutation({ mutationFn: () => call.dataUseHome(), onSuccess: enter }),
  }
}
