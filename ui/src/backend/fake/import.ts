import {
  type DuplicateChoice,
  type ImportField,
  type ImportFilter,
  type ImportRow,
  type ImportView,
  type Meaning,
  type PastImport,
  type Topic,
} from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { units, violations } from './goodsRules'
import { newGoods, problem, type World } from './world'

type ImportCalls = Pick<Calls, Extract<keyof Calls, `import${string}` | 'goodsExport'>>

const MEANINGS: Record<string, Meaning> = {
  商品名称: 'name',
  售价: 'price',
  原价: 'original',
  页面路径: 'path',
  商家编码: 'code',
  图片: 'picture',
}

export const SAMPLE_TABLE = [
  '商品名称\t售价\t页面路径\t商家编码\t图片',
  '亚麻阔腿长裤\t199\tpages/goods/index?id=1\tA-1\tA-1.jpg',
  '裙\t58\tpages/goods/index?id=2\tA-2\t',
  '手工布艺挎包\t五十九\t/pages/goods/index?id=3\tA-3\t',
].join('\n')

interface Session {
  fileName: string
  table: string[][]
  meanings: (Meaning | null)[]
  rows: ImportRow[]
  folder: ImportView['folder']
  choice: DuplicateChoice
  skipFaulty: boolean
  remembered: boolean
}

/** Enough of an import to move its screens; the real one is the console's. */
export function fakeImport(world: World, changed: (topic: Topic) => void): ImportCalls {
  let session: Session | null = null
  const past: (PastImport & { goods: string[] })[] = []

  const judge = (row: ImportRow) => {
    const goods = { ...newGoods('row'), draft: row.draft }
    row.violations = violations(goods)
    row.faulty = row.pictureProblem !== null || row.violations.some((one) => one.rule !== 'picture-missing')
    return row
  }
  const read = (fileName: string, text: string): ImportView => {
    const table = text
      .split(/\r?\n/)
      .filter((line) => line.trim())
      .map((line) => line.split('\t'))
    if (table.length === 0) throw new ProblemError(problem('import.empty', { file: fileName }))
    const meanings = (table[0] ?? []).map((heading) => MEANINGS[heading] ?? null)
    session = {
      fileName,
      table,
      meanings,
      rows: [],
      folder: null,
      choice: 'skip',
      skipFaulty: false,
      remembered: false,
    }
    rowsOf(session)
    return view()
  }
  const rowsOf = (at: Session) => {
    const cell = (row: string[], meaning: Meaning) => row[at.meanings.indexOf(meaning)] ?? ''
    at.rows = at.table.slice(1).map((row, place) => {
      const name = cell(row, 'name')
      const there = world.goods.some((goods) => !goods.deleted && goods.draft.name === name)
      return judge({
        at: place,
        number: place + 2,
        draft: {
          name,
          priceKind: 'single',
          price: cell(row, 'price'),
          price2: '',
          path: cell(row, 'path'),
          hasPicture: at.folder !== null,
        },
        code: cell(row, 'code'),
        picture: cell(row, 'picture'),
        pictureFile: at.folder ? cell(row, 'picture') || null : null,
        pictureProblem:
          at.folder && cell(row, 'picture').includes('坏') ? problem('picture.not-a-picture') : null,
        violations: [],
        faulty: false,
        duplicate: there ? { kind: 'good', name, byCode: false } : null,
        choice: at.choice,
      })
    })
  }
  const open = () => {
    if (!session) throw new ProblemError(problem('import.none'))
    return session
  }
  const made = (at: Session) =>
    at.rows.filter((row) => !(at.skipFaulty && row.faulty) && !(row.duplicate && row.choice !== 'add'))
  const view = (): ImportView => {
    const at = open()
    const count = (is: (row: ImportRow) => boolean) => at.rows.filter(is).length
    return {
      fileName: at.fileName,
      sheets: [''],
      sheet: 0,
      headingRow: 1,
      headings: at.table[0] ?? [],
      sample: at.table.slice(1, 6),
      columns: { source: '', meanings: at.meanings, pathPattern: '' },
      remembered: at.remembered,
      counts: {
        rows: at.rows.length,
        faulty: count((row) => row.faulty),
        duplicates: count((row) => row.duplicate !== null),
        pictures: count((row) => row.pictureFile !== null && row.pictureProblem === null),
        addresses: count((row) => row.picture.startsWith('http')),
        embedded: at.fileName.includes('内嵌') ? 3 : 0,
        make: made(at).length,
        update: 0,
      },
      folder: at.folder,
      duplicates: at.choice,
      skipFaulty: at.skipFaulty,
      progress: null,
    }
  }
  const setFolder = (path: string) => {
    const at = open()
    at.folder = { name: path.split('/').at(-1) ?? path, pictures: 1, hasMore: false, byOrder: false }
    rowsOf(at)
    return view()
  }
  const wanted = (filter: ImportFilter) => (row: ImportRow) =>
    filter === 'all' || (filter === 'faulty' ? row.faulty : row.duplicate !== null)
  const put = (row: ImportRow, field: ImportField, text: string) => {
    if (field === 'code' || field === 'picture') row[field] = text
    else Object.assign(row.draft, { [field]: text })
  }

  return {
    importPick: async () => read('备货.xlsx', SAMPLE_TABLE),
    async importOpen(path) {
      if (path.endsWith('.ods')) throw new ProblemError(problem('import.other-format', { file: path }))
      return read(path.split('/').at(-1) ?? path, SAMPLE_TABLE)
    },
    importPaste: async (text) => read('', text),
    importView: async () => (session ? view() : null),
    importRows: async (filter) => ({ rows: open().rows.filter(wanted(filter)), next: null }),
    async importSetColumns({ meanings }) {
      const at = open()
      at.meanings = meanings
      at.remembered = true
      rowsOf(at)
      return view()
    },
    async importEdit(place, field, text) {
      const row = open().rows[place]
      if (!row) throw new ProblemError(problem('import.none'))
      put(row, field, text)
      return judge(row)
    },
    async importChoose(place, choice) {
      const at = open()
      if (place === null) at.choice = choice
      for (const row of at.rows) if (place === null || row.at === place) row.choice = choice
      return view()
    },
    async importSkipFaulty(skip) {
      open().skipFaulty = skip
      return view()
    },
    importPickFolder: async () => setFolder('商品图片'),
    importSetFolder: async (path) => setFolder(path),
    async importByOrder(byOrder) {
      const at = open()
      if (at.folder) at.folder.byOrder = byOrder
      return view()
    },
    async importRun() {
      const at = open()
      const goods = made(at).map((row) => {
        const one = newGoods(world.nextId())
        Object.assign(one, { draft: { ...row.draft }, code: row.code, nameUnits: units(row.draft.name) })
        one.violations = violations(one)
        world.goods.unshift(one)
        return one.id
      })
      const id = world.nextId()
      past.unshift({
        id,
        fileName: at.fileName,
        createdMs: Date.now(),
        undoneMs: null,
        made: goods.length,
        updated: 0,
        goods,
      })
      session = null
      changed('goods')
      changed('imports')
      const skipped = at.rows.length - goods.length
      return { id, made: goods.length, updated: 0, skipped, locked: 0, pictures: 0, lostPictures: [] }
    },
    async importClose() {
      session = null
      changed('imports')
      return null
    },
    importsList: async () => past,
    async importUndo(id) {
      const one = past.find((found) => found.id === id)
      if (!one || one.undoneMs !== null) throw new ProblemError(problem('import.gone'))
      one.undoneMs = Date.now()
      for (const goods of world.goods) if (one.goods.includes(goods.id)) goods.deleted = true
      changed('goods')
      changed('imports')
      return { removed: one.goods.length, restored: 0, kept: 0, keptNames: [] }
    },
    importSubmit: async (id) => ({ queued: 0, left: past.find((one) => one.id === id)?.made ?? 0 }),
    importTemplate: async () => '~/开播台商品导入模板.xlsx',
    goodsExport: async (_, form) => `~/商品.${form}`,
  }
}
