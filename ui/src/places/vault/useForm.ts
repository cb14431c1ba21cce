/** A form of the vault: what the backend has, what was typed and is saved as it is typed, and what is wrong with it. */
import { computed, watch, type Ref } from 'vue'
import type { Violation } from '@/backend'
import { useReadOnly } from '@/composables/queries'
import { useAutosave } from '@/composables/useAutosave'
import { useFaults } from '@/composables/useFaults'

interface Source<V extends object, F extends string> {
  initial: V
  view: Readonly<Ref<{ draft: V; revision: number; violations: Violation<F>[] } | undefined>>
  save(patch: Partial<V>): Promise<{ revision: number }>
  label(field: F): string
}

export type Form<V extends object, F extends string> = ReturnType<typeof useForm<V, F>>

export function useForm<V extends object, F extends string>(key: string, source: Source<V, F>) {
  const saver = useAutosave<V>(key, { initial: source.initial, save: (patch) => source.save(patch) })
  watch(source.view, (fresh) => fresh && saver.accept(fresh.draft, fresh.revision), { immediate: true })
  const readonly = useReadOnly()
  const faults = useFaults<F>(
    computed(() => source.view.value?.violations ?? []),
    source.label,
  )
  /** Ties a `TextField` to one field. */
  function text(field: F & keyof V) {
    return {
      modelValue: saver.values[field] as string,
      'onUpdate:modelValue': (value: string) => saver.type(field, value as V[F & keyof V]),
      onFocus: () => saver.focus(field),
      onBlur: () => saver.blur(field),
      onCompositionstart: () => saver.composeStart(field),
      onCompositionend: () => saver.composeEnd(field),
      onFocusout: () => faults.touch(field),
      label: source.label(field),
      fault: faults.of(field),
      readonly: readonly.value,
    }
  }
  return { saver, faults, text, readonly }
}
