/** Packs of rules of the stand-in: one lies ready to be taken in. */
import type { PackLook, RulesView, Topic } from '../bindings'
import type { Calls } from '../contract'

type RulesCalls = Pick<Calls, Extract<keyof Calls, `rules${string}`>>

const SHIPPED = '2026.11.22'
const NEXT: PackLook = {
  path: 'D:\\下载\\rules-2027.01.json',
  file: 'rules-2027.01.json',
  version: '2027.01.05',
  disclaimer: { zh: '未经平台核实', en: 'Not verified by the platform' },
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  groups: 20,
  demands: 67,
  replaces: SHIPPED,
  isSame: false,
}

export function fakeRules(changed: (topic: Topic) => void): RulesCalls {
  let imported: RulesView['imported'] = null
  const view = (): RulesView => ({
    version: imported ? NEXT.version : SHIPPED,
    shippedVersion: SHIPPED,
    imported,
    unreadable: false,
  })
  const set = (to: RulesView['imported']) => {
    imported = to
    changed('categories')
    return view()
  }
  return {
    rulesView: async () => view(),
    rulesPick: async () => ({ ...NEXT, replaces: view().version, isSame: imported !== null }),
    rulesImport: async (_path, sha256) => set({ file: NEXT.file, sha256, importedMs: Date.now() }),
    rulesReset: async () => set(null),
  }
}
