import { describe, expect, it } from 'vitest'
import { openAt, settle } from '@/test-support'

const press = async (key: string) => {
  window.dispatchEvent(new KeyboardEvent('keydown', { key }))
  await settle(80)
}

async function planned(options: Parameters<typeof openAt>[1] = {}) {
  const opened = await openAt('/goods', options)
  const room = opened.backend.world.rooms.find((one) => one.draft.name === '双十二预热专场')
  if (!room) throw new Error('the sample has this room')
  for (const item of room.shelf) item.state = 'on-shelf'
  const at = (testId: string) => opened.window.find(`[data-testid="${testId}"]`)
  const lines = () => opened.window.findAll('[data-testid="show-item"]')
  const view = () => opened.backend.call.showView(room.id)
  await opened.router.push({ name: 'show', params: { id: room.id } })
  await settle(150)
  return { ...opened, room, at, lines, view }
}

describe('the run of show', () => {
  it('is filled from the shelf, gets a draw between, is ordered and thinned out by keys', async () => {
    const { at, lines, view } = await planned()
    await at('show-fill').trigger('click')
    await settle(80)
    expect(lines()).toHaveLength(2)
    await lines()[0]?.trigger('focus')
    await at('show-add-draw').trigger('click')
    await settle(80)
    await at('show-title').setValue('丝巾十条')
    await at('show-minutes').setValue('3')
    await at('show-notes').setValue('评论区发“喜欢”')
    await settle(400)
    const kinds = async () => (await view()).items.map((item) => item.kind)
    expect(await kinds()).toEqual(['good', 'draw', 'good'])
    expect((await view()).items[1]).toMatchObject({ title: '丝巾十条', minutes: 3, notes: '评论区发“喜欢”' })
    expect(at('show-sum').text()).toContain('共 13 分钟')

    await lines()[1]?.trigger('keydown', { key: 'ArrowUp', altKey: true })
    await settle(80)
    expect(await kinds()).toEqual(['draw', 'good', 'good'])
    await lines()[0]?.trigger('keydown', { key: 'Delete' })
    await settle(80)
    expect(await kinds()).toEqual(['good', 'good'])
  })

  it('keeps what cannot be a number in the field and says so', async () => {
    const { at, view } = await planned()
    await at('show-fill').trigger('click')
    await settle(80)
    await at('show-minutes').setValue('abc')
    await settle(400)
    expect((await view()).items[0]?.minutes).toBe(5)
    expect(at('show-minutes').attributes('aria-invalid')).toBe('true')
  })

  it('leads the control view: next, the words beside the good, and a draw that is due, done by key', async () => {
    const { at, backend, room, router, view } = await planned()
    room.state = 'live'
    room.draft.startMs = Date.now() - 4 * 60_000
    const { call } = backend
    await call.showFill(room.id, 5)
    const [first] = (await view()).items
    await call.showSave(room.id, first?.id ?? '', { cue: '今晚 159', notes: '显瘦' })
    await call.showAdd(room.id, [{ kind: 'draw', goodsId: null, minutes: 1 }], first?.id ?? null)
    await router.push({ name: 'live', params: { id: room.id } })
    await settle(150)
    expect(at('live-next').text()).toContain('今晚 159')
    expect(at('live-due').exists()).toBe(false)
    await press('n')
    expect(at('live-now').text()).toContain('显瘦')
    expect(at('live-due').text()).toContain('接下来')
    room.draft.startMs = Date.now() - 6 * 60_000
    backend.changed('rooms')
    await settle(150)
    expect(at('live-due').text()).toContain('现在该做')
    await press('d')
    expect(at('live-due').exists()).toBe(false)
    expect((await view()).items[1]?.byHand).toBe(true)
    await press('n')
    expect((await view()).items.every((item) => item.begunMs !== null)).toBe(true)
    expect(at('live-pace').text()).toContain('00:02:05')
    await press('t')
    expect(at('live-item').exists()).toBe(true)
  })

  it('over, it only shows what was done and what was left out', async () => {
    const { at, backend, room, router } = await planned()
    await backend.call.showFill(room.id, 5)
    room.state = 'ended'
    backend.changed('rooms')
    await settle(150)
    expect(at('show-fill').exists()).toBe(false)
    expect(at('show-minutes').attributes('readonly')).toBeDefined()
    await router.push({ name: 'live', params: { id: room.id } })
    await settle(150)
    expect(at('live-plan-item').text()).toContain('未进行')
    expect(at('live-save-record').exists()).toBe(true)
  })
})
