/** Which rows of a long list of equally high rows are to be drawn. */
import { computed, onMounted, onScopeDispose, ref, type Ref } from 'vue'

const AHEAD = 6
/** Where nothing is laid out (tests), a screenful is assumed. */
const ASSUMED_HEIGHT = 800

export function useFixedRows<T>(
  rows: Readonly<Ref<readonly T[]>>,
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

  const first = computed(() => Math.max(0, Math.floor(top.value / rowHeight) - AHEAD))
  const last = computed(() =>
    Math.min(rows.value.length, Math.ceil((top.value + height.value) / rowHeight) + AHEAD),
  )
  return {
    visible: computed(() => rows.value.slice(first.value, last.value)),
    before: computed(() => first.value * rowHeight),
    after: computed(() => (rows.value.length - last.value) * rowHeight),
    /** Whether the end of what is loaded comes into view. */
    nearEnd: computed(() => last.value >= rows.value.length - AHEAD),
    onScroll: (event: Event) =>
      (top.value = Math.max(0, (event.target as HTMLElement).scrollTop - (list?.value?.offsetTop ?? 0))),
  }
}
