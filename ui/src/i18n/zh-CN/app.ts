/** What stands everywhere: the frame, navigation, saving, times. */
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
  loadFailed: '内容没有加载出来',
  withKey: '{name}（{key}）',
  units: '{units}/{max}',
  unitsHint: '一个汉字算 2 个字符',
  faults: '待完善 {count} 处',
  ready: '已填好，可以提交',
  remaining: '还差 {count} 处才能提交',
  madeElsewhere: '这是在小程序后台或其他系统里创建的，这里只能查看，要修改请到创建它的地方。',
  changedSince: '提交以后又有修改，平台上还是原来的内容。请再提交一次。',
  submitChanges: '提交修改',
  submitted: '已提交，没有新的修改',
  changed: '有修改未提交',
  elsewhere: '在后台创建',
  stop: '。',
  restored: '已恢复',
  previous: '上一个（Alt+↑）',
  next: '下一个（Alt+↓）',
}

export const nav = {
  label: '主导航',
  today: '今日',
  goods: '商品库',
  pictures: '图片库',
  rooms: '直播间',
  golive: '开播',
  qualification: '类目资质',
  onboarding: '开通引导',
  storefront: '店面',
  vault: '资料库',
  settings: '设置',
}

export const save = { clean: '自动保存', saving: '保存中…', saved: '已保存', failed: '未保存：{reason}' }

/** The data may not be written: everything can be looked at, nothing is kept. */
export const readOnly = {
  title: '数据文件夹不能写入，现在只能查看。',
  text: '修改不会保存，也不会发送和同步；开播码照常显示。请检查文件夹的权限，以及磁盘是否只读，再点“重试”。',
  still: '刚刚重试过，数据文件夹还是不能写入，现在只能查看。',
  mended: '数据文件夹可以写入了，一切照常。',
  noSync: '已停止同步',
  save: '只能查看，不能修改',
}

export const time = {
  days: '{count} 天',
  hours: '{count} 小时',
  minutes: '{count} 分钟',
  seconds: '{count} 秒',
  later: '{duration}后',
  soon: '马上',
  justNow: '刚刚',
  minutesAgo: '{count} 分钟前',
}
