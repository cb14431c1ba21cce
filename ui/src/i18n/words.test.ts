import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineComponent, h } from 'vue'
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Problem, Rule } from '@/backend'
import { useProblem } from '@/composables/useProblem'
import { createMessages, type Language } from '.'
import en from './en'
import zhCN from './zh-CN'

const SOURCE = join(import.meta.dirname, '..')
const DOMAIN = join(SOURCE, '../../src-tauri/crates/domain/src')

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...path, key].join('/'), value]] : leaves(value, [...path, key]),
  )
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

/** Every problem code of the contract, with example parameters. */
const PROBLEMS: [string, Record<string, string>][] = [
  ['shop.rename-ask', {}],
  ['picture.empty', {}],
  ['picture.not-a-picture', {}],
  ['picture.heic', {}],
  ['picture.unsupported', { format: 'TIFF' }],
  ['picture.too-many-pixels', { width: '65000', height: '65000' }],
  ['picture.too-large', { megabytes: '88' }],
  ['picture.damaged', {}],
  ['picture.folder', {}],
  ['picture.unreadable', {}],
  ['picture.missing', {}],
  ['store.disk-full', {}],
  ['store.read-only', {}],
  ['store.no-access', {}],
  ['store.out-of-date', { found: '1', known: '2' }],
  ['store.failed', {}],
  ['store.newer-version', { found: '7', known: '1' }],
  ['store.unreadable', {}],
  ['store.locked', {}],
  ...['gone', 'foreign', 'newer', 'damaged', 'not-sound', 'busy', 'failed'].map(
    (code): [string, Record<string, string>] => [`backup.${code}`, {}],
  ),
  ['outbox.put-back', {}],
  ['vault.locked', {}],
  ['recording.unreadable', {}],
  ['recording.too-large', { megabytes: '4096', max: '2048' }],
  ['recording.other-container', {}],
  ['recording.damaged', {}],
  ['recording.no-picture', {}],
  ['paper.stopped', {}],
  ['paper.pdf-too-heavy', {}],
  ['paper.file-damaged', { hash: 'a1b2' }],
  ['key.wrong-passphrase', {}],
  ['key.too-short', { min: '8' }],
  ['key.gone', {}],
  ['key.damaged', {}],
  ['key.unavailable', {}],
  ['recovery.mistyped', { groups: '3, 5' }],
  ['recovery.length', { typed: '39', chars: '40' }],
  ['recovery.wrong', {}],
  ['recovery.none', {}],
  ['recovery.damaged', {}],
  ['recovery.other-data', {}],
  ['recovery.needs-passphrase', {}],
  ...['line', 'gone', 'no-length', 'disk-full', 'no-folder', 'not-found'].map(
    (code): [string, Record<string, string>] => [`replay.${code}`, {}],
  ),
  ['share.no-viewer', {}],
  ['goods.not-found', {}],
  ['goods.made-elsewhere', {}],
  ['goods.auditing', {}],
  ['goods.only-price', {}],
  ['goods.no-price', {}],
  ['goods.price-impossible', {}],
  ['goods.path-needs-code', {}],
  ['goods.path-needs-name', {}],
  ['goods.path-needs-id', {}],
  ['goods.path-needs-find', {}],
  ['goods.no-picture-named-so', {}],
  ['goods.not-rejected', {}],
  ['goods.has-faults', { count: '3' }],
  ['goods.cannot-edit', {}],
  ['goods.cannot-delete', {}],
  ['goods.cannot-withdraw', {}],
  ['goods.already-submitted', {}],
  ...[
    'none busy cancelled gone no-folder empty not-a-table web-page other-format encrypted macros damaged entities',
    'too-nested too-large unpacks-too-large too-many-entries too-many-sheets too-many-rows too-many-columns',
    'too-many-cells too-much-text cell-too-long mixed-encoding not-text open-quote too-slow unreadable',
  ]
    .join(' ')
    .split(' ')
    .map((code): [string, Record<string, string>] => [`import.${code}`, { file: '备货.xlsx', row: '3' }]),
  ['room.not-found', {}],
  ['room.has-faults', { count: '3' }],
  ['room.cannot-edit', {}],
  ['room.channels', {}],
  ['room.not-channels', {}],
  ['golive.no-push-address', {}],
  ['room.cannot-delete', {}],
  ['room.already-submitted', {}],
  ['room.in-conflict', {}],
  ['room.kind-fixed', {}],
  ['room.shelf-full', { max: '200' }],
  ['room.no-start', {}],
  ['room.out-of-months', {}],
  ['member.not-found', {}],
  ['member.cannot-remove', {}],
  ['member.wechat-missing', {}],
  ['member.other-wechat', { masked: 'ka****or' }],
  ['anchor.not-found', {}],
  ['anchor.no-code', {}],
  ['anchor.code-not-fetched', {}],
  ['people.over', {}],
  ['people.not-a-wechat-id', {}],
  ['people.nickname-missing', {}],
  ['people.no-such-wechat', {}],
  ['people.assistants-full', { max: '10' }],
  ['paper.not-found', {}],
  ['paper.consent-missing', {}],
  ['paper.pdf-locked', {}],
  ['paper.pdf-too-many-pages', { pages: '300', max: '30' }],
  ['paper.pdf-damaged', {}],
  ['application.not-found', {}],
  ['application.no-category', {}],
  ['application.already-submitted', {}],
  ['application.cannot-cancel', {}],
  ['onboarding.not-found', {}],
  ['onboarding.no-reader', {}],
  ['product.not-found', {}],
  ['product.already-submitted', {}],
  ['product.busy', {}],
  ['product.cannot-edit', {}],
  ['product.cannot-list', {}],
  ['product.cannot-delist', {}],
  ['outbox.cannot-cancel', {}],
  ['outbox.cannot-retry', {}],
  ['outbox.paused', {}],
  ['outbox.gave-up', {}],
  ['outbox.in-conflict', {}],
  ['outbox.before-refused', {}],
  ['outbox.no-batch', {}],
  ['conflict.gone', {}],
  ['platform.unreachable', {}],
  ['platform.slow', {}],
  ['platform.busy', {}],
  ['platform.not-sent', { cause: 'dns' }],
  ['platform.unknown-outcome', {}],
  ['platform.refused', { errcode: '1', errmsg: 'no' }],
  ['platform.daily-quota', { at: '1795017600000' }],
  ['platform.hourly-quota', { at: '1795017600000' }],
  ['platform.minute-quota', {}],
  ['practice.not-running', {}],
  ['golive.no-code', {}],
  ...[
    'no-folder folder-gone folder-read-only folder-failed folder-name disk-full newer foreign not-whole has-faults',
    'changed-meanwhile nothing-new cover nothing-published room-missing room-otherwise room-hidden',
  ]
    .join(' ')
    .split(' ')
    .map((code): [string, Record<string, string>] => [
      `storefront.${code}`,
      { version: '3', count: '2', room: '双十二' },
    ]),
  ...['not-submitted', 'not-live', 'not-on-shelf', 'over', 'unreachable', 'unanswered'].map(
    (code): [string, Record<string, string>] => [`live.${code}`, {}],
  ),
  ...['name-missing', 'name-long', 'name-differs', 'gone', 'not-connected'].map(
    (code): [string, Record<string, string>] => [`shop.${code}`, { max: '30' }],
  ),
  ...'app-id secret-missing secret-again secret-form base-url insecure proxy ca other-account no-shop'
    .split(' ')
    .map((code): [string, Record<string, string>] => [`connection.${code}`, { appId: 'wx0123456789abcdef' }]),
  ...['tls', 'proxy', 'proxy-refused', 'portal', 'status', 'clock'].map(
    (code): [string, Record<string, string>] => [
      `line.${code}`,
      { at: '1795017600000', status: '502', minutes: '12' },
    ],
  ),
  ['file.cannot-write', {}],
  ['internal', {}],
]

const kebab = (name: string) => name.replace(/(?!^)(?=[A-Z])/g, '-').toLowerCase()

/** The rules as Rust declares them, so that a new one without words fails here. */
function rules(): Rule[] {
  const source = readFileSync(join(DOMAIN, 'violation.rs'), 'utf8')
  const body = /pub enum Rule \{([^}]*)\}/.exec(source)?.[1] ?? ''
  return [...body.matchAll(/^\s{4}([A-Z]\w+),/gm)].map((found) => kebab(found[1] ?? '') as Rule)
}

function errcodes(): string[] {
  const files = ['platform/errcode.rs', 'platform/shop/errcode.rs']
  const source = files.map((file) => readFileSync(join(DOMAIN, file), 'utf8')).join('\n')
  return [...source.matchAll(/^\s{4}[A-Z_0-9]+ = (-?\d+),/gm)].map((found) => found[1] ?? '')
}

function wordsIn(language: Language): ReturnType<typeof useProblem> {
  const found: ReturnType<typeof useProblem>[] = []
  const Probe = defineComponent(() => {
    found.push(useProblem())
    return () => h('i')
  })
  mount(Probe, { global: { plugins: [createMessages(language)] } })
  const [words] = found
  if (!words) throw new Error('not set up')
  return words
}

const problem = (code: string, params: Record<string, string> = {}): Problem => ({
  code,
  params,
  field: null,
  retry: { kind: 'now' },
})

describe('the two languages', () => {
  it('have the same keys and the same placeholders', () => {
    const chinese = leaves(zhCN as unknown as Tree)
    const english = new Map(leaves(en as unknown as Tree))
    expect([...english.keys()]).toEqual(chinese.map(([key]) => key))
    for (const [key, text] of chinese) {
      expect([key, placeholders(english.get(key) ?? '')]).toEqual([key, placeholders(text)])
    }
  })

  it('have every key that a component names', () => {
    const known = new Set(leaves(zhCN as unknown as Tree).map(([key]) => key.replaceAll('/', '.')))
    const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.(vue|ts)$/.test(file) && !file.endsWith('.test.ts'),
    )
    const missing = files.flatMap((file) => {
      const text = readFileSync(join(SOURCE, file), 'utf8')
      return [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)]
        .map((found) => found[1] ?? '')
        .filter((key) => !known.has(key))
    })
    expect(missing).toEqual([])
  })
})

describe.each(['zh-CN', 'en'] as const)('wording in %s', (language) => {
  const other = language === 'en' ? /[\u4e00-\u9fff]{9,}/ : /^[\x20-\x7e]+$/

  it.each(PROBLEMS)('%s', (code, params) => {
    const text = wordsIn(language).problem(problem(code, params))
    expect(text).not.toMatch(/[{}]|problem\./)
    expect(text).not.toMatch(other)
    if (code.includes('.')) expect(text).not.toContain(code)
  })

  it('words every rule of the domain', () => {
    const params = {
      min: '6',
      max: '28',
      units: '31',
      minutes: '10',
      months: '6',
      hours: '24',
      character: '😀',
    }
    expect(rules().length).toBeGreaterThan(20)
    for (const rule of rules()) {
      const text = wordsIn(language).violation({ rule, params })
      expect(text).not.toMatch(/[{}]|rule\./)
    }
  })

  it('names the field and the fault of a good that has one', () => {
    const given = problem('goods.has-fault', { rule: 'too-long', max: '28', units: '31' })
    const text = wordsIn(language).problem({ ...given, field: 'name' })
    expect(text).toMatch(language === 'en' ? /^Name: Too long: .*28.*31/ : /^“商品名称”太长：.*28.*31/)
  })

  it('names the limits of the domain where nobody hands them over', () => {
    const words = wordsIn(language)
    expect(words.violation({ rule: 'not-a-wechat-id', params: {} })).toContain('6–20')
    expect(words.problem(problem('errcode.300018'))).toContain('300×300')
    expect(words.problem(problem('errcode.300034'))).toContain('2–15')
  })

  it('words every code of the platform, and a new one by its number', () => {
    const words = wordsIn(language)
    expect(errcodes().length).toBeGreaterThan(200)
    for (const code of errcodes()) {
      const text = words.problem(problem(`errcode.${code}`))
      expect(text).not.toMatch(/errcode\./)
      expect([code, text.includes(code)]).toEqual([code, false])
    }
    expect(words.problem(problem('errcode.987654'))).toContain('987654')
  })

  it('tells what it does not know as unexpected, with its code', () => {
    expect(wordsIn(language).problem(problem('brand.new'))).toContain('brand.new')
  })
})
