/** Where a slot looks at a picture: the mirror of `domain::picture::Focus::crop`, for previews that follow the hand. */
import type { Edit, Focus } from '@/backend'

export interface Point {
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

export const pointOf = (focus: Focus): Point => ({ x: focus.x ?? 0.5, y: focus.y ?? 0.5 })

export const clampPoint = ({ x, y }: Point): Point => ({
  x: Math.min(1, Math.max(0, x)),
  y: Math.min(1, Math.max(0, y)),
})

/** Nothing is done to the picture. */
export const PLAIN: Edit = { turn: 0, fill: 'crop', sharpen: false }

/** The picture's size as the edit turns it. */
export const turned = ({ width, height }: Size, { turn }: Edit): Size =>
  turn % 2 === 0 ? { width, height } : { width: height, height: width }

/** `x=0.5&y=0.25&turn=1`, rounded and without what is not done, so that equal pictures share an address. */
export function treatmentQuery(focus: Focus, edit: Edit = PLAIN): string {
  const { x, y } = pointOf(focus)
  const parts = [`x=${Number(x.toFixed(4))}`, `y=${Number(y.toFixed(4))}`]
  if (edit.turn !== 0) parts.push(`turn=${edit.turn}`)
  if (edit.fill !== 'crop') parts.push(`fill=${edit.fill}`)
  if (edit.sharpen) parts.push('sharpen=1')
  return parts.join('&')
}

/** The address of the whole picture as the edit turns it. */
export const wholeOf = (id: string, { turn }: Edit) =>
  `picture/${id}/whole${turn === 0 ? '' : `?turn=${turn}`}`

/** How an image must be laid behind a window of the slot's proportions: sizes and offsets in % of the window. */
export function cropStyle(picture: Size, slot: Size, focus: Point) {
  const scale = Math.min(picture.width / slot.width, picture.height / slot.height)
  const crop = { width: slot.width * scale, height: slot.height * scale }
  const place = (at: number, whole: number, part: number) =>
    Math.min(Math.max(at * whole - part / 2, 0), Math.max(whole - part, 0))
  const left = place(focus.x, picture.width, crop.width)
  const top = place(focus.y, picture.height, crop.height)
  const percent = (value: number) => `${Number((value * 100).toFixed(3))}%`
  return {
    width: percent(picture.width / crop.width),
    height: percent(picture.height / crop.height),
    left: percent(-left / crop.width),
    top: percent(-top / crop.height),
  }
}
