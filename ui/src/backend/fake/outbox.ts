import type { BatchView, OutboxItem, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { isOpen, problem, type World } from './world'

type OutboxCalls = Pick<Calls, Extract<keyof Calls, `outbox${string}` | 'quotas'>>

const CARRY_MS = 800
const GOODS_PER_DAY = 500

export function fakeOutbox(world: World, changed: (topic: Topic) => void): OutboxCalls {
  const find = (id: string) => {
    const item = world.outbox.find((one) => one.id === id)
    if (!item) throw new ProblemError(problem('outbox.cannot-retry'))
    return item
  }
  const batchOf = (id: string) => {
    const batch = world.batches.find((one) => one.id === id)
    if (!batch) throw new ProblemError(problem('outbox.no-batch'))
    return batch
  }
  const isPaused = ({ batch }: OutboxItem) =>
    world.paused || world.batches.some((one) => one.id === batch && one.paused)
  const isUnsent = ({ state }: OutboxItem) => state === 'queued' || state === 'waiting'
  const isRefused = (item: OutboxItem) => item.state === 'rejected' && !item.cancelled

  /** As the engine says it: what is paused or held says so. */
  function shown(item: OutboxItem): OutboxItem {
    if (!isUnsent(item)) return item
    if (isPaused(item)) return { ...item, problem: problem('outbox.paused'), untilMs: null, canRetry: false }
    const [hold] = world.holds
    return hold ? { ...item, problem: hold.problem, untilMs: hold.untilMs, canRetry: true } : item
  }

  function retry(item: OutboxItem) {
    Object.assign(item, {
      state: 'queued',
      problem: null,
      untilMs: null,
      canRetry: false,
      canCancel: true,
    })
    setTimeout(() => {
      if (item.state !== 'queued' || isPaused(item) || world.holds.length > 0) return
      Object.assign(item, { state: 'accepted', canCancel: false, tries: item.tries + 1 })
      changed('outbox')
    }, CARRY_MS)
  }

  function cancel(item: OutboxItem) {
    if (!isUnsent(item)) throw new ProblemError(problem('outbox.cannot-cancel'))
    Object.assign(item, { state: 'rejected', cancelled: true, problem: null, untilMs: null })
    Object.assign(item, { canRetry: false, canCancel: false })
  }

  function view({ id, kind, paused, createdMs }: World['batches'][number]): BatchView {
    const items = world.outbox.filter((item) => item.batch === id)
    const count = (is: (item: OutboxItem) => boolean) => items.filter(is).length
    const open = count(isOpen)
    const used = world.quotas.find((quota) => quota.endpoint.endsWith('/goods/add'))?.used ?? 0
    const left = Math.max(0, GOODS_PER_DAY - used)
    return {
      id,
      kind,
      total: items.length,
      accepted: count((item) => item.state === 'accepted'),
      refused: count(isRefused),
      cancelled: count((item) => item.cancelled),
      open,
      paused,
      days:
        open === 0
          ? 0
          : Math.ceil(Math.max(0, open - left) / GOODS_PER_DAY) + (left > 0 || open === 0 ? 1 : 0),
      dailyQuota: GOODS_PER_DAY,
      createdMs,
    }
  }

  function setPaused(batch: string | null, paused: boolean) {
    if (batch === null) world.paused = paused
    else batchOf(batch).paused = paused
    changed('outbox')
    return null
  }

  return {
    async outboxList({ filter, batch, after, limit }) {
      const found = world.outbox
        .filter((item) => batch === null || item.batch === batch)
        .filter((item) => filter === 'all' || (filter === 'open' ? isOpen(item) : isRefused(item)))
      const from = Number(after ?? 0)
      const next = from + limit < found.length ? `${from + limit}` : null
      return { rows: found.slice(from, from + limit).map(shown), next }
    },
    async outboxSummary() {
      const count = (state: OutboxItem['state']) => world.outbox.filter((item) => item.state === state).length
      return {
        paused: world.paused,
        queued: count('queued'),
        sending: count('sending'),
        waiting: count('waiting'),
        checking: count('unknown'),
        refused: world.outbox.filter(isRefused).length,
        holds: world.holds,
        batches: world.batches.map(view),
        nowMs: Date.now(),
      }
    },
    outboxAttempts: async (id) => world.attempts[id] ?? [],
    outboxPause: async (batch) => setPaused(batch, true),
    outboxResume: async (batch) => setPaused(batch, false),
    async outboxRetry(id) {
      const item = find(id)
      if (!item.canRetry) throw new ProblemError(problem('outbox.cannot-retry'))
      retry(item)
      changed('outbox')
      return null
    },
    async outboxRetryAll(batch) {
      const again = world.outbox.filter((item) => item.canRetry && (batch === null || item.batch === batch))
      again.forEach(retry)
      changed('outbox')
      return again.length
    },
    async outboxCancel(id) {
      cancel(find(id))
      changed('outbox')
      return null
    },
    async outboxCancelBatch(batch) {
      const unsent = world.outbox.filter((item) => item.batch === batch && isUnsent(item))
      unsent.forEach(cancel)
      changed('outbox')
      return unsent.length
    },
    quotas: async () => world.quotas,
  }
}
