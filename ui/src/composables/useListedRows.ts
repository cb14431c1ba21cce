/** The lines of a listing by their place, fetched page by page where one looks. */
import { computed, shallowRef, watch, type Ref } from 'vue'

export const PAGE = 100
/** Pages that are kept: some thousand lines about where one looks. */
const KEPT = 20
/** Lines beyond the drawn ones that are fetched before one gets there. */
const AHEAD = 50

/** The answer to a query, whose lines are read by their place. */
export interface Listing {
  id: number
  total: number
}

interface Page<R> {
  listing: number
  rows: readonly R[]
}

export function useListedRows<R>(
  listing: Readonly<Ref<Listing | undefined>>,
  first: Readonly<Ref<number>>,
  last: Readonly<Ref<number>>,
  /** Reads lines of a listing; `null` when it was forgotten. */
  read: (listing: number, from: number, limit: number) => Promise<R[] | null>,
  /** The listing was forgotten: it must be opened anew. */
  onForgotten: () => void,
) {
  // The page used last stands last. Rows are not looked into for changes: a page comes and goes as a whole.
  const pages = shallowRef<ReadonlyMap<number, Page<R>>>(new Map())
  const asked = new Set<string>()

  function put(number: number, page: Page<R>) {
    const kept = new Map(pages.value)
    kept.delete(number)
    kept.set(number, page)
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break
      kept.delete(oldest)
    }
    pages.value = kept
  }

  async function fetch(number: number, { id }: Listing) {
    const name = `${id}/${number}`
    const there = pages.value.get(number)
    if (asked.has(name)) return
    if (there?.listing === id) return put(number, there)
    asked.add(name)
    try {
      const rows = await read(id, number * PAGE, PAGE)
      // A later listing has asked meanwhile, or is about to.
      if (listing.value?.id !== id) return
      if (rows === null) return onForgotten()
      put(number, { listing: id, rows: Object.freeze(rows) })
    } finally {
      asked.delete(name)
    }
  }

  const wanted = computed(() => {
    const of = listing.value
    if (!of || of.total === 0) return []
    const from = Math.floor(Math.max(0, first.value - AHEAD) / PAGE)
    const to = Math.floor(Math.min(of.total - 1, last.value + AHEAD) / PAGE)
    return Array.from({ length: to - from + 1 }, (_, number) => from + number)
  })
  watch(
    [wanted, listing],
    ([numbers, of]) => of && numbers.forEach((number) => void fetch(number, of).catch(onForgotten)),
    { immediate: true },
  )

  /** The line at that place, as it was last read; none while it is on its way. */
  const rowAt = (index: number): R | undefined =>
    pages.value.get(Math.floor(index / PAGE))?.rows[index % PAGE]
  return { rowAt, pages }
}
