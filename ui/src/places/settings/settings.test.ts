import { describe, expect, it, vi } from 'vitest'
import { openAt, settle } from '@/test-support'

async function openSettings() {
  const opened = await openAt('/settings')
  await settle()
  return { ...opened, save: vi.spyOn(opened.backend.call, 'settingsSetNotices') }
}

describe('notices', () => {
  it('are switched off at once, and their hours with them', async () => {
    const { at, save } = await openSettings()
    await at('settings-notices').find('input').setValue(false)
    await settle()
    expect(save).toHaveBeenCalledWith(false, null)
    expect(at('settings-quiet').exists()).toBe(false)
  })

  it('keep quiet in the hours that are typed, over midnight too', async () => {
    const { at, save, window } = await openSettings()
    expect(window.text()).toContain('次日')
    await at('settings-quietFrom').setValue('21：30')
    await at('settings-quietFrom').trigger('change')
    await settle()
    expect(save).toHaveBeenCalledWith(null, { fromMinute: 21 * 60 + 30, untilMinute: 8 * 60 })
    expect((at('settings-quietFrom').element as HTMLInputElement).value).toBe('21:30')
  })

  it.each([
    ['25:00', '请写成 22:00 这样的时间'],
    ['08:00', '开始和结束不能相同'],
  ])('of hours that are none (%s) say so and keep what was there', async (typed, fault) => {
    const { at, save, window } = await openSettings()
    await at('settings-quietFrom').setValue(typed)
    await at('settings-quietFrom').trigger('change')
    await settle()
    expect(save).not.toHaveBeenCalled()
    expect(window.find('.field__fault').text()).toBe(fault)
  })

  it('without quiet hours come at any time', async () => {
    const { at, save } = await openSettings()
    await at('settings-quiet').find('input').setValue(false)
    await settle()
    expect(save).toHaveBeenCalledWith(null, { fromMinute: 0, untilMinute: 0 })
    expect(at('settings-quietFrom').exists()).toBe(false)
  })
})

describe('shortcuts of the control view', () => {
  const hold = (key: string, code: string) => ({ key, code, ctrlKey: true, shiftKey: true })

  it('are off until wished, and each is what was pressed last', async () => {
    const { at, backend } = await openAt('/settings')
    await settle()
    expect(at('settings-key-next').exists()).toBe(false)
    await at('settings-keys').find('input').setValue(true)
    await settle()
    expect(at('settings-key-next').text()).toBe('Ctrl+Alt+N')
    await at('settings-key-next').trigger('click')
    expect(at('settings-key-next').text()).toBe('请按组合键…')
    await at('settings-key-next').trigger('keydown', { key: 'Control', code: 'ControlLeft', ctrlKey: true })
    await at('settings-key-next').trigger('keydown', hold('P', 'KeyP'))
    await settle()
    expect(at('settings-key-next').text()).toBe('Ctrl+Shift+P')
    await at('settings-key-done').trigger('click')
    await at('settings-key-done').trigger('keydown', { key: 'Delete', code: 'Delete' })
    await settle()
    expect(at('settings-key-done').text()).toBe('未设置')
    await at('settings-key-mute').trigger('click')
    await at('settings-key-mute').trigger('keydown', { key: 'Escape', code: 'Escape' })
    await settle()
    const { liveKeys } = await backend.call.settingsGet()
    expect(liveKeys).toMatchObject({ on: true, next: { code: 'KeyP' }, mute: { code: 'KeyM' }, done: null })
  })

  it('that are taken say so beside it, and what was there stays', async () => {
    const { at, window } = await openAt('/settings')
    await settle()
    await at('settings-keys').find('input').setValue(true)
    await settle()
    await at('settings-key-mute').trigger('click')
    await at('settings-key-mute').trigger('keydown', { key: 'n', code: 'KeyN', ctrlKey: true, altKey: true })
    await settle()
    expect(window.find('.field__fault').text()).toContain('已经用在另一项上')
    expect(at('settings-key-mute').text()).toBe('Ctrl+Alt+M')
  })

  it('are not offered where the desktop gives none', async () => {
    const { at } = await openAt('/settings', { shortcuts: false })
    await settle()
    expect(at('settings-keys').text()).toContain('Wayland')
    expect(at('settings-keys').find('input').attributes('disabled')).toBeDefined()
  })
})

it('shows every quota that was used', async () => {
  const { window } = await openAt('/settings')
  await settle()
  const text = window.findAll('[data-testid="quota"]').map((quota) => quota.text())
  expect(text).toHaveLength(4)
  expect(text[3]).toContain('288/100,000')
})

describe('the text size', () => {
  it('is chosen beside the appearance, and leaves that alone', async () => {
    const { at, backend } = await openAt('/settings')
    const set = vi.spyOn(backend.call, 'settingsSet')
    await settle()
    expect((at('settings-text-size-standard').element as HTMLInputElement).checked).toBe(true)
    await at('settings-text-size-largest').setValue(true)
    await settle()
    expect(set).toHaveBeenCalledWith(null, null, 'largest')
    expect((at('settings-text-size-largest').element as HTMLInputElement).checked).toBe(true)
  })
})
