import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useToast } from '@/composables/useToast'
import { openAt, settle } from '@/test-support'
import ExportMenu from './ExportMenu.vue'

async function openImport(path = '/import') {
  const opened = await openAt(path)
  await settle()
  const rows = () => opened.window.findAll('[data-testid="import-row"]')
  return { ...opened, rows }
}

describe('the import', () => {
  it('is reached from the goods by button, keyboard and drop, and leads back', async () => {
    const { at, router, backend } = await openAt('/goods')
    await settle()
    await at('to-import').trigger('click')
    await settle()
    expect(router.currentRoute.value.name).toBe('import')
    await at('import-back').trigger('click')
    await settle()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'i', ctrlKey: true }))
    await settle()
    expect(router.currentRoute.value.name).toBe('import')
    await at('import-back').trigger('click')
    await settle()
    backend.drag({ kind: 'drop', paths: ['/tmp/备货.xlsx'] })
    await settle()
    expect(at('import-file').text()).toBe('备货.xlsx')
  })

  it('shows what is wrong in the cells; mended on the spot the count goes down and the row stays', async () => {
    const { at, rows } = await openImport()
    await at('import-pick').trigger('click')
    await settle()
    expect(rows()).toHaveLength(3)
    expect(at('import-counts').text()).toContain('2 行需要修改')
    await at('import-filter-faulty').setValue()
    await settle()
    expect(rows()).toHaveLength(2)
    expect(rows()[0]?.text()).toContain('太短')
    await at('import-name-3').setValue('亚麻长裙')
    await settle()
    expect(rows()).toHaveLength(2)
    expect(rows()[0]?.text()).not.toContain('太短')
    expect(at('import-counts').text()).toContain('1 行需要修改')
  })

  it('says next to the row which picture will not do, and that pictures in the table are not read', async () => {
    const { at, backend } = await openImport()
    await backend.call.importOpen('内嵌.xlsx')
    backend.changed('imports')
    await settle(200)
    expect(at('import-embedded').text()).toContain('3 张内嵌图片')
    await backend.call.importPaste(
      '商品名称\t售价\t页面路径\t图片\n亚麻长裙\t199\tpages/goods/index?id=1\t坏.jpg',
    )
    await at('import-folder').trigger('click')
    await settle(200)
    expect(at('import-embedded').exists()).toBe(false)
    expect(at('import-picture-2').text()).toContain('不是图片')
    expect(at('import-counts').text()).toContain('1 行需要修改')
    expect(at('import-counts').text()).toContain('0 行有图片')
  })

  it('walks down a column with Enter, as a spreadsheet does', async () => {
    const { at, rows } = await openImport()
    await at('import-pick').trigger('click')
    await settle()
    ;(at('import-name-2').element as HTMLInputElement).focus()
    await at('import-name-2').trigger('keydown', { key: 'Enter' })
    expect(document.activeElement).toBe(at('import-name-3').element)
    await at('import-name-3').trigger('keydown', { key: 'ArrowUp' })
    expect(document.activeElement).toBe(at('import-name-2').element)
    expect(rows()).toHaveLength(3)
  })

  it('imports, says what came of it, and takes it back', async () => {
    const { at, backend, window } = await openImport()
    const before = backend.world.goods.length
    await at('import-pick').trigger('click')
    await settle()
    await at('import-skip-faulty').setValue(true)
    await settle()
    const { make } = (await backend.call.importView())?.counts ?? { make: 0 }
    await at('import-run').trigger('click')
    await settle()
    expect(at('import-result').text()).toContain(`新建 ${make} 件`)
    expect(backend.world.goods.filter((goods) => !goods.deleted)).toHaveLength(before + make)
    await at('import-undo').trigger('click')
    await settle()
    expect(backend.world.goods.filter((goods) => !goods.deleted)).toHaveLength(before)
    expect(at('import-past').text()).toContain('已撤销')
    expect(window.text()).toContain('导入记录')
  })

  it('goes on while one is elsewhere, and says there what came of it', async () => {
    const { at, backend, router } = await openImport()
    await at('import-pick').trigger('click')
    await settle()
    const view = await backend.call.importView()
    const { importRun: run, importView: look } = backend.call
    let end = () => {}
    const ended = new Promise<void>((resolve) => (end = resolve))
    backend.call.importRun = () => ended.then(run)
    backend.call.importView = async () => view && { ...view, progress: { done: 1, total: 3 } }
    await at('import-run').trigger('click')
    await router.push('/goods')
    backend.changed('imports')
    await settle(200)
    await router.push('/import')
    await settle()
    expect(at('import-progress').text()).toContain('1 / 3')
    expect(at('import-run').exists()).toBe(false)
    await router.push('/goods')
    await settle()
    backend.call.importView = look
    end()
    await settle(200)
    expect(useToast().toasts.value.at(-1)?.text).toContain('导入完成')
    await router.push('/import')
    await settle()
    expect(at('import-result').text()).toContain('导入完成')
    // Seen once; what is dropped then that cannot be read is said in its place.
    backend.drag({ kind: 'drop', paths: ['备货.ods'] })
    await settle()
    expect(at('import-result').exists()).toBe(false)
    expect(at('import-fault').text()).toContain('备货.ods')
  })

  it('names a file that is not read, and stays where it was', async () => {
    const { at, backend } = await openImport()
    backend.drag({ kind: 'drop', paths: ['备货.ods'] })
    await settle()
    expect(at('import-fault').text()).toContain('备货.ods')
    expect(at('import-fault').text()).toContain('另存为 XLSX')
  })

  it('asks which column is the name when no heading tells', async () => {
    const { at, backend } = await openImport()
    await backend.call.importPaste('叫法\t多少\n连衣裙\t199')
    backend.changed('imports')
    await settle(200)
    expect(at('import-columns-status').text()).toContain('商品名称')
    expect(at('import-run').attributes('disabled')).toBeDefined()
    await at('import-column-0').setValue('name')
    await settle()
    expect(at('import-name-2').element).toHaveProperty('value', '连衣裙')
  })

  it('takes pasted cells', async () => {
    const { at, rows } = await openImport()
    const data = new DataTransfer()
    data.setData('text/plain', '商品名称\t售价\n手冲咖啡豆礼盒\t58')
    const event = new Event('paste', { bubbles: true, cancelable: true })
    Object.assign(event, { clipboardData: data })
    at('import-drop').element.dispatchEvent(event)
    await settle()
    expect(rows()).toHaveLength(1)
    expect(at('import-file').text()).toBe('粘贴的内容')
  })
})

describe('the export', () => {
  it('writes the chosen goods in the chosen form and says where', async () => {
    const frame = defineComponent(() => () => h(ExportMenu, { selection: { kind: 'ids', ids: ['1'] } }))
    const { at } = await openAt('/goods', {}, { frame })
    await at('goods-export-csv').trigger('click')
    await settle()
    expect(useToast().toasts.value.at(-1)?.text).toBe('已导出到 ~/商品.csv')
  })
})
