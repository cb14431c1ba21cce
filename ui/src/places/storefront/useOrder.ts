/** A list that is put in order by dragging and by Alt with the arrow keys; the order under the hand shows at once. */
import { computed, nextTick, ref, shallowRef, watch, type Ref } from 'vue'
import { useShelfDrag } from '../rooms/useShelfDrag'

export function useOrder<T extends string>(
  given: Readonly<Ref<readonly T[]>>,
  list: Readonly<Ref<HTMLElement | null>>,
  rowHeight: number,
  on: { sorted(order: T[]): void; moved(item: T, to: number): void },
) {
  const held = shallowRef<readonly T[] | null>(null)
  watch(given, () => (held.value = null))
  const order = computed(() => held.value ?? given.value)
  const current = ref(0)

  function shift(from: number, to: number) {
    const next = [...order.value]
    next.splice(to, 0, ...next.splice(from, 1))
    held.value = next
  }
  const drag = useShelfDrag(list, rowHeight, {
    count: () => order.value.length,
    moved: shift,
    dropped: () => held.value && on.sorted([...held.value]),
  })
  async function focusLine(index: number) {
    current.value = index
    await nextTick()
    list.value?.querySelectorAll<HTMLElement>('[data-line]')[index]?.focus()
  }
  /** Whether the key was one of the list's own. */
  function onKey(event: KeyboardEvent, index: number, open: boolean): boolean {
    const last = order.value.length - 1
    const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: last }[event.key]
    const item = order.value[index]
    if (to === undefined || item === undefined || to < 0 || to > last) return false
    if (event.altKey && open) {
      shift(index, to)
      on.sorted([...order.value])
      on.moved(item, to)
    }
    if (!event.altKey || open) void focusLine(to)
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { order, current, drag, onKey }
}
