/** Keys pressed together: from the keyboard, and in words. */
import type { Chord } from '@/backend'

const MODIFIERS = ['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'CapsLock']
const isMac = navigator.userAgent.includes('Mac OS')
const NAMES = isMac
  ? { ctrl: '⌃', alt: '⌥', shift: '⇧', meta: '⌘' }
  : { ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift', meta: 'Win' }

/** What is held together with the key; `null` while only modifiers are. */
export function chordOf(event: KeyboardEvent): Chord | null {
  if (MODIFIERS.includes(event.key)) return null
  return {
    ctrl: event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey,
    meta: event.metaKey,
    code: event.code,
  }
}

/** As people write it: `Ctrl+Alt+N`. */
export function chordWords(chord: Chord): string {
  const held = (['ctrl', 'alt', 'shift', 'meta'] as const).filter((name) => chord[name])
  const key = chord.code.replace(/^(Key|Digit)/, '')
  return [...held.map((name) => NAMES[name]), key].join(isMac ? '' : '+')
}
