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

it('shows every quota that was used', async () => {
  const { window } = await openAt('/settings')
  await settle()
  const text = window.findAll('[data-testid="quota"]').map((quota) => quota.text())
  expect(text).toHaveLength(4)
  expect(text[3]).toContain('288/100,000')
})
