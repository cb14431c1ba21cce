/** Which lines of a list are chosen, as `PickList` shows and changes it. */
import type { Ref } from 'vue'

export interface Picked {
  has(id: string): boolean
  count: Readonly<Ref<number>>
  /** Where a range begins: a place in the list. */
  anchor: Ref<number>
  /** Chooses one line, or no longer. */
  turn(id: string, index: number): void
  /** Chooses the lines from the anchor to `index`, whether they were fetched or not. */
  extend(index: number): Promise<void>
  all(): unknown
  clear(): void
}
