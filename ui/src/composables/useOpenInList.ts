/** Where what is open stands in the list, and what stands before and after it. */
import { computed, shallowRef, watch, type Ref } from 'vue'
import type { Listing } from './useListedRows'

interface Place {
  id: string
  position: number
  previous?: string
  next?: string
}

/** How a listing is asked; `null` when it was forgotten. */
interface Asked {
  position(listing: number, id: string): Promise<number | null>
  ids(listing: number, from: number, limit: number): Promise<string[] | null>
}

export function useOpenInList(
  id: () => string | undefined,
  listing: Readonly<Ref<Listing | undefined>>,
  asked: Asked,
) {
  const found = shallowRef<Place | null>(null)

  async function find(open: string, of: Listing): Promise<Place | null> {
    const position = await asked.position(of.id, open)
    if (position === null) return null
    const from = Math.max(0, position - 1)
    const ids = (await asked.ids(of.id, from, 3)) ?? []
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
