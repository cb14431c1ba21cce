import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { openAt } from '@/test-support'

const settle = async (ms = 60) => {
  await new Promise((done) => setTimeout(done, ms))
  await flushPromises()
}

async function openGood(state: 'approved' | 'auditing' | 'rejected' | 'draft') {
  const opened = await openAt('/goods')
  const good = opened.backend.world.goods.find((goods) => goods.state === state)
  if (!good) throw new Error(`none ${state}`)
  await opened.router.push({ name: 'goods', params: { id: good.id } })
  await settle(150)
  const field = (testId: string) => opened.at(testId).element as HTMLInputElement
  return { ...opened, good, field }
}

describe('an approved good', () => {
  it('takes another price and nothing else, and stays approved while it is on its way', async () => {
    const { at, field, good } = await openGood('approved')
    expect([field('goods-name').readOnly, field('goods-path').readOnly]).toEqual([true, true])
    expect(field('goods-price').readOnly).toBe(false)
    expect(at('goods-only-price').text()).toContain('只能改价格')
    await at('goods-price').setValue('88.00')
    await settle(400)
    expect(at('goods-card').text()).toContain('88.00')
    expect(at('goods-submit').text()).toBe('提交新价格')
    await at('goods-submit').trigger('click')
    await settle(150)
    expect(good.state).toBe('approved')
    expect(at('goods-only-price').text()).toContain('正在送到平台')
    expect(at('goods-editor-state').text()).toBe('已入库')
  })

  it('is copied as a new one by Ctrl+D', async () => {
    const { router, backend, good } = await openGood('approved')
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', ctrlKey: true }))
    await settle(150)
    const [copy] = backend.world.goods
    expect(router.currentRoute.value.params.id).toBe(copy?.id)
    expect([copy?.state, copy?.draft.name]).toEqual(['draft', good.draft.name])
  })
})

describe('what stands beside a good', () => {
  it('under audit, that it is to be withdrawn first', async () => {
    const { at, field } = await openGood('auditing')
    expect(at('goods-withdraw-first').text()).toContain('请先撤回')
    expect(field('goods-price').readOnly).toBe(true)
    await at('goods-withdraw').trigger('click')
    await settle(150)
    expect(field('goods-name').readOnly).toBe(false)
  })

  it('a note on its rejection, kept as it is typed, and shown with the next one of the name', async () => {
    const { at, backend, router, good } = await openGood('rejected')
    await at('goods-note-reason').setValue('图上有水印')
    await settle(400)
    expect(backend.world.notes[good.id]?.reason).toBe('图上有水印')
    const next = await backend.call.goodsCopy(good.id)
    await router.push({ name: 'goods', params: { id: next.id } })
    await settle(150)
    expect(at('goods-note').exists()).toBe(false)
    expect(at('goods-similar-name').text()).toContain('图上有水印')
    await at('goods-similar-name').find('a').trigger('click')
    await settle(150)
    expect(router.currentRoute.value.params.id).toBe(good.id)
  })

  it('its history, its code in every state, and a path put right by one click', async () => {
    const { at, field, good, backend, router } = await openGood('auditing')
    expect(at('goods-history').text()).toContain('新建草稿')
    await at('goods-code').setValue('KB-9')
    await settle(400)
    expect(good.code).toBe('KB-9')
    const draft = await backend.call.goodsCreate()
    await router.push({ name: 'goods', params: { id: draft.id } })
    await settle(150)
    expect(at('goods-path-repair').exists()).toBe(false)
    await at('goods-path').setValue('/pages/goods/index')
    await settle(400)
    await at('goods-path-repair').trigger('click')
    await settle(150)
    expect(field('goods-path').value).toBe('pages/goods/index')
  })
})
