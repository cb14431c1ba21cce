/** Chinese first; English complete. Messages are compiled without `eval`, so the CSP stays strict. */
import { createI18n } from 'vue-i18n'
import en from './en'
import zhCN from './zh-CN'

export type Language = 'zh-CN' | 'en'

export function asLanguage(text: string): Language {
  return text === 'en' ? 'en' : 'zh-CN'
}

export function createMessages(language: Language = 'zh-CN') {
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': zhCN, en },
    missingWarn: false,
    fallbackWarn: false,
  })
}
