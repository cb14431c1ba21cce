/** What publishing would change, in words. */
import { useI18n } from 'vue-i18n'
import type { EntranceChange, PageBlock, RoomChange } from '@/backend'
import { useFormat } from '@/composables/useFormat'

type PartChange = Extract<RoomChange, { kind: 'changed' }>['parts'][number]

/** Where the words say enough without what it was. */
const PLAIN: readonly string[] = ['cover', 'icon', 'entry']

export function useStorefrontWords() {
  const { t } = useI18n()
  const { moment } = useFormat()

  const onOff = (value: string) => t(value === 'on' ? 'storefront.plan.on' : 'storefront.plan.off')
  const when = (value: string) => (value === '' ? t('storefront.plan.none') : moment(Number(value)))
  function said(part: string, value: string): string {
    if (part === 'start' || part === 'end') return when(value)
    if (part === 'state') return t(`storefront.state.${value}`)
    if (part === 'on' || part === 'pinned') return onOff(value)
    if (part === 'page')
      return value
        .split(' ')
        .map((block) => t(`storefront.block.${block as PageBlock}`))
        .join('、')
    if (part === 'replay') {
      const [on = '', until] = value.split(' ')
      return until ? `${onOff(on)} ${when(until)}` : onOff(on)
    }
    return value || t('storefront.plan.none')
  }
  function change({ part, before, after }: EntranceChange | PartChange): string {
    const name = t(`storefront.part.${part}`)
    if (PLAIN.includes(part)) return t('storefront.plan.changed', { part: name })
    return t('storefront.plan.change', { part: name, before: said(part, before), after: said(part, after) })
  }
  /** The lines below a room's name. */
  function room(changed: RoomChange): string[] {
    if (changed.kind === 'added') return [t('storefront.plan.added', { to: changed.to })]
    if (changed.kind === 'removed') return [t('storefront.plan.removed')]
    const moved = changed.moved
      ? [t('storefront.plan.moved', { from: changed.moved[0], to: changed.moved[1] })]
      : []
    return [...changed.parts.map(change), ...moved]
  }
  return { change, room }
}
