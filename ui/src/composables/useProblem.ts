/** Words what does not work: problems of the backend and broken rules of a draft. */
import { useI18n } from 'vue-i18n'
import type { Problem, Rule } from '@/backend'
import { limits, problemOf } from '@/backend'
import { bytesText } from './bytesText'
import { useFormat } from './useFormat'

type Params = Readonly<Record<string, string | undefined>>

/** Limits that messages name without being given them. */
const LIMITS = {
  anchorMin: limits.anchorName.hanMin,
  anchorMax: limits.anchorName.hanMax,
  idMin: limits.wechatId.min,
  idMax: limits.wechatId.max,
  goodsWidth: limits.slots.goods.width,
  goodsHeight: limits.slots.goods.height,
}

export function useProblem() {
  const { t, te, fallbackLocale } = useI18n()
  const { moment } = useFormat()
  const known = (key: string) => te(key) || te(key, String(fallbackLocale.value))

  function problem(given: Problem): string {
    const params: Record<string, string | undefined> = { ...given.params }
    const errcode = /^errcode\.(-?\d+)$/.exec(given.code)?.[1]
    if (errcode !== undefined) {
      const said = platformError(errcode)
      return params.ip === undefined
        ? said
        : `${said}${t('app.stop')}${t('shops.seenAddress', { ip: params.ip })}`
    }
    if (given.code === 'platform.refused' && known(`errcode.${params.errcode ?? ''}`)) {
      return platformError(params.errcode ?? '')
    }
    if (given.code === 'goods.has-fault') {
      const fault = violation({ rule: params.rule as Rule, params })
      return t('problem.goods.has-fault', { field: t(`goods.field.${given.field ?? 'name'}`), fault })
    }
    if (params.at !== undefined && /^\d{12,}$/.test(params.at)) params.at = moment(Number(params.at))
    if (given.code === 'move.room') {
      params.need = bytesText(Number(params.need))
      params.free = bytesText(Number(params.free))
    }
    const key = `problem.${given.code}`
    return known(key) ? t(key, params) : t('problem.unnamed', { code: given.code })
  }

  function platformError(errcode: string): string {
    const key = `errcode.${errcode}`
    return known(key) ? t(key, LIMITS) : t('errcode.unknown', { errcode })
  }

  const violation = (broken: { rule: Rule; params: Params }) =>
    t(`rule.${broken.rule}`, { ...LIMITS, ...broken.params })

  return {
    problem,
    /** Words whatever was thrown. */
    failure: (error: unknown) => problem(problemOf(error)),
    violation,
  }
}
