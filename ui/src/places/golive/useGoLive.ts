/** One room on its day, as the presenter shows it in the window and on the other display. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type CodePicture } from '@/backend'
import { keys } from '@/composables/queries'
import { useFormat } from '@/composables/useFormat'
import { useNow } from '@/composables/useNow'

export function useGoLive(id: string) {
  const { t } = useI18n()
  const backend = useBackend()
  const format = useFormat()
  const clock = useNow()
  const query = useQuery({
    queryKey: keys.golive(id),
    queryFn: async () => ({ ...(await backend.call.goliveView(id)), readAt: Date.now() }),
    refetchInterval: 2000,
  })
  const view = query.data
  const room = computed(() => view.value?.room)
  /** By the backend's clock. */
  const now = computed(() => clock.value + (view.value ? view.value.nowMs - view.value.readAt : 0))
  const picture = (shown: CodePicture) => ({
    src: backend.media(`picture/${shown.picture}/original`),
    natural: { width: shown.width, height: shown.height },
  })
  return {
    query,
    view,
    room,
    now,
    name: computed(() => room.value?.name.trim() || t('rooms.untitled')),
    time: computed(() => {
      const { startMs = null, endMs = null } = room.value ?? {}
      return startMs === null ? t('rooms.noTime') : format.timeRange(startMs, endMs)
    }),
    /** Until the start. */
    left: computed(() => (room.value?.startMs == null ? null : room.value.startMs - now.value)),
    /** The picture to be held up; `null` where words or an address stand in for it. */
    shown: computed(() => {
      const code = view.value?.code
      if (code?.kind === 'practice')
        return { src: backend.media(`start-code/${id}`), tag: t('golive.practiceCode'), practice: true }
      if (code?.kind === 'attached')
        return { ...picture(code), tag: t('golive.attachedCode'), practice: false }
      if (code?.kind === 'official' && code.picture)
        return { ...picture(code.picture), tag: t('golive.officialCode'), practice: false }
      return null
    }),
  }
}
