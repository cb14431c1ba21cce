/** What stands everywhere: the frame, navigation, syncing, saving, times. */
export const app = {
  name: '开播台',
  practice: '演练',
  practiceHint: '现在连接的是演练平台：随便试，不会影响真实店铺',
  loading: '正在加载…',
  retry: '重试',
  cancel: '取消',
  close: '关闭',
  back: '返回列表',
  undo: '撤销',
  delete: '删除',
  search: '搜索',
  listFailed: '列表没有加载出来',
  units: '{units}/{max}',
  unitsHint: '一个汉字算 2 个字符',
  faults: '待完善 {count} 处',
  ready: '已填好，可以提交',
  remaining: '还差 {count} 处才能提交',
  restored: '已恢复',
  previous: '上一个（Alt+↑）',
  next: '下一个（Alt+↓）',
}

export const nav = {
  label: '主导航',
  today: '今日',
  goods: '商品库',
  rooms: '直播间',
  golive: '开播',
  settings: '设置',
}

export const sync = {
  now: '立即同步',
  running: '正在同步…',
  at: '已同步 {time}',
  never: '尚未同步',
  offline: '平台连接不上，恢复后自动继续',
  outbox: '{count} 项待发送',
  outboxHint: '查看待发送的内容',
}

export const save = { clean: '自动保存', saving: '保存中…', saved: '已保存', failed: '未保存：{reason}' }

export const time = {
  days: '{count} 天',
  hours: '{count} 小时',
  minutes: '{count} 分钟',
  justNow: '刚刚',
  minutesAgo: '{count} 分钟前',
}
