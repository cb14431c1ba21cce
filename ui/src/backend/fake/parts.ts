/** Small parts of the stand-in's world. */
import type { GoodsCounts, GoodsState, GoodsView, MemberView } from '../bindings'

export function countsOf(goods: readonly GoodsView[]): GoodsCounts {
  const of = (state: GoodsState) => goods.filter((one) => one.state === state).length
  return {
    draft: of('draft'),
    submitting: of('submitting'),
    checking: of('checking'),
    waiting: of('waiting'),
    refused: of('refused'),
    auditing: of('auditing'),
    approved: of('approved'),
    rejected: of('rejected'),
    withdrawn: of('withdrawn'),
  }
}

export function newMember(id: string, role: MemberView['role']): MemberView {
  return {
    id,
    role,
    wechat: null,
    masked: '',
    nickname: '',
    state: 'active',
    problem: null,
    codeOf: null,
    adopted: false,
    removable: true,
  }
}
