/** What the outbox amounts to, in one number and one word. */
import type { OutboxSummary } from '@/backend'

/** How much has not reached the platform yet. */
export const openCount = ({ queued, sending, waiting, checking }: OutboxSummary) =>
  queued + sending + waiting + checking

/** The worst of what is in it. */
export type Traffic = 'idle' | 'open' | 'held' | 'paused' | 'refused'

export function worstOf(outbox: OutboxSummary): Traffic {
  const open = openCount(outbox)
  if (outbox.refused > 0) return 'refused'
  if (open === 0) return 'idle'
  if (outbox.paused) return 'paused'
  return outbox.holds.length > 0 || outbox.waiting === open ? 'held' : 'open'
}
