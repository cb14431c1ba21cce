import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { openAt } from '@/test-support'

const settle = async () => {
  await new Promise((done) => setTimeout(done, 30))
  await flushPromises()
}

it('shows the whole bundle before it is saved or copied', async () => {
  const { at, backend, window } = await openAt('/settings')
  await settle()
  const save = vi.spyOn(backend.call, 'diagnosticsSave')
  const copied: string[] = []
  vi.stubGlobal('navigator', {
    userAgent: 'WebKit',
    clipboard: { writeText: async (text: string) => copied.push(text) },
  })
  await at('diagnostics-open').trigger('click')
  await settle()
  const parts = window.findAll('[data-testid="bundle"] pre').map((part) => part.text())
  expect(parts).toHaveLength(5)
  expect(parts[3]).toBe('check: sound')
  expect(save).not.toHaveBeenCalled()
  await at('bundle-copy').trigger('click')
  await settle()
  for (const part of parts) expect(copied.join()).toContain(part)
  await at('bundle-save').trigger('click')
  await settle()
  expect(save).toHaveBeenCalledWith('kaibo-diagnostics.txt')
  vi.unstubAllGlobals()
  window.unmount()
})

it('keeps how much is logged', async () => {
  const { at, backend, window } = await openAt('/settings')
  await settle()
  expect((at('log-level-info').element as HTMLInputElement).checked).toBe(true)
  await at('log-level-debug').setValue(true)
  await settle()
  expect(await backend.call.diagnosticsLevel()).toBe('debug')
  window.unmount()
})
