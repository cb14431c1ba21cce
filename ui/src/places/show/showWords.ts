/** How an item of a run of show is named, and how late it is. */
import { useI18n } from 'vue-i18n'
import type { ShowItemView } from '@/backend'

export function useShowWords() {
  const { t } = useI18n()
  /** Minutes and seconds, `2:05`. */
  const minutes = (ms: number) => {
    const seconds = Math.round(Math.abs(ms) / 1000)
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }
  return {
    name(item: ShowItemView): string {
      if (item.good) return item.good.name.trim() || t('goods.untitled')
      const count = item.count > 0 ? ` ×${item.count}` : ''
      return `${item.title.trim() || t(`show.kind.${item.kind}`)}${count}`
    },
    /** `晚 2:05`, `早 1:00`, `准时`. */
    late(ms: number): string {
      if (Math.abs(ms) < 30_000) return t('show.onTime')
      return t(ms > 0 ? 'show.late' : 'show.early', { time: minutes(ms) })
    },
  }
}
