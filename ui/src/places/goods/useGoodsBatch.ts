/**
 * Something done with many goods: how far it is, once it takes long, and which were refused, until one has seen it.
 */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import {
  useBackend,
  type Backend,
  type GoodsReport,
  type GoodsProgress,
  type GoodsSelection,
} from '@/backend'
import { keys } from '@/composables/queries'
import { flushAll } from '@/composables/useAutosave'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

/** One thing to be done; `null` when staff chose nothing. */
export interface GoodsAction {
  run(
    call: Backend['call'],
    selection: GoodsSelection,
    progress: ReturnType<Backend['channel']>,
  ): Promise<GoodsReport | null>
  /** What is said of so many with which it was done. */
  said(count: number): string
  /** What can be taken back for a few seconds. */
  undo?(call: Backend['call'], deletion: number): Promise<unknown>
}

/** Nothing is said of what is over sooner. */
const SLOW_MS = 300

export function useGoodsBatch(selection: () => GoodsSelection, onDone: (outcome: GoodsReport) => void) {
  const { call, channel } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const words = useProblem()

  const progress = ref<GoodsProgress | null>(null)
  const outcome = ref<GoodsReport | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: keys.goods })

  async function takeBack({ undo }: GoodsAction, deletion: number) {
    try {
      await undo?.(call, deletion)
      toast.success(t('app.restored'))
    } catch (error) {
      toast.error(words.failure(error))
    }
    await refresh()
  }

  const run = useMutation({
    mutationFn: async (action: GoodsAction) => {
      await flushAll()
      const slow = Date.now() + SLOW_MS
      const heard = (far: GoodsProgress) => {
        if (Date.now() > slow) progress.value = far
      }
      return action.run(call, selection(), channel(heard) as ReturnType<Backend['channel']>)
    },
    onSuccess: (answer, action) => {
      if (!answer) return
      const { done, refused, deletion } = answer
      if (done > 0 && deletion !== null)
        toast.undoable(action.said(done), t('app.undo'), () => void takeBack(action, deletion))
      else if (done > 0) toast.success(action.said(done))
      if (refused > 0) outcome.value = answer
      else onDone(answer)
    },
    onError: (error) => toast.error(words.failure(error)),
    onSettled: () => {
      progress.value = null
      void refresh()
    },
  })

  return {
    run,
    progress,
    /** What was refused, to be looked at. */
    outcome,
    close() {
      const seen = outcome.value
      outcome.value = null
      if (seen) onDone(seen)
    },
  }
}
