/** Files being taken into the library. Goes on while staff are in another place, so it belongs to the window. */
import { computed, reactive } from 'vue'
import { useBackend, type TakenPicture } from '@/backend'

const state = reactive({
  running: false,
  stopping: false,
  done: 0,
  total: 0,
  added: 0,
  known: 0,
  refused: 0,
  /** The first of the refused. */
  refusals: [] as TakenPicture[],
  /** Something was taken since it was last dismissed. */
  told: false,
})

function count({ problem, known }: TakenPicture) {
  if (problem) state.refused += 1
  else if (known) state.known += 1
  else state.added += 1
}

export function usePictureTaking() {
  const backend = useBackend()
  const { call } = backend

  /** Takes the files, and those in folders; while others are being taken nothing happens. */
  async function take(paths: string[]) {
    if (state.running || paths.length === 0) return
    Object.assign(state, {
      running: true,
      stopping: false,
      done: 0,
      total: 0,
      added: 0,
      known: 0,
      refused: 0,
      refusals: [],
      told: true,
    })
    const progress = backend.channel<{ done: number; total: number; last: TakenPicture }>((step) => {
      Object.assign(state, { done: step.done, total: step.total })
      count(step.last)
    })
    try {
      const taken = await call.picturesTake(paths, progress)
      // The answer is the whole truth; what the progress told may have come late.
      Object.assign(state, { ...taken, done: taken.added + taken.known + taken.refused })
      state.total = Math.max(state.total, state.done)
    } finally {
      state.running = false
    }
  }

  async function pick(folder: boolean) {
    await take(await call.picturesPick(folder))
  }

  async function stop() {
    state.stopping = true
    await call.picturesStop()
  }

  return { state, take, pick, stop, left: computed(() => state.total - state.done), dismiss }
}

function dismiss() {
  state.told = false
}
