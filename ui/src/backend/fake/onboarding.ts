/** 开通引导 of the stand-in: four short checklists, and a check that knows three conditions. */
import {
  emptyDrafts,
  type ChecklistLine,
  type ChecklistView,
  type ItemNote,
  type OnboardingFacts,
  type OnboardingItem,
  type OnboardingNeed,
  type PaperKind,
  type PaperRow,
  type ReadingView,
  type Topic,
  type Words,
} from '../bindings'
import type { Calls } from '../contract'
import type { FakeLock } from './vaultLock'
import { said, SELF_CHECK, todayThere, words, type FakeEligibility } from './eligibility'
import { problem } from './world'

type OnboardingCalls = Pick<Calls, Extract<keyof Calls, `onboarding${string}`>>
type Note = Required<ItemNote>

type Made = Pick<OnboardingItem, 'id' | 'name'> &
  Partial<OnboardingItem> & { list: string; papersOf?: PaperKind }
const ITEMS: Made[] = [
  { list: 'live', id: 'live.terms', name: words('读服务条款', 'Read the terms'), terms: '2020' },
  {
    list: 'live',
    id: 'live.menu',
    name: words('看后台目录', 'See the back office'),
    place: words('小程序后台 → 功能', 'Back office → Functions'),
    hasPage: true,
    papersOf: 'licence',
  },
  { list: 'access', id: 'access.done', name: words('接入已完成', 'Access finished') },
  { list: 'promoter', id: 'promoter.add', name: words('添加推广员', 'Add the promoter') },
  {
    list: 'account',
    id: 'business_license',
    name: words('营业执照', 'Business licence'),
    papersOf: 'licence',
    document: { formats: ['png', 'jpg'], min: 2, max: 2, pages: 0 },
  },
  {
    list: 'account',
    id: 'verify_account',
    name: words('账户验证', 'Account verification'),
    span: { calendar_days: 30 },
    asksDue: true,
    awaited: [words('初审', 'Preliminary check')],
  },
]
const LISTS: [string, Words][] = [
  ['live', words('小程序直播开通自查', 'Mini-program live: self-check')],
  ['access', words('接入与视频号关联', 'Access and Channels account')],
  ['promoter', words('小程序推广员', 'Promoters')],
  ['account', words('推客账号', 'Promoter account')],
]
const PROGRAMMES = {
  id: 'programme',
  name: words('哪一种推客', 'Which programme'),
  options: [
    { id: 'agency', name: words('微信小店推客', 'WeChat shop'), note: null },
    { id: 'alliance', name: words('小程序联盟推客', 'Alliance'), note: said('历史做法', 'Historical') },
  ],
}

export interface FakeOnboarding extends OnboardingCalls {
  /** Deadlines of the first page. */
  needs(): OnboardingNeed[]
}

export function fakeOnboarding(
  eligibility: FakeEligibility,
  papersList: Calls['papersList'],
  lock: FakeLock,
  changed: (topic: Topic) => void,
): FakeOnboarding {
  const notes: Record<string, Note & { revision: number }> = {}
  const readings: Record<string, ReadingView[]> = {}
  let facts: Required<OnboardingFacts> = { chosen: {}, promoters: [] }
  let factsRevision = 0

  const noteOf = (id: string) => notes[id] ?? { ...emptyDrafts.item, papers: [], revision: 0 }
  const isSettled = (id: string) => ['done', 'not-applicable'].includes(noteOf(id).state)
  const dueOf = (id: string): OnboardingItem['due'] => {
    const { due, state } = noteOf(id)
    if (due === '' || state === 'done') return null
    const daysLeft = Math.round((Date.parse(due) - Date.parse(todayThere())) / 86_400_000)
    const standing = daysLeft < 0 ? 'over' : daysLeft < 15 ? 'near' : 'far'
    return { day: due, isCertain: true, isGiven: true, standing, daysLeft }
  }
  function itemOf({ papersOf, ...given }: Made, kept: PaperRow[]): OnboardingItem {
    const { revision, ...note } = noteOf(given.id)
    const papers = kept.filter(({ id }) => note.papers.includes(id))
    const pages = papers.reduce((sum, paper) => sum + paper.pages, 0)
    return {
      why: words('平台要求', 'The platform asks for it'),
      who: 'merchant',
      optional: false,
      holds: 'yes',
      place: words('小程序后台', 'Back office'),
      hasPage: false,
      terms: null,
      takes: null,
      remarks: [],
      span: null,
      asksDue: false,
      awaited: [],
      standsHere: false,
      source: 'guide',
      date: '2026-11-22',
      hasSource: false,
      ...given,
      document: given.document ? { ...given.document, pages } : null,
      readings: readings[given.id] ?? [],
      proofs: [papersOf ?? 'screenshot'],
      papers,
      spare: kept.filter(({ id, kind }) => kind === papersOf && !note.papers.includes(id)),
      note,
      revision,
      violations:
        note.day !== '' && !/^\d{4}-\d\d-\d\d$/.test(note.day)
          ? [{ field: 'day', rule: 'not-a-day', params: {} }]
          : [],
      due: dueOf(given.id),
    }
  }
  function lineOf([id, name]: (typeof LISTS)[number]): ChecklistLine {
    const items = ITEMS.filter(({ list }) => list === id)
    const next = items.find((item) => dueOf(item.id))
    const due = next && dueOf(next.id)
    return {
      id,
      name,
      text: words('逐项核对', 'Go through it'),
      banner: id === 'live' ? SELF_CHECK : null,
      done: items.filter((item) => isSettled(item.id)).length,
      total: items.length,
      unread: items.filter((item) => item.terms !== undefined && !readings[item.id]).length,
      next: next && due ? { item: next.id, name: next.name, due } : null,
    }
  }
  return {
    needs: () =>
      LISTS.map(lineOf).flatMap(({ id, next }) =>
        next && next.due.standing !== 'far' ? [{ checklist: id, line: next }] : [],
      ),
    onboardingOverview: async () => ({
      version: '2026.11.23',
      lists: LISTS.map(lineOf),
      verdict: eligibility.verdict(),
    }),
    async onboardingChecklist(id): Promise<ChecklistView | null> {
      const list = LISTS.find(([name]) => name === id)
      if (!list) return null
      const kept = lock.isLocked() ? [] : (await papersList()).filter((paper) => !paper.removed)
      const isAccount = id === 'account'
      return {
        line: lineOf(list),
        asks: isAccount ? [PROGRAMMES] : [],
        sections: [
          {
            id: `${id}.all`,
            name: words('步骤', 'Steps'),
            historical: id === 'access',
            items: ITEMS.filter((item) => item.list === id).map((item) => itemOf(item, kept)),
          },
        ],
        fields: isAccount
          ? [
              {
                id: 'admin_name',
                name: words('超级管理员姓名', 'Name'),
                sensitive: true,
                note: null,
                source: 'guide',
                date: '2026-11-22',
              },
            ]
          : [],
        methods: isAccount ? [] : null,
        accountRefused: false,
        rebind: id === 'promoter' ? [said('半年只能换绑一次', 'Once in half a year')] : [],
        promoters: facts.promoters.map(({ switched = '' }) => ({
          earliest: switched === '' ? null : '2026-11-30',
          isFree: switched === '',
        })),
        facts: structuredClone(facts),
        revision: factsRevision,
        violations: [],
        vaultLocked: lock.isLocked(),
      }
    },
    async onboardingFactsSave({ chosen, promoters }) {
      facts = { chosen: { ...facts.chosen, ...chosen }, promoters: promoters ?? facts.promoters }
      factsRevision += 1
      changed('onboarding')
      return { revision: factsRevision, violations: [], nameUnits: 0 }
    },
    async onboardingItemSave(id, patch) {
      const old = noteOf(id)
      const given = Object.fromEntries(
        Object.entries(patch).filter(([, value]) => value !== null && value !== undefined),
      )
      const note = { ...old, ...given, revision: old.revision + 1 }
      if (given.state === 'done' && note.day === '') note.day = todayThere()
      notes[id] = note
      changed('onboarding')
      return { revision: note.revision, violations: [], nameUnits: 0 }
    },
    async onboardingReadTerms(id, reader) {
      if (reader.trim() === '') throw problem('onboarding.no-reader')
      readings[id] = [{ reader: reader.trim(), readMs: Date.now(), version: '2020' }, ...(readings[id] ?? [])]
      const old = noteOf(id)
      notes[id] = { ...old, state: 'done', day: old.day || todayThere(), revision: old.revision + 1 }
      changed('onboarding')
      return null
    },
    onboardingUses: async (paper) =>
      ITEMS.filter(({ id }) => noteOf(id).papers.includes(paper)).map(({ list, id, name }) => ({
        checklist: list,
        item: id,
        name,
      })),
    onboardingOpenPage: async () => null,
  }
}
