import { QueryClient, QueryObserver } from '@tanstack/vue-query'
import { expect, it, vi } from 'vitest'
import { fakeBackend } from '@/backend/fake'
import { settle } from '@/test-support'
import { followChanges, keys } from './queries'

it('fetches once for a burst of changes, and not again before that has come', async () => {
  const backend = fakeBackend({ empty: true })
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  followChanges(backend, client)
  let answer: (value: string) => void = () => undefined
  const fetch = vi.fn(() => new Promise<string>((done) => (answer = done)))
  const stop = new QueryObserver(client, { queryKey: keys.outboxSummary, queryFn: fetch }).subscribe(
    () => undefined,
  )
  answer('first')
  await settle()
  for (let burst = 0; burst < 20; burst++) backend.changed('outbox')
  await settle(100)
  expect(fetch).toHaveBeenCalledTimes(2)
  for (let burst = 0; burst < 3; burst++) {
    backend.changed('outbox')
    await settle(80)
  }
  expect(fetch).toHaveBeenCalledTimes(2)
  answer('second')
  await settle(120)
  expect(fetch).toHaveBeenCalledTimes(3)
  stop()
})
