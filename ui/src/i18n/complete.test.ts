/**
 * Check E5 of the scorecard's anchors: nothing is untranslated, and every error says what happened and what to do.
 * That each code and rule of the domain is worded at all is seen in `words.test.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMessages } from '.'
import en from './en'
import zhCN from './zh-CN'

type Tree = { [key: string]: string | Tree }
const LANGUAGES: [string, Tree][] = [
  ['zh-CN', zhCN as unknown as Tree],
  ['en', en as unknown as Tree],
]

const SOURCE = join(import.meta.dirname, '..')
const RUST = ['../../src-tauri/crates/console/src', '../../src-tauri/src'].map((path) => join(SOURCE, path))

/** Literals with a dot that are no codes: files, settings, what a log line is filtered by. */
const NO_CODES =
  /\.(jpg|heic|db|ini|html|log)$|^kaibo\.db-|^(live\.keys|onboarding\.looked|outbox\.adopted|overdue\.looked|away\.folder|recovery\.reminded|rules\.pack|tauri\.localhost|text\.size|backup\.put-back)$/

function leaves(tree: Tree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : leaves(value, [...path, key]),
  )
}

function at(tree: Tree, path: string): string | Tree | undefined {
  let found: string | Tree | undefined = tree
  for (const part of path.split('.')) found = typeof found === 'object' ? found[part] : undefined
  return found
}

const sources = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file) && !/\.test\.ts$|tests\.rs$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))

/** Every problem code that the program can hand over, wherever it is written down. */
function codes(): string[] {
  const found = RUST.flatMap((folder) => sources(folder, /\.rs$/)).flatMap((text) => {
    const [code = ''] = text.split('#[cfg(test)]')
    return [...code.matchAll(/"([a-z]+\.[a-z0-9-]+)"/g)].map((match) => match[1] ?? '')
  })
  return [...new Set(found)].filter((code) => !NO_CODES.test(code)).sort()
}

describe.each(LANGUAGES)('in %s', (language, tree) => {
  const { t } = createMessages(language === 'en' ? 'en' : 'zh-CN').global

  it('every problem that the program can hand over is worded', () => {
    expect(codes().length).toBeGreaterThan(200)
    const missing = codes().filter((code) => {
      const key = code.startsWith('errcode.') ? code : `problem.${code}`
      return typeof at(tree, key) !== 'string'
    })
    expect(missing).toEqual([])
  })

  it('every family of keys that a component puts together is there', () => {
    const texts = sources(SOURCE, /\.(vue|ts)$/)
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\bt\(\s*`([\w.-]+)\.[\w-]*\$\{/g)].map((match) => match[1]),
    )
    const families = [...new Set(named)].filter((family) => family !== undefined)
    expect(families.length).toBeGreaterThan(60)
    expect(families.filter((family) => typeof at(tree, family) !== 'object')).toEqual([])
  })

  it('every problem and every code of the platform says what to do, or that nothing is to be done', () => {
    const helpless = leaves({ problem: at(tree, 'problem') ?? {}, errcode: at(tree, 'errcode') ?? {} })
      .filter(([, text]) => !HELP[language]?.test(text))
      .map(([key, text]) => `${key}: ${text}`)
    expect(helpless).toEqual([])
  })

  it('nothing is left in the other language, and nothing is empty', () => {
    const foreign = leaves(tree)
      .filter(([key, text]) => !isOf(language, text) && !SAME_IN_BOTH.test(key))
      .map(([key, text]) => `${key}: ${text}`)
    expect(foreign).toEqual([])
    expect(t('app.name')).not.toBe('app.name')
  })
})

/** Words that tell what to do, what the limit is, that the program does it, or that nothing is left to be done. */
const HELP: Record<string, RegExp> = {
  'zh-CN':
    /请|自动|正在|可以|不用|不需要|不会|稍后|再|改用|等|联系|才|先|最多|至少|要|只能|点“|就能|已停止|已取消|已经移除|接入|\{fault\}/,
  en: /please|again|by itself|goes on|can|ask|wait|choose|check|try|change|use|open|install|restore|first|later|see|until|must|only|nothing|at most|at least|less|written|enter|shorten|longer|remove|add|replace|make|finish|switch|look|press|free|split|begin|connect|submit|stays|stopped|download|print|close|withdraw|do so|fill|was removed|\{fault\}|once|short|fit|starts in/i,
}

/** Names, examples, and what has nothing to add in some state. */
const SAME_IN_BOTH =
  /^(goods\.pathPlaceholder|shops\.connection\.(appId|secret)|storefront\.target\.styleText\.\w+|(goods|rooms)\.(stateText|channelsStateText)\.draft|golive\.check\.\w+\.\w+|show\.(kindText|titleOf)\.good)$/

function isOf(language: string, text: string): boolean {
  const words = text.replaceAll(/\{\w+\}/g, '')
  const count = (letters: RegExp) => words.match(letters)?.length ?? 0
  const [han, latin] = [count(/[\u4e00-\u9fff]/g), count(/[A-Za-z]{2,}/g)]
  // English names what stands on the platform's pages as it stands there.
  return text !== '' && (language === 'en' ? han === 0 || latin >= 2 : han > 0 || latin === 0)
}
