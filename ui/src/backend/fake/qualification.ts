/** 类目资质 of the stand-in: three categories, one of which demands papers. */
import type { CategoryRow, DemandView, FaqView, Topic } from '../bindings'
import type { Calls } from '../contract'
import { fakePlatform } from './platform'
import type { FakeLock } from './vaultLock'

type QualificationCalls = Pick<Calls, Extract<keyof Calls, `categor${string}` | 'faqSearch'>>

const ROWS: Omit<CategoryRow, 'listing'>[] = [
  { id: '10000332', top: '珠宝首饰', name: '黄金', gated: true, brand: true, demands: 3 },
  { id: '10000202', top: '酒类', name: '白酒', gated: true, brand: true, demands: 3 },
  { id: '10000027', top: '礼品文创', name: '礼品', gated: false, brand: false, demands: 0 },
]
const SPELT: Record<string, string> = { 黄金: 'huangjin hj', 白酒: 'baijiu bj', 礼品: 'lipin lp' }

const ASKED: FaqView[] = [
  {
    id: 'recordings',
    question: { zh: '哪些材料要录屏？', en: 'Which papers need a recording?' },
    answer: { zh: '带货口碑、带货流水等三类要录屏。', en: 'Three kinds need one.' },
    source: 'guide',
  },
]

const demand = (id: string, zh: string, en: string): DemandView => ({
  id,
  slot: { zh, en },
  kind: 'image',
  notes: { zh: `${zh}：清晰、在有效期内`, en: `${en}: legible and valid` },
  minCount: 1,
  maxCount: 2,
  formats: ['jpg', 'png'],
  required: true,
  oneOfSeveral: false,
  holds: 'yes',
  source: 'official',
  address: 'https://store.weixin.qq.com/',
  date: '2023-09-05',
  mayBeReplaced: false,
  faq: [],
  fromVault: true,
  papers: [],
})

function demands(): DemandView[] {
  const recording = demand('recording', '录屏', 'Screen recording')
  return [
    {
      ...demand('brand', '品牌信息', 'Brand information'),
      holds: 'perhaps',
      source: 'practice',
      address: null,
    },
    demand('licence', '营业执照', 'Business licence'),
    { ...recording, faq: ASKED, kind: 'video', source: 'guide', date: null, address: null, fromVault: false },
  ]
}

export function fakeQualification(
  papersList: Calls['papersList'],
  lock: FakeLock,
  changed: (topic: Topic) => void,
): QualificationCalls {
  const { listing, view, categoryRead, categorySettle } = fakePlatform()
  const rows = () => ROWS.map((row): CategoryRow => ({ ...row, listing: listing(row.id) }))
  return {
    async categoriesSearch(typed) {
      const wanted = typed.trim().toLowerCase()
      return rows().filter((row) => `${row.top} ${row.name} ${SPELT[row.name] ?? ''}`.includes(wanted))
    },
    async categoryView(id) {
      const row = rows().find((one) => one.id === id)
      if (!row) return null
      const kept = lock.isLocked() ? [] : (await papersList()).filter((paper) => !paper.removed)
      return {
        row,
        remarks: row.gated
          ? [{ words: { zh: '只收企业主体', en: 'Companies only' }, source: 'official', date: '2025-04-24' }]
          : [],
        demands: row.gated
          ? demands().map((asked) => ({ ...asked, papers: kept.filter(({ kind }) => kind === asked.id) }))
          : [],
        platform: view(id),
        faq: [],
        packVersion: '2026.11.22',
        disclaimer: { zh: '最终以小店后台所示为准', en: 'The back office has the last word' },
        workingDays: 5,
        due: '2026-11-30',
        vaultLocked: lock.isLocked(),
        dueIsCertain: true,
      }
    },
    faqSearch: async (typed) => (typed.includes('录屏') ? ASKED : []),
    categoryOpenSource: async () => null,
    async categoryRead() {
      await categoryRead()
      changed('categories')
      return null
    },
    async categorySettle() {
      await categorySettle()
      changed('categories')
      return null
    },
  }
}
