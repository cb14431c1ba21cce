import type { PictureItem, PictureUse, TakenPicture, Topic } from '../bindings'
import type { Calls } from '../contract'
import { problem, type World } from './world'

type PictureCalls = Pick<Calls, Extract<keyof Calls, `pictures${string}`>>

/** What the dialogs answer. */
const CHOSEN = [
  'D:\\秋装\\IMG_3001.jpg',
  'D:\\秋装\\IMG_3002.heic',
  'D:\\秋装\\价格表.txt',
  'D:\\秋装\\IMG_3003.png',
]
const FILE_MS = 4

export function fakePictures(world: World, changed: (topic: Topic) => void): PictureCalls {
  let stopped = false
  const usesOf = (id: string): PictureUse[] => [
    ...world.goods
      .filter((goods) => !goods.deleted && goods.picture?.id === id)
      .map((goods) => ({ place: 'goods', id: goods.id, name: goods.draft.name })),
    ...world.rooms
      .filter((room) => !room.deleted && room.picture?.id === id)
      .map((room) => ({ place: 'rooms', id: room.id, name: room.draft.name })),
  ]
  const item = (id: string, name: string, n: number): PictureItem => {
    const uses = usesOf(id)
    const [width, height, bytes] = [4032, 3024, 2_400_000 + 137_000 * (n % 9)]
    const facts = { width, height, bytes, format: 'jpeg', focus: { x: 0.5, y: 0.5 } }
    return {
      id,
      name,
      ...facts,
      createdMs: Date.now() - n * 60_000,
      uses: uses.slice(0, 5),
      useCount: uses.length,
    }
  }
  const items = () => {
    const used = [...world.goods, ...world.rooms].flatMap(({ picture }) => (picture ? [picture] : []))
    const known = [...world.pictures, ...used]
    const once = known.filter(({ id }, at) => known.findIndex((other) => other.id === id) === at)
    return once.map(({ id, name }, n) => item(id, name, n))
  }
  function taken(path: string): TakenPicture {
    const name = path.split(/[\\/]/).at(-1) ?? path
    const none = { name, picture: null, focus: { x: 0.5, y: 0.5 }, known: false, problem: null }
    if (name.endsWith('.heic')) return { ...none, problem: problem('picture.heic') }
    if (name.endsWith('.txt')) return { ...none, problem: problem('picture.not-a-picture') }
    const known = world.pictures.find((picture) => picture.name === name)
    if (known) return { ...none, picture: known.id, known: true }
    const picture = { id: world.nextId(), name }
    world.pictures.unshift(picture)
    return { ...none, picture: picture.id }
  }
  return {
    async picturesList({ unused, after, limit }) {
      const all = items()
      const without = all.filter(({ useCount }) => useCount === 0)
      const shown = unused ? without : all
      const from = Number(after ?? 0)
      return {
        items: shown.slice(from, from + limit),
        next: from + limit < shown.length ? `${from + limit}` : null,
        total: all.length,
        unused: without.length,
        bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      }
    },
    async picturesDelete(ids) {
      const free = ids.filter((id) => usesOf(id).length === 0)
      world.pictures = world.pictures.filter(({ id }) => !free.includes(id))
      changed('pictures')
      return { deleted: free.length, kept: ids.length - free.length }
    },
    picturesPick: async (folder) => (folder ? CHOSEN : CHOSEN.slice(0, 1)),
    async picturesTake(paths, progress) {
      stopped = false
      const outcomes: TakenPicture[] = []
      for (const path of paths) {
        await new Promise((done) => setTimeout(done, FILE_MS))
        if (stopped) break
        const last = taken(path)
        outcomes.push(last)
        progress.onmessage({ done: outcomes.length, total: paths.length, last })
      }
      changed('pictures')
      const refusals = outcomes.filter((outcome) => outcome.problem !== null)
      const known = outcomes.filter((outcome) => outcome.known).length
      const added = outcomes.length - refusals.length - known
      return { added, known, refused: refusals.length, refusals }
    },
    async picturesStop() {
      stopped = true
      return null
    },
  }
}
