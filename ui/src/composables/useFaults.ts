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

  const all = computed(() =>
    violations.value.map((broken) => ({
      field: broken.field,
      label: label(broken.field),
      text: words.violation(broken),
      missing: broken.rule === 'required' || broken.rule === 'picture-missing',
    })),
  )

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

  return { all, of, tried, focusFirst, touch: (field: F) => touched.value.add(field) }
}
