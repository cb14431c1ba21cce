/** The filter and the order of the goods list, as they were left when the program last ended. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useBackend, type GoodsQuery } from '@/backend'
import { EVERYTHING } from '@/composables/useGoodsFilter'

const PAUSE_MS = 500

/** Says when the list may be opened: the filter was recalled, or there was none. */
export function useSavedFilter(query: Ref<GoodsQuery>): Readonly<Ref<boolean>> {
  const { call } = useBackend()
  const isRecalled = ref(false)

  async function recall() {
    const saved = await call.goodsFilterSaved().catch(() => null)
    // A way that leads here (a count, say) says itself what is to be shown.
    if (saved && JSON.stringify(query.value) === JSON.stringify(EVERYTHING)) query.value = saved
    isRecalled.value = true
  }
  void recall()

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(query, (changed) => {
    if (!isRecalled.value) return
    clearTimeout(timer)
    // Where nothing can be kept, the next start begins with everything.
    timer = setTimeout(
      () => void call.goodsFilterSave({ ...changed, search: '' }).catch(() => null),
      PAUSE_MS,
    )
  })
  onScopeDispose(() => clearTimeout(timer))
  return isRecalled
}
