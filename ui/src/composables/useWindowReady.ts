/** Tells the program, once, that there is something to see: the window is hidden until then. */
import { nextTick, watch } from 'vue'
import { useBackend, type Backend } from '@/backend'

let announced = false

export function announceReady({ call }: Backend): void {
  if (announced) return
  announced = true
  // A hidden window may not draw frames, so a moment without one is as good.
  const frame = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  const moment = new Promise((done) => setTimeout(done, 60))
  void nextTick()
    .then(() => Promise.race([frame, moment]))
    .then(() => call.windowReady())
    .catch(() => undefined)
}

export function useWindowReady(isReady: () => boolean): void {
  const backend = useBackend()
  watch(isReady, (ready) => ready && announceReady(backend), { immediate: true, flush: 'post' })
}
