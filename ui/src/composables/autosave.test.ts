import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/backend'
import { createAutosave } from './autosave'

type Draft = { name: string; price: string }

function failing(code: string, retry: 'now' | 'after-change' = 'now') {
  return new ProblemError({ code, params: {}, field: null, retry: { kind: retry } })
}

function setUp() {
  const saves: Partial<Draft>[] = []
  const answers: ((revision: number) => void)[] = []
  let fail: ProblemError | null = null
  let hold = false
  let revision = 1
  const saver = createAutosave<Draft>({
    initial: { name: '', price: '' },
    save(patch) {
      saves.push(patch)
      if (fail) return Promise.reject(fail)
      revision += 1
      const saved = { revision }
      return hold ? new Promise((done) => answers.push(() => done(saved))) : Promise.resolve(saved)
    },
  })
  saver.accept({ name: '', price: '' }, 1)
  return {
    saver,
    saves,
    answer: () => answers.shift()?.(0),
    failWith: (problem: ProblemError | null) => (fail = problem),
    holdBack: () => (hold = true),
  }
}

describe('autosave', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('saves once, a moment after the last key', async () => {
    const { saver, saves } = setUp()
    for (const name of ['连', '连衣', '连衣裙']) {
      saver.type('name', name)
      await vi.advanceTimersByTimeAsync(200)
    }
    expect(saves).toEqual([])
    expect(saver.state.value).toBe('saving')
    await vi.advanceTimersByTimeAsync(50)
    expect(saves).toEqual([{ name: '连衣裙' }])
    expect(saver.state.value).toBe('saved')
  })

  it('does not save in the middle of a composition', async () => {
    const { saver, saves } = setUp()
    saver.composeStart('name')
    saver.type('name', 'lian')
    await vi.advanceTimersByTimeAsync(5000)
    expect(saves).toEqual([])
    saver.type('name', '连')
    saver.composeEnd('name')
    await vi.advanceTimersByTimeAsync(250)
    expect(saves).toEqual([{ name: '连' }])
  })

  it('saves other fields while one is being composed', async () => {
    const { saver, saves } = setUp()
    saver.type('price', '9')
    saver.composeStart('name')
    saver.type('name', 'l')
    await vi.advanceTimersByTimeAsync(1000)
    expect(saves).toEqual([{ price: '9' }])
  })

  it('has one save under way at a time, and the last text wins', async () => {
    const { saver, saves, answer, holdBack } = setUp()
    holdBack()
    saver.type('name', '一')
    await vi.advanceTimersByTimeAsync(250)
    saver.type('name', '二')
    await vi.advanceTimersByTimeAsync(250)
    saver.type('name', '三')
    await vi.advanceTimersByTimeAsync(250)
    expect(saves).toEqual([{ name: '一' }])
    answer()
    await vi.advanceTimersByTimeAsync(0)
    expect(saves).toEqual([{ name: '一' }, { name: '三' }])
    expect(saver.state.value).toBe('saving')
    answer()
    await vi.advanceTimersByTimeAsync(0)
    expect(saver.state.value).toBe('saved')
  })

  it('keeps what was typed when saving fails, and tries again', async () => {
    const { saver, saves, failWith } = setUp()
    failWith(failing('store.disk-full'))
    saver.type('name', '连衣裙')
    await vi.advanceTimersByTimeAsync(250)
    expect(saver.state.value).toBe('failed')
    expect(saver.problem.value?.code).toBe('store.disk-full')
    saver.accept({ name: '旧', price: '' }, 1)
    expect(saver.values.name).toBe('连衣裙')
    failWith(null)
    await vi.advanceTimersByTimeAsync(1000)
    expect(saves).toEqual([{ name: '连衣裙' }, { name: '连衣裙' }])
    expect(saver.state.value).toBe('saved')
    expect(saver.problem.value).toBeNull()
  })

  it('does not repeat by itself what only a change can mend', async () => {
    const { saver, saves, failWith } = setUp()
    failWith(failing('goods.cannot-edit', 'after-change'))
    saver.choose({ price: '9' })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(saves).toHaveLength(1)
    expect(saver.values.price).toBe('9')
  })

  it('flush saves at once and says whether all is on disk', async () => {
    const { saver, saves, failWith } = setUp()
    saver.type('name', '连衣裙')
    await expect(saver.flush()).resolves.toBe(true)
    expect(saves).toEqual([{ name: '连衣裙' }])
    await expect(saver.flush()).resolves.toBe(true)
    expect(saves).toHaveLength(1)
    failWith(failing('store.failed'))
    saver.type('name', '裙')
    await expect(saver.flush()).resolves.toBe(false)
    expect(saver.isClean()).toBe(false)
  })

  it('flush waits for a save that is under way', async () => {
    const { saver, answer, holdBack } = setUp()
    holdBack()
    saver.type('name', '一')
    await vi.advanceTimersByTimeAsync(250)
    const flushed = vi.fn()
    void saver.flush().then(flushed)
    await vi.advanceTimersByTimeAsync(10)
    expect(flushed).not.toHaveBeenCalled()
    answer()
    await vi.advanceTimersByTimeAsync(0)
    expect(flushed).toHaveBeenCalledWith(true)
  })

  it('saves on leaving the field', async () => {
    const { saver, saves } = setUp()
    saver.focus('name')
    saver.type('name', '裙')
    saver.blur('name')
    await vi.advanceTimersByTimeAsync(0)
    expect(saves).toEqual([{ name: '裙' }])
  })

  it('does not let a refetch touch a field in use, nor an older revision any field', async () => {
    const { saver } = setUp()
    saver.focus('name')
    saver.accept({ name: '别处改的', price: '1' }, 5)
    expect(saver.values).toEqual({ name: '', price: '1' })
    saver.blur('name')
    expect(saver.values.name).toBe('别处改的')
    saver.accept({ name: '很旧', price: '0' }, 4)
    expect(saver.values).toEqual({ name: '别处改的', price: '1' })
  })
})
