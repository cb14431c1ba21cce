/** Backups of the stand-in: a few lie there, one of them damaged. */
import type { AppState, BackupView, Topic } from '../bindings'
import type { Calls } from '../contract'

type BackupCalls = Pick<Calls, Extract<keyof Calls, `backups${string}`>>

const DAY = 86_400_000
const MEGA = 1024 * 1024

export function fakeBackups(changed: (topic: Topic) => void, open: () => AppState): BackupCalls {
  const backup = (id: string, takenMs: number): BackupView => ({
    id,
    beforeUpdate: false,
    takenMs,
    bytes: 12 * MEGA,
    schema: 8,
    problem: null,
  })
  const now = Date.now()
  const backups = [
    backup('b2', now - DAY),
    { ...backup('v7-before-v8', now - 3 * DAY), beforeUpdate: true },
    {
      ...backup('b0', 0),
      problem: { code: 'backup.damaged', params: {}, field: null, retry: { kind: 'after-change' as const } },
    },
  ]
  return {
    backupsView: async () => ({
      backups: [...backups],
      problem: null,
    }),
    backupsTake: async () => {
      if (backups[0]?.id === 'new') return false
      backups.unshift(backup('new', Date.now()))
      changed('backups')
      return true
    },
    backupsDrill: async (id) => ({
      id,
      tookMs: 1200,
      counts: [
        { what: 'goods', backedUp: 24, now: 25 },
        { what: 'rooms', backedUp: 6, now: 6 },
        { what: 'pictures', backedUp: 31, now: 33 },
        { what: 'papers', backedUp: 4, now: 4 },
        { what: 'submissions', backedUp: 40, now: 44 },
      ],
    }),
    backupsRestore: async () => {
      changed('app')
      return open()
    },
  }
}
