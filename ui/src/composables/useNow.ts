/** The present moment as a ref that ticks once a second while someone looks at it. */
import { onScopeDispose, ref, type Ref } from 'vue'

export function useNow(everyMs = 1000): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), everyMs)
  onScopeDispose(() => clearInterval(timer))
  return now
}
