/** Words of the packs, and days as they name them, in the language on screen. */
import { useI18n } from 'vue-i18n'
import type { DueView, Words } from '@/backend'
import { useFormat } from '@/composables/useFormat'

export function useWords() {
  const { t, locale } = useI18n()
  const { day } = useFormat()
  const say = ({ zh, en }: Words) => (locale.value === 'en' ? en : zh)
  /** `2026-11-30` as a day. */
  const dayOf = (text: string) => day(Date.parse(`${text}T12:00:00+08:00`))
  /** By when, and how many days that leaves. */
  function dueText(due: DueView): string {
    const parts = [t(`onboarding.due.${due.standing}`, { date: dayOf(due.day) })]
    if (due.isGiven) parts.push(t('onboarding.due.given'))
    if (due.daysLeft === 0) parts.push(t('onboarding.due.last'))
    else if (due.daysLeft > 0) parts.push(t('onboarding.due.left', { count: due.daysLeft }, due.daysLeft))
    return parts.join(' · ') + (due.isCertain ? '' : t('onboarding.certainNot'))
  }
  return { say, dayOf, dueText }
}

/** Today in Beijing, as days are typed. */
export const todayInBeijing = () =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now())
