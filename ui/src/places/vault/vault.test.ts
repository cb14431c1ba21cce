import { describe, expect, it, vi } from 'vitest'
import { problem } from '@/backend/fake/world'
import { useToast } from '@/composables/useToast'
import { openAt, settle } from '@/test-support'

async function openVault(path = '/vault', options = {}) {
  const opened = await openAt(path, options)
  await settle()
  const row = (title: string) => {
    const found = opened.window.findAll('[data-testid="paper-row"]').find((one) => one.text().includes(title))
    if (!found) throw new Error(`no paper ${title}`)
    return found
  }
  return { ...opened, row }
}

describe('the papers', () => {
  it('say what they are, whose, and how long they are valid', async () => {
    const { row } = await openVault()
    expect(row('品牌授权书').text()).toContain('有效期不够')
    expect(row('品牌授权书').text()).toContain('还有 5 天到期')
    expect(row('商标注册证').text()).toContain('快到期')
    expect(row('营业执照').text()).toContain('长期有效')
  })

  it('show identity papers by the end of their number only, until somebody asks', async () => {
    const { row, at, backend } = await openVault()
    expect(row('法人身份证').text()).toContain('••••1234')
    expect(row('法人身份证').find('img').exists()).toBe(false)
    const get = vi.spyOn(backend.call, 'papersGet')
    await row('法人身份证').trigger('click')
    await settle(100)
    expect(at('paper-hidden').exists()).toBe(true)
    expect((at('paper-number').element as HTMLInputElement).value).toBe('••••1234')
    expect(at('paper-number').attributes('readonly')).toBeDefined()
    await at('paper-reveal').trigger('click')
    await settle(100)
    expect(get).toHaveBeenLastCalledWith('paper-4', true)
    expect((at('paper-number').element as HTMLInputElement).value).toBe('330106199001011234')
    expect(at('paper-page').exists()).toBe(true)
    await at('paper-hide').trigger('click')
    await settle(100)
    expect((at('paper-number').element as HTMLInputElement).value).toBe('••••1234')
  })

  it('are saved as they are typed, and what is wrong stands at its field', async () => {
    const { at, backend } = await openVault('/vault/paper-2')
    const save = vi.spyOn(backend.call, 'papersSave')
    await at('paper-expires').setValue('明年')
    await at('paper-expires').trigger('blur')
    await settle(100)
    expect(save).toHaveBeenCalledWith('paper-2', { expires: '明年' })
    expect(at('paper-editor').text()).toContain('2027-05-01 这样的日期')
    await at('paper-expires').setValue('长期')
    await at('paper-expires').trigger('blur')
    await settle(100)
    expect(at('paper-editor-standing').text()).toBe('长期有效')
  })

  it('have a chain of authorisations whose levels are counted', async () => {
    const { at, window, backend } = await openVault('/vault/paper-1')
    expect(at('paper-too-short').text()).toContain('7 天')
    expect(window.findAll('[data-testid="paper-link"]')).toHaveLength(2)
    const save = vi.spyOn(backend.call, 'papersSave')
    await at('paper-add-link').trigger('click')
    await settle(400)
    const links = save.mock.lastCall?.[1].links
    expect(links).toHaveLength(3)
    expect(links?.[2]?.from).toBe('杭州小开贸易有限公司')
    expect(at('paper-editor').text()).toContain('共 3 级授权')
  })

  it('are added with consent where they are of a person', async () => {
    const { at, window, backend } = await openVault('/vault', { empty: true })
    expect(window.text()).toContain('还没有材料')
    const take = vi.spyOn(backend.call, 'papersTake')
    backend.drag({ kind: 'drop', paths: ['D:\\身份证正面.jpg'] })
    await settle()
    expect(at('paper-add-confirm').attributes('disabled')).toBeDefined()
    await at('paper-consent').setValue(true)
    await at('paper-add-confirm').trigger('click')
    await settle(100)
    expect(take.mock.lastCall?.[0]).toEqual({
      paths: ['D:\\身份证正面.jpg'],
      kind: 'identity',
      together: false,
      consent: true,
    })
    expect(at('paper-editor').text()).toContain('记录了本人同意')
  })

  it('of several pages are added whole or not at all', async () => {
    const { at, backend } = await openVault('/vault', { empty: true })
    const answer = [{ name: '第2页.jpg', paper: null, known: false, problem: problem('picture.damaged') }]
    const take = vi.spyOn(backend.call, 'papersTake').mockResolvedValueOnce(answer)
    backend.drag({ kind: 'drop', paths: ['D:\\授权书1.jpg', 'D:\\第2页.jpg'] })
    await settle()
    await at('paper-together').find('input').setValue(true)
    await at('paper-add-confirm').trigger('click')
    await settle(100)
    expect(at('paper-spoiler').text()).toContain('第2页.jpg')
    expect(at('paper-spoiler').find('[data-code="picture.damaged"]').exists()).toBe(true)
    await at('paper-add-confirm').trigger('click')
    await settle(100)
    expect(take).toHaveBeenCalledTimes(2)
    expect(at('paper-editor').text()).toContain('2 页')
  })

  it('are removed with undo, and erased only after a question', async () => {
    const { at, row, window } = await openVault('/vault/paper-3')
    await at('paper-remove').trigger('click')
    await settle(100)
    expect(at('vault-view-removed').element.closest('label')?.textContent).toContain('1')
    useToast().toasts.value.at(-1)?.action?.run()
    await settle(100)
    expect(row('营业执照').exists()).toBe(true)
    await row('营业执照').trigger('click')
    await settle(100)
    await at('paper-remove').trigger('click')
    await settle(100)
    await at('vault-view-removed').setValue()
    await settle()
    await row('营业执照').trigger('click')
    await settle(100)
    await at('paper-erase').trigger('click')
    await settle()
    expect(document.querySelector('dialog[open]')?.textContent).toContain('备份')
    await at('paper-erase-confirm').trigger('click')
    await settle(100)
    expect(window.text()).toContain('没有移除的材料')
  })
})

describe('the merchant', () => {
  it('is a form whose faults stand at their fields', async () => {
    const { at } = await openVault()
    await at('vault-view-entity').setValue()
    await settle()
    expect(at('entity-faults').text()).toContain('待完善 5 处')
    await at('entity-code').setValue('9144')
    await at('entity-code').trigger('blur')
    await settle(100)
    expect(at('entity').text()).toContain('18 位，现在是 4 位')
  })
})
