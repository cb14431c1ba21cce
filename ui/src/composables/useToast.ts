/** Short notes at the head of the window, perhaps with one thing to do (undo). */
import { readonly, ref } from 'vue'

export interface Toast {
  id: number
  text: string
  theme: 'success' | 'error'
  action?: { label: string; run: () => void }
}

const toasts = ref<Toast[]>([])
let nextId = 1

function dismiss(id: number) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function show(toast: Omit<Toast, 'id'>, ms: number) {
  const id = nextId++
  toasts.value = [...toasts.value.slice(-2), { ...toast, id }]
  setTimeout(() => dismiss(id), ms)
}

export function useToast() {
  return {
    toasts: readonly(toasts),
    dismiss,
    success: (text: string) => show({ text, theme: 'success' }, 4000),
    error: (text: string) => show({ text, theme: 'error' }, 8000),
    /** Stays for eight seconds and offers to take the action back. */
    undoable: (text: string, label: string, run: () => void) =>
      show({ text, theme: 'success', action: { label, run } }, 8000),
  }
}
