import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FakeOptions } from '@/backend/fake'
import { useOutboxDrawer, WIDTH_MAX, WIDTH_MIN } from '@/composables/useOutboxDrawer'
import { useToast } from '@/composables/useToast'
import { openAt, settle, shell } from '@/test-support'

const drawer = useOutboxDrawer()

async function openWindow(options: FakeOptions = {}) {
  const opened = await openAt('/today', options, { frame: shell })
  await settle()
  const rows = () => opened.window.findAll('[data-testid="outbox-row"]')
  const row = (name: string) => rows().find((one) => one.text().includes(name))
  return { ...opened, rows, row }
}

async function openOutbox(filter: 'open' | 'refused' | 'all' = 'open', options: FakeOptions = {}) {
  const opened = await openWindow(options)
  drawer.open(filter)
  await settle()
  return opened
}

const press = (init: KeyboardEventInit) => window.dispatchEvent(new KeyboardEvent('keydown', init))

beforeEach(() => localStorage.clear())
afterEach(() => drawer.close())

describe('the outbox', () => {
  it('opens and closes by key, and gives the focus back', async () => {
    const { at } = await openWindow()
    const button = at('outbox-indicator').element as HTMLElement
    button.focus()
    press({ key: 'j', ctrlKey: true })
    await settle()
    expect(document.activeElement).toBe(at('outbox-drawer').element)
    await at('outbox-drawer').trigger('keydown', { key: 'Escape' })
    expect(at('outbox-drawer').exists()).toBe(false)
    expect(document.activeElement).toBe(button)
  })

  it('opens at what was refused when that is the worst of it', async () => {
    const { at, rows } = await openWindow()
    expect(at('outbox-indicator').text()).toBe('6 项被拒绝 · 886 项待发送')
    await at('outbox-indicator').trigger('click')
    await settle()
    expect(rows().every((row) => row.text().includes('被拒绝'))).toBe(true)
    expect(rows()).toHaveLength(6)
  })

  it('draws a screenful of 886, and fetches the rest page by page', async () => {
    const { rows, backend, window } = await openOutbox()
    const list = vi.spyOn(backend.call, 'outboxList')
    expect(rows().length).toBeLessThan(40)
    const box = window.find('.list')
    box.element.scrollTop = 100 * 60
    await box.trigger('scroll')
    await settle()
    expect(list).toHaveBeenCalledWith({ filter: 'open', batch: null, after: '100', limit: 100 })
    await box.trigger('scroll')
    await settle()
    expect(rows()[0]?.text()).toContain('日用百货样品')
  })

  it('says why a line waits and until when', async () => {
    const { row } = await openOutbox()
    expect(row('真丝印花丝巾')?.text()).toContain('4 分钟后继续')
    expect(row('真丝印花丝巾')?.text()).toContain('平台繁忙')
  })

  it('shows the attempts with time, code and request id, which can be copied', async () => {
    const { row, at, window } = await openOutbox('refused')
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await row('羊毛混纺')?.find('button').trigger('click')
    await settle()
    const attempt = at('outbox-attempt').text()
    for (const told of ['第 1 次', '用时 0.6 秒', '平台没有接受', '300007', '65a1f2c9-3b7710aa-19e0c4d2'])
      expect(attempt).toContain(told)
    expect(attempt).toMatch(/\d\d:\d\d:\d\d/)
    await at('rid-copy').trigger('click')
    await settle()
    expect(write).toHaveBeenCalledWith('65a1f2c9-3b7710aa-19e0c4d2')
    await at('outbox-drawer').trigger('keydown', { key: 'Escape' })
    expect(at('outbox-details').exists()).toBe(false)
    expect(window.find('.list__rows').exists()).toBe(true)
  })

  it('leads from a line to its room and gets out of the way', async () => {
    const { row, at, router, backend } = await openOutbox('refused')
    await row('晚八点会员日')?.find('button').trigger('click')
    await settle()
    await at('outbox-open').trigger('click')
    await settle(100)
    const room = backend.world.rooms.find((one) => one.draft.name === '晚八点会员日')
    expect(router.currentRoute.value).toMatchObject({ name: 'rooms', params: { id: room?.id } })
    expect(at('outbox-drawer').exists()).toBe(false)
  })

  it('tells what was found on the platform after a lost reply', async () => {
    const { backend, row } = await openOutbox('all')
    backend.world.outbox = backend.world.outbox.filter((item) => item.batch === null)
    backend.changed('outbox')
    await settle(150)
    expect(row('手工牛皮单肩包')?.text()).toContain('平台上已存在，已关联')
  })

  it('sends a refused line again, and takes back what has not been sent', async () => {
    // Paused, so that it stays where it is long enough to be taken back.
    const { row, backend } = await openOutbox('refused', { paused: true })
    await row('羊毛混纺')?.find('[data-testid="outbox-retry"]').trigger('click')
    await settle(150)
    expect(row('羊毛混纺')).toBeUndefined()
    drawer.filter.value = 'open'
    await settle()
    expect(row('羊毛混纺')?.text()).toContain('排队中')
    await row('羊毛混纺')?.find('[data-testid="outbox-cancel"]').trigger('click')
    await settle(150)
    expect(backend.world.outbox.find((item) => item.name.includes('羊毛混纺'))?.cancelled).toBe(true)
    expect(row('羊毛混纺')).toBeUndefined()
  })

  it('words what can no longer be taken back', async () => {
    const { row, backend } = await openOutbox()
    const item = backend.world.outbox.find((one) => one.name === '真丝印花丝巾')
    Object.assign(item ?? {}, { state: 'sending' })
    await row('真丝印花丝巾')?.find('[data-testid="outbox-cancel"]').trigger('click')
    await settle()
    expect(useToast().toasts.value.at(-1)?.text).toContain('已经开始发送')
  })

  it('paused says so everywhere, and goes on from the strip', async () => {
    const { at, row, backend } = await openOutbox()
    await at('outbox-pause').trigger('click')
    await settle(150)
    expect(at('outbox-paused').text()).toContain('发送已暂停')
    expect(row('真丝印花丝巾')?.text()).toContain('发送已暂停')
    expect(at('status-banner').attributes('data-state')).toBe('paused')
    await at('banner-resume').trigger('click')
    await settle(150)
    expect(backend.world.paused).toBe(false)
    expect(at('status-banner').exists()).toBe(false)
  })

  it('says what to do first when nothing is in it', async () => {
    const { at } = await openOutbox('open', { empty: true })
    expect(at('outbox-drawer').text()).toContain('断网也可以提交')
  })

  it('keeps its width, within bounds', async () => {
    const { at } = await openOutbox()
    const before = drawer.width.value
    await at('outbox-edge').trigger('keydown', { key: 'ArrowLeft' })
    expect(drawer.width.value).toBe(before + 24)
    await settle()
    expect(localStorage.getItem('kaibo.outbox.width')).toBe(`${before + 24}`)
    for (const [wanted, width] of [
      [10, WIDTH_MIN],
      [5000, WIDTH_MAX],
    ] as const) {
      drawer.resize(wanted)
      expect(drawer.width.value).toBe(width)
    }
  })
})

describe('a batch', () => {
  it('says how far it is and how many days its quota makes it take', async () => {
    const { at } = await openOutbox()
    const text = at('outbox-batch').text()
    for (const told of ['添加商品 · 1,200 项', '已送达 313', '被拒绝 4', '待发送 883'])
      expect(text).toContain(told)
    expect(at('batch-plan').text()).toBe('剩余 883 项，按每日 500 次额度需 3 天（含今天）')
  })

  it('shows only its own lines', async () => {
    const { at, row } = await openOutbox()
    await at('batch-only').trigger('click')
    await settle()
    expect(row('真丝印花丝巾')).toBeUndefined()
    expect(row('日用百货样品1200号')).toBeDefined()
  })

  it('names what cancelling takes back, and leaves what the platform has', async () => {
    const { at, window, backend } = await openOutbox()
    await at('batch-cancel').trigger('click')
    await settle()
    expect(window.find('dialog[open]').text()).toContain('取消发送 883 项？')
    await at('batch-cancel-confirm').trigger('click')
    await settle(200)
    expect(at('outbox-batch').exists()).toBe(false)
    await at('outbox-filter-all').setValue()
    await settle(100)
    const batch = backend.world.outbox.filter((item) => item.batch !== null)
    expect(batch.filter((item) => item.cancelled)).toHaveLength(883)
    expect(batch.filter((item) => item.state === 'accepted')).toHaveLength(313)
    expect(at('batch-plan').text()).toBe('已全部处理')
  })

  it('stands only where the filter lets something of it through', async () => {
    const { at, backend } = await openOutbox('refused')
    expect(at('outbox-batch').exists()).toBe(true)
    for (const item of backend.world.outbox) if (item.state === 'rejected') item.state = 'accepted'
    backend.changed('outbox')
    await settle(150)
    expect(at('outbox-batch').exists()).toBe(false)
  })

  it('does not offer to pause what is paused with everything', async () => {
    const { at } = await openOutbox('open', { paused: true })
    expect(at('batch-plan').text()).toBe('已暂停')
    expect(at('batch-pause').exists()).toBe(false)
    await at('outbox-pause').trigger('click')
    await settle(150)
    expect(at('batch-pause').exists()).toBe(true)
  })

  it('pauses alone', async () => {
    const { at, row } = await openOutbox()
    await at('batch-pause').trigger('click')
    await settle(150)
    expect(at('batch-plan').text()).toBe('已暂停')
    expect(row('日用百货样品1200号')?.text()).toContain('发送已暂停')
    expect(row('真丝印花丝巾')?.text()).toContain('平台繁忙')
  })
})

describe('the quota meter', () => {
  it('warns before the audits of the day run out, and says when they are gone', async () => {
    const { at, backend } = await openOutbox()
    const quotas = () => at('outbox-drawer').findAll('[data-testid="quota"]')
    expect(quotas()).toHaveLength(1)
    expect(quotas()[0]?.text()).toContain('462/500')
    expect(quotas()[0]?.text()).toContain('快用完了')
    backend.world.quotas = backend.world.quotas.map((quota) =>
      quota.limit === 500 ? { ...quota, used: 500, parkedUntilMs: quota.resetsMs } : quota,
    )
    backend.changed('outbox')
    await settle(150)
    expect(quotas()[0]?.text()).toMatch(/今天已用完，.*00:00 自动继续/)
  })
})
