/** A colleague's file of the stand-in: one good in conflict, one room that is new, one good that is fixed here. */
import type { Problem, TeamRecord, TeamView, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'

type TeamCalls = Pick<Calls, Extract<keyof Calls, `team${string}`>>

export const TEAM_PASSPHRASE = 'kaibo2026'
const HOUR = 3_600_000

const problem = (code: string, field: string | null = null): Problem => ({
  code,
  params: {},
  field,
  retry: { kind: 'after-change' },
})

function recordsOf(now: number): TeamRecord[] {
  const whole = { mineMs: null, theirsMs: now - HOUR, locked: null } as const
  return [
    {
      ...whole,
      at: 0,
      objectKind: 'goods',
      name: '雪纺碎花连衣裙',
      state: 'conflict',
      mineMs: now - 2 * HOUR,
      take: false,
      fields: [
        {
          field: 'name',
          mine: '碎花裙',
          theirs: '雪纺碎花连衣裙',
          state: 'theirs',
          side: 'theirs',
          locked: null,
        },
        { field: 'price', mine: '99.00', theirs: '88.00', state: 'both', side: 'mine', locked: null },
      ],
    },
    {
      ...whole,
      at: 1,
      objectKind: 'room',
      name: '双十二预热专场',
      state: 'new',
      take: true,
      fields: [
        {
          field: 'name',
          mine: null,
          theirs: '双十二预热专场',
          state: 'theirs',
          side: 'theirs',
          locked: null,
        },
        { field: 'kind', mine: null, theirs: 'push', state: 'theirs', side: 'theirs', locked: null },
        { field: 'share', mine: null, theirs: 'true', state: 'theirs', side: 'theirs', locked: null },
        {
          field: 'picture',
          mine: null,
          theirs: '0a1b2c3d 封面.jpg',
          state: 'theirs',
          side: 'theirs',
          locked: null,
        },
      ],
    },
    {
      ...whole,
      at: 2,
      objectKind: 'goods',
      name: '已入库的裙子',
      state: 'locked',
      mineMs: now - HOUR,
      take: false,
      fields: [
        {
          field: 'path',
          mine: 'pages/a',
          theirs: 'pages/b',
          state: 'theirs',
          side: 'mine',
          locked: problem('goods.only-price'),
        },
      ],
    },
  ]
}

export function fakeTeam(changed: (topic: Topic) => void): TeamCalls {
  let records: TeamRecord[] | null = null
  const takes = (record: TeamRecord) =>
    record.take || record.fields.some((one) => takesField(record, one.field))
  const takesField = (record: TeamRecord, field: string) =>
    record.mineMs !== null && record.fields.some((one) => one.field === field && one.side === 'theirs')
  const view = (all: TeamRecord[]): TeamView => ({
    fileName: '草稿.kaibo',
    shop: '演练店铺',
    otherShop: false,
    madeMs: Date.now() - HOUR,
    counts: (['conflict', 'changed', 'new', 'deleted', 'locked', 'same'] as const).map((state) => ({
      state,
      count: all.filter((record) => record.state === state).length,
    })),
    taken: all.filter(takes).length,
    badPictures: 0,
  })
  const atHand = () => {
    if (!records) throw new ProblemError(problem('team.none'))
    return records
  }
  return {
    teamDrafts: async () => ({ goods: 12, rooms: 3 }),
    async teamExport(what, passphrase, progress) {
      if (passphrase.length < 8) throw new ProblemError(problem('team.short-passphrase', 'passphrase'))
      progress.onmessage({ done: 1, total: 1 })
      const goods = what.goods ? 12 : 0
      return { path: '~/草稿.kaibo', goods, rooms: what.rooms ? 3 : 0, pictures: goods }
    },
    teamPick: async () => 'D:\\微信文件\\草稿.kaibo',
    async teamOpen(_path, passphrase) {
      if (passphrase !== TEAM_PASSPHRASE)
        throw new ProblemError(problem('team.wrong-passphrase', 'passphrase'))
      return view((records = recordsOf(Date.now())))
    },
    teamView: async () => records && view(records),
    teamRecords: async (state) => ({
      records: structuredClone(atHand().filter((record) => state === null || record.state === state)),
      next: null,
    }),
    async teamChoose({ at, field, side }) {
      const all = atHand()
      const record = all.find((one) => one.at === at)
      if (record?.state === 'new') record.take = side === 'theirs'
      else {
        const meant = record?.fields.filter((one) => !one.locked && (field === null || one.field === field))
        meant?.forEach((one) => (one.side = side))
      }
      return view(all)
    },
    async teamImport() {
      const all = atHand()
      const taken = all.filter(takes)
      const made = taken.filter(({ state }) => state === 'new').length
      records = null
      changed('goods')
      return {
        made,
        changed: taken.length - made,
        broughtBack: 0,
        kept: all.length - taken.length,
        lostPictures: [],
      }
    },
    async teamClose() {
      records = null
      return null
    },
  }
}
