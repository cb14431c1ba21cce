/** Ties a text input to one field of an {@link Autosave}: `<TextField v-bind="bindText(saver, 'name')" />`. */
import type { Autosave } from './autosave'

type TextKeys<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V]

export function bindText<V extends object, K extends TextKeys<V>>(saver: Autosave<V>, field: K) {
  return {
    modelValue: saver.values[field] as string,
    'onUpdate:modelValue': (value: string) => saver.type(field, value as V[K]),
    onFocus: () => saver.focus(field),
    onBlur: () => saver.blur(field),
    onCompositionstart: () => saver.composeStart(field),
    onCompositionend: () => saver.composeEnd(field),
  }
}
