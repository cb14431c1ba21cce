/** One good being edited, and its withdrawal from the audit. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { emptyDrafts, limits, useBackend, type GoodsView } from '@/backend'
import { keys } from '@/composables/queries'
import { useDraft } from '@/composables/useDraft'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export type GoodsEditor = ReturnType<typeof useGoodsEditor>

export function useGoodsEditor(id: string) {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()

  const draft = useDraft<GoodsView, 'goods'>(id, {
    place: 'goods',
    empty: emptyDrafts.goods,
    nameMax: limits.goodsName.max,
    slots: ['goods'],
    focusOf: (view) => view.focus,
    get: () => call.goodsGet(id),
    save: (patch) => call.goodsSave(id, patch),
    saveFocus: (_slot, focus) => call.goodsSetFocus(id, focus),
    pickPicture: () => call.goodsPickPicture(id),
    setPicture: (path) => call.goodsSetPicture(id, path),
    submit: async () => (await call.goodsSubmit([id]))[0],
  })

  const withdraw = useMutation({
    mutationFn: () => call.goodsWithdraw(id),
    onSuccess: (fresh) => {
      draft.put(fresh)
      toast.success(t('goods.withdrawn'))
      void client.invalidateQueries({ queryKey: keys.goodsLists })
    },
    onError: (error) => toast.error(failure(error)),
  })

  return { ...draft, withdraw }
}
