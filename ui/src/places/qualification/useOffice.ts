/** Opens a back office of the platform in the browser, and says so where none opens. */
import { useMutation } from '@tanstack/vue-query'
import { useBackend, type Office } from '@/backend'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export function useOffice(office: Office) {
  const { call } = useBackend()
  const { failure } = useProblem()
  const toast = useToast()
  return useMutation({
    mutationFn: () => call.applyingOpenPage(office),
    onError: (error) => toast.error(failure(error)),
  })
}
