/** What the interface keeps of the backend's data, by key, and which of it a change makes stale. */
import { useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import {
  useBackend,
  type Backend,
  type Change,
  type GoodsListing,
  type GoodsQuery,
  type OutboxFilter,
  type RoomQuery,
  type ShopView,
} from '@/backend'
import { EVERYTHING } from './useGoodsFilter'

/** A place whose things are listed and edited. */
export type Place = 'goods' | 'rooms'

export const keys = {
  app: ['app'] as const,
  packages: ['about', 'packages'] as const,
  licenceTexts: (place: number) => ['about', 'licence', place] as const,
  today: ['today'] as const,
  goods: ['goods'] as const,
  goodsLists: ['goods', 'list'] as const,
  goodsList: (query: GoodsQuery) => ['goods', 'list', query] as const,
  goodsFound: (search: string) => ['goods', 'found', search] as const,
  pictures: ['pictures'] as const,
  picturesList: (filter: PicturesFilter) => ['pictures', filter] as const,
  importView: ['import', 'view'] as const,
  importRows: ['import', 'rows'] as const,
  imports: ['import', 'past'] as const,
  rooms: ['rooms'] as const,
  roomsList: ['rooms', 'list'] as const,
  roomsListing: (query: RoomQuery) => ['rooms', 'listing', query] as const,
  roomsBetween: (from: number) => ['rooms', 'between', from] as const,
  roomTemplates: ['rooms', 'templates'] as const,
  one: (place: Place, id: string) => [place, 'one', id] as const,
  goodsHistory: (id: string) => ['goods', 'history', id] as const,
  goodsNotes: (id: string) => ['goods', 'notes', id] as const,
  golive: (id: string) => ['golive', id] as const,
  show: (id: string) => ['golive', id, 'show'] as const,
  replays: ['replays'] as const,
  replay: (id: string) => ['replays', id] as const,
  share: (id: string, channel: string) => ['share', id, channel] as const,
  live: (id: string) => ['golive', id, 'live'] as const,
  anchors: ['anchors'] as const,
  anchorsFound: (search: string) => ['anchors', 'found', search] as const,
  roomPeople: (id: string) => ['room-people', id] as const,
  members: ['members'] as const,
  vault: ['vault'] as const,
  vaultLock: ['vault-lock'] as const,
  papersEnding: ['vault', 'ending'] as const,
  entity: ['vault', 'entity'] as const,
  papers: ['vault', 'papers'] as const,
  paper: (id: string, revealed: boolean) => ['vault', 'paper', id, revealed] as const,
  paperCheck: (id: string) => ['vault', 'check', id] as const,
  categories: (search: string) => ['categories', search] as const,
  category: (id: string) => ['vault', 'category', id] as const,
  applications: ['vault', 'applications'] as const,
  application: (id: string) => ['vault', 'applications', id] as const,
  /** Beside the applications: it changes with them. */
  paperUses: (id: string) => ['vault', 'applications', 'uses', id] as const,
  leaves: (id: string) => ['leaves', id] as const,
  /** The second application of a category, with its goods. */
  window: (id: string) => ['categories', 'window', id] as const,
  /** Beside the vault: papers of it stand there. */
  onboarding: ['vault', 'onboarding'] as const,
  checklist: (id: string) => ['vault', 'onboarding', id] as const,
  onboardingUses: (id: string) => ['vault', 'onboarding', 'uses', id] as const,
  eligibility: ['eligibility'] as const,
  serviceCategories: (search: string) => ['service-categories', search] as const,
  letters: (id: string) => ['vault', 'category', id, 'letters'] as const,
  faq: (search: string) => ['faq', search] as const,
  storefront: ['storefront'] as const,
  storefrontPlan: ['storefront', 'plan'] as const,
  storefrontHistory: ['storefront', 'history'] as const,
  storefrontProgress: ['storefront-progress'] as const,
  rules: ['settings', 'rules'] as const,
  liveKeysSupported: ['live-keys-supported'] as const,
  outbox: ['outbox'] as const,
  outboxSummary: ['outbox', 'summary'] as const,
  outboxList: (filter: OutboxFilter, batch: string | null) =>
    ['outbox', 'list', filter, batch ?? ''] as const,
  attempts: (id: string) => ['outbox', 'attempts', id] as const,
  quotas: ['outbox', 'quotas'] as const,
  sync: ['sync'] as const,
  conflicts: ['conflicts'] as const,
  settings: ['settings'] as const,
  shops: ['shops'] as const,
  connection: ['connection'] as const,
  connectionOf: (place: string) => ['connection', place] as const,
  backups: ['backups'] as const,
  away: ['away'] as const,
  dataPlace: ['data-place'] as const,
  dataMoving: ['data-moving'] as const,
  team: ['team'] as const,
  teamDrafts: ['team', 'drafts'] as const,
  teamView: ['team', 'view'] as const,
  teamRecords: ['team', 'records'] as const,
  recovery: ['recovery'] as const,
  logLevel: ['log-level'] as const,
  bundle: ['bundle'] as const,
}

const STALE: Record<Change['topic'], readonly (readonly string[])[]> = {
  app: [keys.app, keys.sync],
  goods: [keys.goods, keys.today, keys.rooms, ['golive'], keys.conflicts, keys.pictures, keys.teamDrafts],
  imports: [keys.importView, keys.imports],
  rooms: [
    keys.rooms,
    keys.today,
    ['golive'],
    keys.replays,
    keys.anchors,
    keys.conflicts,
    keys.pictures,
    keys.storefront,
    keys.teamDrafts,
  ],
  // Only notices lead there.
  live: [],
  replays: [keys.replays],
  pictures: [keys.pictures],
  storefront: [keys.storefront, ['golive']],
  members: [keys.members, keys.anchors],
  applications: [keys.applications, keys.today],
  products: [['categories', 'window']],
  categories: [['categories'], ['vault', 'category'], keys.today],
  onboarding: [keys.onboarding, keys.eligibility, keys.today],
  vault: [keys.vault, keys.vaultLock],
  outbox: [keys.outbox, keys.today],
  sync: [keys.sync, keys.conflicts, keys.app],
  settings: [keys.settings],
  shops: [keys.shops, keys.connection],
  backups: [keys.backups, keys.away, keys.recovery, keys.dataPlace],
}

/**
 * Marks stale what `changed` events name, a burst of them at once; while a batch is being sent they come without end,
 * so the next round begins when the one before has been fetched.
 */
export function followChanges(backend: Backend, client: QueryClient): void {
  const topics = new Set<Change['topic']>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const schedule = () => (timer ??= setTimeout(() => void refresh(), 60))
  async function refresh() {
    const stale = new Set([...topics].flatMap((topic) => STALE[topic]))
    topics.clear()
    await Promise.all([...stale].map((queryKey) => client.invalidateQueries({ queryKey })))
    timer = undefined
    if (topics.size > 0) schedule()
  }
  void backend.onChanged(({ topic }) => {
    topics.add(topic)
    schedule()
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

/** Whether the data may only be looked at: nothing that is typed or pressed could be kept. */
export function useReadOnly(): Readonly<Ref<boolean>> {
  const app = useApp()
  return computed(() => app.data.value?.phase === 'ready' && app.data.value.readOnly)
}

export function useToday() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.today, queryFn: () => call.today() })
}

/** The list of what a query shows; opened anew when goods change, the one before shown meanwhile. */
export function useGoodsListing(query: Readonly<Ref<GoodsQuery>>, enabled: Readonly<Ref<boolean>>) {
  const { call } = useBackend()
  return useQuery({
    queryKey: computed(() => keys.goodsList(query.value)),
    queryFn: () => call.goodsOpen(query.value),
    placeholderData: (before) => before,
    // A listing is forgotten behind it: only the last one opened has its lines.
    gcTime: 0,
    staleTime: 0,
    enabled,
  })
}

const GOODS_PAGE = 100

/** Goods found by a search, page after page: to choose from. */
export function useGoodsFound(search: Readonly<Ref<string>>) {
  const { call } = useBackend()
  return useInfiniteQuery({
    queryKey: computed(() => keys.goodsFound(search.value)),
    async queryFn({ pageParam }) {
      const listing = pageParam?.listing ?? (await call.goodsOpen({ ...EVERYTHING, search: search.value }))
      const from = pageParam?.from ?? 0
      const rows = (await call.goodsPage(listing.id, from, GOODS_PAGE)) ?? []
      const isMore = rows.length > 0 && from + rows.length < listing.total
      return { rows, next: isMore ? { listing, from: from + rows.length } : null }
    },
    initialPageParam: null as { listing: GoodsListing; from: number } | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
}

/** All pictures, or those that nothing uses. */
export type PicturesFilter = 'all' | 'unused'

export const PICTURES_PAGE = 100

export function usePictures(filter: Readonly<Ref<PicturesFilter>>) {
  const { call } = useBackend()
  return useInfiniteQuery({
    queryKey: computed(() => keys.picturesList(filter.value)),
    queryFn: ({ pageParam }) =>
      call.picturesList({ unused: filter.value === 'unused', after: pageParam, limit: PICTURES_PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
}

/** The list of what a query shows; opened anew when rooms change, the one before shown meanwhile. */
export function useRoomListing(query: Readonly<Ref<RoomQuery>>) {
  const { call } = useBackend()
  return useQuery({
    queryKey: computed(() => keys.roomsListing(query.value)),
    queryFn: () => call.roomsOpen(query.value),
    placeholderData: (before) => before,
    // A listing is forgotten behind it: only the last one opened has its lines.
    gcTime: 0,
    staleTime: 0,
  })
}

/** Rooms to choose from. */
export function useRooms() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.roomsList, queryFn: () => call.roomsList() })
}

/** Anchors of the list whose nickname, its sound, or WeChat id fits; the ones found before are shown meanwhile. */
export function useAnchors(search: Readonly<Ref<string>>) {
  const { call } = useBackend()
  return useQuery({
    queryKey: computed(() => keys.anchorsFound(search.value)),
    queryFn: () => call.anchorsList(search.value),
    placeholderData: (before) => before,
  })
}

export function useMembers() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.members, queryFn: () => call.membersList() })
}

export function usePapers() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.papers, queryFn: () => call.papersList() })
}

export function useApplications() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.applications, queryFn: () => call.applyingList() })
}

export function useSettings() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.settings, queryFn: () => call.settingsGet() })
}

export function useOutboxSummary() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.outboxSummary, queryFn: () => call.outboxSummary() })
}

export const OUTBOX_PAGE = 100

export function useOutboxList(filter: Readonly<Ref<OutboxFilter>>, batch: Readonly<Ref<string | null>>) {
  const { call } = useBackend()
  return useInfiniteQuery({
    queryKey: computed(() => keys.outboxList(filter.value, batch.value)),
    queryFn: ({ pageParam }) =>
      call.outboxList({ filter: filter.value, batch: batch.value, after: pageParam, limit: OUTBOX_PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
}

export function useQuotas() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.quotas, queryFn: () => call.quotas() })
}

export function useSync() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.sync, queryFn: () => call.syncState() })
}

export function useConflicts() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.conflicts, queryFn: () => call.conflictsList() })
}
