/** How a good on a shelf is worded: where it stands, and why it waits. */
import { useI18n } from 'vue-i18n'
import type { ShelfItem } from '@/backend'
import { useProblem } from '@/composables/useProblem'

export function useShelfWords() {
  const { t } = useI18n()
  const words = useProblem()

  return {
    state(item: ShelfItem): string {
      if (item.state === 'on-shelf') return t(item.onSale ? 'shelf.state.onSale' : 'shelf.state.offSale')
      return t(`shelf.state.${item.state}`)
    },
    theme(item: ShelfItem): 'success' | 'warning' | 'default' | 'danger' {
      if (item.problem && item.state === 'on-shelf') return 'danger'
      if (item.state !== 'on-shelf') return 'warning'
      return item.onSale ? 'success' : 'default'
    },
    /** Why it is not where it was wished, and what helps; nothing where all is well. */
    why(item: ShelfItem, isOnPlatform: boolean): string {
      if (item.problem) {
        const why = words.problem(item.problem)
        return item.problem.retry.kind === 'at' ? t('shelf.why.again', { why }) : why
      }
      if (item.state !== 'wanted') return ''
      const { state } = item.goods
      if (state === 'approved') return t(isOnPlatform ? 'shelf.why.going' : 'shelf.why.room')
      if (state === 'auditing') return t('shelf.why.auditing')
      if (state === 'rejected' || state === 'refused') return t('shelf.why.rejected')
      return t(state === 'draft' || state === 'withdrawn' ? 'shelf.why.draft' : 'shelf.why.submitting')
    },
  }
}
