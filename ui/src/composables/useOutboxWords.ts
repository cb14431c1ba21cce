/** How a submission is worded: what it does, why it waits, until when. */
import { useI18n } from 'vue-i18n'
import type { OutboxItem } from '@/backend'
import { useFormat } from './useFormat'
import { useProblem } from './useProblem'

export function useOutboxWords() {
  const { t, te } = useI18n()
  const format = useFormat()
  const words = useProblem()

  function why(item: OutboxItem): string {
    if (item.cancelled) return ''
    if (item.adopted) return t('outbox.adopted')
    if (item.problem) return words.problem(item.problem)
    if (item.state !== 'waiting') return ''
    return t(item.kind === 'shelf-sort' ? 'outbox.gathers' : 'outbox.undo')
  }

  return {
    kind: (kind: string) => t(te(`outbox.kind.${kind}`) ? `outbox.kind.${kind}` : 'outbox.kind.other'),
    why,
    /** `4 分钟后继续`; nothing where that depends on a person, or where the reason says it. */
    goesOn(item: OutboxItem, now: number): string {
      if (item.untilMs === null || item.state === 'accepted' || item.state === 'rejected') return ''
      return t('outbox.goesOn', { left: format.left(item.untilMs, now) })
    },
  }
}
