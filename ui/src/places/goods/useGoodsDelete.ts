/** Deletes goods and offers, for eight seconds, to bring them back. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useBackend } from '@/backend'
import { keys } from '@/composables/queries'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export interface Named {
  id: string
  name: string
}

export function useGoodsDelete(onGone: (ids: string[]) => void) {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()
  const refresh = () => client.invalidateQueries({ queryKey: keys.goods })

  async function restore(ids: string[]) {
    try {
      await call.goodsRestore(ids)
      toast.success(t('goods.restored'))
    } catch (error) {
      toast.error(failure(error))
    }
    await refresh()
  }

  return useMutation({
    mutationFn: (goods: Named[]) => call.goodsDelete(goods.map(({ id }) => id)),
    onSuccess: (_answer, goods) => {
      const ids = goods.map(({ id }) => id)
      const text =
        goods.length === 1
          ? t('goods.deleted', { name: goods[0]?.name })
          : t('goods.deletedMany', goods.length)
      toast.undoable(text, t('app.undo'), () => void restore(ids))
      onGone(ids)
      void refresh()
    },
    onError: (error) => toast.error(failure(error)),
  })
}
