/** What staff do with a room's shelf; each answers with the room as it is then. */
import { useMutation } from '@tanstack/vue-query'
import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type RoomView, type ShelfItem } from '@/backend'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export function useShelf(room: () => RoomView, changed: (room: RoomView) => void) {
  const { call } = useBackend()
  const { t } = useI18n()
  const toast = useToast()
  const { failure } = useProblem()
  const onError = (error: unknown) => toast.error(failure(error))

  /** The order under the hand, until the program has it. */
  const moved = shallowRef<string[] | null>(null)
  const items = computed<ShelfItem[]>(() => {
    const { shelf } = room()
    const order = moved.value
    if (!order) return shelf
    const at = (item: ShelfItem) => {
      const index = order.indexOf(item.goods.id)
      return index < 0 ? order.length : index
    }
    return [...shelf].sort((a, b) => at(a) - at(b))
  })

  /** Saved one after the other: an earlier answer never undoes a later move. */
  let saving = Promise.resolve()
  function sort(order: string[]) {
    moved.value = order
    saving = saving.then(async () => {
      if (moved.value !== order) return
      try {
        changed(await call.roomsSort(room().id, order))
      } catch (error) {
        onError(error)
      }
      if (moved.value === order) moved.value = null
    })
  }
  /** Moves goods to stand before the one that is at that place. */
  function move(ids: readonly string[], to: number) {
    const order = items.value.map((item) => item.goods.id)
    const staying = order.filter((id) => !ids.includes(id))
    const target = Math.min(Math.max(to, 0), staying.length)
    sort([...staying.slice(0, target), ...order.filter((id) => ids.includes(id)), ...staying.slice(target)])
  }

  const shelve = useMutation({
    mutationFn: (ids: string[]) => call.roomsShelve(room().id, ids),
    onSuccess: changed,
  })
  const sell = useMutation({
    mutationFn: ({ ids, on }: { ids: string[]; on: boolean }) => call.roomsSetOnSale(room().id, ids, on),
    onSuccess: changed,
    onError,
  })
  const restore = useMutation({
    mutationFn: (ids: string[]) => call.roomsShelfRestore(room().id, ids),
    onSuccess: changed,
    onError,
  })
  const remove = useMutation({
    mutationFn: (ids: string[]) => call.roomsUnshelve(room().id, ids),
    onSuccess: (fresh, ids) => {
      changed(fresh)
      toast.undoable(t('shelf.removed', ids.length), t('app.undo'), () => restore.mutate(ids))
    },
    onError,
  })
  return { items, moved, sort, move, shelve, sell, restore, remove }
}
