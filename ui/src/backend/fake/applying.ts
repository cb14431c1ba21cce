/** Applications of the stand-in: knows just enough rules to move the screens. */
import type {
  ApplicationDraftView,
  ApplicationLine,
  ApplicationStep,
  ApplicationView,
  DemandCard,
  Filling,
  Finding,
  Topic,
} from '../bindings'
import type { Calls } from '../contract'
import { problem } from './world'

type ApplyingCalls = Pick<Calls, Extract<keyof Calls, `applying${string}`> | 'papersUses'>
type Needs = Pick<Calls, 'categoryView' | 'categoriesSearch' | 'papersList'>

interface Application {
  id: string
  category: string
  leaf: string
  facts: Record<string, string>
  fillings: Record<string, Filling>
  rounds: ApplicationView[]
  concerned: string[]
  revision: number
  removed: boolean
}

const EMPTY: Filling = { papers: [], text: '', begins: '', answers: {}, byHand: false }

export function fakeApplying(needs: Needs, changed: (topic: Topic) => void): ApplyingCalls {
  const applications: Application[] = []
  let made = 0
  const find = (id: string): Application => {
    const found = applications.find((one) => one.id === id)
    if (!found) throw problem('application.not-found')
    return found
  }
  const touch = (one: Application) => {
    one.revision += 1
    changed('applications')
    return one.revision
  }
  const fillingOf = (one: Application, demand: string) => one.fillings[demand] ?? EMPTY

  async function cardsOf(one: Application): Promise<DemandCard[]> {
    const view = await needs.categoryView(one.category)
    const kept = await needs.papersList()
    return (view?.demands ?? []).map((demand) => {
      const filling = fillingOf(one, demand.id)
      return {
        demand,
        filling,
        chosen: filling.papers.flatMap((id) => kept.filter((paper) => paper.id === id)),
        questions: filling.papers.length > 0 ? ['original'] : [],
        asksText: false,
        asksBegin: demand.id === 'licence' && filling.papers.length > 0,
        concerned: one.rounds[0]?.state === 'rejected' && one.concerned.includes(demand.id),
      }
    })
  }

  function findingsOf(cards: DemandCard[]): Finding[] {
    return cards.flatMap(({ demand, filling, asksBegin, questions }) => {
      const found: Finding[] = []
      const say = (kind: Finding['kind'], rest: Partial<Finding> = {}) =>
        found.push({ demand: demand.id, kind, params: {}, question: null, blocks: true, ...rest })
      if (demand.kind === 'video' && !filling.byHand && filling.papers.length === 0) say('recording-missing')
      if (demand.kind === 'image' && demand.holds === 'yes' && filling.papers.length === 0)
        say('missing', { params: { min: '1' } })
      if (asksBegin && filling.begins === '') say('begin-unknown')
      for (const question of questions) {
        if (filling.answers[question] === undefined) say('unanswered', { question })
        if (filling.answers[question] === false) say('denied', { question })
      }
      return found
    })
  }

  const stepOf = (one: Application, missing: number): ApplicationStep => {
    const state = one.rounds[0]?.state
    if (state === 'approved') return 'approved'
    if (state === 'rejected') return 'correct'
    if (state === 'auditing') return 'wait'
    return missing > 0 ? 'papers' : 'hand-in'
  }

  async function viewOf(one: Application): Promise<ApplicationDraftView> {
    const [category] = (await needs.categoriesSearch('')).filter(({ id }) => id === one.category)
    if (!category) throw problem('application.no-category')
    const cards = await cardsOf(one)
    const findings = findingsOf(cards)
    const missing = findings.filter(({ blocks }) => blocks).length
    const step = stepOf(one, missing)
    const line: ApplicationLine = {
      id: one.id,
      category,
      leaf: one.leaf,
      step,
      state: one.rounds[0]?.state ?? null,
      missing,
      rounds: one.rounds.length,
      due: step === 'wait' ? '2026-11-30' : null,
      dueIsCertain: true,
      overdue: false,
      endingDays: null,
      removed: one.removed,
    }
    return {
      line,
      draft: { leaf: one.leaf, facts: { ...one.facts } },
      asks: ['brand_relation', 'goods_origin'],
      revision: one.revision,
      shop: '演练店铺',
      practice: true,
      packVersion: '2026.11.22',
      newerPack: null,
      cards,
      findings,
      prechecks: [
        {
          id: 'screenshot',
          words: { zh: '营业执照为截图、翻拍', en: 'The licence is a screenshot' },
          verdict: findings.some(({ question }) => question === 'original') ? 'open' : 'clear',
          demands: findings.filter(({ question }) => question === 'original').map(({ demand }) => demand),
        },
      ],
      rounds: one.rounds.map((round) => ({ ...round })),
      pagesSent: one.rounds.length > 0 ? 1 : 0,
      pages: one.rounds.length > 0 ? 1 : 0,
    }
  }

  return {
    async applyingCreate(categories) {
      const ids = categories.map((category) => {
        made += 1
        const id = `application-${made}`
        const fresh = { id, category, leaf: '', facts: {}, fillings: {}, rounds: [], concerned: [] }
        applications.unshift({ ...fresh, revision: 1, removed: false })
        return id
      })
      changed('applications')
      return ids
    },
    applyingList: async () => Promise.all(applications.map(async (one) => (await viewOf(one)).line)),
    applyingGet: async (id) => viewOf(find(id)),
    applyingLeaves: async () => ['黄金项链', '黄金戒指'],
    async applyingSave(id, patch) {
      const one = find(id)
      one.leaf = patch.leaf ?? one.leaf
      Object.assign(one.facts, patch.facts)
      return touch(one)
    },
    async applyingFill(id, demand, patch) {
      const one = find(id)
      const before = fillingOf(one, demand)
      one.fillings[demand] = {
        papers: patch.papers ?? before.papers,
        text: patch.text ?? before.text,
        begins: patch.begins ?? before.begins,
        answers: { ...(patch.papers ? {} : before.answers), ...Object.fromEntries(patch.answers ?? []) },
        byHand: patch.byHand ?? before.byHand,
      }
      return touch(one)
    },
    async applyingFillAll(id) {
      const one = find(id)
      const empty = (await cardsOf(one)).filter(
        ({ demand, filling }) => filling.papers.length === 0 && demand.papers.length > 0,
      )
      for (const { demand, filling } of empty)
        one.fillings[demand.id] = { ...filling, papers: demand.papers.slice(0, 1).map((paper) => paper.id) }
      touch(one)
      return empty.length
    },
    async applyingHandIn(id) {
      const one = find(id)
      const view = await viewOf(one)
      if (view.line.missing > 0) throw problem('application.has-faults', { count: `${view.line.missing}` })
      const round = `round-${one.rounds.length + 1}`
      one.rounds.unshift({
        id: round,
        name: view.line.category.name,
        catId: '900001',
        state: 'auditing',
        problem: null,
        reason: '',
        adopted: false,
        elsewhere: false,
        appliedMs: Date.now(),
        auditedMs: null,
        createdMs: Date.now(),
      })
      // The first is rejected, the next is approved.
      const [last] = one.rounds
      setTimeout(() => {
        if (!last || last.state !== 'auditing') return
        const isFirst = one.rounds.length === 1
        last.state = isFirst ? 'rejected' : 'approved'
        last.reason = isFirst ? '营业执照不接受截图' : ''
        one.concerned = ['licence']
        changed('applications')
      }, 30)
      touch(one)
      return round
    },
    async applyingWithdraw(id) {
      const [last] = find(id).rounds
      if (last) last.state = 'cancelled'
      changed('applications')
      return null
    },
    async applyingAssign(id, demands) {
      find(id).concerned = demands
      changed('applications')
      return null
    },
    async applyingRemove(id) {
      find(id).removed = true
      changed('applications')
      return null
    },
    async applyingRestore(id) {
      find(id).removed = false
      changed('applications')
      return null
    },
    applyingSaveFolder: async () => 'D:\\资质\\黄金 类目资质\\清单.txt',
    applyingSaveDossier: async () => 'D:\\资质\\黄金 类目资质.pdf',
    applyingSaveList: async () => 'D:\\资质\\类目资质申请.xlsx',
    async papersUses(paper) {
      const stands = ({ removed, fillings }: Application) =>
        !removed && Object.values(fillings).some(({ papers }) => papers.includes(paper))
      const lines = await Promise.all(
        applications.filter(stands).map(async (one) => (await viewOf(one)).line),
      )
      return lines.map(({ id, category, leaf }) => ({ application: id, category: category.name, leaf }))
    },
    applyingOpenPage: async () => null,
  }
}
