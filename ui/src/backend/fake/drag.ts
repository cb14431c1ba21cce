/** Files as they are dragged in a test: in the window's corner unless told where. */
import type { FileDrag, PagePoint } from '../contract'

export type Dragged =
  { kind: 'over'; at?: PagePoint } | { kind: 'drop'; at?: PagePoint; paths: string[] } | { kind: 'leave' }

export const heldAt = (drag: Dragged): FileDrag =>
  drag.kind === 'leave' ? drag : { at: { x: 0, y: 0 }, ...drag }
