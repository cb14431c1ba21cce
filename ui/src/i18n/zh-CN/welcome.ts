/** The way in. */
export const welcome = {
  title: '欢迎使用开播台',
  lead: '备商品、建直播间、亮开播码，一个窗口做完。没有网络也能先填好，联网后自动提交。',
  practice: '先用演练平台试试',
  practiceText:
    '不需要小程序账号。送您一个示例店铺（六件商品、一位主播），从提交审核到开播完整走一遍，怎么试都不会影响真实店铺。',
  practiceGo: '一键开始',
  practiceBusy: '正在准备示例店铺…',
  real: '连接我的店铺',
  realText:
    '小程序或微信小店都可以。先给店铺起个名字，再填 AppID 和 AppSecret；会一步步检查能不能连通。以后也能再添加演练店铺，数据互不影响。',
  realGo: '连接真实店铺',
  opening: '正在打开…',
  cannotOpen: '数据没有打开',
  cannotOpenNext: '处理好以后点“重试”。',
  passphraseCreate: '设置口令',
  passphraseCreateText:
    '这台电脑没有可用的系统钥匙串，所以需要一个口令来加密您的数据。以后每次打开开播台都要输入。',
  passphraseEnter: '输入口令',
  passphraseEnterText: '请输入设置过的口令，打开您的数据。',
  passphrase: '口令',
  passphraseConfirm: '再输入一次',
  passphraseHint: '至少 {min} 个字符，越长越安全',
  passphraseShort: '还差 {count} 个字符',
  passphraseOk: '长度合适',
  passphraseStrong: '很安全',
  passphraseDiffers: '两次输入的口令不一样',
  capsLock: '大写锁定已打开',
  passphraseLost: '请记牢这个口令：忘记后无法找回，只能用恢复码打开数据。恢复码在“设置 › 数据与备份”里生成。',
  passphraseCreateDo: '设置并打开',
  passphraseEnterDo: '打开',
}
