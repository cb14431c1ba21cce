/** The formats of {@link ./format} in the language on screen. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { asLanguage } from '@/i18n'
import * as format from './format'

export function useFormat() {
  const { locale, t } = useI18n()
  const language = computed(() => asLanguage(locale.value))
  function duration(ms: number) {
    const minutes = Math.round(ms / 60_000)
    const parts: string[] = []
    if (minutes >= 60) parts.push(t('time.hours', { count: Math.floor(minutes / 60) }))
    if (minutes % 60 > 0) parts.push(t('time.minutes', { count: minutes % 60 }))
    return parts.join(' ')
  }
  return {
    moment: (ms: number) => format.moment(ms, language.value),
    timeRange: (start: number, end: number | null) => format.timeRange(start, end, language.value),
    /** `周一 20:00` */
    weekly: (ms: number) => `${format.weekday(ms, language.value)} ${format.clock(ms)}`,
    /** `11月22日 周日` */
    day: (ms: number) => format.day(ms, language.value),
    countdown: (ms: number) => format.countdown(ms, (count) => t('time.days', { count })),
    clock: format.clock,
    count: format.count,
    duration,
    /** `20:01:05`, with the day when it is not today. */
    exact: (ms: number, now: number) =>
      format.sameDay(ms, now)
        ? format.second(ms)
        : `${format.day(ms, language.value, now)} ${format.second(ms)}`,
    /** `20:01`, with the day when it is not today. */
    at: (ms: number, now: number) =>
      format.sameDay(ms, now) ? format.clock(ms) : format.moment(ms, language.value, now),
    /** `5 分钟后` */
    left(ms: number, now: number) {
      const seconds = Math.ceil((ms - now) / 1000)
      if (seconds <= 0) return t('time.soon')
      const text = seconds < 60 ? t('time.seconds', { count: seconds }) : duration(ms - now)
      return t('time.later', { duration: text })
    },
    /** `刚刚`, `5 分钟前`, `20:01`, or the day. */
    ago(ms: number, now: number) {
      const minutes = Math.floor((now - ms) / 60_000)
      if (minutes < 1) return t('time.justNow')
      if (minutes < 60) return t('time.minutesAgo', { count: minutes })
      return format.sameDay(ms, now) ? format.clock(ms) : format.moment(ms, language.value, now)
    },
  }
}
