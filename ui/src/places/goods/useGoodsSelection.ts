/** Which lines of the goods list are chosen: named one by one, or as everything that the filter shows but a few. */
import { computed, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type GoodsListing, type GoodsQuery, type GoodsSelection } from '@/backend'
import type { Picked } from '@/composables/usePicked'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

/** As many ids stand in one message. */
const IDS_MAX = 2000

/** `Picked`, and what is chosen in the backend's words. */
export function useGoodsSelection(
  query: Readonly<Ref<GoodsQuery>>,
  listing: () => GoodsListing,
): Picked & { selection: Readonly<Ref<GoodsSelection>> } {
  const { call } = useBackend()
  const { t } = useI18n()
  const toast = useToast()
  const { failure } = useProblem()

  /** Whether everything is chosen but `named`; else `named` is what is chosen. */
  const inverse = ref(false)
  const named = ref<ReadonlySet<string>>(new Set())
  /** Where a range begins. */
  const anchor = ref(0)

  const has = (id: string) => named.value.has(id) !== inverse.value
  const count = computed(() =>
    inverse.value ? Math.max(0, listing().total - named.value.size) : named.value.size,
  )
  const selection = computed<GoodsSelection>(() =>
    inverse.value
      ? { kind: 'filter', query: query.value, except: [...named.value] }
      : { kind: 'ids', ids: [...named.value] },
  )

  function set(ids: Iterable<string>, everythingBut = false) {
    named.value = new Set(ids)
    inverse.value = everythingBut
  }
  const clear = () => set([])
  const all = () => set([], true)
  // What another filter shows was never looked at.
  watch(query, clear)

  function turn(id: string, index: number) {
    const changed = new Set(named.value)
    if (!changed.delete(id)) changed.add(id)
    if (changed.size > IDS_MAX) return void toast.error(t('goods.tooMany', { max: IDS_MAX }))
    named.value = changed
    anchor.value = index
  }

  /** Chooses the lines from the anchor to `index`, whether they were fetched or not. */
  async function extend(index: number) {
    const of = listing()
    const [from, to] = [Math.min(anchor.value, index), Math.max(anchor.value, index) + 1]
    const [size, rest] = [to - from, of.total - (to - from)]
    const ids = async (begin: number, length: number) =>
      length > 0 ? ((await call.goodsIds(of.id, begin, length)) ?? []) : []
    try {
      if (size <= IDS_MAX) set(await ids(from, size))
      else if (rest <= IDS_MAX) set([...(await ids(0, from)), ...(await ids(to, of.total - to))], true)
      else toast.error(t('goods.tooMany', { max: IDS_MAX }))
    } catch (error) {
      toast.error(failure(error))
    }
  }

  return { has, count, selection, anchor, turn, extend, all, clear }
}
