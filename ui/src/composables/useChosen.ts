/** A choice among a few that is remembered on this computer. */
import { ref, watch } from 'vue'

export function useChosen<T extends string>(key: string, among: readonly [T, ...T[]]) {
  const kept = localStorage.getItem(key)
  const chosen = ref(among.find((value) => value === kept) ?? among[0])
  watch(chosen, (value) => localStorage.setItem(key, value))
  return chosen
}
