/** 资料库 of the stand-in: a company and a few papers; knows just enough rules to move the screens. */
import {
  emptyDrafts,
  type EntityDraft,
  type EntityField,
  type PaperDraft,
  type PaperField,
  type PaperKind,
  type PaperRow,
  type RecordingView,
  type Topic,
  type Validity,
  type Violation,
} from '../bindings'
import type { Calls } from '../contract'
import { ProblemError } from '../contract'
import type { FakeLock } from './vaultLock'
import { problem } from './world'

type VaultCalls = Pick<
  Calls,
  | 'recordingSave'
  | Exclude<Extract<keyof Calls, `papers${string}`>, 'papersUses'>
  | Extract<keyof Calls, `vaultEntity${string}`>
>

interface Paper {
  id: string
  draft: PaperDraft
  revision: number
  pages: string[]
  consentMs: number | null
  removed: boolean
  recording?: RecordingView
  damaged?: boolean
}

const DAY = 86_400_000
/** What the dialogs answer. */
const CHOSEN = ['D:\\资质\\营业执照.jpg', 'D:\\资质\\身份证正面.jpg']
const MASKED: readonly PaperKind[] = ['identity', 'bank']
const WORDS: readonly [string, PaperKind][] = [
  ['执照', 'licence'],
  ['身份证', 'identity'],
  ['商标', 'trademark'],
  ['授权', 'authorisation'],
]

const dayFrom = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
const masked = (number: string) => (number === '' ? '' : `••••${number.slice(-4)}`)
const nameOf = (path: string) => path.split(/[\\/]/).at(-1) ?? path
const guess = (path: string) => WORDS.find(([word]) => nameOf(path).includes(word))?.[1] ?? 'other'

function sample(): Paper[] {
  const paper = (id: string, draft: Partial<PaperDraft>, pages = 1): Paper => ({
    id,
    draft: { ...emptyDrafts.paper, links: [], holder: '杭州小开贸易有限公司', ...draft },
    revision: 1,
    pages: Array.from({ length: pages }, (_, n) => `${draft.title ?? ''}-${n + 1}.jpg`),
    consentMs: draft.kind === 'identity' ? Date.now() - DAY : null,
    removed: false,
  })
  const links = [
    { from: '小开酒业', to: '华东总代理', affiliates: false, expires: '' },
    { from: '华东总代理', to: '杭州小开贸易有限公司', affiliates: false, expires: '' },
  ]
  return [
    paper('paper-1', {
      kind: 'authorisation',
      title: '品牌授权书',
      expires: dayFrom(5),
      links,
      platforms: '视频号',
    }),
    paper('paper-2', { kind: 'trademark', title: '商标注册证', expires: dayFrom(45), markClass: '33' }),
    paper('paper-3', { kind: 'licence', title: '营业执照', expires: '长期' }),
    paper(
      'paper-4',
      { kind: 'identity', title: '法人身份证', number: '330106199001011234', expires: dayFrom(900) },
      2,
    ),
    {
      ...paper('paper-5', { kind: 'recording', title: '带货流水录屏', holder: '' }, 0),
      recording: {
        name: '带货流水.mp4',
        width: 1080,
        height: 1920,
        bytes: 84_000_000,
        durationMs: 95_000,
      },
      damaged: true,
    },
  ]
}

function validity({ kind, expires }: PaperDraft): Validity {
  if (expires === '长期') return { standing: 'long-term', days: null }
  const last = Date.parse(expires)
  if (Number.isNaN(last)) return { standing: 'unknown', days: null }
  const days = Math.ceil((last - Date.now()) / DAY)
  const margin = kind === 'trademark' ? 30 : kind === 'authorisation' ? 7 : 0
  if (days < 0) return { standing: 'expired', days }
  if (days < margin) return { standing: 'too-short', days }
  return { standing: days <= 60 ? 'ending' : 'valid', days }
}

function paperFaults({ draft, consentMs }: Paper): Violation<PaperField>[] {
  const faults: Violation<PaperField>[] = []
  if (draft.kind === 'identity' && consentMs === null)
    faults.push({ field: 'kind', rule: 'consent-missing', params: {} })
  if (draft.title.trim() === '') faults.push({ field: 'title', rule: 'required', params: {} })
  if (draft.kind === 'recording') return faults
  if (draft.expires === '') faults.push({ field: 'expires', rule: 'required', params: {} })
  else if (validity(draft).standing === 'unknown')
    faults.push({ field: 'expires', rule: 'not-a-day', params: {} })
  return faults
}

function entityFaults(draft: EntityDraft): Violation<EntityField>[] {
  const fields = ['name', 'code', 'legalPerson', 'address', 'capital', 'scope'] as const
  const empty = fields.filter((field) => draft[field].trim() === '')
  const faults: Violation<EntityField>[] = empty.map((field) => ({ field, rule: 'required', params: {} }))
  if (draft.code !== '' && draft.code.length !== 18)
    faults.push({
      field: 'code',
      rule: 'code-length',
      params: { max: '18', units: `${draft.code.length}` },
    })
  return faults
}

export function fakeVault(isEmpty: boolean, changed: (topic: Topic) => void, lock: FakeLock): VaultCalls {
  let papers = isEmpty ? [] : sample()
  lock.onReset = () => void (papers = [])
  let entity: EntityDraft = isEmpty
    ? emptyDrafts.entity
    : { ...emptyDrafts.entity, name: '杭州小开贸易有限公司' }
  let entityRevision = 1
  const find = (id: string) => {
    lock.assertOpen()
    const paper = papers.find((one) => one.id === id)
    if (!paper) throw new ProblemError(problem('paper.not-found'))
    return paper
  }
  const change = (ids: string[], work: (paper: Paper) => void) => {
    ids.map(find).forEach((paper) => {
      work(paper)
      paper.revision += 1
    })
    changed('vault')
    return null
  }
  const row = (paper: Paper): PaperRow => ({
    id: paper.id,
    kind: paper.draft.kind,
    title: paper.draft.title,
    holder: paper.draft.holder,
    number: masked(paper.draft.number),
    validity: validity(paper.draft),
    expires: paper.draft.expires,
    pages: paper.pages.length,
    masked: MASKED.includes(paper.draft.kind),
    faults: paperFaults(paper).length,
    removed: paper.removed,
  })
  return {
    vaultEntity: async () => ({
      draft: entity,
      revision: entityRevision,
      violations: entityFaults(entity),
    }),
    async vaultEntitySave(patch) {
      entity = { ...entity, ...(patch as Partial<EntityDraft>) }
      entityRevision += 1
      return { revision: entityRevision, violations: entityFaults(entity), nameUnits: entity.name.length * 2 }
    },
    async papersList() {
      lock.assertOpen()
      return papers.map(row)
    },
    async papersEnding() {
      const ends = ({ removed, validity: { standing } }: PaperRow) =>
        !removed && (standing === 'expired' || standing === 'too-short' || standing === 'ending')
      const ending = papers.map(row).filter(ends)
      return { papers: lock.isLocked() ? [] : ending, count: ending.length }
    },
    async papersGet(id, revealed) {
      const paper = find(id)
      const isMasked = MASKED.includes(paper.draft.kind) && !revealed
      const { draft } = paper
      return {
        id,
        draft: { ...draft, number: isMasked ? masked(draft.number) : draft.number },
        masked: isMasked,
        revision: paper.revision,
        violations: paperFaults(paper),
        validity: validity(draft),
        levels: draft.links.filter(({ affiliates }) => !affiliates).length,
        recording: paper.recording ?? null,
        pages: paper.pages.map((name) => ({ name, width: 2480, height: 3508, bytes: 1_400_000 })),
        needsConsent: draft.kind === 'identity',
        consentMs: paper.consentMs,
        consentVersion: paper.consentMs === null ? null : 1,
        removed: paper.removed,
      }
    },
    async papersSave(id, patch) {
      change([id], (paper) => Object.assign(paper.draft, patch))
      const paper = find(id)
      return { revision: paper.revision, violations: paperFaults(paper), nameUnits: 0 }
    },
    papersPick: async () => CHOSEN,
    papersGuess: async (path) => guess(path),
    async papersTake({ paths, kind, together, consent }, progress) {
      const taken = paths.map((path, n) => {
        progress.onmessage({ done: n + 1, total: paths.length, bytes: null })
        const [name, of] = [nameOf(path), kind ?? guess(path)]
        if (of === 'identity' && !consent)
          return { name, paper: null, known: false, problem: problem('paper.consent-missing') }
        const known = papers.find((paper) => paper.pages.includes(name))
        if (known) return { name, paper: known.id, known: true, problem: null }
        const first = papers[0]
        if (together && n > 0 && first) {
          first.pages.push(name)
          return { name, paper: first.id, known: false, problem: null }
        }
        const id = `paper-${Date.now()}-${n}`
        const draft = { ...emptyDrafts.paper, links: [], kind: of, title: name.replace(/\.\w+$/, '') }
        const consentMs = of === 'identity' ? Date.now() : null
        papers = [{ id, draft, revision: 1, pages: [name], consentMs, removed: false }, ...papers]
        return { name, paper: id, known: false, problem: null }
      })
      changed('vault')
      return taken
    },
    papersStop: async () => null,
    async papersCheck(id) {
      const { damaged, recording } = find(id)
      return damaged ? [{ name: recording?.name ?? '', hash: 'a1b2c3d4e5f60718', missing: true }] : []
    },
    async papersMend(id) {
      find(id).damaged = false
      changed('vault')
      return []
    },
    papersAgree: async (id) => change([id], (paper) => (paper.consentMs = Date.now())),
    papersRemove: async (ids) => change(ids, (paper) => (paper.removed = true)),
    papersRestore: async (ids) => change(ids, (paper) => (paper.removed = false)),
    recordingSave: async (id) => `D:\\${find(id).recording?.name ?? ''}`,
    async papersErase(ids) {
      papers = papers.filter(({ id }) => !ids.includes(id))
      changed('vault')
      return null
    },
  }
}
