/** Keeps the display on while a code is shown. Where the system refuses, staff are told once to see to it themselves. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export function useAwake(wanted: Readonly<Ref<boolean>>) {
  /** Whether the display may go dark in spite of all. */
  const refused = ref(false)
  let lock: WakeLockSentinel | undefined
  async function hold() {
    try {
      // Undefined where the system's web view has no such thing.
      const locks = navigator.wakeLock as WakeLock | undefined
      lock = await locks?.request('screen')
      refused.value = lock === undefined
    } catch {
      refused.value = true
    }
    if (!wanted.value) release()
  }
  function release() {
    void lock?.release()
    lock = undefined
  }
  watch(wanted, (on) => (on ? void hold() : release()), { immediate: true })
  // A lock ends when the window is hidden.
  const again = () => document.visibilityState === 'visible' && wanted.value && void hold()
  // WebKit gives the first to none but a page on which something was pressed (WebKit bug 255363).
  const pressed = () => wanted.value && lock === undefined && void hold()
  document.addEventListener('visibilitychange', again)
  document.addEventListener('click', pressed)
  document.addEventListener('keydown', pressed)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', again)
    document.removeEventListener('click', pressed)
    document.removeEventListener('keydown', pressed)
    release()
  })
  return { refused }
}
