/** Keys that work anywhere in the window, except under a dialog and inside an IME composition. */
import { onScopeDispose } from 'vue'

export function useShortcut(matches: (event: KeyboardEvent) => boolean, action: () => void): void {
  const listener = (event: KeyboardEvent) => {
    if (event.isComposing || !matches(event) || document.querySelector('dialog[open]')) return
    event.preventDefault()
    action()
  }
  window.addEventListener('keydown', listener)
  onScopeDispose(() => window.removeEventListener('keydown', listener))
}

/** Ctrl+N, or ⌘N on a Mac. */
export const isNew = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'n'
/** Ctrl+D, or ⌘D on a Mac. */
export const isCopy = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'd'
/** Ctrl+J, or ⌘J on a Mac. */
export const isOutbox = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'j'
/** Ctrl+I, or ⌘I on a Mac. */
export const isImport = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'i'
/** Ctrl+L, or ⌘L on a Mac. */
export const isLock = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'l'
export const isPrevious = (event: KeyboardEvent) => event.altKey && event.key === 'ArrowUp'
export const isNext = (event: KeyboardEvent) => event.altKey && event.key === 'ArrowDown'

/** Whether the key press goes into a text field. */
export const isTyping = (event: KeyboardEvent) =>
  event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]')
