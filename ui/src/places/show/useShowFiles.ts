/** Writes a run of show into a file where staff wish, and says where. */
import { useMutation } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useBackend, type ShowFile } from '@/backend'
import { flushAll } from '@/composables/useAutosave'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export function useShowFiles(id: string) {
  const { call } = useBackend()
  const { t } = useI18n()
  const toast = useToast()
  const { failure } = useProblem()
  return useMutation({
    async mutationFn(file: ShowFile) {
      // What is typed goes with it.
      return (await flushAll()) ? call.showSaveFile(id, file) : null
    },
    onSuccess: (path) => path !== null && toast.success(t('show.saved', { path })),
    onError: (error) => toast.error(failure(error)),
  })
}
