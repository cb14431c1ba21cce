import { expect, it, vi } from 'vitest'
import { ProblemError } from './contract'

const answers = vi.hoisted(() => ({ today: (): Promise<unknown> => Promise.resolve(null) }))
const listen = vi.hoisted(() => vi.fn())
vi.mock('./bindings', () => ({
  commands: { today: () => answers.today() },
  events: { noticeOpened: { listen } },
}))
vi.mock('@tauri-apps/api/core', () => ({
  convertFileSrc: (path: string, scheme: string) => `${scheme}://localhost/${path}`,
}))
vi.mock('@tauri-apps/api/webview', () => ({}))
vi.mock('@tauri-apps/api/window', () => ({}))

const { tauriBackend } = await import('./tauri')

const DISK_FULL = { code: 'store.disk-full', params: {}, field: null, retry: { kind: 'now' } }

it('unwraps an answer', async () => {
  answers.today = async () => ({ status: 'ok', data: 42 })
  await expect(tauriBackend().call.today()).resolves.toBe(42)
})

it('throws a problem as one', async () => {
  answers.today = async () => ({ status: 'error', error: DISK_FULL })
  await expect(tauriBackend().call.today()).rejects.toEqual(new ProblemError(DISK_FULL as never))
})

it.each([
  [
    'a denied command, which answers a bare string',
    async () => ({ status: 'error', error: 'today not allowed' }),
  ],
  ['a broken channel', () => Promise.reject(new Error('ipc'))],
])('turns %s into an internal problem', async (_what, answer) => {
  answers.today = answer
  await expect(tauriBackend().call.today()).rejects.toMatchObject({ problem: { code: 'internal' } })
})

it('hands on where a clicked notice leads', async () => {
  const target = { topic: 'rooms', id: 'room-1' } as const
  listen.mockImplementation(async (heard: (event: { payload: typeof target }) => void) =>
    heard({ payload: target }),
  )
  const opened = vi.fn()
  await tauriBackend().onOpened(opened)
  expect(opened).toHaveBeenCalledExactlyOnceWith(target)
})

it('notes a message that is too long where the window is watched', async () => {
  window.kaiboReplies = { max: 10, long: [] }
  answers.today = async () => '八九个字'
  await tauriBackend().call.today()
  answers.today = async () => '七字'
  await tauriBackend().call.today()
  expect(window.kaiboReplies.long).toEqual(['today: 14 bytes'])
  delete window.kaiboReplies
})

it('leaves picture addresses readable', () => {
  expect(tauriBackend().media('picture/1/goods?x=0.5&y=0.5')).toBe(
    'kaibo-media://localhost/picture/1/goods?x=0.5&y=0.5',
  )
})
