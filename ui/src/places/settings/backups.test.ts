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

it('a backup is taken, and one that cannot be restored says why', async () => {
  const { at, window, press } = await open()
  expect(window.findAll('[data-testid="backup"]')).toHaveLength(3)
  expect(at('backups').text()).toContain('这个备份已损坏')
  expect(window.findAll('[data-testid="backup-restore"]')).toHaveLength(2)
  await press('backup-now')
  expect(window.findAll('[data-testid="backup"]')).toHaveLength(4)
})

it('a drill shows what is in it, and restoring asks first', async () => {
  const { at, backend, press } = await open()
  const restore = vi.spyOn(backend.call, 'backupsRestore')
  await press('backup-drill')
  expect(at('drill-counts').text()).toContain('商品2425')
  await press('drill-close')
  await press('backup-restore')
  expect(restore).not.toHaveBeenCalled()
  await press('backup-restore-confirm')
  expect(restore).toHaveBeenCalledWith('b2')
})

it('what fails stands with the backup it failed with', async () => {
  const { at, backend, press } = await open('en')
  vi.spyOn(backend.call, 'backupsDrill').mockRejectedValue(new Error('lost'))
  await press('backup-drill')
  expect(at('backup').find('[role="alert"]').exists()).toBe(true)
})
