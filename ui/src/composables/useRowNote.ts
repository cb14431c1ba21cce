/** What a row says under its name: what stands in the way, or how much of a draft is missing, or where it comes from. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { GoodsRow, RoomRow } from '@/backend'
import { useProblem } from './useProblem'

export function useRowNote(row: () => GoodsRow | RoomRow): ComputedRef<string> {
  const { t } = useI18n()
  const words = useProblem()
  return computed(() => {
    const { problem, state, faults, changedSince, readOnly, adopted } = row()
    if (problem) return words.problem(problem)
    if (state === 'draft' && faults > 0) return t('app.faults', { count: faults })
    if (changedSince) return t('app.changed')
    if (readOnly) return t('app.elsewhere')
    return adopted ? t('outbox.adopted') : ''
  })
}
