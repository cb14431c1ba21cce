/** The replay files of one room: listed, fetched anew, and brought to a folder. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type ReplayFile } from '@/backend'
import { keys } from '@/composables/queries'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export type Replays = ReturnType<typeof useReplays>

export function useReplays(id: string) {
  const { call } = useBackend()
  const { t } = useI18n()
  const client = useQueryClient()
  const toast = useToast()
  const { failure } = useProblem()
  const query = useQuery({ queryKey: keys.replay(id), queryFn: () => call.replaysView(id) })
  const then = {
    onError: (error: unknown) => toast.error(failure(error)),
    onSettled: () => client.invalidateQueries({ queryKey: keys.replay(id) }),
  }
  const files = computed(() => query.data.value?.files ?? [])
  return {
    query,
    view: query.data,
    files,
    /** What can be fetched and has not been. */
    listed: computed(() => files.value.filter((file) => !file.playlist && file.state === 'listed')),
    fetch: useMutation({ mutationFn: () => call.replaysFetch(id), ...then }),
    download: useMutation({
      mutationFn: (wanted: ReplayFile[]) =>
        call.replaysDownload(
          id,
          wanted.map((file) => file.id),
        ),
      ...then,
    }),
    stop: useMutation({ mutationFn: (file: ReplayFile) => call.replaysStop(file.id), ...then }),
    resume: useMutation({ mutationFn: (file: ReplayFile) => call.replaysResume(file.id), ...then }),
    discard: useMutation({ mutationFn: (file: ReplayFile) => call.replaysDiscard(file.id), ...then }),
    show: useMutation({ mutationFn: (file: ReplayFile) => call.replaysShow(file.id), ...then }),
    copy: useMutation({
      mutationFn: async (file: ReplayFile) =>
        navigator.clipboard.writeText(await call.replaysAddress(file.id)),
      onSuccess: () => toast.success(t('share.copied')),
      onError: () => toast.error(t('share.notCopied')),
    }),
  }
}
