/** 函件: 报备函 and 承诺函. */
export const letter = {
  title: '函件',
  kind: { filing: '《视频号直播带货报备函》', commitment: '承诺函' },
  text: '模板请从平台的申请页下载。下面是每一格该填什么；打印填写单照着填，签字、盖公章，拍照后加回来。',
  form: {
    channelsAccount: '视频号名称或 ID',
    brands: '销售品牌',
    pastPlatform: '以往经营平台和账号',
    contact: '联系人和电话',
  },
  missing: '待补充',
  missingCount: '还有 {count} 格没有内容',
  print: '保存填写单（PDF）',
  saved: '已保存到 {path}',
  take: '添加签字盖章后的照片',
  takeAgain: '换一张照片',
  signed: '已签字盖章',
}
