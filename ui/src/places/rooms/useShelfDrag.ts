/** Drags a line of a list of equally high lines to another place, with mouse, pen or finger. */
import { onScopeDispose, ref, type Ref } from 'vue'

/** Within that many pixels of an edge the list scrolls along. */
const EDGE = 36
const SCROLL = 8

export function useShelfDrag(
  box: Readonly<Ref<HTMLElement | null>>,
  rowHeight: number,
  on: { count(): number; moved(from: number, to: number): void; dropped(): void },
) {
  /** Where the dragged line stands now. */
  const dragging = ref<number | null>(null)
  let pointerY = 0
  let frame = 0

  function follow() {
    const list = box.value
    if (list && dragging.value !== null) {
      const { top, bottom } = list.getBoundingClientRect()
      if (pointerY < top + EDGE) list.scrollTop -= SCROLL
      else if (pointerY > bottom - EDGE) list.scrollTop += SCROLL
      const at = Math.floor((pointerY - top + list.scrollTop) / rowHeight)
      const to = Math.min(Math.max(at, 0), on.count() - 1)
      if (to !== dragging.value) {
        on.moved(dragging.value, to)
        dragging.value = to
      }
      frame = requestAnimationFrame(follow)
    }
  }
  const move = (event: PointerEvent) => (pointerY = event.clientY)
  function drop() {
    if (dragging.value === null) return
    stop()
    on.dropped()
  }
  function stop() {
    dragging.value = null
    cancelAnimationFrame(frame)
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', drop)
    window.removeEventListener('pointercancel', drop)
  }
  onScopeDispose(stop)

  return {
    dragging,
    start(event: PointerEvent, index: number) {
      if (event.button !== 0) return
      event.preventDefault()
      ;(event.currentTarget as HTMLElement).closest<HTMLElement>('[data-line]')?.focus()
      pointerY = event.clientY
      dragging.value = index
      // On the window, not the line: lines change places under the pointer.
      window.addEventListener('pointermove', move)
      window.addEventListener('pointerup', drop)
      window.addEventListener('pointercancel', drop)
      frame = requestAnimationFrame(follow)
    },
  }
}
