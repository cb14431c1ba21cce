/** The one door to the program behind the window. Nothing outside this folder imports `@tauri-apps`. */
import { inject, type InjectionKey } from 'vue'
import type { Backend } from './contract'

export type * from './bindings'
/** The domain's limits, and drafts of which nothing is filled in. */
export { emptyDrafts, limits } from './bindings'
export { ProblemError, problemOf } from './contract'
export { pageZoom } from './pageZoom'
export type { Backend, FileDrag, PagePoint } from './contract'

export const backendKey: InjectionKey<Backend> = Symbol('backend')

export function useBackend(): Backend {
  const backend = inject(backendKey)
  if (!backend) throw new Error('no backend provided')
  return backend
}

/** The program itself, or the stand-in of `npm run dev:fake`. */
export async function openBackend(): Promise<Backend> {
  if (import.meta.env.MODE === 'fake') return (await import('./fake')).fakeBackend()
  return (await import('./tauri')).tauriBackend()
}
