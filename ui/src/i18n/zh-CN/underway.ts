/** The states that goods and rooms have in common: before the platform has them. */
export const state = {
  draft: '草稿',
  submitting: '提交中',
  checking: '核对中',
  waiting: '等待中',
  refused: '提交失败',
}

export const stateText = {
  draft: '',
  submitting: '正在提交到平台。现在修改的内容要再提交一次。',
  checking: '正在平台上核对有没有这一件，不会重复提交。',
  waiting: '等待发送，网络或次数恢复后自动继续。',
  refused: '平台没有接受，请按提示修改后重新提交。',
}
