/** How long a paper is valid, in words. */
import { useI18n } from 'vue-i18n'
import type { Standing, Validity } from '@/backend'

const THEMES = {
  expired: 'danger',
  'too-short': 'danger',
  ending: 'warning',
  valid: 'success',
  'long-term': 'success',
  unknown: 'default',
} as const

export const standingTheme = (standing: Standing) => THEMES[standing]

export function useValidity() {
  const { t } = useI18n()
  function daysText({ days }: Validity): string {
    if (days === null) return ''
    if (days < 0) return t('vault.daysOver', { count: -days })
    return days === 0 ? t('vault.today') : t('vault.days', { count: days })
  }
  return { daysText }
}
