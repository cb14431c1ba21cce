/** The run of show of the room on air: what is said of a good, what comes before the next one, how late it is. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useBackend, type ShowItemView } from '@/backend'
import { keys, useShop } from '@/composables/queries'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

const MINUTE = 60_000
/** What became of a wish; why it was not done is told where the mutation is made. */
export const didIt = () => true
export const didNot = () => false

export type LivePlan = ReturnType<typeof useLivePlan>

export function useLivePlan(id: string) {
  const { call } = useBackend()
  const client = useQueryClient()
  const shop = useShop()
  const toast = useToast()
  const { failure } = useProblem()
  const onError = (error: unknown) => toast.error(failure(error))

  const queryKey = keys.show(id)
  const query = useQuery({ queryKey, queryFn: () => call.showView(id) })
  const view = query.data
  const items = computed(() => view.value?.items ?? [])
  const find = (item: string | null | undefined) => items.value.find((one) => one.id === item) ?? null
  const current = computed(() => find(view.value?.current))
  /** What is to be done before the next good. */
  const step = computed(() => (view.value?.onAir ? find(view.value.step) : null))
  /** Goods that are still to be shown, behind what is shown now. */
  const coming = computed(() => {
    const at = items.value.findIndex((item) => item === current.value)
    return items.value.slice(at + 1).filter((item) => item.good && item.begunMs === null)
  })

  const mark = useMutation({
    mutationFn: ({ item, done }: { item: ShowItemView; done: boolean }) => call.showMark(id, item.id, done),
    onSuccess: (fresh) => client.setQueryData(queryKey, fresh),
    onError,
  })
  const openConsole = useMutation({ mutationFn: () => call.showOpenConsole(), onError })

  return {
    view,
    items,
    current,
    step,
    coming,
    hasConsole: computed(() => shop.value?.practice === false),
    openConsole,
    /** What is said of a good: of the item on air if it is that one, else of the first that is to come. */
    of(goodsId: string | undefined): ShowItemView | null {
      if (current.value?.good && current.value.good.id === goodsId) return current.value
      const there = items.value.filter((item) => item.good?.id === goodsId)
      return there.find((item) => item.begunMs === null) ?? there.at(-1) ?? null
    },
    /** Whether the step's time has come: by plan, or because what was before it is over. */
    isDue(now: number): boolean {
      const at = step.value
      if (!at) return false
      const before = current.value
      const over = before?.begunMs != null && now >= before.begunMs + before.minutes * MINUTE
      return over || (at.plannedMs !== null && now >= at.plannedMs)
    },
    /** How late the event is, milliseconds; below zero it is ahead. */
    late(now: number): number | null {
      const pace = view.value?.pace
      return pace ? Math.max(pace.leastMs, now - pace.untilMs) : null
    },
    /** Answers whether it is so now. */
    async setDone(item: ShowItemView | null, done: boolean): Promise<boolean> {
      if (!item || !view.value?.onAir || mark.isPending.value) return false
      return mark.mutateAsync({ item, done }).then(didIt, didNot)
    },
    refresh: () => client.invalidateQueries({ queryKey }),
  }
}
