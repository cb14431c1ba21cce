/** The file at hand: what the program behind says of it, and what can be done with it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useBackend, type RecordState, type TeamChoice, type TeamResult } from '@/backend'
import { keys } from '@/composables/queries'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'
import { useProgress } from './useProgress'

export type Filter = RecordState | 'all'

export function useTeamView() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.teamView, queryFn: () => call.teamView() })
}

export function useTeamRecords(filter: Readonly<Ref<Filter>>, enabled: Readonly<Ref<boolean>>) {
  const { call } = useBackend()
  return useInfiniteQuery({
    queryKey: computed(() => [...keys.teamRecords, filter.value]),
    queryFn: ({ pageParam }) => call.teamRecords(filter.value === 'all' ? null : filter.value, pageParam),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    // Records change by what is chosen here, and nowhere else.
    gcTime: 0,
    enabled,
  })
}

/** `onTaken` is told when the file was taken over. */
export function useTeamWork(onTaken: (result: TeamResult) => void) {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { failure } = useProblem()
  const { shown, during } = useProgress()
  const lookAgain = () => client.invalidateQueries({ queryKey: keys.team })
  const choose = useMutation({
    mutationFn: (choice: TeamChoice) => call.teamChoose(choice),
    onSuccess: (view) => {
      client.setQueryData(keys.teamView, view)
      return client.invalidateQueries({ queryKey: keys.teamRecords })
    },
    onError: (error) => {
      toast.error(failure(error))
      // What was pressed stands as chosen on screen, and is not.
      void lookAgain()
    },
  })
  const take = useMutation({
    mutationFn: () => during((heard) => call.teamImport(heard)),
    onSuccess: onTaken,
    onError: (error) => toast.error(failure(error)),
    onSettled: lookAgain,
  })
  const close = useMutation({ mutationFn: () => call.teamClose(), onSettled: lookAgain })
  return { choose, take, close, progress: shown }
}
