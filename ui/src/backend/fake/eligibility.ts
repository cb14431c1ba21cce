/** The eligibility check of the stand-in: it knows three conditions. */
import {
  emptyDrafts,
  type ConditionView,
  type EligibilityAnswers,
  type EligibilityView,
  type RemarkView,
  type Topic,
  type Words,
} from '../bindings'
import type { Calls } from '../contract'

export interface FakeEligibility {
  calls: Pick<Calls, Extract<keyof Calls, `eligibility${string}`>>
  verdict(): EligibilityView['verdict']
}

export const words = (zh: string, en: string): Words => ({ zh, en })
export const said = (zh: string, en: string): RemarkView => ({
  words: words(zh, en),
  source: 'official',
  date: '2026-11-22',
})
export const SELF_CHECK = said('平台已停止新开通（268489001）', 'No new openings (268489001)')
export const todayThere = () =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now())

export function fakeEligibility(changed: (topic: Topic) => void): FakeEligibility {
  let answers: Required<EligibilityAnswers> = { ...emptyDrafts.eligibility, categories: [] }
  let answersRevision = 0
  const verdictOf = (): EligibilityView['verdict'] => {
    const conditions = conditionsOf().map(({ holds }) => holds)
    if (conditions.includes(false)) return 'not-eligible'
    return conditions.includes(null) ? 'undetermined' : 'eligible'
  }
  function conditionsOf(): ConditionView[] {
    const rest = {
      scope: words('主体', 'The entity'),
      note: words('要大于，不能等于', 'More, not as many'),
      noticedOn: null,
      until: null,
      source: 'guide' as const,
      date: '2020-02-24',
    }
    const followers = answers.followers === '' ? null : Number(answers.followers) > 100
    return [
      {
        ...rest,
        id: 'entity',
        name: words('国内非个人主体', 'A domestic entity'),
        how: words('用执照注册', 'Register with a licence'),
        holds: answers.entity === '' ? null : answers.entity !== 'personal',
      },
      {
        ...rest,
        id: 'op2',
        name: words('近 90 天有支付', 'A payment in 90 days'),
        how: words('真实支付一单', 'Pay one order'),
        holds: answers.payment === 'unknown' ? null : answers.payment === 'yes',
        noticedOn: answers.paymentDay === todayThere() ? '2026-12-31' : null,
      },
      {
        ...rest,
        id: 'op3',
        name: words('粉丝大于 100', 'More than 100 followers'),
        how: words('让粉丝超过 100', 'Get above 100 followers'),
        holds: followers,
      },
    ]
  }

  const calls: FakeEligibility['calls'] = {
    async eligibilityView() {
      const conditions = conditionsOf()
      const not = (value: boolean | null) =>
        conditions.filter(({ holds }) => holds === value).map(({ id }) => id)
      return {
        notice: SELF_CHECK,
        ruleNote: said('2020-02-24 公示生效', 'In force since 2020-02-24'),
        answers: structuredClone(answers),
        revision: answersRevision,
        violations: [],
        entities: [
          { id: 'enterprise', name: words('企业', 'Enterprise'), note: null },
          { id: 'personal', name: words('个人', 'A person'), note: null },
        ],
        categories: answers.categories.map((typed) => ({
          typed,
          found: null,
          by: typed.startsWith('商家自营') ? ('name' as const) : null,
          lacksFirst: !typed.includes('>'),
        })),
        verdict: verdictOf(),
        conditions,
        open: not(null),
        unmet: not(false),
        cheapest: [...not(null), ...not(false)],
      }
    },
    async eligibilitySave(patch) {
      const given = Object.fromEntries(
        Object.entries(patch).filter(([, value]) => value !== null && value !== undefined),
      )
      answers = { ...answers, ...given }
      answersRevision += 1
      changed('onboarding')
      return { revision: answersRevision, violations: [], nameUnits: 0 }
    },
    eligibilityCategories: async (typed) =>
      ['食品', '百货']
        .filter((name) => name.includes(typed))
        .map((name) => ({
          path: `商家自营 > ${name}`,
          group: words('商家自营', 'Self-run'),
          name: words(name, name),
          certificate: null,
        })),
  }
  return { calls, verdict: verdictOf }
}
