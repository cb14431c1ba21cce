/** Whether rooms are shown as a list or as a week, and which week: remembered, the week while the window is open. */
import { ref, watch } from 'vue'

export type RoomsView = 'list' | 'week'

const VIEW = 'kaibo.rooms.view'

const view = ref<RoomsView>(localStorage.getItem(VIEW) === 'week' ? 'week' : 'list')
watch(view, (chosen) => localStorage.setItem(VIEW, chosen))
/** A moment of the week that is shown, UTC milliseconds. */
const moment = ref(Date.now())

export const useRoomsView = () => ({ view, moment })
