import type { SyncView, Topic } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { problem, type World } from './world'

type SyncCalls = Pick<Calls, Extract<keyof Calls, `sync${string}` | `conflict${string}`>>

const INTERVAL_MS = 300_000

/** Before the platform was read for the first time. */
export const NEVER_SYNCED: SyncView = {
  running: false,
  lastMs: null,
  nextMs: null,
  online: null,
  problem: null,
  conflicts: 0,
  clockAheadMs: 0,
}

export function fakeSync(world: World, changed: (topic: Topic) => void): SyncCalls {
  return {
    async syncNow() {
      if (world.sync.problem) throw new ProblemError(world.sync.problem)
      const now = Date.now()
      world.sync = { ...world.sync, online: true, lastMs: now, nextMs: now + INTERVAL_MS }
      changed('sync')
      return null
    },
    syncState: async () => ({ ...world.sync, conflicts: world.conflicts.length }),
    conflictsList: async () => world.conflicts,
    async conflictResolve({ objectKind, objectId, choices }) {
      const conflict = world.conflicts.find(
        (one) => one.objectKind === objectKind && one.objectId === objectId,
      )
      const thing = [...world.goods, ...world.rooms].find((one) => one.id === objectId)
      if (!conflict || !thing) throw new ProblemError(problem('conflict.gone'))
      for (const { field, theirs } of conflict.fields)
        if (choices[field] === 'theirs') Object.assign(thing.draft, taken(field, theirs, thing.draft))
      const decided = (field: string) => choices[field] !== undefined
      const mine = Object.values(choices).includes('mine')
      conflict.fields = conflict.fields.filter(({ field }) => !decided(field))
      if (conflict.fields.length === 0) {
        world.conflicts = world.conflicts.filter((one) => one !== conflict)
        Object.assign(thing, { inConflict: false, changedSince: mine })
      }
      thing.revision += 1
      changed(objectKind === 'goods' ? 'goods' : 'rooms')
      changed('sync')
      return null
    },
  }
}

/** The platform's value as the draft holds it. */
function taken(field: string, value: string, draft: object): object {
  if (field === 'start' || field === 'end') return { [`${field}Ms`]: Number(value) }
  if (field === 'price') {
    const [price, price2 = ''] = value.split(/[->]/)
    const priceKind = value.includes('-') ? 'range' : value.includes('>') ? 'discount' : 'single'
    return { price, price2, priceKind }
  }
  if (value === 'true' || value === 'false') {
    const switches = 'switches' in draft ? (draft.switches as object) : {}
    return { switches: { ...switches, [field]: value === 'true' } }
  }
  return { [field]: value }
}
