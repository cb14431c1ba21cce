import { describe, expect, it } from 'vitest'
import { openAt, settle } from '@/test-support'

async function openPackages() {
  const opened = await openAt('/settings')
  await settle()
  await opened.at('about-packages').trigger('click')
  await settle()
  const names = () => opened.window.findAll('[data-testid="package"]').map((row) => row.text())
  return { ...opened, names }
}

describe('the packages', () => {
  it('are drawn where one looks, and found by name and by licence', async () => {
    const { at, names } = await openPackages()
    expect(at('packages-count').text()).toBe('共 202 个')
    expect(names().length).toBeLessThan(60)
    await at('packages-search').setValue('VUE')
    await settle()
    expect(names()).toEqual(['vue 3.5.0MIT'])
    await at('packages-search').setValue('apache')
    await settle()
    expect(at('packages-count').text()).toBe('共 200 个')
    await at('packages-search').setValue('nothing such')
    await settle()
    expect(names()).toEqual([])
  })

  it('show the words of the licence of the one that is chosen, found by search too', async () => {
    const { at, window } = await openPackages()
    await at('packages-search').setValue('crate-7')
    await settle()
    await at('package').trigger('click')
    await settle()
    expect(window.findAll('[data-testid="licence-text"] pre').map((text) => text.text())).toEqual([
      'MIT: as is, without warranty',
      'Apache-2.0: as is, without warranty',
    ])
    await at('packages-back').trigger('click')
    await settle()
    expect(at('packages-count').text()).toBe('共 11 个')
  })

  it('of no known licence are called so', async () => {
    const { at, names, window } = await openPackages()
    await at('packages-search').setValue('nobody')
    await settle()
    expect(names()[0]).toContain('许可不明')
    await at('package').trigger('click')
    await settle()
    expect(window.text()).toContain('没有许可全文')
  })
})
