/** The fields of a colleague's drafts and their values, as staff read them. */
import { useI18n } from 'vue-i18n'
import type { TeamField, TeamRecord } from '@/backend'
import { useFormat } from '@/composables/useFormat'
import { priceOf, SWITCHES } from '../conflicts/fieldText'

/** The order of their editors. */
const ORDER = [
  'name',
  'code',
  'price',
  'path',
  'kind',
  'start',
  'end',
  'anchorName',
  'anchorWechat',
  'picture',
]

const isSwitch = (field: string) => SWITCHES.includes(field) || field === 'share'
/** An amount, a range, or a price with the one before. */
const PRICE = /^\d+(\.\d+)?([->]\d+(\.\d+)?)?$/

export function useTeamWords() {
  const { t } = useI18n()
  const format = useFormat()

  function label({ objectKind }: Pick<TeamRecord, 'objectKind'>, field: string): string {
    if (isSwitch(field)) return t(`rooms.switches.${field}`)
    if (field === 'code') return t('team.code')
    if (field === 'kind') return t('rooms.kind')
    return t(`${objectKind === 'room' ? 'rooms' : 'goods'}.field.${field}`)
  }

  function price(value: string): string {
    if (!PRICE.test(value)) return value
    const { now, was } = priceOf(value)
    return was === null ? now : t('team.priceWas', { price: now, was })
  }

  /** `ab12cd34 连衣裙.jpg`: what tells the content, and the file's name. */
  function picture(value: string, other: string | null): string {
    const [content = '', name = ''] = split(value)
    if (!other) return name
    const [otherContent, otherName] = split(other)
    if (content === otherContent) return t('team.cropOnly', { name })
    return name === otherName ? t('team.otherPicture', { name }) : name
  }
  const split = (value: string) => [value.slice(0, 8), value.slice(9)]

  function shown(one: TeamField, side: 'mine' | 'theirs'): string {
    const value = one[side] ?? ''
    if (value === '') return t('team.nothing')
    if (isSwitch(one.field)) return t(value === 'true' ? 'team.on' : 'team.off')
    if (one.field === 'start' || one.field === 'end') return format.moment(Number(value))
    if (one.field === 'kind') return t(`team.roomKind.${value}`)
    if (one.field === 'picture') return picture(value, side === 'mine' ? one.theirs : one.mine)
    return one.field === 'price' ? price(value) : value
  }

  /** What a record shows: of one that is taken whole its name stands above. */
  function ordered(record: Pick<TeamRecord, 'fields' | 'state'>): TeamField[] {
    const place = ({ field }: TeamField) => (ORDER.includes(field) ? ORDER.indexOf(field) : ORDER.length)
    const isWhole = record.state === 'new' || record.state === 'deleted'
    const fields = isWhole ? record.fields.filter(({ field }) => field !== 'name') : [...record.fields]
    return fields.sort((one, other) => place(one) - place(other))
  }

  return { label, shown, ordered }
}
