import { describe, expect, it, vi } from 'vitest'
import { openAt, settle, shell } from '@/test-support'

const open = async () => {
  const opened = await openAt('/settings', {}, { frame: shell })
  await settle()
  return opened
}

async function addReal({ at, window }: Awaited<ReturnType<typeof open>>, name: string) {
  await at('shop-add').trigger('click')
  await settle()
  await at('shop-name').setValue(name)
  await window.find('#shop-add').trigger('submit')
  await settle(100)
}

describe('shops', () => {
  it('a real one is added, marked as real, and wants a connection', async () => {
    const opened = await open()
    expect(opened.at('practice-mark').exists()).toBe(true)
    await addReal(opened, '真店')
    expect(opened.at('real-mark').text()).toBe('真实店铺')
    expect(opened.at('shop-switch').text()).toBe('真店')
    expect(opened.at('not-connected').exists()).toBe(true)
    expect(opened.at('connection').exists()).toBe(true)
  })

  it('without a name are not added, and say so at the name', async () => {
    const opened = await open()
    await addReal(opened, ' ')
    expect(opened.window.find('dialog .field__fault').text()).toBe('请填写店铺名称。')
  })

  it('are switched by keyboard from the strip', async () => {
    const opened = await open()
    await addReal(opened, '真店')
    const change = vi.spyOn(opened.backend.call, 'shopsSwitch')
    await opened.at('shop-switch').trigger('keydown', { key: 'ArrowDown' })
    await settle()
    expect(document.activeElement).toBe(opened.at('shop-to-0').element)
    await opened.at('shop-to-0').trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(opened.at('shop-to-1').element)
    await opened.at('shop-to-0').trigger('click')
    await settle(100)
    expect(change).toHaveBeenCalledWith('first')
    expect(opened.at('practice-mark').exists()).toBe(true)
  })

  it('go only once their name was typed', async () => {
    const opened = await open()
    const remove = vi.spyOn(opened.backend.call, 'shopsRemove')
    await opened.at('shop-remove').trigger('click')
    await settle()
    await opened.at('shop-remove-name').setValue('别的店')
    await opened.window.find('#shop-remove').trigger('submit')
    expect(remove).not.toHaveBeenCalled()
    await opened.at('shop-remove-name').setValue('开播示例店')
    await opened.window.find('#shop-remove').trigger('submit')
    expect(remove).toHaveBeenCalledWith('first', '开播示例店')
  })
})

it('a shop that is not open is renamed in the list, and stays closed', async () => {
  const opened = await open()
  await addReal(opened, '真店')
  const rename = vi.spyOn(opened.backend.call, 'shopsRename')
  const line = (n: number) => opened.window.findAll('[data-testid="shop-line"]')[n]
  await line(0)?.find('[data-testid="shop-rename"]').trigger('click')
  await settle()
  expect(document.activeElement).toBe(opened.at('shop-new-name').element)
  expect(opened.window.find('form.rename').text()).toContain('“开播示例店”的新名称')
  await opened.at('shop-new-name').setValue(' ')
  await opened.window.find('form.rename').trigger('submit')
  await settle()
  expect(opened.window.find('form.rename .field__fault').text()).toBe('请填写店铺名称。')
  await opened.at('shop-new-name').setValue('练习店')
  await opened.window.find('form.rename').trigger('submit')
  await settle()
  expect(rename).toHaveBeenLastCalledWith('first', '练习店')
  expect(line(0)?.text()).toContain('练习店')
  expect(line(1)?.text()).toContain('当前')
  expect(opened.window.find('form.rename').exists()).toBe(false)
  await line(1)?.find('[data-testid="shop-rename"]').trigger('click')
  await settle()
  await opened.at('shop-new-name').trigger('keydown', { key: 'Escape' })
  await settle()
  expect(opened.window.find('form.rename').exists()).toBe(false)
  expect(document.activeElement).toBe(line(1)?.find('[data-testid="shop-rename"]').element)
})

describe('a connection', () => {
  it('to an account that another shop has too says so, and is saved all the same', async () => {
    const opened = await open()
    await addReal(opened, '真店')
    await opened.at('connection-app-id').setValue('wx0123456789abcdef')
    await opened.at('connection-secret').setValue('secret')
    await opened.at('connection').trigger('submit')
    await settle()
    expect(opened.at('connection-shared').exists()).toBe(false)
    await addReal(opened, '分店')
    await opened.at('connection-app-id').setValue(' wx0123456789abcdef ')
    expect(opened.at('connection-shared').text()).toContain('这个 AppID 已连接在店铺“真店”。')
    await opened.at('connection-app-id').setValue('wx0123456789abcde')
    expect(opened.at('connection-shared').exists()).toBe(false)
    await opened.at('connection-app-id').setValue('wx0123456789abcdef')
    await opened.at('connection-secret').setValue('secret')
    await opened.at('connection').trigger('submit')
    await settle()
    expect(opened.at('connection').text()).toContain('已设置')
  })

  it('that is refused for its address shows it, and what to do, to be copied', async () => {
    const opened = await open()
    await addReal(opened, '真店')
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await opened.at('connection-app-id').setValue('wx0123456789abcdef')
    await opened.at('connection-secret').setValue('stranger')
    await opened.at('connection-test').trigger('click')
    await settle()
    expect(opened.at('step-token').attributes('data-state')).toBe('failed')
    expect(opened.at('step-token').text()).toContain('IP 白名单')
    expect(opened.at('step-token').text().split('203.0.113.7')).toHaveLength(2)
    await opened.at('copy-address').trigger('click')
    expect(write).toHaveBeenCalledWith('203.0.113.7')
  })

  it('keeps the secret out of sight once it is saved', async () => {
    const opened = await open()
    await addReal(opened, '真店')
    await opened.at('connection-app-id').setValue('wx0123456789abcdef')
    await opened.at('connection-secret').setValue('canary')
    await opened.at('connection').trigger('submit')
    await settle()
    expect((opened.at('connection-secret').element as HTMLInputElement).value).toBe('')
    expect(opened.window.html()).not.toContain('canary')
    expect(opened.at('connection').text()).toContain('已设置')
  })
})
