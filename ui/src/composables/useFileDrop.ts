/** Files held over the window and dropped on it, except under a dialog. */
import { onMounted, onScopeDispose, ref } from 'vue'
import { useBackend } from '@/backend'

export function useFileDrop(drop: (paths: string[]) => void) {
  const backend = useBackend()
  const hovering = ref(false)
  let stop: (() => void) | undefined
  let gone = false
  onMounted(async () => {
    const unlisten = await backend.onFileDrag((drag) => {
      if (document.querySelector('dialog[open]')) return
      hovering.value = drag.kind === 'over'
      if (drag.kind === 'drop') drop(drag.paths)
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
