/** How far reading or writing a file has come, shown when it takes longer than a moment. */
import { ref } from 'vue'
import { useBackend, type TeamProgress } from '@/backend'

const MOMENT_MS = 300

export function useProgress() {
  const { channel } = useBackend()
  const shown = ref<TeamProgress | null>(null)
  return {
    shown,
    /** Hears one piece of work; the answer of `work` ends it. */
    async during<T>(work: (heard: ReturnType<typeof channel<TeamProgress>>) => Promise<T>): Promise<T> {
      const begun = Date.now()
      try {
        return await work(
          channel<TeamProgress>((step) => {
            if (Date.now() - begun > MOMENT_MS) shown.value = step
          }),
        )
      } finally {
        shown.value = null
      }
    },
  }
}
