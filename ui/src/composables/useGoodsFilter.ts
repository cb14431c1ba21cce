/** What the goods list shows and in which order: kept while the window is open, and set from where the counts stand. */
import { ref, type Ref } from 'vue'
import type { GoodsCounts, GoodsQuery, GoodsState } from '@/backend'

/** States that are one choice: to whoever looks for goods, everything on its way is the same. */
export const GROUPS = {
  draft: ['draft'],
  underway: ['submitting', 'checking', 'waiting'],
  refused: ['refused'],
  auditing: ['auditing'],
  approved: ['approved'],
  rejected: ['rejected'],
  withdrawn: ['withdrawn'],
} as const satisfies Record<string, readonly GoodsState[]>

export type GoodsGroup = keyof typeof GROUPS | 'all'

export const EVERYTHING: GoodsQuery = {
  search: '',
  states: [],
  room: null,
  priceFrom: null,
  priceTo: null,
  hasProblem: false,
  made: null,
  order: 'updated',
  ascending: false,
}

const query = ref<GoodsQuery>({ ...EVERYTHING })

export function useGoodsFilter(): Ref<GoodsQuery> {
  return query
}

export const statesOf = (group: GoodsGroup): GoodsState[] => (group === 'all' ? [] : [...GROUPS[group]])

export function groupOf({ states }: GoodsQuery): GoodsGroup {
  const [first] = states
  const groups = Object.keys(GROUPS) as (keyof typeof GROUPS)[]
  return groups.find((group) => GROUPS[group].some((state) => state === first)) ?? 'all'
}

export function countOf(counts: GoodsCounts, group: GoodsGroup): number {
  const states = group === 'all' ? Object.values(GROUPS).flat() : GROUPS[group]
  return states.reduce((sum, state) => sum + counts[state], 0)
}

/** How many of the choices beside search and state narrow the list. */
export const narrowings = (of: GoodsQuery): number =>
  [of.room !== null, of.priceFrom !== null || of.priceTo !== null, of.hasProblem, of.made !== null].filter(
    Boolean,
  ).length

/** Whether anything narrows the list. */
export const isNarrowed = (of: GoodsQuery): boolean =>
  of.search !== '' || of.states.length > 0 || narrowings(of) > 0

/** The same order, of everything. */
export const widened = (of: GoodsQuery): GoodsQuery => ({
  ...EVERYTHING,
  order: of.order,
  ascending: of.ascending,
})
