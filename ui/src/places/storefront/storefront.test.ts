import { describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import { openAt, settle } from '@/test-support'

async function openStorefront(options = {}, language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened = await openAt('/storefront', options, { language })
  await settle()
  const { window, at } = opened
  const rooms = () => window.findAll('[data-testid="storefront-room"][data-line]')
  const names = () => rooms().map((room) => room.find('.line__name').text())
  const publish = async () => {
    await at('storefront-publish').trigger('click')
    await settle()
    await at('storefront-confirm').trigger('click')
    await settle()
  }
  return { ...opened, rooms, names, publish }
}

function openAll(backend: Awaited<ReturnType<typeof openStorefront>>['backend']) {
  backend.world.rooms.forEach((room, index) =>
    Object.assign(room, { state: 'not-started', platformId: 6000 + index }),
  )
  backend.changed('rooms')
}

describe('the storefront', () => {
  it('shows on the phone what is typed, and what is wrong with it beside the field', async () => {
    const { at, window } = await openStorefront()
    expect(at('phone-entrance').text()).toContain('直播')
    await at('storefront-name').setValue('今晚八点见')
    expect(at('phone-entrance').text()).toContain('今晚八点见')
    await at('storefront-name').setValue('')
    await at('storefront-name').trigger('blur')
    await settle(400)
    expect(window.find('.field--faulty').text()).toContain('入口名称')
    await at('storefront-on').find('input').setValue(false)
    await settle()
    expect(at('phone-entrance').exists()).toBe(false)
    expect(at('storefront-phone').text()).toContain('入口已关闭')
  })

  it('moves the entrance among the blocks by keys, and the phone with it', async () => {
    const { at, backend, window } = await openStorefront()
    const saved = vi.spyOn(backend.call, 'storefrontSave')
    await at('block-live').trigger('keydown', { key: 'ArrowUp', altKey: true })
    await settle()
    expect(saved.mock.calls[0]?.[0]).toEqual({ page: ['search', 'banner', 'live', 'nav', 'goods'] })
    const blocks = window.findAll('.home > *').map((block) => block.classes().join(' '))
    expect(blocks[2]).toContain('entrance')
    await at('block-add-coupons').trigger('click')
    await settle()
    expect(at('block-coupons').exists()).toBe(true)
  })

  it('pins, leaves out and orders rooms, and the list on the phone follows', async () => {
    const { at, backend, rooms, names, window } = await openStorefront()
    backend.world.rooms.forEach((room, index) =>
      Object.assign(room, { state: 'not-started', platformId: 6000 + index }),
    )
    backend.changed('rooms')
    await settle(150)
    const before = names()
    expect(before.length).toBeGreaterThan(1)
    const last = rooms().at(-1)
    await last?.find('[data-testid="storefront-pin"]').trigger('click')
    await settle()
    expect(names()[0]).toBe(before.at(-1))
    await rooms()[0]?.trigger('keydown', { key: 'h' })
    await settle()
    expect(names()).toEqual(before.slice(0, -1))
    expect(at('storefront-absent').text()).toContain(before.at(-1))
    await at('storefront-page-list').setValue()
    await settle()
    const shown = window.findAll('[data-testid="phone-room"] .title').map((title) => title.text())
    expect(shown).toEqual(names())
    await at('storefront-absent')
      .find('[data-state="hidden"] [data-testid="storefront-hide"]')
      .trigger('click')
    await settle()
    expect(names()).toHaveLength(before.length)
  })

  it('shows on the phone at once where a cover of its own looks, and saves it', async () => {
    const { at, backend, rooms, window } = await openStorefront()
    openAll(backend)
    await settle(150)
    const id = rooms()[0]?.attributes('data-id') ?? ''
    await rooms()[0]?.trigger('keydown', { key: 'c' })
    await settle()
    expect(at('storefront-own').text()).toContain('还没有另选图片')
    expect(document.activeElement).toBe(at('storefront-own-pick').element)
    // The list is what is worked on, so the list is on the phone.
    expect(window.findAll('[data-testid="phone-room"]').length).toBe(rooms().length)
    await at('storefront-own-pick').trigger('click')
    await settle()
    const onPhone = () => at('phone-room').find('[data-testid="picture-crop"]').attributes('style')
    expect(onPhone()).toContain('left: -16.667%')
    const saved = vi.spyOn(backend.call, 'storefrontSetFocus')
    await at('picture-focus').trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    expect(onPhone()).toContain('left: -30%')
    expect(saved).not.toHaveBeenCalled()
    await at('picture-focus').trigger('keyup', { key: 'ArrowRight' })
    await settle()
    expect(saved).toHaveBeenCalledWith(id, { x: 0.6, y: 0.5 })
    const { rooms: fresh } = await backend.call.storefrontView()
    expect(fresh[0]?.cover?.focus).toEqual({ x: 0.6, y: 0.5 })
    await at('storefront-own').trigger('keydown', { key: 'Escape' })
    await settle()
    expect(at('storefront-own').exists()).toBe(false)
    expect(document.activeElement).toBe(rooms()[0]?.element)
    expect(onPhone()).toContain('left: -30%')
    await rooms()[0]?.find('[data-testid="storefront-cover"]').trigger('click')
    await settle()
    await at('storefront-own-remove').trigger('click')
    await settle()
    expect(at('phone-room').find('[data-testid="picture-crop"]').exists()).toBe(false)
  })

  it('takes a picture dropped on a row or the icon, and says what is none', async () => {
    const { at, backend, rooms, window } = await openStorefront()
    openAll(backend)
    await settle(150)
    const [, second] = rooms()
    const held = vi.spyOn(document, 'elementFromPoint')
    held.mockReturnValue(second?.find('.line__name').element ?? null)
    backend.drag({ kind: 'over' })
    await settle()
    expect(second?.classes()).toContain('line--over')
    expect(second?.text()).toContain('松开鼠标，用作封面')
    backend.drag({ kind: 'leave' })
    await settle()
    expect(window.find('.line--over').exists()).toBe(false)

    backend.drag({ kind: 'drop', paths: ['/photos/价目表.xlsx'] })
    await settle()
    expect(at('storefront-own').find('[role=alert]').text()).toContain('不是图片')
    expect(at('picture-focus').exists()).toBe(false)
    backend.drag({ kind: 'drop', paths: ['C:\\photos\\封面.png', '/photos/2.png'] })
    await settle()
    expect(at('storefront-own').find('[role=alert]').exists()).toBe(false)
    expect(at('picture-focus').find('img').attributes('alt')).toBe('封面.png')
    expect(useToast().toasts.value.at(-1)?.text).toContain('已使用“封面.png”，另外 1 个文件没有使用')

    held.mockReturnValue(at('storefront-icon-bag').element)
    backend.drag({ kind: 'drop', paths: ['/photos/图标.png'] })
    await settle()
    expect(at('storefront-own').text()).toContain('自己的入口图标')
    expect(at('phone-entrance').find('[data-testid="picture-crop"]').exists()).toBe(true)
    await at('picture-focus').trigger('keydown', { key: 'ArrowLeft', shiftKey: true })
    await at('picture-focus').trigger('keyup', { key: 'ArrowLeft' })
    await settle()
    expect((await backend.call.storefrontView()).icon?.focus).toEqual({ x: 0.4, y: 0.5 })

    held.mockReturnValue(at('storefront-phone').element)
    backend.drag({ kind: 'drop', paths: ['/photos/3.png'] })
    await settle()
    expect(useToast().toasts.value.at(-1)?.text).toContain('没有使用这张图片')
    held.mockRestore()
  })

  it('loses no choice that is made before the one before was answered', async () => {
    const { backend, rooms } = await openStorefront()
    backend.world.rooms.forEach((room, index) =>
      Object.assign(room, { state: 'not-started', platformId: 6000 + index }),
    )
    backend.changed('rooms')
    await settle(150)
    const count = rooms().length
    const [first, second] = rooms().map((room) => room.find('[data-testid="storefront-hide"]').element)
    ;(first as HTMLElement).click()
    ;(second as HTMLElement).click()
    await settle(150)
    expect(rooms()).toHaveLength(count - 2)
  })

  it('is published after its changes were read, and taken back', async () => {
    const { at, backend, names, publish, window } = await openStorefront()
    expect(at('storefront-target').text()).toContain('还没有选择文件夹')
    // The first time it is asked where to.
    await publish()
    expect(at('storefront-folder').text()).toBe('~/站点/storefront')
    expect(useToast().toasts.value.at(-1)?.text).toBe('已发布第 1 版')
    expect(at('storefront-published').text()).toContain('已发布第 1 版')

    await at('storefront-publish').trigger('click')
    await settle()
    expect(at('storefront-nothing').exists()).toBe(true)
    expect(at('storefront-confirm').attributes('disabled')).toBeDefined()
    await window.findAll('dialog[open] button')[0]?.trigger('click')
    await settle()

    const room = backend.world.rooms.find(({ draft }) => draft.name === names()[0])
    if (room) room.draft.name = '改过的名字'
    await at('storefront-name').setValue('看直播')
    await at('storefront-name').trigger('blur')
    await settle(400)
    await at('storefront-publish').trigger('click')
    await settle()
    const plan = at('storefront-plan').text()
    expect(plan).toContain('入口名称：直播 → 看直播')
    expect(plan).toContain('→ 改过的名字')
    // Something else changes while it is being read: what was read is not published.
    if (room) room.draft.name = '又改了'
    await at('storefront-confirm').trigger('click')
    await settle()
    expect(at('storefront-refused').text()).toContain('请核对新的改动')
    expect(at('storefront-plan').text()).toContain('→ 又改了')
    await at('storefront-confirm').trigger('click')
    await settle()
    expect(at('storefront-published').text()).toContain('第 2 版')

    await at('storefront-history').trigger('click')
    await settle()
    const versions = window.findAll('[data-testid="storefront-version"]')
    expect(versions.map((version) => version.attributes('data-version'))).toEqual(['2', '1'])
    await at('storefront-back').trigger('click')
    await settle()
    expect(document.querySelector('dialog[open]')?.textContent).toContain('自动发布会关闭')
    await at('storefront-back-confirm').trigger('click')
    await settle()
    expect(at('storefront-published').text()).toContain('第 1 版')
  })

  it('keeps what each target needs, tries it out, and shows no secret', async () => {
    const { at, window } = await openStorefront()
    await at('target-kind-s3').setValue()
    await settle()
    await at('storefront-publish').trigger('click')
    await settle()
    expect(useToast().toasts.value.at(-1)?.text).toContain('服务地址')
    for (const [field, text] of [
      ['endpoint', 'https://cos.example'],
      ['region', 'ap-shanghai'],
      ['bucket', 'wrong'],
      ['access-key', 'AKID'],
    ] as const) {
      await at(`s3-${field}`).setValue(text)
      await at(`s3-${field}`).trigger('blur')
    }
    expect(at('s3-secret').attributes('type')).toBe('password')
    await at('s3-secret').setValue('canary')
    await at('s3-secret').trigger('submit')
    await settle(400)
    expect(at('s3-secret-set').text()).toBe('已设置')
    expect(window.html()).not.toContain('canary')
    await at('target-try').trigger('click')
    await settle()
    expect(at('target-problem').text()).toContain('没有这个存储桶')
    await at('s3-bucket').setValue('live')
    await at('s3-bucket').trigger('blur')
    await settle(400)
    expect(at('target-problem').exists()).toBe(false)
    await at('target-try').trigger('click')
    await settle()
    expect(at('target-good').text()).toContain('可以发布')
    // What is typed for one stays while another is looked at.
    await at('target-kind-server').setValue()
    await settle()
    expect(at('server-address').exists()).toBe(true)
    await at('target-kind-s3').setValue()
    await settle()
    expect((at('s3-bucket').element as HTMLInputElement).value).toBe('live')
  })

  it('says what to do first while there are no rooms', async () => {
    const { at, router } = await openStorefront({ empty: true })
    await at('storefront-rooms').trigger('click')
    await settle()
    expect(router.currentRoute.value.name).toBe('rooms')
  })

  it('is only looked at where nothing may be written', async () => {
    const { at, window } = await openStorefront({ readOnly: true }, 'en')
    expect(at('storefront-publish').attributes('disabled')).toBeDefined()
    expect(window.findAll('[data-testid="storefront-pin"], [data-testid="storefront-grip"]')).toHaveLength(0)
    expect(at('storefront-name').attributes('readonly')).toBeDefined()
    expect(window.findAll('[data-picture-drop]')).toHaveLength(0)
  })
})
