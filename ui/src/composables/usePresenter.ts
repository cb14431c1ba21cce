/**
 * The code on the other display, as the window at work sees to it: no display goes dark meanwhile, and the code comes back
 * here, full screen, when the other is unplugged.
 */
import { onScopeDispose, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useBackend } from '@/backend'
import { useAwake } from './useAwake'
import { useToast } from './useToast'

/** Whether the window on the other display is open. */
const isPresented = ref(false)

/** Notes that it was opened. Nobody presses anything there, without which web views keep no display awake. */
export const presented = () => (isPresented.value = true)

export function usePresenter(): void {
  const backend = useBackend()
  const router = useRouter()
  const toast = useToast()
  const { t } = useI18n()
  const { refused } = useAwake(isPresented)
  watch(refused, (is) => is && toast.error(t('golive.mayGoDark')))
  const listening = backend.onPresenterClosed(({ roomId, lost }) => {
    isPresented.value = false
    if (!lost) return
    toast.success(t('golive.displayGone'))
    void router.push({ name: 'golive', params: { id: roomId }, query: { full: '1' } })
  })
  onScopeDispose(() => void listening.then((stop) => stop()))
}
