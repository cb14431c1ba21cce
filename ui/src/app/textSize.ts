/** Ctrl + and Ctrl − choose the next larger and smaller text, Ctrl 0 the usual one: the setting, not a zoom of its own. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose } from 'vue'
import { useBackend, type SettingsView, type TextSize } from '@/backend'
import { keys } from '@/composables/queries'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export const TEXT_SIZES = ['standard', 'large', 'largest'] as const satisfies readonly TextSize[]

/** The size that a key asks for; `null` where it asks for none. */
export function wantedSize(event: KeyboardEvent, now: TextSize): TextSize | null {
  if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return null
  const place = TEXT_SIZES.indexOf(now)
  switch (event.key) {
    // The same key without and with Shift; and that of the number pad.
    case '+':
    case '=':
      return TEXT_SIZES[place + 1] ?? now
    case '-':
    case '_':
      return TEXT_SIZES[place - 1] ?? now
    case '0':
      return 'standard'
    default:
      return null
  }
}

/** Listens in dialogs too: they are read as well. */
export function useTextSizeKeys(): void {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { failure } = useProblem()
  const change = useMutation({
    mutationFn: (size: TextSize) => call.settingsSet(null, null, size),
    onSuccess: (saved) => client.setQueryData(keys.settings, saved),
    onError: (error) => toast.error(failure(error)),
  })
  const listener = (event: KeyboardEvent) => {
    const settings = client.getQueryData<SettingsView>(keys.settings)
    const size = settings && wantedSize(event, settings.textSize)
    if (!size) return
    event.preventDefault()
    if (size !== settings.textSize) change.mutate(size)
  }
  window.addEventListener('keydown', listener)
  onScopeDispose(() => window.removeEventListener('keydown', listener))
}
