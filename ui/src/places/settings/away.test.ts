import { expect, it, vi } from 'vitest'
import { openAt, settle } from '@/test-support'

const CODE_MADE = { madeMs: 1_795_399_200_000 }
const FOLDER = { folder: 'E:\\开播台备份', isThere: true }

async function open(options: Parameters<typeof openAt>[1] = {}) {
  const opened = await openAt('/settings', options)
  await settle()
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle()
  }
  return { ...opened, press }
}

it('without a recovery code one is made first, then the folder is chosen', async () => {
  const { at, backend, press, window } = await open()
  const pick = vi.spyOn(backend.call, 'awayPick')
  expect(at('away-settings').text()).toContain('请先生成')
  await press('away-pick')
  expect(pick).not.toHaveBeenCalled()
  await window.find('#recovery-make').trigger('submit')
  await settle()
  await press('recovery-kept')
  await vi.waitFor(() => expect(at('away-settings').text()).not.toContain('请先生成'))
  await press('away-pick')
  expect(pick).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(at('away-folder').text()).toContain('E:'))
  expect(at('away-done').text()).toContain('还没有另存过')
})

it('a copy is made by hand and its size is told', async () => {
  const { at, press } = await open({ recovery: CODE_MADE, away: FOLDER })
  await press('away-copy')
  await vi.waitFor(() => expect(at('away-done').text()).toContain('437.0 MB，1,204 个文件'))
  expect(at('away-failed').exists()).toBe(false)
  expect(at('away-same-disk').exists()).toBe(false)
})

it('an unplugged stick is told, and what went wrong with it', async () => {
  const { at, press } = await open({ recovery: CODE_MADE, away: { ...FOLDER, isThere: false } })
  expect(at('away-not-there').text()).toContain('找不到')
  await press('away-copy')
  await vi.waitFor(() => expect(at('away-failed').text()).toContain('磁盘可能没有插上'))
})

it('a folder on the disk of the data is told, and the folder can be forgotten', async () => {
  const { at, press } = await open({ recovery: CODE_MADE, away: { ...FOLDER, sameDisk: true } })
  expect(at('away-same-disk').text()).toContain('同一个磁盘')
  await press('away-forget')
  await press('away-forget-do')
  await vi.waitFor(() => expect(at('away-folder').exists()).toBe(false))
})
