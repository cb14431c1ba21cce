/** Gives somebody a role by way of the outbox; what is wrong with that is said at once. */
import { useMutation } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useBackend, type Role } from '@/backend'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export function useRole() {
  const { call } = useBackend()
  const { t } = useI18n()
  const toast = useToast()
  const words = useProblem()
  return useMutation({
    mutationFn: ({ wechat, role }: { wechat: string; role: Role }) => call.membersAdd({ wechat, role }),
    onSuccess({ violations: [fault] }, { wechat }) {
      if (fault) return toast.error(words.violation(fault))
      toast.success(t('members.added', { name: wechat }))
    },
    onError: (error) => toast.error(words.failure(error)),
  })
}
