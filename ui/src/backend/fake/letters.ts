/** Letters of the stand-in: the filing letter of every category that has papers. */
import type { LetterFacts, PaperRow, Topic } from '../bindings'
import type { Calls } from '../contract'

type LetterCalls = Pick<Calls, 'lettersView' | 'letterSave' | 'letterSaveFile' | 'letterTake'>

type Facts = Required<LetterFacts>

const EMPTY: Facts = { channelsAccount: '', brands: '', pastPlatform: '', contact: '' }

export function fakeLetters(papersList: Calls['papersList'], changed: (topic: Topic) => void): LetterCalls {
  const kept: Record<string, { facts: Facts; revision: number; paper: PaperRow | null }> = {}
  const letterOf = (id: string) => kept[id] ?? { facts: EMPTY, revision: 0, paper: null }
  return {
    async lettersView(id) {
      const { facts, revision, paper } = letterOf(id)
      return [
        {
          kind: 'filing',
          facts,
          revision,
          paper,
          lines: [
            { key: 'shop_name', label: '店铺名称', value: '小开珠宝', source: 'guide' },
            { key: 'brands', label: '销售品牌', value: facts.brands, source: 'practice' },
          ],
        },
      ]
    },
    async letterSave(id, _kind, patch) {
      const old = letterOf(id)
      const typed = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null))
      kept[id] = { ...old, facts: { ...old.facts, ...typed }, revision: old.revision + 1 }
      changed('categories')
      return old.revision + 1
    },
    letterSaveFile: async () => '~/黄金 报备函填写单.pdf',
    async letterTake(id) {
      const old = letterOf(id)
      kept[id] = { ...old, revision: old.revision + 1, paper: (await papersList())[0] ?? null }
      changed('categories')
      return null
    },
  }
}
