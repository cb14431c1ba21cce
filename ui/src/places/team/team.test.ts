import { expect, it, vi } from 'vitest'
import { TEAM_PASSPHRASE } from '@/backend/fake/team'
import { openAt, settle } from '@/test-support'

async function open(language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened = await openAt('/settings', {}, { language })
  await settle()
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle()
  }
  const type = async (testId: string, text: string) => {
    await opened.at(testId).setValue(text)
    await settle()
  }
  const submit = async (form: string) => {
    await opened.window.find(`#${form}`).trigger('submit')
    await settle()
  }
  return { ...opened, press, type, submit }
}

async function openFile(language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened = await open(language)
  await opened.press('team-import')
  await opened.type('team-open-passphrase', TEAM_PASSPHRASE)
  await opened.submit('team-open')
  await settle()
  return opened
}

it('a file is written under a passphrase that was typed twice alike', async () => {
  const { at, backend, press, type, submit } = await open()
  const write = vi.spyOn(backend.call, 'teamExport')
  expect(at('team-drafts').text()).toContain('12')
  await press('team-export')
  await type('team-export-passphrase', 'zhangsan')
  await type('team-export-again', 'zhangsa')
  await submit('team-export')
  expect(write).not.toHaveBeenCalled()
  await type('team-export-again', 'zhangsan')
  await at('team-export-rooms').setValue(false)
  await submit('team-export')
  expect(write.mock.calls[0]?.slice(0, 2)).toEqual([{ goods: true, rooms: false }, 'zhangsan'])
})

it('nothing typed is lost where the dialog of the system was cancelled', async () => {
  const { at, backend, press, type, submit } = await open()
  vi.spyOn(backend.call, 'teamExport').mockResolvedValue(null)
  await press('team-export')
  await type('team-export-passphrase', 'zhangsan')
  await type('team-export-again', 'zhangsan')
  await submit('team-export')
  expect((at('team-export-passphrase').element as HTMLInputElement).value).toBe('zhangsan')
})

it('a wrong passphrase is said at its field, and the next try opens', async () => {
  const { at, press, type, submit, window } = await open()
  await press('team-import')
  expect(at('team-open-file').text()).toBe('草稿.kaibo')
  await type('team-open-passphrase', 'something else')
  await submit('team-open')
  expect(window.find('#team-open [role=alert]').text()).toContain('口令不对')
  await type('team-open-passphrase', TEAM_PASSPHRASE)
  expect(window.find('#team-open [role=alert]').exists()).toBe(false)
  await submit('team-open')
  expect(window.findAll('[data-testid=team-record]')).toHaveLength(3)
})

it('what is new, changed and fixed is shown side by side, and what is chosen is taken', async () => {
  const { at, backend, press, window } = await openFile()
  const choose = vi.spyOn(backend.call, 'teamChoose')
  const [conflict, fresh, locked] = window.findAll('[data-testid=team-record]')
  expect(conflict?.text()).toContain('两边都改过')
  expect(fresh?.text()).toContain('推流直播')
  expect(fresh?.text()).toContain('封面.jpg')
  expect(locked?.find('[data-testid=team-path-theirs]').attributes('disabled')).toBeDefined()
  expect(at('team-apply').text()).toBe('导入 2 项')
  await at('team-price-theirs').trigger('change')
  await settle()
  expect(choose).toHaveBeenCalledWith({ at: 0, state: null, field: 'price', side: 'theirs' })
  await at('team-whole-mine').trigger('change')
  await settle()
  expect(at('team-apply').text()).toBe('导入 1 项')
  await press('team-apply')
  expect(await backend.call.teamView()).toBeNull()
})

it('an import that fails keeps the file at hand and says why', async () => {
  const { at, backend, press } = await openFile('en')
  vi.spyOn(backend.call, 'teamImport').mockRejectedValue(new Error('lost'))
  await press('team-apply')
  expect(at('team-problem').attributes('role')).toBe('alert')
  expect(at('team-record').exists()).toBe(true)
})

it('without a file the place says how to open one', async () => {
  const { window } = await openAt('/team', {})
  await settle()
  expect(window.text()).toContain('没有打开的文件')
})
