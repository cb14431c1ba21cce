/** Words what is wrong with an application. */
import { useI18n } from 'vue-i18n'
import type { Finding } from '@/backend'

export function useFindingWords() {
  const { t } = useI18n()
  return ({ kind, params, question }: Finding): string => {
    const values = params.values?.split(',').map((value) => t(`applying.card.platform.${value}`))
    return t(`applying.finding.${kind}`, {
      ...params,
      values: values?.join('、') ?? '',
      question: question ? t(`applying.question.${question}`) : '',
    })
  }
}
