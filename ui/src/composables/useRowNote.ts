/** What a row says under its name: what stands in the way, or how much of a draft is missing. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { GoodsRow, RoomRow } from '@/backend'
import { useProblem } from './useProblem'

export function useRowNote(row: () => GoodsRow | RoomRow): ComputedRef<string> {
  const { t } = useI18n()
  const words = useProblem()
  return computed(() => {
    const { problem, state, faults } = row()
    if (problem) return words.problem(problem)
    return state === 'draft' && faults > 0 ? t('app.faults', { count: faults }) : ''
  })
}
