import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { useToast } from '@/composables/useToast'
import { openAt } from '@/test-support'

const settle = async (ms = 60) => {
  await new Promise((done) => setTimeout(done, ms))
  await flushPromises()
}

async function choose(...names: string[]) {
  const opened = await openAt('/goods')
  await settle()
  for (const row of opened.window.findAll('[data-testid="goods-row"]')) {
    if (names.some((name) => row.text().includes(name))) await row.find('input').setValue(true)
  }
  const good = (name: string) => {
    const found = opened.backend.world.goods.find((goods) => goods.draft.name === name)
    if (!found) throw new Error(`no ${name}`)
    return found
  }
  return { ...opened, good }
}

describe('changing many goods', () => {
  it('shows what the first few prices come to, changes them, and says with how many', async () => {
    const { at, good } = await choose('草编遮阳帽', '雪纺碎花连衣裙')
    await at('goods-change-selected').trigger('click')
    await settle()
    expect(at('goods-change-run').attributes('disabled')).toBeDefined()
    await at('goods-reprice-value').setValue('-10')
    await settle()
    expect(at('goods-preview').text()).toContain('¥')
    const before = Number(good('雪纺碎花连衣裙').draft.price)
    await at('goods-change-run').trigger('click')
    await settle()
    expect(Number(good('雪纺碎花连衣裙').draft.price)).toBeCloseTo(before * 0.9, 1)
  })

  it('says what is wrong with an amount, and does nothing with it', async () => {
    const { at, window } = await choose('草编遮阳帽')
    await at('goods-change-selected').trigger('click')
    await settle()
    await at('goods-reprice-value').setValue('-100')
    await settle()
    expect(window.find('dialog .field__fault').text()).toContain('-99')
    expect(at('goods-change-run').attributes('disabled')).toBeDefined()
  })

  it('lists those that were refused with their reason and the way to them', async () => {
    const { at, router, good } = await choose('草编遮阳帽', '雪纺碎花连衣裙')
    good('草编遮阳帽').code = 'KB-1'
    await at('goods-change-selected').trigger('click')
    await at('goods-change-paths').setValue(true)
    await settle()
    await at('goods-path-pattern').setValue('pages/sku?c={code}')
    await settle()
    await at('goods-change-run').trigger('click')
    await settle()
    expect(good('草编遮阳帽').draft.path).toBe('pages/sku?c=KB-1')
    expect(at('goods-refused').text()).toContain('雪纺碎花连衣裙')
    expect(at('goods-refused').text()).toContain('没有填写商家编码')
    await at('goods-refused').find('a').trigger('click')
    await settle()
    expect(router.currentRoute.value.params.id).toBe(good('雪纺碎花连衣裙').id)
  })

  it('says beforehand that more than the day takes goes on the next', async () => {
    const { at, backend } = await choose('草编遮阳帽', '雪纺碎花连衣裙')
    backend.world.auditsLeft = 1
    for (const goods of backend.world.goods) goods.violations = []
    const submit = vi.spyOn(backend.call, 'goodsSubmit')
    await at('goods-submit-selected').trigger('click')
    await settle()
    expect(at('goods-forecast').text()).toContain('今天送 1 个，其余 1 个在 11月23日 周一 00:00 后自动送')
    expect(submit).not.toHaveBeenCalled()
    await at('goods-forecast-confirm').trigger('click')
    await settle()
    expect(submit).toHaveBeenCalledOnce()
  })

  it('stops pictures half way and says how many were left', async () => {
    const { at, window, backend } = await choose('草编遮阳帽', '雪纺碎花连衣裙')
    let end = () => {}
    vi.spyOn(backend.call, 'goodsPickPictures').mockImplementation(async (_selection, progress) => {
      const stopped = new Promise<void>((over) => (end = over))
      await settle(350)
      progress.onmessage({ done: 1, total: 2 })
      await stopped
      return { done: 1, refused: 0, refusals: [], deletion: null }
    })
    vi.spyOn(backend.call, 'goodsStopPictures').mockImplementation(async () => {
      end()
      return null
    })
    await at('goods-change-selected').trigger('click')
    await at('goods-change-pictures').setValue(true)
    await settle()
    await at('goods-change-run').trigger('click')
    expect(window.find('[data-testid="goods-batch-stop"]').exists()).toBe(false)
    await settle(450)
    await at('goods-batch-stop').trigger('click')
    await settle()
    expect(useToast().toasts.value.at(-1)?.text).toBe('已换 1 件商品的图片 · 还有 1 件没有处理')
  })

  it('names what is wrong with a good that has one fault', async () => {
    const { at, good } = await choose('草编遮阳帽', '雪纺碎花连衣裙')
    good('雪纺碎花连衣裙').violations = [
      { field: 'name', rule: 'too-long', params: { max: '28', units: '31' } },
    ]
    good('草编遮阳帽').violations = [
      { field: 'path', rule: 'required', params: {} },
      { field: 'picture', rule: 'picture-missing', params: {} },
    ]
    await at('goods-submit-selected').trigger('click')
    await settle()
    expect(at('goods-refused').text()).toContain('“商品名称”太长：最多 28 个字符')
    expect(at('goods-refused').text()).toContain('还有 2 处需要修改')
  })

  it('says how far it is once it takes long', async () => {
    const { at, backend } = await choose('草编遮阳帽', '雪纺碎花连衣裙')
    vi.spyOn(backend.call, 'goodsSubmit').mockImplementation(async (_selection, progress) => {
      await settle(350)
      progress.onmessage({ done: 1, total: 2 })
      await settle(100)
      return { done: 0, refused: 0, refusals: [], deletion: null }
    })
    await at('goods-submit-selected').trigger('click')
    await settle(400)
    expect(at('goods-batch-count').text()).toBe('正在处理 1 / 2')
    await settle(200)
    expect(at('goods-batch-count').exists()).toBe(false)
  })
})
