/** The run of show of one room, and what staff do with it; each answers with the plan as it is then. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type ShowItemView, type ShowKind, type ShowView } from '@/backend'
import { keys, useReadOnly } from '@/composables/queries'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export type Show = ReturnType<typeof useShow>

/** What is added: a good, or something of a kind that has none. */
export type Wanted = { kind: ShowKind; goodsId: string | null }

export function useShow(id: string) {
  const { call } = useBackend()
  const client = useQueryClient()
  const { t } = useI18n()
  const toast = useToast()
  const { failure } = useProblem()
  const readOnly = useReadOnly()
  const onError = (error: unknown) => toast.error(failure(error))

  const queryKey = keys.show(id)
  const query = useQuery({ queryKey, queryFn: () => call.showView(id) })
  const view = query.data
  const put = (fresh: ShowView) => void client.setQueryData(queryKey, fresh)

  /** The order under the hand, until the program has it. */
  const moved = shallowRef<string[] | null>(null)
  const items = computed<ShowItemView[]>(() => {
    const there = view.value?.items ?? []
    const order = moved.value
    if (!order) return there
    const at = ({ id }: ShowItemView) => {
      const index = order.indexOf(id)
      return index < 0 ? order.length : index
    }
    return [...there].sort((a, b) => at(a) - at(b))
  })
  let saving = Promise.resolve()
  /** Saved one after the other: an earlier answer never undoes a later move. */
  function sort(order: string[]) {
    moved.value = order
    saving = saving.then(async () => {
      if (moved.value !== order) return
      try {
        put(await call.showSort(id, order))
      } catch (error) {
        onError(error)
      }
      if (moved.value === order) moved.value = null
    })
  }

  const add = useMutation({
    mutationFn: ({ wanted, behind }: { wanted: Wanted; behind: string | null }) =>
      call.showAdd(id, [{ ...wanted, minutes: null }], behind),
    onSuccess: put,
    onError,
  })
  const fill = useMutation({
    mutationFn: (minutes: number) => call.showFill(id, minutes),
    onSuccess: put,
    onError,
  })
  const restore = useMutation({
    mutationFn: (ids: string[]) => call.showRestore(id, ids),
    onSuccess: put,
    onError,
  })
  const remove = useMutation({
    mutationFn: (ids: string[]) => call.showRemove(id, ids),
    onSuccess(fresh, ids) {
      put(fresh)
      toast.undoable(t('show.removed', { count: ids.length }), t('app.undo'), () => restore.mutate(ids))
    },
    onError,
  })
  return {
    id,
    query,
    view,
    items,
    put,
    moved,
    sort,
    add,
    fill,
    remove,
    open: computed(() => (view.value?.editable ?? false) && !readOnly.value),
  }
}
