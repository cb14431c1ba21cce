import { expect, it, vi } from 'vitest'
import { FAKE_CODE } from '@/backend/fake/recovery'
import { openAt, settle } from '@/test-support'

const CODE = FAKE_CODE.join('-')

async function open(path: string, options: Parameters<typeof openAt>[1] = {}) {
  const opened = await openAt(path, options)
  await settle()
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle()
  }
  const submit = async () => {
    await opened.window.find('#recovery-make').trigger('submit')
    await settle()
  }
  return { ...opened, press, submit }
}

it('a code is made, shown once, copied and printed, and gone from the window afterwards', async () => {
  const { at, backend, press, submit } = await open('/settings')
  expect(at('recovery-state').text()).toBe('还没有恢复码')
  await press('recovery-make')
  expect(at('recovery-replaces').exists()).toBe(false)
  await submit()
  expect(at('recovery-code').text()).toBe(FAKE_CODE.join(''))
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  await press('recovery-copy')
  expect(write).toHaveBeenCalledWith(CODE)
  const print = vi.spyOn(backend.call, 'recoveryPrint')
  await press('recovery-print')
  expect(print).toHaveBeenCalledOnce()
  expect(document.querySelector('.recovery-sheet')?.textContent).toContain(FAKE_CODE[7])
  await press('recovery-kept')
  expect(document.body.textContent).not.toContain(FAKE_CODE[0])
  await vi.waitFor(() => expect(at('recovery-state').text()).toContain('生成，请确认'))
})

it('a new one is asked about first, and needs the passphrase that guards the data', async () => {
  const { at, backend, press, submit } = await open('/settings', {
    recovery: { madeMs: 1_795_399_200_000, keyKind: 'passphrase' },
  })
  const make = vi.spyOn(backend.call, 'recoveryMake')
  await press('recovery-make')
  expect(at('recovery-replaces').text()).toContain('作废')
  await submit()
  expect(make).not.toHaveBeenCalled()
  await at('recovery-passphrase').setValue('九点开播九点开播')
  await submit()
  expect(make).toHaveBeenCalledWith('九点开播九点开播')
  expect(at('recovery-code').exists()).toBe(true)
})

it('today reminds of it until that is not wanted any more', async () => {
  const { at, press, router } = await open('/today', { recovery: { remind: true } })
  expect(at('recovery-reminder').text()).toContain('还没有恢复码')
  const scroll = vi.spyOn(HTMLElement.prototype, 'scrollIntoView').mockReturnValue()
  await press('recovery-reminder-go')
  expect(at('backup-settings').exists()).toBe(true)
  expect(scroll.mock.contexts).toContain(at('backup-settings').element)
  await router.push('/today')
  await settle()
  await press('recovery-reminder-no')
  await vi.waitFor(() => expect(at('recovery-reminder').exists()).toBe(false))
})

it('today says nothing where there is one', async () => {
  const { at } = await open('/today', { recovery: { madeMs: 1 } })
  expect(at('recovery-reminder').exists()).toBe(false)
})
