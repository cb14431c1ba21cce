import enUS from 'tdesign-vue-next/es/locale/en_US'
import zhCN from 'tdesign-vue-next/es/locale/zh_CN'
import type { Language } from '@/i18n'

export const tdesignLocale = (language: Language) => (language === 'en' ? enUS : zhCN)
