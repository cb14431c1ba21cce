import { describe, expect, it, vi } from 'vitest'
import { ProblemError, type OutboxSummary } from '@/backend'
import { problem } from '@/backend/fake/world'
import { useOutboxDrawer } from '@/composables/useOutboxDrawer'
import { openAt, settle, shell } from '@/test-support'
import { worstOf } from './traffic'

const openWindow = async (...args: Parameters<typeof openAt>) => {
  const opened = await openAt(args[0], args[1], { frame: shell })
  await settle(100)
  return opened
}

describe('the sync indicator', () => {
  it('says when the platform was read last, and is read again at once', async () => {
    const { at, backend } = await openWindow('/today')
    expect(at('sync-state').text()).toBe('已同步 2 分钟前')
    expect(at('sync-state').attributes('title')).toMatch(/上次同步：.*；下次自动同步：/)
    await at('sync-now').trigger('click')
    await settle(100)
    expect(at('sync-state').text()).toBe('已同步 刚刚')
    expect(backend.world.sync.problem).toBeNull()
  })

  it('says that it is being read by itself', async () => {
    const { at, backend } = await openWindow('/today')
    backend.world.sync = { ...backend.world.sync, running: true }
    backend.changed('sync')
    await settle(150)
    expect(at('sync-state').text()).toBe('正在同步…')
  })

  it('says why reading failed and offers to try again', async () => {
    const { at, backend } = await openWindow('/today')
    backend.world.sync = { ...backend.world.sync, problem: problem('errcode.48001') }
    backend.changed('sync')
    await settle(150)
    expect(at('sync-state').text()).toBe('同步失败')
    expect(at('status-banner').text()).toContain('没有开通直播功能')
    const again = vi.spyOn(backend.call, 'syncNow').mockRejectedValue(new ProblemError(problem('internal')))
    await at('banner-sync').trigger('click')
    await settle()
    expect(again).toHaveBeenCalledOnce()
  })
})

describe('without the platform', () => {
  it('says what still works, how much waits, and when it is tried again', async () => {
    const { at } = await openWindow('/today', { offline: true })
    expect(at('sync-state').text()).toBe('平台连接不上')
    expect(at('status-banner').text()).toContain('可以照常编辑和提交')
    expect(at('status-banner').text()).toContain('886 项等待发送')
    await at('banner-outbox').trigger('click')
    await settle()
    expect(at('outbox-hold').text()).toMatch(/连接不上平台.*秒后）再试/)
    useOutboxDrawer().close()
  })

  it('with nothing to send speaks of nothing to send', async () => {
    const { at } = await openWindow('/today', { offline: true, empty: true })
    expect(at('status-banner').text()).not.toContain('项')
    expect(at('banner-outbox').exists()).toBe(false)
  })
})

describe('a clicked notice', () => {
  it.each([
    [
      { topic: 'goods', id: 'id-4' },
      { name: 'goods', params: { id: 'id-4' } },
    ],
    [{ topic: 'rooms', id: null }, { name: 'rooms' }],
    [{ topic: 'sync', id: null }, { name: 'conflicts' }],
    [{ topic: 'settings', id: null }, { name: 'settings' }],
  ] as const)('%o', async (target, place) => {
    const { backend, router } = await openWindow('/today')
    backend.opened(target)
    await settle(100)
    expect(router.currentRoute.value).toMatchObject(place)
  })

  it('of the outbox opens it', async () => {
    const { backend, at } = await openWindow('/today')
    backend.opened({ topic: 'outbox', id: null })
    await settle(100)
    expect(at('outbox-drawer').exists()).toBe(true)
    useOutboxDrawer().close()
  })
})

describe('the worst of the outbox', () => {
  const empty: OutboxSummary = {
    paused: false,
    queued: 0,
    sending: 0,
    waiting: 0,
    checking: 0,
    refused: 0,
    holds: [],
    batches: [],
    nowMs: 0,
  }
  const hold = { endpoint: null, problem: problem('platform.unreachable'), untilMs: 0 }
  it.each([
    ['idle', {}],
    ['idle', { paused: true }],
    ['open', { queued: 2, waiting: 1 }],
    ['held', { waiting: 1 }],
    ['held', { queued: 2, holds: [hold] }],
    ['paused', { queued: 2, paused: true, holds: [hold] }],
    ['refused', { queued: 2, refused: 1, paused: true }],
  ] as const)('%s', (worst, change) => {
    expect(worstOf({ ...empty, ...change } as OutboxSummary)).toBe(worst)
  })
})
