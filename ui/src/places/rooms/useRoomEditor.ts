/** One room being edited. */
import { emptyDrafts, limits, useBackend, type RoomView, type Slot } from '@/backend'
import { useDraft } from '@/composables/useDraft'

export type RoomEditor = ReturnType<typeof useRoomEditor>

const ROOM_SLOTS = ['background', 'share', 'feeds', 'cover'] as const satisfies Slot[]

export function useRoomEditor(id: string) {
  const { call } = useBackend()
  return useDraft<RoomView, (typeof ROOM_SLOTS)[number]>(id, {
    place: 'rooms',
    empty: emptyDrafts.room,
    nameMax: limits.roomName.max,
    slots: ROOM_SLOTS,
    focusOf: (view, slot) => view.focus[slot],
    get: () => call.roomsGet(id),
    save: (patch) => call.roomsSave(id, patch),
    saveFocus: (slot, focus) => call.roomsSetFocus(id, slot, focus),
    saveEdit: (edit) => call.roomsSetEdit(id, edit),
    pickPicture: () => call.roomsPickPicture(id),
    setPicture: (path) => call.roomsSetPicture(id, path),
    submit: async () => (await call.roomsSubmit(id)).problem,
  })
}
