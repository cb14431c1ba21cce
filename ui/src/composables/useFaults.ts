/**
 * Which broken rules to show where. What is merely not filled in yet is shown next to its field only after staff
 * were there or tried to submit: an empty form should not shout.
 */
import { computed, nextTick, ref, type Ref } from 'vue'
import type { Violation } from '@/backend'
import { useProblem } from './useProblem'

export function useFaults<F extends string>(
  violations: Readonly<Ref<readonly Violation<F>[]>>,
  label: (field: F) => string,
) {
  const words = useProblem()
  const touched = ref(new Set<string>())
  const tried = ref(false)
  /** Text on screen that says no value: the backend knows only the value before it. */
  const unread = ref(new Map<F, string>())

  const all = computed(() => [
    ...[...unread.value].map(([field, text]) => ({ field, label: label(field), text, missing: false })),
    ...violations.value
      .filter((broken) => !unread.value.has(broken.field))
      .map((broken) => ({
        field: broken.field,
        label: label(broken.field),
        text: words.violation(broken),
        missing: broken.rule === 'required' || broken.rule === 'picture-missing',
      })),
  ])

  function of(field: F): string | undefined {
    const fault = all.value.find((broken) => broken.field === field)
    if (!fault) return undefined
    return fault.missing && !tried.value && !touched.value.has(field) ? undefined : fault.text
  }

  /** Brings the first field at fault (marked `data-field`) into view and focus. */
  async function focusFirst(field = all.value[0]?.field) {
    await nextTick()
    const place = document.querySelector<HTMLElement>(`[data-field="${field ?? ''}"]`)
    place?.scrollIntoView({ block: 'center' })
    const input = place?.matches('input') ? place : place?.querySelector<HTMLElement>('input, button')
    input?.focus({ preventScroll: true })
  }

  return {
    all,
    of,
    tried,
    focusFirst,
    touch: (field: F) => touched.value.add(field),
    /** Says that what stands in a field cannot be read as its value, or, without a text, that it can again. */
    setUnread(field: F, text?: string) {
      if (text === undefined) unread.value.delete(field)
      else unread.value.set(field, text)
    },
  }
}
