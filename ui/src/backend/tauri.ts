/** The program itself behind the window: Tauri's IPC. */
import { Channel, convertFileSrc } from '@tauri-apps/api/core'
import { getCurrentWebview } from '@tauri-apps/api/webview'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { commands, events, type CodeTaken } from './bindings'
import { ProblemError, problemOf, type Backend, type Calls, type PagePoint } from './contract'
import { pageZoom } from './pageZoom'

type AnyCommand = (...args: unknown[]) => Promise<unknown>

/** Left in the window by the shell in debug builds: messages of more than `max` bytes are noted in `long`. */
declare global {
  interface Window {
    kaiboReplies?: { max: number; long: string[] }
  }
}

function watched<T>(name: string, message: T): T {
  const replies = window.kaiboReplies
  if (replies) {
    const bytes = new TextEncoder().encode(JSON.stringify(message)).length
    if (bytes > replies.max) replies.long.push(`${name}: ${bytes} bytes`)
  }
  return message
}

function unwrap(answer: unknown): unknown {
  if (typeof answer === 'object' && answer !== null && 'status' in answer) {
    if (answer.status === 'ok' && 'data' in answer) return answer.data
    if (answer.status === 'error' && 'error' in answer) throw new ProblemError(problemOf(answer.error))
  }
  return answer
}

function call(name: string, command: AnyCommand): AnyCommand {
  return async (...args) => {
    let answer: unknown
    try {
      answer = watched(name, await command(...args))
    } catch (error) {
      throw new ProblemError(problemOf(error))
    }
    return unwrap(answer)
  }
}

/**
 * Where on the page files are held. WebView2 counts the screen's pixels; WebKit counts points, of which larger text makes
 * the page's pixels larger (wry 0.57, `drag_drop.rs`).
 */
function onPage({ x, y }: PagePoint): PagePoint {
  const ratio = navigator.userAgent.includes('Windows') ? devicePixelRatio : pageZoom()
  return { x: x / ratio, y: y / ratio }
}

export function tauriBackend(): Backend {
  const calls = Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [name, call(name, command as AnyCommand)]),
  ) as unknown as Calls
  // `kaibo-media://localhost/` here, `http://kaibo-media.localhost/` on Windows: Tauri knows which.
  const mediaBase = convertFileSrc('', 'kaibo-media')
  return {
    call: calls,
    channel: (heard) => new Channel(heard),
    media: (path) => mediaBase + path,
    onChanged: (listener) => events.changed.listen((event) => listener(watched('changed', event.payload))),
    onOpened: (listener) => events.noticeOpened.listen((event) => listener(event.payload)),
    onLivePressed: (listener) => events.livePressed.listen((event) => listener(event.payload)),
    onPresenterClosed: (listener) => events.presenterClosed.listen((event) => listener(event.payload)),
    onFileDrag: (listener) =>
      getCurrentWebview().onDragDropEvent(({ payload }) => {
        if (payload.type === 'leave') listener({ kind: 'leave' })
        else if (payload.type === 'drop')
          listener({ kind: 'drop', at: onPage(payload.position), paths: payload.paths })
        else listener({ kind: 'over', at: onPage(payload.position) })
      }),
    setFullscreen: (on) =>
      getCurrentWindow()
        .setFullscreen(on)
        .catch(() => undefined),
    async pasteCode(room, picture) {
      // Without a content type the browser asks nobody whether it may.
      const body = await picture.arrayBuffer()
      const answer = await fetch(`${mediaBase}start-code/${room ?? 'shop'}`, { method: 'POST', body })
      const taken = (await answer.json()) as CodeTaken | { problem: unknown }
      if ('problem' in taken) throw new ProblemError(problemOf(taken.problem))
      return taken
    },
  }
}
