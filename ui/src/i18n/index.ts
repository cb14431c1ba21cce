/** Chinese first; English complete. Messages are compiled without `eval`, so the CSP stays strict. */
import { createI18n } from 'vue-i18n'
import en from './en'
import zhCN from './zh-CN'

export type Language = 'zh-CN' | 'en'

export function asLanguage(text: string): Language {
  return text === 'en' ? 'en' : 'zh-CN'
}

/** `missing` is told of every key without words, in either language. */
export function createMessages(language: Language = 'zh-CN', missing?: (key: string) => void) {
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': zhCN, en },
    missing: missing && ((_, key) => missing(key)),
    missingWarn: false,
    fallbackWarn: false,
  })
}
