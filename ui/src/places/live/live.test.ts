import { describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/backend'
import { problem } from '@/backend/fake/world'
import { openAt, settle } from '@/test-support'

const press = async (key: string, more: KeyboardEventInit = {}) => {
  window.dispatchEvent(new KeyboardEvent('keydown', { key, ...more }))
  await settle(80)
}

async function onAir(options: Parameters<typeof openAt>[1] = {}) {
  const opened = await openAt('/goods', options)
  const room = opened.backend.world.rooms.find((one) => one.draft.name === '双十二预热专场')
  if (!room) throw new Error('the sample has this room')
  room.state = 'live'
  await opened.backend.call.roomsShelve(
    room.id,
    opened.backend.world.goods.slice(6, 9).map((goods) => goods.id),
  )
  await opened.router.push({ name: 'live', params: { id: room.id } })
  await settle(150)
  const pushed = () =>
    (opened.backend.world.records[room.id] ?? [])
      .filter((step) => step.event === 'pushed')
      .map((step) => room.shelf.findIndex((item) => item.goods.id === step.goodsId))
  return { ...opened, room, pushed }
}

describe('the control view', () => {
  it('pushes one good after the other with one key, passing over what cannot be pushed', async () => {
    const { at, pushed } = await onAir()
    await press('n')
    expect(at('live-now').text()).toContain('雪纺碎花连衣裙')
    // The second one still waits for the shelf.
    await press('N')
    await press('n', { repeat: true })
    expect(pushed()).toEqual([0, 2])
    expect(at('live-next').text()).toContain('下一件')
  })

  it('chooses by arrows, takes off sale, and says why that is not pushed', async () => {
    const { at, pushed, room } = await onAir()
    for (const key of ['ArrowDown', 'ArrowDown', 's', 'p']) await press(key)
    expect(room.shelf[2]?.onSale).toBe(false)
    expect(at('live-why').text()).toContain('已下架')
    expect(pushed()).toEqual([])
    await press('s')
    await press('p')
    expect(pushed()).toEqual([2])
    // The one that would be next stays chosen when it is taken off sale.
    for (const key of ['s', 's']) await press(key)
    expect(room.shelf.every((item) => item.onSale)).toBe(true)
  })

  it('mutes by key, turns switches, keeps a record, and goes back by key', async () => {
    const { at, window: view, router, room } = await onAir()
    await press('m')
    expect(at('live-switch-mute').attributes('aria-checked')).toBe('true')
    await at('live-switch-replay').trigger('click')
    await settle(80)
    expect(at('live-switch-replay').text()).toContain('开')
    expect(view.findAll('[data-testid="live-record"] li').map((step) => step.text())).toEqual([
      expect.stringContaining('开启回放'),
      expect.stringContaining('开启全员禁言'),
    ])
    await press('Escape')
    expect(router.currentRoute.value.fullPath).toBe(`/golive/${room.id}`)
  })

  it('says in place why a push failed, and nothing else stops', async () => {
    const { at, backend, pushed } = await onAir()
    vi.spyOn(backend.call, 'livePush').mockRejectedValueOnce(new ProblemError(problem('live.unanswered')))
    await press('n')
    expect(at('live-why').text()).toContain('没有收到平台的答复')
    await press('n')
    expect(pushed()).toEqual([0])
    expect(at('live-why').text()).toBe('')
  })

  it('offline keeps the list usable and sends nothing', async () => {
    const { at, backend, window: view } = await onAir({ offline: true })
    const push = vi.spyOn(backend.call, 'livePush')
    expect(at('live-why').text()).toContain('连接不上平台，现在不能推送')
    await press('ArrowDown')
    expect(view.findAll('[data-testid="live-item"]')[1]?.attributes('aria-selected')).toBe('true')
    for (const key of ['n', 'p', 'm']) await press(key)
    expect(push).not.toHaveBeenCalled()
    expect((at('live-push').element as HTMLButtonElement).disabled).toBe(true)
  })
})

describe('shortcuts of other programs', () => {
  const wished = async (options: Parameters<typeof openAt>[1] = {}) => {
    const opened = await onAir(options)
    const { call } = opened.backend
    await call.settingsSetLiveKeys({ ...(await call.settingsGet()).liveKeys, on: true })
    await opened.router.push('/settings')
    await settle()
    await opened.router.push({ name: 'live', params: { id: opened.room.id } })
    await settle(150)
    return opened
  }

  it('do what the keys here do, as long as the view is open', async () => {
    const { at, backend, pushed, router } = await wished()
    const stopped = vi.spyOn(backend.call, 'liveUnlisten')
    expect(at('live-keys').text()).toContain('Ctrl+Alt+N')
    backend.pressed('next')
    await settle(80)
    backend.pressed('mute')
    await settle(80)
    expect(pushed()).toEqual([0])
    expect(at('live-switch-mute').attributes('aria-checked')).toBe('true')
    await router.push('/goods')
    await settle()
    backend.pressed('next')
    await settle(80)
    expect(pushed()).toEqual([0])
    expect(stopped).toHaveBeenCalledOnce()
  })

  it('that did nothing are told where the window is not seen', async () => {
    const { at, backend } = await wished()
    const told = vi.spyOn(backend.call, 'liveKeyFailed')
    const seen = vi.spyOn(document, 'hasFocus').mockReturnValue(false)
    const push = vi.spyOn(backend.call, 'livePush')
    push.mockRejectedValueOnce(new ProblemError(problem('live.unanswered')))
    backend.pressed('next')
    await settle(80)
    expect(told).toHaveBeenCalledOnce()
    expect(at('live-why').text()).toContain('没有收到平台的答复')
    // No plan, no step of it.
    backend.pressed('done')
    await settle(80)
    expect(told).toHaveBeenCalledTimes(2)
    backend.pressed('next')
    await settle(80)
    push.mockRejectedValueOnce(new ProblemError(problem('live.unanswered')))
    seen.mockReturnValue(true)
    backend.pressed('next')
    await settle(80)
    expect(told).toHaveBeenCalledTimes(2)
    seen.mockRestore()
  })

  it('that another program has are named', async () => {
    const { at } = await wished({ keysTaken: ['mute'] })
    expect(at('live-keys-fault').text()).toContain('Ctrl+Alt+M')
    expect(at('live-keys').text()).not.toContain('Ctrl+Alt+M')
  })

  it('are not mentioned unless wished', async () => {
    const { at } = await onAir()
    expect(at('live-keys').exists()).toBe(false)
  })
})
