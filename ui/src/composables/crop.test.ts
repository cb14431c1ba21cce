import { expect, it } from 'vitest'
import { cropStyle, treatmentQuery, turned } from './crop'

const PHOTO = { width: 4000, height: 3000 }
const SQUARE = { width: 300, height: 300 }

it('crops as the backend does: a wide picture loses its sides', () => {
  expect(cropStyle(PHOTO, SQUARE, { x: 0.5, y: 0.5 })).toEqual({
    width: '133.333%',
    height: '100%',
    left: '-16.667%',
    top: '0%',
  })
  expect(cropStyle(PHOTO, SQUARE, { x: 1, y: 0.5 }).left).toBe('-33.333%')
})

it('writes the focus short, and the middle where there is none', () => {
  expect(treatmentQuery({ x: 1 / 3, y: null })).toBe('x=0.3333&y=0.5')
})

it('writes what is done to the picture, and nothing where nothing is', () => {
  const edit = { turn: 1, fill: 'white', sharpen: true } as const
  expect(treatmentQuery({ x: 0.5, y: 1 }, edit)).toBe('x=0.5&y=1&turn=1&fill=white&sharpen=1')
  expect(turned(PHOTO, edit)).toEqual({ width: 3000, height: 4000 })
})
