import { describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import { openAt, settle } from '@/test-support'
import { bytesText } from '@/composables/bytesText'

async function openPictures(options = {}, language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened = await openAt('/pictures', options, { language })
  await settle()
  const cards = () => opened.window.findAll('[data-testid="picture-card"]')
  const card = (name: string) => {
    const found = cards().find((one) => one.text().includes(name))
    if (!found) throw new Error(`no picture ${name}`)
    return found
  }
  return { ...opened, cards, card }
}

describe('the picture library', () => {
  it('says of every picture how large it is and where it is used', async () => {
    const { backend, card, window, router } = await openPictures()
    const good = backend.world.goods.find(({ picture }) => picture)
    const used = card(good?.picture?.name ?? '')
    expect(used.text()).toContain(`商品 · ${good?.draft.name}`)
    expect(used.text()).toMatch(/4032×3024 · \d\.\d MB/)
    expect(card('备用图1').text()).toContain('未使用')
    expect(window.text()).toMatch(/\d+ 张图片，共 /)
    expect(window.findAll('[data-testid="picture-select"]')).toHaveLength(0)
    await used.find('[data-testid="picture-use"]').trigger('click')
    await settle()
    expect(router.currentRoute.value.params).toEqual({ id: good?.id })
  })

  it('takes away what nothing uses, after asking, and nothing else', async () => {
    const { at, backend, cards, window } = await openPictures()
    await at('pictures-filter-unused').setValue()
    await settle()
    expect(cards()).toHaveLength(3)
    expect(at('pictures-delete').attributes('disabled')).toBeDefined()
    await at('pictures-select-all').trigger('click')
    await window.findAll('[data-testid="picture-select"]')[0]?.setValue(false)
    const erased = vi.spyOn(backend.call, 'picturesDelete')
    await at('pictures-delete').trigger('click')
    await settle()
    expect(document.querySelector('dialog[open]')?.textContent).toContain('删除 2 张图片？')
    expect(document.querySelector('dialog[open]')?.textContent).toContain('不能撤销')
    expect(erased).not.toHaveBeenCalled()
    await at('pictures-delete-confirm').trigger('click')
    await settle(100)
    expect(erased.mock.calls[0]?.[0]).toHaveLength(2)
    expect(useToast().toasts.value.at(-1)?.text).toBe('已删除 2 张图片')
    expect(cards()).toHaveLength(1)
  })

  it('takes in a folder, tells how far it is, and what became of each file', async () => {
    const { at, card, window } = await openPictures()
    await at('pictures-add-folder').trigger('click')
    await settle(5)
    expect(at('pictures-taking').text()).toMatch(/正在/)
    await settle(150)
    expect(at('pictures-taking').text()).toContain('已添加 2 张 · 2 个文件没有添加')
    card('IMG_3001.jpg')
    await at('pictures-problems').trigger('click')
    expect(at('pictures-taking').text()).toContain('兼容性最佳')
    // Again: they are there already.
    await at('pictures-add-folder').trigger('click')
    await settle(150)
    expect(at('pictures-taking').text()).toContain('已添加 0 张 · 2 张原来就有')
    expect(window.findAll('[data-testid="picture-card"]').length).toBeGreaterThan(4)
  })

  it('takes dropped files, stops when asked, and keeps what was taken', async () => {
    const { at, backend } = await openPictures({ empty: true })
    expect(at('pictures-taking').exists()).toBe(true)
    const many = Array.from({ length: 200 }, (_, n) => `/photos/${n}.jpg`)
    backend.drag({ kind: 'over' })
    await settle(0)
    expect(document.body.textContent).toContain('松开鼠标，全部加入图片库')
    backend.drag({ kind: 'drop', paths: many })
    await settle(40)
    await at('pictures-stop').trigger('click')
    await settle(60)
    expect(at('pictures-taking').text()).toMatch(/已添加 \d+ 张 · 还有 \d+ 个没有处理/)
    expect(backend.world.pictures.length).toBeGreaterThan(0)
    expect(backend.world.pictures.length).toBeLessThan(200)
  })

  it('says what to do first, in both languages, and is opened by keyboard', async () => {
    const { window } = await openPictures({ empty: true }, 'en')
    expect(window.text()).toContain('Add a whole folder at once')
    const { backend } = await openPictures()
    const picked = vi.spyOn(backend.call, 'picturesPick').mockResolvedValue([])
    window.element.ownerDocument.defaultView?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'n', ctrlKey: true }),
    )
    await settle()
    expect(picked).toHaveBeenCalledWith(false)
  })
})

it('writes sizes as file managers do', () => {
  expect([900, 1024 * 860, 2_500_000, 1_300_000_000].map(bytesText)).toEqual([
    '1 KB',
    '860 KB',
    '2.4 MB',
    '1.2 GB',
  ])
})
