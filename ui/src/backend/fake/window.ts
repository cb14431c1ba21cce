/** 橱窗 of the stand-in: one category's second application and two goods. */
import { emptyDrafts, type ProductView, type Topic, type WindowDraft, type WindowView } from '../bindings'
import type { Calls } from '../contract'

type WindowCalls = Pick<Calls, 'windowView' | 'windowSave' | 'productListing' | 'productDelisting'>

const good = (id: string, name: string, state: ProductView['state']): ProductView => ({
  id,
  name,
  productId: `1000${id}`,
  state,
  onSale: state === 'on-sale',
  problem: null,
  adopted: false,
  elsewhere: true,
  createdMs: 0,
})

type Draft = Required<WindowDraft>
const EMPTY = emptyDrafts.window as Draft
/** Sports moved into the shop's back office. */
const MOVED = '10000027'

export function fakeWindow(changed: (topic: Topic) => void): WindowCalls {
  const drafts: Record<string, Draft & { revision: number }> = {}
  const goods = [good('1', '足金项链', 'draft'), good('2', '足金手镯', 'on-sale')]
  const draftOf = (id: string) => drafts[id] ?? { ...EMPTY, shopName: '小开珠宝', revision: 0 }
  function set(id: string, state: ProductView['state']) {
    const found = goods.find((one) => one.id === id)
    if (found) found.state = state
    changed('products')
    return null
  }
  function violations(draft: Draft): WindowView['violations'] {
    return draft.appId ? [] : [{ field: 'appId', rule: 'required', params: {} }]
  }
  return {
    async windowView(id) {
      const { revision, ...draft } = draftOf(id)
      const waits = draft.handedIn ? 'waiting' : 'preparing'
      return {
        draft,
        revision,
        violations: violations(draft),
        state: draft.outcome === 'open' ? waits : draft.outcome,
        workingDays: 7,
        due: draft.handedIn ? '2026-12-01' : null,
        dueIsCertain: true,
        movedSince: id === MOVED ? '2025-01-08' : null,
        approvedInShop: true,
        faq: [],
        goods,
      }
    },
    async windowSave(id, patch) {
      const old = draftOf(id)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null))
      const draft = { ...old, ...given, revision: old.revision + 1 }
      drafts[id] = draft
      changed('categories')
      return { revision: draft.revision, violations: violations(draft), nameUnits: 0 }
    },
    productListing: async (id) => set(id, 'auditing'),
    productDelisting: async (id) => set(id, 'off-sale'),
  }
}
