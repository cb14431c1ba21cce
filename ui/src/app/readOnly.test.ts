import { afterEach, describe, expect, it, vi } from 'vitest'
import { useOutboxDrawer } from '@/composables/useOutboxDrawer'
import { useToast } from '@/composables/useToast'
import { openAt, settle, shell } from '@/test-support'

const drawer = useOutboxDrawer()

async function openReadOnly(path: string) {
  const opened = await openAt(path, { readOnly: true }, { frame: shell })
  await settle(200)
  return opened
}

afterEach(() => {
  drawer.close()
  vi.restoreAllMocks()
})

/** What could still be typed into or pressed, by test id or text. */
const open = (elements: Element[]) =>
  elements
    .filter((element) => !element.matches(':disabled, [readonly]') && !element.closest('fieldset[disabled]'))
    .map((element) => element.getAttribute('data-testid') ?? element.textContent?.trim())

describe('data that may not be written', () => {
  it('are said to be, for as long as they are, and opened again when asked', async () => {
    const { at, backend } = await openReadOnly('/today')
    const told = at('read-only-banner').text()
    for (const part of ['数据文件夹不能写入', '只能查看', '文件夹的权限', '磁盘', 'app.kaibo.desktop'])
      expect(told).toContain(part)
    expect(at('sync-state').text()).toBe('已停止同步')
    expect(at('sync-now').attributes('disabled')).toBeDefined()
    expect(at('status-banner').exists()).toBe(false)

    const shop = await backend.call.appState()
    vi.spyOn(backend.call, 'reopen').mockResolvedValueOnce(shop)
    await at('read-only-retry').trigger('click')
    await settle(100)
    expect(at('read-only-banner').text()).toContain('还是不能写入')

    await at('read-only-retry').trigger('click')
    await settle(100)
    expect(useToast().toasts.value.at(-1)?.text).toContain('一切照常')
    expect(at('read-only-banner').exists()).toBe(false)
    expect(at('sync-now').attributes('disabled')).toBeUndefined()
  })

  it('take no word in the editors of goods and rooms', async () => {
    const { at, backend, router, window } = await openReadOnly('/goods')
    const save = vi.spyOn(backend.call, 'goodsSave')
    const draft = backend.world.goods.find((good) => good.state === 'draft')
    await router.push({ name: 'goods', params: { id: draft?.id } })
    await settle(200)
    expect(open(window.findAll('.editor__body input').map((found) => found.element))).toEqual([])
    for (const gone of ['goods-submit', 'goods-delete', 'goods-pick-picture'])
      expect(at(gone).exists()).toBe(false)
    expect(at('save-state').text()).toBe('只能查看，不能修改')
    backend.drag({ kind: 'drop', paths: ['/photos/IMG_1.jpg'] })
    window.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', ctrlKey: true, bubbles: true }))
    await settle(300)
    expect(save).not.toHaveBeenCalled()

    const room = backend.world.rooms.find((one) => one.state === 'draft') ?? backend.world.rooms[0]
    await router.push({ name: 'rooms', params: { id: room?.id } })
    await settle(200)
    expect(open(window.findAll('.editor__body input').map((found) => found.element))).toEqual([])
    expect(at('room-shelf-add').exists()).toBe(false)
  })

  it.each([
    ['/goods', ['goods-new', 'goods-select-all']],
    ['/rooms', ['rooms-new']],
    ['/conflicts', ['conflict-all-mine', 'conflict-apply', 'conflict-start-mine']],
    ['/settings', ['settings-quietFrom', 'log-level-debug', 'settings-language-en']],
  ])('offer nothing to change in %s', async (path, ids) => {
    const { at } = await openReadOnly(path)
    expect(open(ids.map((id) => at(id).element))).toEqual([])
  })

  it('leave the outbox to be read', async () => {
    const { at, window } = await openReadOnly('/today')
    drawer.open('open')
    await settle(200)
    const pressed = ['outbox-pause', 'outbox-retry-all', 'batch-pause', 'outbox-retry', 'outbox-cancel']
    expect(open(pressed.map((id) => at(id).element))).toEqual([])
    expect(at('batch-plan').exists()).toBe(false)
    await window.find('[data-testid="outbox-row"] button').trigger('click')
    await settle(200)
    expect(at('outbox-details').exists()).toBe(true)
  })
})
