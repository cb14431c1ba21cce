/** Files dropped on the window, and whether some are held over it. */
import { onMounted, onScopeDispose, ref } from 'vue'
import { useBackend } from '@/backend'

export function useDropped(take: (path: string) => void) {
  const backend = useBackend()
  const hovering = ref(false)
  let stop: (() => void) | undefined
  let gone = false
  onMounted(async () => {
    const unlisten = await backend.onFileDrag((drag) => {
      if (document.querySelector('dialog[open]')) return
      hovering.value = drag.kind === 'over'
      const path = drag.kind === 'drop' ? drag.paths[0] : undefined
      if (path !== undefined) take(path)
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

/** Whether a file's name is that of a spreadsheet. */
export const isSheet = (path: string) => /\.(xlsx|xls|et|csv|txt|xlsm|ods)$/i.test(path)
