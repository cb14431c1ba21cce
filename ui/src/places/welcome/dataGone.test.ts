import { expect, it, vi } from 'vitest'
import App from '@/app/App.vue'
import { openAt, settle } from '@/test-support'

async function open(phase: string, options: Parameters<typeof openAt>[1] = {}) {
  const opened = await openAt('/today', { phase, ...options }, { frame: App })
  await settle()
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle()
  }
  return { ...opened, press }
}

it('says which folder is missing, and that it still is', async () => {
  const { at, press } = await open('data-gone')
  expect(at('data-gone').text()).toContain('E:\\kaibo-data')
  expect(at('data-gone-home').exists()).toBe(false)
  expect(at('data-gone-still').exists()).toBe(false)
  await press('data-gone-again')
  await vi.waitFor(() => expect(at('data-gone-still').text()).toContain('还是找不到'))
})

it('the folder is found under another name', async () => {
  const { at, press } = await open('data-gone')
  await press('data-gone-find')
  await vi.waitFor(() => expect(at('data-gone').exists()).toBe(false))
})

it('a folder with other data is refused', async () => {
  const { at, press } = await open('data-gone', { dataPlace: { refused: 'move.not-these' } })
  await press('data-gone-find')
  await vi.waitFor(() => expect(at('data-gone-fault').text()).toContain('不是移走的那份数据'))
})

it('the place before is offered where whole data stand there', async () => {
  const { at, press } = await open('data-gone-home')
  await press('data-gone-home')
  await vi.waitFor(() => expect(at('data-gone').exists()).toBe(false))
})

it('a note that does not read asks for the folder', async () => {
  const { at } = await open('data-unreadable')
  expect(at('data-gone').text()).toContain('kaibo-data')
  expect(at('data-gone-folder').exists()).toBe(false)
})

it('while the data are moved it is told how far that is, and it can be stopped', async () => {
  const { at, backend, press } = await open('moving')
  const stop = vi.spyOn(backend.call, 'dataMoveStop')
  await vi.waitFor(() => expect(at('data-moving').text()).toContain('正在复制：120.0 MB / 458.0 MB'))
  await press('data-move-stop')
  expect(stop).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(at('data-moving').text()).toContain('正在停止'))
})
