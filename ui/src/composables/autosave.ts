/**
 * Saves what is typed, as it is typed. The text in the field is the truth: it goes to the backend after a short
 * pause, on blur and before anything that depends on it; never in the middle of an IME composition; one save at a
 * time per object; the last write wins. When a save fails the text stays and is tried again.
 */
import { reactive, readonly, ref, toRaw, type Ref } from 'vue'
import { problemOf, type Problem } from '@/backend'

export type SaveState = 'clean' | 'saving' | 'saved' | 'failed'

export interface AutosaveOptions<V extends object> {
  initial: V
  /** Saves the fields given and answers the revision on disk. */
  save(patch: Partial<V>): Promise<{ revision: number }>
  pauseMs?: number
  /** Waits between tries after a failure; the last one repeats. */
  retryMs?: readonly number[]
}

export interface Autosave<V extends object> {
  /** The fields as on screen. Written only through this object. */
  readonly values: V
  readonly state: Readonly<Ref<SaveState>>
  readonly problem: Readonly<Ref<Problem | null>>
  /** Takes over what the backend has, except fields being edited or not yet saved, and except older revisions. */
  accept(server: V, revision: number): void
  /** A keystroke: saved after a pause. */
  type<K extends keyof V>(field: K, value: V[K]): void
  /** A choice: saved at once. */
  choose(patch: Partial<V>): void
  focus(field: keyof V): void
  blur(field: keyof V): void
  composeStart(field: keyof V): void
  composeEnd(field: keyof V): void
  /** Saves everything now; false when something could not be saved. */
  flush(): Promise<boolean>
  /** Whether everything typed is on disk. */
  isClean(): boolean
}

const RETRY_MS = [1000, 3000, 10_000, 30_000] as const

export function createAutosave<V extends object>(options: AutosaveOptions<V>): Autosave<V> {
  const { pauseMs = 250, retryMs = RETRY_MS } = options
  const values = reactive({ ...options.initial }) as V
  const state = ref<SaveState>('clean')
  const problem = ref<Problem | null>(null)
  const dirty = new Set<keyof V>()
  let latest: V | null = null
  let revision = -1
  let focused: keyof V | null = null
  let composing: keyof V | null = null
  let sending: ReadonlySet<keyof V> = new Set()
  let due = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null

  const keys = Object.keys(options.initial) as (keyof V)[]
  const ready = () => [...dirty].filter((field) => field !== composing)

  function later(ms: number) {
    clearTimeout(timer)
    timer = setTimeout(() => void pump(), ms)
  }

  function pump(): Promise<void> {
    clearTimeout(timer)
    due = true
    running ??= run().finally(() => {
      running = null
      // Asked for after the last look and before the end.
      if (due && state.value !== 'failed' && ready().length > 0) void pump()
    })
    return running
  }

  async function run() {
    while (due && ready().length > 0) {
      due = false
      const patch = take()
      state.value = 'saving'
      try {
        const saved = await options.save(patch)
        revision = Math.max(revision, saved.revision)
        if (latest) Object.assign(latest, patch)
        failures = 0
        problem.value = null
        sending = new Set()
        state.value = dirty.size > 0 ? 'saving' : 'saved'
      } catch (error) {
        for (const field of sending) dirty.add(field)
        sending = new Set()
        problem.value = problemOf(error)
        state.value = 'failed'
        const wait = retryMs[Math.min(failures, retryMs.length - 1)]
        failures += 1
        if (problem.value.retry.kind !== 'after-change' && wait !== undefined) later(wait)
        return
      }
    }
  }

  function take(): Partial<V> {
    const fields = ready()
    const raw = toRaw(values)
    const patch: Partial<V> = {}
    for (const field of fields) {
      patch[field] = raw[field]
      dirty.delete(field)
    }
    sending = new Set(fields)
    return patch
  }

  function mark<K extends keyof V>(field: K, value: V[K]) {
    values[field] = value
    dirty.add(field)
    if (state.value !== 'failed') state.value = 'saving'
  }

  const settled = (field: keyof V) => !dirty.has(field) && !sending.has(field)

  return {
    values,
    state: readonly(state),
    problem: readonly(problem) as Readonly<Ref<Problem | null>>,
    accept(server, serverRevision) {
      if (serverRevision < revision) return
      revision = serverRevision
      latest = { ...server }
      for (const field of keys) {
        if (settled(field) && field !== focused && values[field] !== server[field])
          values[field] = server[field]
      }
    },
    type(field, value) {
      if (values[field] === value && settled(field)) return
      mark(field, value)
      if (composing !== field) later(pauseMs)
    },
    choose(patch) {
      for (const field of Object.keys(patch) as (keyof V)[]) {
        const value = patch[field]
        if (value !== undefined) mark(field, value as V[keyof V])
      }
      void pump()
    },
    focus(field) {
      focused = field
    },
    blur(field) {
      if (focused === field) focused = null
      if (composing === field) composing = null
      if (!settled(field)) void pump()
      else if (latest) values[field] = latest[field]
    },
    composeStart(field) {
      composing = field
      clearTimeout(timer)
      // Other fields' pending text must not wait for the composition to end.
      if (ready().length > 0) later(pauseMs)
    },
    composeEnd(field) {
      if (composing === field) composing = null
      if (dirty.has(field)) later(pauseMs)
    },
    async flush() {
      while (ready().length > 0 || running) {
        await pump()
        if (state.value === 'failed') return false
      }
      return true
    },
    isClean: () => dirty.size === 0 && sending.size === 0,
  }
}
