/** Takes an import back and says what came of it. */
import { useMutation } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useBackend } from '@/backend'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export function useImportUndo(done: () => void = () => undefined) {
  const { t } = useI18n()
  const { call } = useBackend()
  const toast = useToast()
  const { failure } = useProblem()
  return useMutation({
    mutationFn: (id: string) => call.importUndo(id),
    onSuccess: ({ removed, restored, kept, keptNames }) => {
      toast.success(t('imports.result.undone', { removed, restored }))
      if (kept > 0) {
        const names = keptNames.slice(0, 3).join(', ')
        toast.error(t('imports.result.kept', { count: kept, names }))
      }
      done()
    },
    onError: (error) => toast.error(failure(error)),
  })
}
