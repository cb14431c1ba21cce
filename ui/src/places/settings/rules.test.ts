import { expect, it, vi } from 'vitest'
import { openAt, settle } from '@/test-support'

async function open(language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened = await openAt('/settings', {}, { language })
  await settle()
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle()
  }
  return { ...opened, press }
}

it('a pack of rules is looked at, taken in and put back', async () => {
  const { at, window, backend, press } = await open()
  expect(at('rules-version').text()).toContain('2026.11.22（随程序自带）')
  const take = vi.spyOn(backend.call, 'rulesImport')
  await press('rules-pick')
  expect(at('rules-look').text()).toContain('2026.11.22 → 2027.01.05')
  expect(at('rules-look').text()).toContain('20 组类目，67 项要求')
  const hash = at('rules-hash').text()
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(take).not.toHaveBeenCalled()
  await press('rules-take')
  expect(take).toHaveBeenCalledWith(expect.stringContaining('rules-2027.01.json'), hash)
  expect(at('rules-version').text()).toContain('2027.01.05')
  expect(at('rules-settings').text()).toContain(hash)
  await press('rules-reset')
  expect(at('rules-version').text()).toContain('2026.11.22')
  expect(window.find('[data-testid="rules-reset"]').exists()).toBe(false)
})

it('a pack that says the same is called so, in English too', async () => {
  const { window, press } = await open('en')
  await press('rules-pick')
  await press('rules-take')
  await press('rules-pick')
  expect(window.text()).toContain('It says the same as the rules in force.')
})
