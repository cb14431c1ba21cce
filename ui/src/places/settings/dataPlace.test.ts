import { expect, it, vi } from 'vitest'
import { openAt, settle } from '@/test-support'

async function open(options: Parameters<typeof openAt>[1] = {}) {
  const opened = await openAt('/settings', options)
  await settle()
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle()
  }
  return { ...opened, press }
}

it('says where the data are, how large, and how much is free', async () => {
  const { at } = await open()
  expect(at('data-folder').text()).toContain('app.kaibo.desktop')
  expect(at('data-sizes').text()).toContain('图片 340.0 MB')
  expect(at('data-sizes').text()).toContain('共 458.0 MB')
  expect(at('data-free').text()).toBe('52.0 GB')
  expect(at('data-moved').exists()).toBe(false)
})

it('data are moved after a question, and it is told where they are then', async () => {
  const { at, backend, press } = await open()
  const move = vi.spyOn(backend.call, 'dataMove')
  await press('data-move')
  expect(at('data-target').text()).toContain('E:\\kaibo-data')
  expect(at('data-target').text()).toContain('要移动 458.0 MB，那里还剩 930.0 GB')
  expect(at('data-same-disk').exists()).toBe(false)
  expect(move).not.toHaveBeenCalled()
  await press('data-move-do')
  expect(move).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(at('data-folder').text()).toBe('E:\\kaibo-data'))
  expect(at('data-moved').text()).toContain('接好这个磁盘')
})

it('nothing is asked when no folder was picked', async () => {
  const { at, backend, press } = await open()
  vi.spyOn(backend.call, 'dataPick').mockResolvedValue(null)
  await press('data-move')
  expect(at('data-target').exists()).toBe(false)
  expect(at('data-fault').exists()).toBe(false)
})

it.each([
  ['move.room', '需要 600.0 MB，只剩 80.0 MB'],
  ['move.not-empty', '里面不是空的'],
  ['move.inside-data', '数据文件夹里面'],
  ['move.other-data', '别的开播台数据'],
  ['move.network', '网络'],
])('a folder that will not do is refused next to the button: %s', async (refused, said) => {
  const { at, press } = await open({ dataPlace: { refused } })
  await press('data-move')
  await vi.waitFor(() => expect(at('data-fault').text()).toContain(said))
  expect(at('data-target').exists()).toBe(false)
})

it('a move that fails says that the data are where they were', async () => {
  const { at, press } = await open({ dataPlace: { failed: 'move.full' } })
  await press('data-move')
  await press('data-move-do')
  await vi.waitFor(() => expect(at('data-problem').text()).toContain('数据还在原来的位置'))
  expect(at('data-folder').text()).toContain('app.kaibo.desktop')
})

it('a place that was set from outside is not moved, and it is said why', async () => {
  const { at } = await open({ dataPlace: { fixed: true } })
  expect(at('data-fixed').text()).toContain('KAIBO_DATA_DIR')
  expect(at('data-move').exists()).toBe(false)
})

it('old files that could not be removed are named', async () => {
  const { at } = await open({ dataPlace: { moved: true, left: ['C:\\old'] } })
  expect(at('data-left').text()).toContain('C:\\old')
})
