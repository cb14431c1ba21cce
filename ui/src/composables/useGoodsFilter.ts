/** Which goods the list shows: kept while the window is open, and set from where the counts stand. */
import { ref, type Ref } from 'vue'
import type { AuditStatus } from '@/backend'

export type GoodsFilter = AuditStatus | 'all'

const filter = ref<GoodsFilter>('all')

export function useGoodsFilter(): Ref<GoodsFilter> {
  return filter
}
