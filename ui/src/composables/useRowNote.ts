/** What a row says under its name: what stands in the way, or how much of a draft is missing, or where it comes from. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { GoodsRow, Problem, RoomRow } from '@/backend'
import { useProblem } from './useProblem'

const UNDER_WAY: readonly string[] = ['submitting', 'checking', 'waiting'] satisfies (
  GoodsRow | RoomRow
)['state'][]

/** Whether what stands in the way goes by without anybody: a quota, the line, a pause. That is no failure. */
export const waits = ({
  state,
  problem,
  priceOnItsWay,
}: {
  state: string
  problem: Problem | null
  priceOnItsWay?: boolean
}) =>
  (UNDER_WAY.includes(state) || priceOnItsWay === true) &&
  problem !== null &&
  problem.retry.kind !== 'after-change'

export function useRowNote(row: () => GoodsRow | RoomRow): ComputedRef<string> {
  const { t } = useI18n()
  const words = useProblem()
  return computed(() => {
    const { problem, state, faults, changedSince, readOnly, adopted } = row()
    if (problem) return words.problem(problem)
    if (state === 'draft' && faults > 0) return t('app.faults', { count: faults })
    const one = row()
    if ('priceOnItsWay' in one && one.priceOnItsWay) return t('goods.priceOnItsWay')
    if (changedSince) return t('app.changed')
    if (readOnly) return t('app.elsewhere')
    return adopted ? t('outbox.adopted') : ''
  })
}
