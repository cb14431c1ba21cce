/** One good being edited, and what else can be done with it: withdrawing, copying, putting its path right. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { emptyDrafts, limits, useBackend, type GoodsProgress, type GoodsView } from '@/backend'
import { keys } from '@/composables/queries'
import { useDraft } from '@/composables/useDraft'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export type GoodsEditor = ReturnType<typeof useGoodsEditor>

export function useGoodsEditor(id: string) {
  const { call, channel } = useBackend()
  const router = useRouter()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const words = useProblem()
  const only = { kind: 'ids' as const, ids: [id] }
  const ignored = channel<GoodsProgress>(() => undefined)

  const draft = useDraft<GoodsView, 'goods'>(id, {
    place: 'goods',
    empty: emptyDrafts.goods,
    nameMax: limits.goodsName.max,
    slots: ['goods'],
    focusOf: (view) => view.focus,
    get: () => call.goodsGet(id),
    save: (patch) => call.goodsSave(id, patch),
    saveFocus: (_slot, focus) => call.goodsSetFocus(id, focus),
    saveEdit: (edit) => call.goodsSetEdit(id, edit),
    pickPicture: () => call.goodsPickPicture(id),
    setPicture: (path) => call.goodsSetPicture(id, path),
    submit: async () => (await call.goodsSubmit(only, ignored)).refusals[0]?.problem ?? null,
  })

  const withdraw = useMutation({
    mutationFn: async () => (await call.goodsWithdraw(only, ignored)).refusals[0]?.problem,
    onSuccess: (refusal) => {
      if (refusal) toast.error(words.problem(refusal))
      else toast.success(t('goods.withdrawn'))
      void client.invalidateQueries({ queryKey: keys.goods })
    },
    onError: (error) => toast.error(words.failure(error)),
  })

  const repair = useMutation({
    mutationFn: async () => {
      await draft.saver.flush()
      draft.put(await call.goodsRepairPath(id))
    },
    onError: (error) => toast.error(words.failure(error)),
  })

  const copy = useMutation({
    mutationFn: async () => {
      await draft.saver.flush()
      return call.goodsCopy(id)
    },
    onSuccess: (fresh) => {
      client.setQueryData(keys.one('goods', fresh.id), fresh)
      void client.invalidateQueries({ queryKey: keys.goods })
      toast.success(t('goodsEditor.copied'))
      void router.push({ name: 'goods', params: { id: fresh.id } })
    },
    onError: (error) => toast.error(words.failure(error)),
  })

  return { ...draft, withdraw, repair, copy }
}
