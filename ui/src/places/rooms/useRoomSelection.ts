/** Which lines of the room list are chosen. */
import { computed, ref, watch, type Ref } from 'vue'
import { useBackend, type RoomListing, type RoomQuery } from '@/backend'
import type { Picked } from '@/composables/usePicked'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

/** As many ids stand in one message. */
const IDS_MAX = 2000

/** `Picked`, and the ids of what is chosen. */
export function useRoomSelection(
  query: () => RoomQuery,
  listing: () => RoomListing,
): Picked & { ids: Readonly<Ref<string[]>> } {
  const { call } = useBackend()
  const toast = useToast()
  const { failure } = useProblem()
  const chosen = ref<ReadonlySet<string>>(new Set())
  /** Where a range begins. */
  const anchor = ref(0)

  const ids = computed(() => [...chosen.value])
  const count = computed(() => chosen.value.size)
  const has = (id: string) => chosen.value.has(id)
  const clear = () => void (chosen.value = new Set())
  // What another filter shows was never looked at.
  watch(query, clear)

  function turn(id: string, index: number) {
    const changed = new Set(chosen.value)
    if (!changed.delete(id)) changed.add(id)
    chosen.value = changed
    anchor.value = index
  }

  async function choose(from: number, length: number) {
    try {
      chosen.value = new Set((await call.roomsIds(listing().id, from, Math.min(length, IDS_MAX))) ?? [])
    } catch (error) {
      toast.error(failure(error))
    }
  }
  /** Chooses the lines from the anchor to `index`, whether they were fetched or not. */
  const extend = (index: number) => choose(Math.min(anchor.value, index), Math.abs(anchor.value - index) + 1)
  const all = () => choose(0, listing().total)

  return { ids, count, has, anchor, turn, extend, all, clear }
}
