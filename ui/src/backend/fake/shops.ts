/** Shops and the connection of a real one, as far as the screens need them. */
import type {
  AppState,
  ConnectionStep,
  ConnectionView,
  Problem,
  ShopLine,
  ShopView,
  Topic,
} from '../bindings'
import { ProblemError, type Calls } from '../contract'

type ShopCalls = Pick<
  Calls,
  | 'shopsList'
  | 'shopsAdd'
  | 'shopsSwitch'
  | 'shopsRename'
  | 'shopsRemove'
  | 'connectionGet'
  | 'connectionSave'
  | 'connectionTest'
  | 'connectionPickCa'
>

const problem = (
  code: string,
  params: Record<string, string> = {},
  field: string | null = null,
): Problem => ({
  code,
  params,
  field,
  retry: { kind: 'after-change' },
})

export function fakeShops(
  first: ShopView,
  enter: (shop: ShopView | null) => AppState,
  changed: (topic: Topic) => void,
): ShopCalls {
  const line = (shop: ShopView, place: string): ShopLine => ({
    place,
    name: shop.name,
    practice: shop.practice,
    appId: shop.practice ? 'wxpractice0000001' : '',
    current: false,
    problem: null,
  })
  const lines = [{ ...line(first, 'first'), current: true }]
  const none: ConnectionView = {
    appId: '',
    secretSet: false,
    secretSetMs: null,
    baseUrl: '',
    proxy: '',
    proxyLoginSet: false,
    caSet: false,
  }
  const connections = new Map<string, ConnectionView>()
  const current = () => lines.find((each) => each.current)
  const open = (place: string): AppState => {
    lines.forEach((each) => (each.current = each.place === place))
    const shop = current()
    changed('shops')
    if (!shop) return enter(null)
    const connected = shop.practice || connections.has(place)
    const { name, practice } = shop
    return enter({ ...first, id: place, name, practice, connected })
  }
  return {
    shopsList: async () => lines,
    async shopsAdd(shop) {
      if (!shop.name.trim()) throw new ProblemError(problem('shop.name-missing', {}, 'name'))
      const place = `shop-${lines.length}`
      lines.push({ ...line({ ...first, ...shop }, place), name: shop.name.trim() })
      return open(place)
    },
    shopsSwitch: async (place) => open(place),
    async shopsRename(place, name) {
      const shop = lines.find((each) => each.place === place)
      if (!shop) throw new ProblemError(problem('shop.gone'))
      if (!name.trim()) throw new ProblemError(problem('shop.name-missing', {}, 'name'))
      shop.name = name.trim()
      return [...lines]
    },
    async shopsRemove(place, name) {
      const at = lines.findIndex((each) => each.place === place)
      if (lines[at]?.name !== name) throw new ProblemError(problem('shop.name-differs', {}, 'name'))
      lines.splice(at, 1)
      return open(lines[0]?.place ?? '')
    },
    connectionGet: async () => connections.get(current()?.place ?? '') ?? none,
    async connectionSave(request, secret) {
      const place = current()?.place ?? ''
      const kept = connections.get(place) ?? none
      if (!request.appId.startsWith('wx')) throw new ProblemError(problem('connection.app-id', {}, 'appId'))
      if (!secret && !kept.secretSet)
        throw new ProblemError(problem('connection.secret-missing', {}, 'secret'))
      const { appId, baseUrl, proxy } = request
      const saved = { ...kept, appId, baseUrl, proxy, secretSet: true, secretSetMs: Date.now() }
      connections.set(place, saved)
      const shop = current()
      if (shop) shop.appId = appId
      changed('shops')
      return saved
    },
    async connectionTest(request, secret) {
      if (!request.appId.startsWith('wx')) throw new ProblemError(problem('connection.app-id', {}, 'appId'))
      const step = (
        kind: ConnectionStep['kind'],
        state: ConnectionStep['state'],
        why: Problem | null = null,
      ) => ({
        kind,
        state,
        problem: why,
        facts: {},
      })
      const refused = secret === 'stranger' ? problem('errcode.40164', { ip: '203.0.113.7' }) : null
      return [
        step('reach', 'ok'),
        step('clock', 'ok'),
        step('token', refused ? 'failed' : 'ok', refused),
        ...(['live', 'shop', 'quota'] as const).map((kind) => step(kind, refused ? 'skipped' : 'ok')),
      ]
    },
    connectionPickCa: async () => '/company.pem',
  }
}
