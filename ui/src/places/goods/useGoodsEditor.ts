/** One good being edited: what the backend has, what was typed, and what can be done with it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type GoodsField, type GoodsView, type PriceKind } from '@/backend'
import { pointOf, type Point } from '@/composables/crop'
import { keys, newest } from '@/composables/queries'
import { useAutosave } from '@/composables/useAutosave'
import { useFaults } from '@/composables/useFaults'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export type GoodsText = { name: string; priceKind: PriceKind; price: string; price2: string; path: string }

const EMPTY: GoodsText = { name: '', priceKind: 'single', price: '', price2: '', path: '' }

export function useGoodsEditor(id: string) {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()
  const queryKey = keys.goodsOne(id)

  const query = useQuery({ queryKey, queryFn: () => call.goodsGet(id), structuralSharing: newest })
  const view = query.data
  const put = (fresh: GoodsView | null) => fresh && client.setQueryData(queryKey, fresh)
  const listChanged = () => void client.invalidateQueries({ queryKey: ['goods', 'list'] })

  const saver = useAutosave<GoodsText>(`goods:${id}`, {
    initial: EMPTY,
    async save(patch) {
      const saved = await call.goodsSave(id, patch)
      client.setQueryData<GoodsView>(
        queryKey,
        (old) => old && { ...old, ...saved, draft: { ...old.draft, ...patch } },
      )
      return saved
    },
  })
  const focusSaver = useAutosave<{ focus: Point }>(`goods-focus:${id}`, {
    initial: { focus: { x: 0.5, y: 0.5 } },
    async save({ focus }) {
      const fresh = await call.goodsSetFocus(id, focus ?? { x: 0.5, y: 0.5 })
      put(fresh)
      return fresh
    },
  })
  watch(
    view,
    (fresh) => {
      if (!fresh) return
      const { name, priceKind, price, price2, path } = fresh.draft
      saver.accept({ name, priceKind, price, price2, path }, fresh.revision)
      focusSaver.accept({ focus: pointOf(fresh.focus) }, fresh.revision)
    },
    { immediate: true },
  )

  const readonly = computed(() => view.value?.editable === 'nothing')
  const faults = useFaults<GoodsField>(
    computed(() => (readonly.value ? [] : (view.value?.violations ?? []))),
    (field) => t(`goods.field.${field}`),
  )

  const pick = useMutation({ mutationFn: () => call.goodsPickPicture(id), onSuccess: put })
  const drop = useMutation({ mutationFn: (path: string) => call.goodsSetPicture(id, path), onSuccess: put })
  const pictureError = computed(() => pick.error.value ?? drop.error.value)
  const takePicture = (path?: string) => {
    pick.reset()
    drop.reset()
    if (path === undefined) pick.mutate()
    else drop.mutate(path)
  }

  const refused = ref<GoodsView['problem']>(null)
  const submit = useMutation({
    mutationFn: async () => {
      refused.value = null
      if (!(await saver.flush()) || !(await focusSaver.flush())) return
      faults.tried.value = true
      if (faults.all.value.length > 0) return faults.focusFirst()
      const [outcome] = await call.goodsSubmit([id])
      if (outcome?.queued) toast.success(t('goods.submitted', { name: saver.values.name.trim() }))
      else refused.value = outcome?.problem ?? null
      await client.invalidateQueries({ queryKey: keys.goods })
    },
    onError: (error) => toast.error(failure(error)),
  })
  const withdraw = useMutation({
    mutationFn: () => call.goodsWithdraw(id),
    onSuccess: (fresh) => {
      put(fresh)
      toast.success(t('goods.withdrawn'))
      listChanged()
    },
    onError: (error) => toast.error(failure(error)),
  })

  return {
    query,
    view,
    saver,
    focusSaver,
    readonly,
    faults,
    picture: {
      take: takePicture,
      busy: computed(() => pick.isPending.value || drop.isPending.value),
      error: pictureError,
    },
    submit,
    withdraw,
    refused,
  }
}
