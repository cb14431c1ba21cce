/** What the views of an application share. */
import type { ApplicationLine, ApplicationStep, DemandCard } from '@/backend'

export const THEME: Record<ApplicationStep, 'default' | 'primary' | 'success' | 'warning' | 'danger'> = {
  papers: 'default',
  'hand-in': 'primary',
  wait: 'warning',
  correct: 'danger',
  approved: 'success',
}

/** The step at which an application that is opened goes on. */
export const STEP_OF: Record<ApplicationStep, number> = {
  papers: 4,
  'hand-in': 5,
  wait: 6,
  correct: 6,
  approved: 6,
}

export function nameOf({ category, leaf }: ApplicationLine): string {
  const path = category.top === category.name ? [category.name] : [category.top, category.name]
  return [...path, ...(leaf === '' ? [] : [leaf])].join(' › ')
}

/** Facts that decide what is needed, and what each may be. */
export const FACTS: Record<string, readonly string[]> = {
  brand_relation: ['owner', 'authorised', 'none'],
  goods_origin: ['domestic', 'imported'],
  product_in_ccc_catalogue: ['true', 'false'],
  trademark_changed: ['true', 'false'],
  shop_type: [
    'official_flagship',
    'flagship',
    'mall_flagship',
    'exclusive_store',
    'multi_brand_store',
    'plain_enterprise',
    'plain_sole_trader',
  ],
}

/** The platforms that category/add knows (`jingyingpingtai`). */
export const PAST_PLATFORMS = ['douyin', 'kuaishou', 'taobao', 'jd', 'pdd', 'other'] as const

export const isPastPlatform = ({ demand, asksText }: DemandCard) => asksText && demand.id.endsWith('platform')
