import type { MemberView } from '@/backend'

/** What staff call somebody: the nickname, else whatever is known of the WeChat id. */
export const nameOf = ({ nickname, wechat, masked }: MemberView) => nickname || (wechat ?? masked)
