import { describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import { openAt, settle } from '@/test-support'

const key = (init: KeyboardEventInit) => window.dispatchEvent(new KeyboardEvent('keydown', init))

async function openMembers(options = {}) {
  const opened = await openAt('/members', options)
  await settle()
  const row = (name: string) => {
    const found = opened.window.findAll('[data-testid="member-row"]').find((one) => one.text().includes(name))
    if (!found) throw new Error(`no member ${name}`)
    return found
  }
  return { ...opened, row }
}

describe('the members', () => {
  it('stand under their roles with how many may have each', async () => {
    const { at, row } = await openMembers()
    expect(at('members-anchor').text()).toContain('2/500')
    expect(at('members-admin').text()).toContain('0/10')
    expect(at('members-admin').text()).toContain('还没有人')
    expect(row('小开老师').text()).toContain('微信号 kaibo_anchor')
    expect(row('小开老师').text()).toContain('平台上已存在，已关联')
    expect(row('店主').find('[data-testid="member-remove"]').exists()).toBe(false)
  })

  it('are reached from the rooms and lead back', async () => {
    const { at, router } = await openAt('/rooms')
    await settle()
    await at('to-members').trigger('click')
    await settle()
    expect(router.currentRoute.value.name).toBe('members')
    await at('members-back').trigger('click')
    await settle()
    expect(router.currentRoute.value.name).toBe('rooms')
  })

  it('say what to do while none were read', async () => {
    const { window } = await openMembers({ empty: true })
    expect(window.text()).toContain('没有网络也可以先添加')
  })

  it('are added by keyboard alone; what is wrong stands next to its field', async () => {
    const { at, backend, row } = await openMembers()
    key({ key: 'n', ctrlKey: true })
    await settle()
    expect(document.activeElement).toBe(at('member-wechat').element)
    await at('member-wechat').setValue('小陈')
    await at('member-wechat').trigger('keydown', { key: 'Enter' })
    await settle()
    expect(document.querySelector('dialog [role="alert"]')?.textContent).toContain('不是昵称')
    await at('member-wechat').setValue('kaibo_clerk')
    await at('member-role-operator').setValue()
    const added = vi.spyOn(backend.call, 'membersAdd')
    await at('member-wechat').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(added).not.toHaveBeenCalled()
    await at('member-wechat').trigger('keydown', { key: 'Enter' })
    await settle(100)
    expect(added).toHaveBeenCalledWith({ wechat: 'kaibo_clerk', role: 'operator' })
    expect(at('member-wechat').exists()).toBe(false)
    expect(row('kaibo_clerk').text()).toContain('添加中')
  })

  it('are removed, and brought back while there is time', async () => {
    const { row } = await openMembers()
    await row('小开老师').find('[data-testid="member-remove"]').trigger('click')
    await settle(100)
    expect(row('小开老师').text()).toContain('移除中')
    useToast().toasts.value.at(-1)?.action?.run()
    await settle(100)
    expect(row('小开老师').text()).toContain('已生效')
  })

  it('of whom only a part of the WeChat id is known are removed by the whole one', async () => {
    const { at, row } = await openMembers()
    await row('小陈').find('[data-testid="member-remove"]').trigger('click')
    await settle()
    expect(document.querySelector('dialog[open]')?.textContent).toContain('ch****88')
    await at('member-whole-wechat').setValue('other_88')
    await at('member-remove-confirm').trigger('click')
    await settle()
    expect(document.querySelector('dialog [role="alert"]')?.textContent).toContain('对不上')
    await at('member-whole-wechat').setValue('chen_2088')
    await at('member-whole-wechat').trigger('keydown', { key: 'Enter' })
    await settle(100)
    expect(at('member-whole-wechat').exists()).toBe(false)
    expect(row('小陈').text()).toContain('移除中')
  })

  it('who must be verified first are shown the code to scan, and asked for again', async () => {
    const { at, backend, row } = await openMembers()
    const asked = vi.spyOn(backend.call, 'membersAdd')
    expect(row('xinren_2026').text()).toContain('还没有实名认证')
    await row('xinren_2026').find('[data-testid="member-code"]').trigger('click')
    await settle()
    expect(at('real-name').text()).toContain('扫这个码完成一次实名认证')
    expect(at('real-name-code').attributes('src')).toContain('svg')
    await at('code-again').trigger('click')
    expect(asked).toHaveBeenCalledWith({ wechat: 'xinren_2026', role: 'anchor' })
  })
})
