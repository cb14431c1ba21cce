/** What staff may do with the outbox; what does not work is said at the foot of the window. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useBackend } from '@/backend'
import { keys } from './queries'
import { useProblem } from './useProblem'
import { useToast } from './useToast'

export function useOutboxActions() {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()

  const after = {
    onError: (error: Error) => toast.error(failure(error)),
    onSettled: () =>
      Promise.all([keys.outbox, keys.today].map((queryKey) => client.invalidateQueries({ queryKey }))),
  }
  return {
    retry: useMutation({ mutationFn: (id: string) => call.outboxRetry(id), ...after }),
    cancel: useMutation({ mutationFn: (id: string) => call.outboxCancel(id), ...after }),
    /** Everything that waits or was refused, or that of one batch. */
    retryAll: useMutation({
      mutationFn: (batch: string | null) => call.outboxRetryAll(batch),
      onSuccess: (count) => toast.success(t('outbox.retried', count)),
      ...after,
    }),
    cancelBatch: useMutation({
      mutationFn: (batch: string) => call.outboxCancelBatch(batch),
      onSuccess: (count) => toast.success(t('outbox.cancelled', { count })),
      ...after,
    }),
    /** Pauses, or lets go on, one batch or (`null`) everything. */
    setPaused: useMutation({
      mutationFn: ({ batch, paused }: { batch: string | null; paused: boolean }) =>
        paused ? call.outboxPause(batch) : call.outboxResume(batch),
      ...after,
    }),
  }
}
