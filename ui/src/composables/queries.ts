/** What the interface keeps of the backend's data, by key, and which of it a change makes stale. */
import { useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useBackend, type Backend, type Change, type ShopView } from '@/backend'
import type { GoodsFilter } from './useGoodsFilter'

/** A place whose things are listed and edited. */
export type Place = 'goods' | 'rooms'

export const keys = {
  app: ['app'] as const,
  today: ['today'] as const,
  goods: ['goods'] as const,
  goodsLists: ['goods', 'list'] as const,
  goodsList: (search: string, filter: GoodsFilter) => ['goods', 'list', filter, search] as const,
  rooms: ['rooms'] as const,
  roomsList: ['rooms', 'list'] as const,
  one: (place: Place, id: string) => [place, 'one', id] as const,
  golive: (id: string) => ['golive', id] as const,
  anchors: ['anchors'] as const,
  settings: ['settings'] as const,
}

const STALE: Record<Change['topic'], readonly (readonly string[])[]> = {
  app: [keys.app],
  goods: [keys.goods, keys.today, keys.rooms],
  rooms: [keys.rooms, keys.today, ['golive'], keys.anchors],
  outbox: [keys.today],
  settings: [keys.settings],
}

/** Marks stale what `changed` events name, a burst of them at once. */
export function followChanges(backend: Backend, client: QueryClient): void {
  const topics = new Set<Change['topic']>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const refresh = () => {
    timer = undefined
    const stale = [...topics].flatMap((topic) => STALE[topic])
    topics.clear()
    for (const queryKey of new Set(stale)) void client.invalidateQueries({ queryKey })
  }
  void backend.onChanged(({ topic }) => {
    topics.add(topic)
    timer ??= setTimeout(refresh, 60)
  })
}

/** The newer of two revisions: a read that began before a save must not bring back what was there before. */
export function newest(before: unknown, after: unknown): unknown {
  const revision = (value: unknown) =>
    typeof value === 'object' && value !== null && 'revision' in value ? Number(value.revision) : -1
  return revision(before) > revision(after) ? before : after
}

export function useApp() {
  const { call } = useBackend()
  return useQuery({
    queryKey: keys.app,
    queryFn: () => call.appState(),
    refetchInterval: (query) => (query.state.data?.phase === 'opening' ? 300 : false),
  })
}

/** The shop in the window, once there is one. */
export function useShop(): Readonly<Ref<ShopView | null>> {
  const app = useApp()
  return computed(() => (app.data.value?.phase === 'ready' ? app.data.value.shop : null))
}

export function useToday() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.today, queryFn: () => call.today() })
}

export const GOODS_PAGE = 100

export function useGoodsList(search: Readonly<Ref<string>>, filter: Readonly<Ref<GoodsFilter>>) {
  const { call } = useBackend()
  return useInfiniteQuery({
    queryKey: computed(() => keys.goodsList(search.value, filter.value)),
    queryFn: ({ pageParam }) =>
      call.goodsList({
        search: search.value,
        audit: filter.value === 'all' ? null : filter.value,
        after: pageParam,
        limit: GOODS_PAGE,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
}

export function useRooms() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.roomsList, queryFn: () => call.roomsList() })
}

export function useSettings() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.settings, queryFn: () => call.settingsGet() })
}
