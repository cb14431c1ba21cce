/**
 * Pictures held over, and dropped on, one of several things of a page. A thing is where pictures may be dropped when it
 * carries `data-picture-drop` with its own name.
 */
import { computed, ref, type Ref } from 'vue'
import type { PagePoint } from '@/backend'
import { useFileDrop } from './useFileDrop'

const thingAt = ({ x, y }: PagePoint) =>
  document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-picture-drop]')?.dataset.pictureDrop ?? null

export function usePictureDrop(
  enabled: Readonly<Ref<boolean>>,
  on: { dropped(thing: string, paths: string[]): void; missed(): void },
) {
  const over = ref<string | null>(null)
  const hovering = useFileDrop(
    (paths, at) => {
      if (!enabled.value || paths.length === 0) return
      const thing = thingAt(at)
      if (thing === null) on.missed()
      else on.dropped(thing, paths)
    },
    (at) => (over.value = at && enabled.value ? thingAt(at) : null),
  )
  return {
    /** The thing that would get them now. */
    over,
    /** Whether files are held over the window. */
    held: computed(() => hovering.value && enabled.value),
  }
}
