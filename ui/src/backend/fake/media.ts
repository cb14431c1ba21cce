/** Pictures and codes drawn on the spot, by the same addresses as the program serves. */
import { limits } from '../bindings'

const SIZES: Record<string, { width: number; height: number }> = {
  ...limits.slots,
  thumb: { width: 96, height: 96 },
}

export function fakeMedia(path: string): string {
  const [place = '', query = ''] = path.split('?')
  const [kind, id = '', slot = ''] = place.split('/')
  const svg =
    kind === 'storefront-icon'
      ? icon()
      : kind === 'start-code' || kind === 'push-code' || kind === 'anchor-code' || slot === 'original'
        ? code(id)
        : photo(id, slot, new URLSearchParams(query))
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

function photo(id: string, slot: string, query: URLSearchParams): string {
  const hue = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0) * 37, 0) % 360
  const scene = `<rect width="640" height="480" fill="hsl(${hue} 45% 82%)"/><rect y="330" width="640" height="150" fill="hsl(${hue} 30% 66%)"/><circle cx="320" cy="230" r="120" fill="hsl(${(hue + 40) % 360} 60% 58%)"/><rect x="285" y="90" width="70" height="60" rx="12" fill="hsl(${(hue + 40) % 360} 50% 46%)"/><circle cx="70" cy="70" r="28" fill="#fff"/>`
  const turn = Number(query.get('turn') ?? 0)
  const [across, down] = turn % 2 === 0 ? [640, 480] : [480, 640]
  const moved = ['', 'translate(480 0)', 'translate(640 480)', 'translate(0 640)'][turn] ?? ''
  const drawn = `<g transform="${moved} rotate(${turn * 90})">${scene}</g>`
  const size = SIZES[slot]
  if (!size)
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${across} ${down}" width="${across}" height="${down}">${drawn}</svg>`
  const scale = (query.has('fill') ? Math.max : Math.min)(across / size.width, down / size.height)
  const [width, height] = [size.width * scale, size.height * scale]
  const at = (name: string, whole: number, part: number) =>
    part > whole
      ? (whole - part) / 2
      : Math.min(Math.max(Number(query.get(name) ?? 0.5) * whole - part / 2, 0), whole - part)
  const box = `${at('x', across, width)} ${at('y', down, height)} ${width} ${height}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${size.width}" height="${size.height}">${drawn}</svg>`
}

const icon = () =>
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="12" fill="#fa5151"/></svg>'

/** Looks like a code; says nothing. */
function code(id: string): string {
  const side = 29
  let seed = [...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
  const corner = (x: number, y: number) => (x < 8 && (y < 8 || y > side - 9)) || (x > side - 9 && y < 8)
  let cells = ''
  for (let x = 0; x < side; x++)
    for (let y = 0; y < side; y++)
      if (!corner(x, y) && random() > 0.5) cells += `<path d="M${x + 4} ${y + 4}h1v1h-1z"/>`
  for (const [x, y] of [
    [0, 0],
    [side - 7, 0],
    [0, side - 7],
  ] as const)
    cells += `<path d="M${x + 4} ${y + 4}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z" fill-rule="evenodd"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 37 37" shape-rendering="crispEdges"><rect width="37" height="37" fill="#fff"/>${cells}</svg>`
}
