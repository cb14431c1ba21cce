/** The outbox at the right of the window: whether it is open, how wide, and what of it is shown. */
import { ref, watch } from 'vue'
import type { OutboxFilter } from '@/backend'

const WIDTH = 'kaibo.outbox.width'
export const WIDTH_MIN = 400
export const WIDTH_MAX = 860
const WIDTH_FIRST = 480

const within = (width: number) => Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.round(width)))

const isOpen = ref(false)
const filter = ref<OutboxFilter>('open')
const batch = ref<string | null>(null)
/** The submission whose attempts are shown. */
const item = ref<string | null>(null)
const width = ref(within(Number(localStorage.getItem(WIDTH)) || WIDTH_FIRST))

watch(width, (chosen) => localStorage.setItem(WIDTH, `${chosen}`))

export function useOutboxDrawer() {
  return {
    isOpen,
    filter,
    batch,
    item,
    width,
    resize: (wanted: number) => (width.value = within(wanted)),
    close: () => (isOpen.value = false),
    /** Opens it at the list, perhaps with a filter. */
    open(wanted?: OutboxFilter) {
      if (wanted) filter.value = wanted
      batch.value = null
      item.value = null
      isOpen.value = true
    },
  }
}
