import type { GlobalConfigProvider } from 'tdesign-vue-next'
import enUS from 'tdesign-vue-next/es/locale/en_US'
import zhCN from 'tdesign-vue-next/es/locale/zh_CN'
import type { Language } from '@/i18n'

/** TDesign's own words; it declares them read-only, its configuration does not. */
export const tdesignLocale = (language: Language) =>
  (language === 'en' ? enUS : zhCN) as unknown as GlobalConfigProvider
