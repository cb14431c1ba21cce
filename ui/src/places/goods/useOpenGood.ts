/** Where the open good stands in the list, and what stands before and after it. */
import { computed, shallowRef, watch, type Ref } from 'vue'
import { useBackend, type GoodsListing } from '@/backend'

interface Place {
  id: string
  position: number
  previous?: string
  next?: string
}

export function useOpenGood(id: () => string | undefined, listing: Readonly<Ref<GoodsListing | undefined>>) {
  const { call } = useBackend()
  const found = shallowRef<Place | null>(null)

  async function find(open: string, of: GoodsListing): Promise<Place | null> {
    const position = await call.goodsPosition(of.id, open)
    if (position === null) return null
    const from = Math.max(0, position - 1)
    const ids = (await call.goodsIds(of.id, from, 3)) ?? []
    return { id: open, position, previous: position > 0 ? ids[0] : undefined, next: ids[position - from + 1] }
  }

  watch(
    [id, listing],
    async ([open, of]) => {
      if (!open || !of) return
      // Whoever cannot be found has no neighbours; the list itself says what is wrong.
      const place = await find(open, of).catch(() => null)
      if (id() === open && listing.value?.id === of.id) found.value = place
    },
    { immediate: true },
  )
  return computed(() => (found.value?.id === id() ? found.value : null))
}
