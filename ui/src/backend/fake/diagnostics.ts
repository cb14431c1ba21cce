/** What a technician gets. */
import type { LogLevel } from '../bindings'
import type { Calls } from '../contract'
import type { World } from './world'

export function fakeDiagnostics(
  world: World,
): Pick<Calls, 'diagnosticsBundle' | 'diagnosticsSave' | 'diagnosticsLevel' | 'diagnosticsSetLevel'> {
  let logLevel: LogLevel = 'info'
  return {
    diagnosticsBundle: async () => ({
      fileName: 'kaibo-diagnostics.txt',
      parts: [
        { name: 'versions', text: 'Kaibo: 0.1.0\nsystem: Ubuntu 24.04\n' },
        { name: 'settings', text: 'phase: open, practice shop\n' },
        { name: 'contents', text: `goods [-]: ${world.goods.length}\n` },
        { name: 'database', text: 'check: sound\n' },
        { name: 'log', text: '2026-11-22 17:42:01.123 WARN kaibo_console the platform could not be read\n' },
      ],
    }),
    diagnosticsSave: async (fileName) => `~/${fileName}`,
    diagnosticsLevel: async () => logLevel,
    diagnosticsSetLevel: async (level) => (logLevel = level),
  }
}
