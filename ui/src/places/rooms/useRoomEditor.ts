/** One room being edited: what the backend has, what was typed, and what can be done with it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type RoomDraft, type RoomField, type RoomView, type Slot } from '@/backend'
import { pointOf, type Point } from '@/composables/crop'
import { keys, newest } from '@/composables/queries'
import { useAutosave } from '@/composables/useAutosave'
import { useFaults } from '@/composables/useFaults'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export type RoomText = Omit<RoomDraft, 'hasPicture'>
export type RoomSlot = 'background' | 'share' | 'feeds'
export type RoomPoints = Record<RoomSlot, Point>

export const ROOM_SLOTS: readonly RoomSlot[] = ['background', 'share', 'feeds'] satisfies Slot[]

const CENTRE: Point = { x: 0.5, y: 0.5 }
const EMPTY: RoomText = {
  name: '',
  kind: 'phone',
  startMs: null,
  endMs: null,
  anchorName: '',
  anchorWechat: '',
  switches: {
    like: true,
    shelf: true,
    comment: true,
    replay: false,
    share: true,
    service: false,
    feed: true,
  },
}

export function useRoomEditor(id: string) {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()
  const queryKey = keys.roomsOne(id)

  const query = useQuery({ queryKey, queryFn: () => call.roomsGet(id), structuralSharing: newest })
  const view = query.data
  const put = (fresh: RoomView | null) => fresh && client.setQueryData(queryKey, fresh)

  const saver = useAutosave<RoomText>(`rooms:${id}`, {
    initial: EMPTY,
    async save(patch) {
      const saved = await call.roomsSave(id, patch)
      client.setQueryData<RoomView>(
        queryKey,
        (old) => old && { ...old, ...saved, draft: { ...old.draft, ...patch } },
      )
      return saved
    },
  })
  const focusSaver = useAutosave<RoomPoints>(`rooms-focus:${id}`, {
    initial: { background: CENTRE, share: CENTRE, feeds: CENTRE },
    async save(patch) {
      let revision = 0
      for (const slot of ROOM_SLOTS) {
        const focus = patch[slot]
        if (!focus) continue
        const fresh = await call.roomsSetFocus(id, slot, focus)
        put(fresh)
        ;({ revision } = fresh)
      }
      return { revision }
    },
  })
  watch(
    view,
    (fresh) => {
      if (!fresh) return
      const { name, kind, startMs, endMs, anchorName, anchorWechat, switches } = fresh.draft
      const { background, share, feeds } = fresh.focus
      saver.accept({ name, kind, startMs, endMs, anchorName, anchorWechat, switches }, fresh.revision)
      focusSaver.accept(
        { background: pointOf(background), share: pointOf(share), feeds: pointOf(feeds) },
        fresh.revision,
      )
    },
    { immediate: true },
  )

  const readonly = computed(() => view.value?.editable === 'nothing')
  const faults = useFaults<RoomField>(
    computed(() => (readonly.value ? [] : (view.value?.violations ?? []))),
    (field) => t(`rooms.field.${field}`),
  )

  const pick = useMutation({ mutationFn: () => call.roomsPickPicture(id), onSuccess: put })
  const drop = useMutation({ mutationFn: (path: string) => call.roomsSetPicture(id, path), onSuccess: put })
  const takePicture = (path?: string) => {
    pick.reset()
    drop.reset()
    if (path === undefined) pick.mutate()
    else drop.mutate(path)
  }

  const refused = ref<RoomView['problem']>(null)
  const submit = useMutation({
    mutationFn: async () => {
      refused.value = null
      if (!(await saver.flush()) || !(await focusSaver.flush())) return
      faults.tried.value = true
      if (faults.all.value.length > 0) return faults.focusFirst()
      const outcome = await call.roomsSubmit(id)
      if (outcome.queued) toast.success(t('rooms.submitted', { name: saver.values.name.trim() }))
      else refused.value = outcome.problem
      await Promise.all([keys.rooms, keys.anchors].map((key) => client.invalidateQueries({ queryKey: key })))
    },
    onError: (error) => toast.error(failure(error)),
  })

  return {
    query,
    view,
    put,
    saver,
    focusSaver,
    readonly,
    faults,
    picture: {
      take: takePicture,
      busy: computed(() => pick.isPending.value || drop.isPending.value),
      error: computed(() => pick.error.value ?? drop.error.value),
    },
    submit,
    refused,
  }
}
