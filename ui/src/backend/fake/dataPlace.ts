/** Where the data of the stand-in are: in the system's place, until they are moved. */
import type { AppState, DataPlaceView, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'

type DataCalls = Pick<Calls, Extract<keyof Calls, `data${string}`>>

/** What is known at the start; `refused`: why the folder that is picked will not do; `failed`: why a move fails. */
export type DataPlaceStart = Partial<DataPlaceView> & { refused?: string; failed?: string }

const MEGA = 1024 * 1024
const TARGET = 'E:\\kaibo-data'

export function fakeDataPlace(
  start: DataPlaceStart,
  changed: (topic: Topic) => void,
  open: () => AppState,
): DataCalls {
  const { refused, failed, ...known } = start
  let view: DataPlaceView = {
    folder: 'C:\\Users\\kaibo\\AppData\\Local\\app.kaibo.desktop',
    moved: false,
    fixed: false,
    sizes: [
      { kind: 'database', bytes: 12 * MEGA },
      { kind: 'pictures', bytes: 340 * MEGA },
      { kind: 'papers', bytes: 85 * MEGA },
      { kind: 'backups', bytes: 21 * MEGA },
    ],
    free: 52 * 1024 * MEGA,
    left: [],
    problem: null,
    ...known,
  }
  const problem = (code: string, params: Record<string, string> = {}) => ({
    code,
    params,
    field: null,
    retry: { kind: 'after-change' as const },
  })
  return {
    dataView: async () => ({ ...view }),
    dataOpenFolder: async () => null,
    dataPick: async () => {
      view = { ...view, problem: null }
      const room = { need: `${600 * MEGA}`, free: `${80 * MEGA}` }
      if (refused) throw new ProblemError(problem(refused, refused === 'move.room' ? room : {}))
      return { folder: TARGET, bytes: 458 * MEGA, free: 930 * 1024 * MEGA, sameDisk: false }
    },
    dataMove: async () => {
      if (failed) {
        view = { ...view, problem: problem(failed) }
        changed('app')
        throw new ProblemError(problem(failed))
      }
      view = { ...view, folder: TARGET, moved: true }
      changed('app')
      return open()
    },
    dataMoving: async () => ({ done: 120 * MEGA, total: 458 * MEGA, checking: false }),
    dataMoveStop: async () => null,
    dataFind: async () => {
      if (refused) throw new ProblemError(problem(refused))
      changed('app')
      return open()
    },
    dataUseHome: async () => {
      changed('app')
      return open()
    },
  }
}
