/** Daily quotas of the platform: their names, and when they are worth a warning. */
import { limits, type QuotaView } from '@/backend'

/** `/wxaapi/broadcast/goods/add` → `goods-add` */
export const quotaName = (endpoint: string) => endpoint.split('/').filter(Boolean).slice(-2).join('-')

export const isGone = ({ used, limit, parkedUntilMs }: QuotaView) => parkedUntilMs !== null || used >= limit

export const isNear = (quota: QuotaView) =>
  !isGone(quota) && quota.used * 100 >= quota.limit * limits.quotaNearlyPercent

/** What the outbox shows: the goods audits, which run out first, and whatever else is running out. */
export const isWorthShowing = (quota: QuotaView) =>
  isGone(quota) || isNear(quota) || quotaName(quota.endpoint) === 'goods-add'
