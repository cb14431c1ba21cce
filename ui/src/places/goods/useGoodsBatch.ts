/**
 * Something done with many goods: how far it is, once it takes long, and which were refused, until one has seen it.
 */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
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
  /** Begins nothing more; what was done stays. */
  stop?(call: Backend['call']): Promise<unknown>
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
  const stopping = ref(false)
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
      stopping.value = false
      const slow = Date.now() + SLOW_MS
      const heard = (far: GoodsProgress) => {
        if (Date.now() > slow) progress.value = far
      }
      return action.run(call, selection(), channel(heard) as ReturnType<Backend['channel']>)
    },
    onSuccess: (answer, action) => {
      if (!answer) return
      const { done, refused, deletion } = answer
      const left = stopping.value && progress.value ? progress.value.total - done - refused : 0
      const said = [
        ...(done > 0 ? [action.said(done)] : []),
        ...(left > 0 ? [t('goodsBatch.left', { count: left })] : []),
      ].join(' · ')
      if (done > 0 && deletion !== null)
        toast.undoable(said, t('app.undo'), () => void takeBack(action, deletion))
      else if (said) toast.success(said)
      if (refused > 0) outcome.value = answer
      else onDone(answer)
    },
    onError: (error) => toast.error(words.failure(error)),
    onSettled: () => {
      progress.value = null
      void refresh()
    },
  })

  async function stop() {
    stopping.value = true
    await run.variables.value?.stop?.(call)
  }

  return {
    run,
    progress,
    stop,
    stopping,
    /** Whether what goes on takes long, and can be stopped. */
    stoppable: computed(() => progress.value !== null && run.variables.value?.stop !== undefined),
    /** What was refused, to be looked at. */
    outcome,
    close() {
      const seen = outcome.value
      outcome.value = null
      if (seen) onDone(seen)
    },
  }
}
