/** The shortcuts that work in whichever program, as long as the control view is open. */
import { onScopeDispose, shallowRef } from 'vue'
import { useBackend, type LiveAction, type LiveListening } from '@/backend'

/** One after the other: a view that opens as another closes must not lose its keys to that one's end. */
let last: Promise<unknown> = Promise.resolve()

/** Each action answers whether it was done; one that was not is told where the window is not seen. */
export function useLiveKeys(room: string, actions: Record<LiveAction, () => Promise<boolean>>) {
  const backend = useBackend()
  const listening = shallowRef<LiveListening | null>(null)
  const listens = backend.onLivePressed(async (action) => {
    const done = await actions[action]()
    // Why stands in the view; nobody would see a failure of telling where this one is not seen.
    if (!done && !document.hasFocus()) await backend.call.liveKeyFailed(room).catch(() => undefined)
  })
  last = last
    .then(() => backend.call.liveListen())
    .then((answer) => (listening.value = answer))
    // Settings that cannot be read are told where they are read for all of the window.
    .catch(() => undefined)
  onScopeDispose(() => {
    void listens.then((stop) => stop())
    last = last.then(() => backend.call.liveUnlisten()).catch(() => undefined)
  })
  return { listening }
}
