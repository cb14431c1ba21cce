/**
 * What the window knows of the program behind it. Derived from the generated bindings, so that it cannot drift;
 * implemented by `tauri.ts` in the app and by `fake.ts` in tests and in a plain browser.
 */
import type { Channel } from '@tauri-apps/api/core'
import type { commands, Change, CodeTaken, LiveAction, PresenterClosed, Problem, Target } from './bindings'

export type { Channel }

type DataOf<R> = R extends { status: 'ok'; data: infer D } ? D : R extends { status: 'error' } ? never : R

type Commands = typeof commands

/** Every command, its answer unwrapped; a failure is thrown as {@link ProblemError}. */
export type Calls = {
  [K in keyof Commands]: (
    ...args: Parameters<Commands[K]>
  ) => Promise<DataOf<Awaited<ReturnType<Commands[K]>>>>
}

/** Files held over, or dropped on, the window. */
export type FileDrag =
  { kind: 'over'; at: PagePoint } | { kind: 'drop'; at: PagePoint; paths: string[] } | { kind: 'leave' }

/** In the page's own pixels, from its upper left corner. */
export interface PagePoint {
  x: number
  y: number
}

export interface Backend {
  call: Calls
  /** Hears what a long call tells while it goes on; handed to the call. */
  channel<T>(heard: (message: T) => void): Channel<T>
  /** The address of a picture or code, e.g. `picture/<id>/whole`. */
  media(path: string): string
  onChanged(listener: (change: Change) => void): Promise<() => void>
  /** Staff clicked a notice of the desktop. */
  onOpened(listener: (target: Target) => void): Promise<() => void>
  /** A shortcut of the control view was pressed, in whichever program. */
  onLivePressed(listener: (action: LiveAction) => void): Promise<() => void>
  /** The window on the other display is closed. */
  onPresenterClosed(listener: (closed: PresenterClosed) => void): Promise<() => void>
  onFileDrag(listener: (drag: FileDrag) => void): Promise<() => void>
  /** Fills the whole screen; where the system refuses, nothing happens. */
  setFullscreen(on: boolean): Promise<void>
  /** Takes a pasted picture as the start code of a room, or without one of the shop; as bytes, not through JSON. */
  pasteCode(room: string | null, picture: Blob): Promise<CodeTaken>
}

/** A problem of the program behind, thrown. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
    this.name = 'ProblemError'
  }
}

const INTERNAL: Problem = { code: 'internal', params: {}, field: null, retry: { kind: 'now' } }

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'
}

/** Whatever was thrown, as a problem that can be worded. A denied command rejects with a bare string. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return isProblem(error) ? error : INTERNAL
}
