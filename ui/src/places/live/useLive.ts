/** One room on air: what is shown of it, what is chosen, and what is done to it at once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { problemOf, useBackend, type LiveSwitch, type Problem, type ShelfItem } from '@/backend'
import { keys, useReadOnly, useShop } from '@/composables/queries'
import { useNow } from '@/composables/useNow'
import { isOnAir, isOver } from '../golive/urgency'
import { didIt, didNot, useLivePlan } from './useLivePlan'

export type Live = ReturnType<typeof useLive>

/** What was done, in vain: shown where it was done until something else is. */
export interface Fault {
  where: 'push' | 'goods' | LiveSwitch
  problem: Problem
}

export function useLive(id: string) {
  const { call } = useBackend()
  const client = useQueryClient()
  const shop = useShop()
  const readOnly = useReadOnly()
  const now = useNow()
  const query = useQuery({
    queryKey: keys.live(id),
    queryFn: async () => ({ ...(await call.liveView(id)), readAt: Date.now() }),
  })
  const view = query.data
  const items = computed(() => view.value?.shelf ?? [])
  const offline = computed(() => shop.value?.online === false)

  const pushes = computed(() => (view.value?.record ?? []).filter((step) => step.event === 'pushed'))
  const timesPushed = computed(() => {
    const times = new Map<string, number>()
    for (const { goodsId } of pushes.value) if (goodsId) times.set(goodsId, (times.get(goodsId) ?? 0) + 1)
    return times
  })
  const currentId = computed(() => pushes.value.at(-1)?.goodsId ?? null)
  const current = computed(() => items.value.find((item) => item.goods.id === currentId.value) ?? null)
  const onAir = computed(() => view.value !== undefined && isOnAir(view.value.room.state))
  const over = computed(() => view.value !== undefined && isOver(view.value.room.state))
  const canPush = (item: ShelfItem) => item.state !== 'wanted' && item.state !== 'removing' && item.onSale
  const plan = useLivePlan(id)
  /** By the plan where there is one; else behind the one being explained, or from the top where none was pushed yet. */
  const next = computed(() => {
    if (plan.items.value.some((item) => item.good)) {
      const find = (goodsId?: string) =>
        items.value.find((item) => item.goods.id === goodsId && canPush(item))
      return plan.coming.value.map((item) => find(item.good?.id)).find(Boolean) ?? null
    }
    const at = items.value.findIndex((item) => item.goods.id === currentId.value)
    return items.value.slice(at + 1).find(canPush) ?? null
  })

  /** What staff chose by hand; the next one while they did not. */
  const chosenId = ref<string | null>(null)
  const chosen = computed(
    () =>
      items.value.find((item) => item.goods.id === chosenId.value) ?? next.value ?? items.value[0] ?? null,
  )
  /** Whether the plan stands beside the stage, where there is one; else the shelf. */
  const showsPlan = ref(true)
  function step(by: number) {
    showsPlan.value = false
    const at = items.value.findIndex((item) => item.goods.id === chosen.value?.goods.id)
    const to = items.value[Math.min(Math.max(at + by, 0), items.value.length - 1)]
    chosenId.value = to?.goods.id ?? null
  }

  const fault = ref<Fault | null>(null)
  const refresh = () => Promise.all([client.invalidateQueries({ queryKey: keys.live(id) }), plan.refresh()])
  const keeping = (where: Fault['where']) => ({
    onMutate: () => (fault.value = null),
    onError: (error: unknown) => (fault.value = { where, problem: problemOf(error) }),
    onSettled: refresh,
  })
  const push = useMutation({
    mutationFn: (item: ShelfItem) => call.livePush(id, item.goods.id),
    ...keeping('push'),
    // On to the next one, unless staff chose another meanwhile.
    onSuccess: (_, item) => chosenId.value === item.goods.id && (chosenId.value = null),
  })
  const sell = useMutation({
    mutationFn: (item: ShelfItem) => call.roomsSetOnSale(id, [item.goods.id], !item.onSale),
    ...keeping('goods'),
    onMutate(item) {
      fault.value = null
      // It stays chosen: what is off sale is not the next one any more, and a second press is meant for it.
      chosenId.value = item.goods.id
    },
  })
  const video = useMutation({
    mutationFn: (item: ShelfItem) => call.liveOpenVideo(id, item.goods.id),
    ...keeping('goods'),
  })
  const turn = useMutation({
    mutationFn: ({ which, on }: { which: LiveSwitch; on: boolean }) => call.liveSwitch(id, which, on),
    onMutate: () => (fault.value = null),
    onError: (error, { which }) => (fault.value = { where: which, problem: problemOf(error) }),
    onSettled: refresh,
  })

  /** Why nothing can be pushed just now, as a key of the words; `null` if it can. */
  const pushHeld = computed(() => {
    if (readOnly.value) return 'live.readOnly'
    if (offline.value) return 'live.offlinePush'
    return view.value?.allowsPush ? null : 'live.notLive'
  })
  const isOn = (which: LiveSwitch) => {
    const at = view.value
    return at ? { mute: at.muted, ...at.switches }[which] : false
  }
  const turnHeld = (which: LiveSwitch) => {
    if (readOnly.value) return 'live.readOnly'
    if (offline.value) return 'live.offlineSwitch'
    return view.value?.turns.includes(which) ? null : 'live.turnOver'
  }

  return {
    id,
    query,
    view,
    items,
    plan,
    showsPlan,
    lookAt: (plan: boolean) => (showsPlan.value = plan),
    offline,
    onAir,
    over,
    timesPushed,
    current,
    next,
    chosen,
    canPush,
    choose: (item: ShelfItem) => (chosenId.value = item.goods.id),
    step,
    fault,
    sell,
    video,
    turn,
    readOnly,
    pushHeld,
    isOn,
    turnHeld,
    isPushing: push.isPending,
    /** Pushes a good unless another one is on its way: a second press is no second wish. Answers whether it did. */
    async explain(item: ShelfItem | null): Promise<boolean> {
      if (push.isPending.value) return true
      if (!item || !canPush(item) || pushHeld.value !== null) return false
      return push.mutateAsync(item).then(didIt, didNot)
    },
    /** Turns a switch unless it is being turned. Answers whether it did. */
    async toggle(which: LiveSwitch): Promise<boolean> {
      if (turn.isPending.value) return true
      if (turnHeld(which) !== null) return false
      return turn.mutateAsync({ which, on: !isOn(which) }).then(didIt, didNot)
    },
    /** Now, by the backend's clock. */
    nowMs: computed(() => (view.value ? now.value + view.value.nowMs - view.value.readAt : now.value)),
  }
}
