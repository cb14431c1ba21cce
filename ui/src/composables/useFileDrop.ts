/** Files held over the window and dropped on it, except under a dialog. */
import { onMounted, onScopeDispose, ref } from 'vue'
import { useBackend, type PagePoint } from '@/backend'

/** `held` is told where the files are; `null` when they are not over the window any more. */
export function useFileDrop(
  drop: (paths: string[], at: PagePoint) => void,
  held?: (at: PagePoint | null) => void,
) {
  const backend = useBackend()
  const hovering = ref(false)
  let stop: (() => void) | undefined
  let gone = false
  onMounted(async () => {
    const unlisten = await backend.onFileDrag((drag) => {
      if (document.querySelector('dialog[open]')) return
      hovering.value = drag.kind === 'over'
      held?.(drag.kind === 'over' ? drag.at : null)
      if (drag.kind === 'drop') drop(drag.paths, drag.at)
    })
    if (gone) unlisten()
    else stop = unlisten
  })
  onScopeDispose(() => {
    gone = true
    stop?.()
  })
  return hovering
}
