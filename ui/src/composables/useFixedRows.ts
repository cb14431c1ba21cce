/** Which rows of a long list of equally high rows are to be drawn. */
import { computed, onMounted, onScopeDispose, ref, type Ref } from 'vue'

const AHEAD = 6
/** Where nothing is laid out (tests), a screenful is assumed. */
const ASSUMED_HEIGHT = 800

export function useFixedRows(
  count: Readonly<Ref<number>>,
  rowHeight: number,
  box: Readonly<Ref<HTMLElement | null>>,
  /** The list itself, where other things scroll away above it in the same box. */
  list?: Readonly<Ref<HTMLElement | null>>,
) {
  const top = ref(0)
  const height = ref(ASSUMED_HEIGHT)
  let observer: ResizeObserver | undefined

  onMounted(() => {
    observer = new ResizeObserver(() => (height.value = box.value?.clientHeight || ASSUMED_HEIGHT))
    if (box.value) observer.observe(box.value)
  })
  onScopeDispose(() => observer?.disconnect())

  const last = computed(() =>
    Math.min(count.value, Math.ceil((top.value + height.value) / rowHeight) + AHEAD),
  )
  const first = computed(() => Math.max(0, Math.min(last.value, Math.floor(top.value / rowHeight) - AHEAD)))

  /** Brings a row into view, with as little movement as that takes. */
  function reveal(index: number) {
    const view = box.value
    if (!view) return
    const [from, to] = [index * rowHeight, (index + 1) * rowHeight]
    if (from < view.scrollTop) view.scrollTop = from
    else if (to > view.scrollTop + height.value) view.scrollTop = to - height.value
    top.value = view.scrollTop
  }

  return {
    /** The rows to be drawn: from, and to but not including. */
    first,
    last,
    before: computed(() => first.value * rowHeight),
    after: computed(() => (count.value - last.value) * rowHeight),
    /** Whether the end of what is loaded comes into view. */
    nearEnd: computed(() => last.value >= count.value - AHEAD),
    /** How far the list is scrolled, in pixels. */
    top,
    reveal,
    onScroll: (event: Event) =>
      (top.value = Math.max(0, (event.target as HTMLElement).scrollTop - (list?.value?.offsetTop ?? 0))),
  }
}
