/** What buyers read on posters and in groups: in Chinese, whatever language the interface speaks. */
import type { RoomView } from '@/backend'
import { moment } from '@/composables/format'

export interface PosterWords {
  heading: string
  title: string
  time: string
  anchor: string
  invitation: string
}

/** What a poster says of a room unless staff write something else. */
export function posterWords({ draft }: RoomView): PosterWords {
  const anchor = draft.anchorName.trim()
  return {
    heading: '直播预告',
    title: draft.name.trim(),
    time: draft.startMs === null ? '' : moment(draft.startMs, 'zh-CN'),
    anchor: anchor === '' ? '' : `主播 ${anchor}`,
    invitation: '微信扫码，进入直播间',
  }
}

/** The text that goes into groups with the poster. */
export function groupText({ heading, title, time, anchor, invitation }: PosterWords): string {
  return [`【${heading}】${title}`, time && `时间：${time}`, anchor, invitation].filter(Boolean).join('\n')
}
