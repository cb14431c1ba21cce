/** The scene that the stand-in begins with, where it is not a shop at work. */
import type { AppState } from '../bindings'

export function phaseOf(phase: string): AppState | null {
  switch (phase) {
    case 'opening':
    case 'moving':
    case 'first-start':
      return { phase }
    case 'passphrase-create':
      return { phase: 'needs-passphrase', create: true }
    case 'passphrase':
      return { phase: 'needs-passphrase', create: false }
    case 'data-gone':
      return { phase, folder: 'E:\\kaibo-data', atHome: false }
    case 'data-gone-home':
      return { phase: 'data-gone', folder: 'E:\\kaibo-data', atHome: true }
    case 'data-unreadable':
      return { phase: 'data-gone', folder: null, atHome: false }
    case 'cannot-open':
      return {
        phase: 'cannot-open',
        problem: {
          code: 'store.newer-version',
          params: { found: '7', known: '1' },
          field: null,
          retry: { kind: 'after-change' },
        },
      }
    default:
      return null
  }
}
