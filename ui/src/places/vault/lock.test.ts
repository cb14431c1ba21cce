import { afterEach, describe, expect, it, vi } from 'vitest'
import { limits } from '@/backend'
import { openAt, settle, shell } from '@/test-support'

const WORDS = '资料库口令一二三四'

/** Opens a place of a shop whose vault has a passphrase of its own. */
async function openGuarded(path = '/vault', about = {}) {
  const opened = await openAt(path, {}, about)
  await opened.backend.call.vaultChoosePassphrase('', WORDS)
  await settle(100)
  return opened
}

describe('the lock of the vault', () => {
  afterEach(() => void vi.useRealTimers())

  it('is set up in the settings, and closed by button', async () => {
    const { at, window, router } = await openAt('/vault')
    await settle()
    expect(at('vault-lock').exists()).toBe(false)
    await at('vault-lock-settings').trigger('click')
    await settle(100)
    expect(at('vault-settings').text()).toContain('现在不会锁定')
    await at('vault-choose').trigger('click')
    await settle()
    await at('vault-new').setValue('短')
    expect(at('vault-keep').attributes('disabled')).toBeDefined()
    await at('vault-new').setValue(WORDS)
    await at('vault-again').setValue(WORDS)
    await window.find('form#vault-passphrase').trigger('submit')
    await settle(100)
    expect(at('vault-settings').text()).toContain('没有操作多久后锁定')
    await router.push('/vault/paper-4')
    await settle(100)
    expect(at('paper-editor').exists()).toBe(true)
    await at('vault-lock').trigger('click')
    await settle(100)
    expect(at('vault-locked').text()).toContain('资料库口令')
    expect(window.text()).not.toContain('法人身份证')
  })

  it('is opened with the passphrase, and shows the paper that was open', async () => {
    const { at, window } = await openGuarded('/vault/paper-3')
    globalThis.window.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', ctrlKey: true }))
    await settle(100)
    await at('vault-passphrase').setValue('不是这个')
    await window.find('[data-testid="vault-locked"] form').trigger('submit')
    await settle(100)
    expect(at('vault-locked').text()).toContain('口令')
    expect(at('vault-passphrase').attributes('aria-invalid')).toBeDefined()
    await at('vault-passphrase').setValue(WORDS)
    await window.find('[data-testid="vault-locked"] form').trigger('submit')
    await settle(100)
    expect(at('paper-editor').exists()).toBe(true)
  })

  it('whose passphrase is forgotten is emptied by those who type that they mean it', async () => {
    const { at, window } = await openGuarded('/vault')
    globalThis.window.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', ctrlKey: true }))
    await settle(100)
    await at('vault-forgot').trigger('click')
    await settle()
    expect(at('vault-reset-confirm').attributes('disabled')).toBeDefined()
    await at('vault-reset-word').setValue(' 清空')
    await window.find('form#vault-reset').trigger('submit')
    await settle(100)
    expect(at('vault-locked').exists()).toBe(false)
    expect(at('vault').text()).toContain('还没有材料')
  })

  it('leaves of papers that end only their number', async () => {
    const { at, window, backend } = await openGuarded('/today')
    expect(
      window
        .findAll('[data-testid="paper-ending"]')
        .map((row) => row.text())
        .join(),
    ).toContain('品牌授权书')
    await backend.call.vaultLock()
    await settle(200)
    expect(at('paper-ending').text()).toContain('2 份材料快到期')
    expect(window.text()).not.toContain('品牌授权书')
    await at('paper-ending-open').trigger('click')
    await settle(100)
    expect(at('vault-locked').exists()).toBe(true)
  })

  it('says in a category that it cannot be seen what there is', async () => {
    const { at, backend } = await openGuarded('/qualification/10000202')
    expect(at('demand-paper').exists()).toBe(true)
    await backend.call.vaultLock()
    await settle(200)
    expect(at('demand-paper').exists()).toBe(false)
    expect(at('demand-unlock').exists()).toBe(true)
  })

  it('is told of input', async () => {
    const { backend } = await openGuarded('/vault', { frame: shell })
    const touch = vi.spyOn(backend.call, 'vaultTouch')
    globalThis.window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))
    globalThis.window.dispatchEvent(new Event('pointermove'))
    expect(touch).toHaveBeenCalledTimes(1)
  })

  it('mends a damaged file from the copy elsewhere, where there is one', async () => {
    const alone = await openAt('/vault/paper-5')
    await settle(100)
    expect(alone.at('paper-mend').exists()).toBe(false)
    const { at } = await openAt('/vault/paper-5', { away: { folder: 'E:\\开播台备份', isThere: true } })
    await settle(100)
    await at('paper-mend').trigger('click')
    await vi.waitFor(() => expect(at('paper-damaged').exists()).toBe(false))
  })

  it('plays a recording, or copies it out, and says that its file is gone', async () => {
    const { at, window, backend } = await openAt('/vault/paper-5')
    await settle(100)
    expect(at('paper-recording').text()).toContain('1:35 · 1080×1920')
    expect(at('paper-damaged').text()).toContain('a1b2c3d4e5f60718')
    await window.find('video').trigger('error')
    expect(at('recording-unplayable').exists()).toBe(true)
    const save = vi.spyOn(backend.call, 'recordingSave')
    await at('recording-save').trigger('click')
    await settle(100)
    expect(save).toHaveBeenCalledWith('paper-5')
  })

  it('hides a whole number again by itself', async () => {
    const { at } = await openAt('/vault/paper-4')
    await settle(100)
    const number = () => (at('paper-number').element as HTMLInputElement).value
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await at('paper-reveal').trigger('click')
    await vi.advanceTimersByTimeAsync(1000)
    expect(number()).toBe('330106199001011234')
    await vi.advanceTimersByTimeAsync(limits.revealedMs)
    expect(number()).toBe('••••1234')
  })
})
