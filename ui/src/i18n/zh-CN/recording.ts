/** Recordings among the papers, and files that are damaged. */
export const recording = {
  facts: '{length} · {width}×{height} · {size}',
  unknownLength: '时长未知',
  byHand: '平台接口不收视频：提交时由您在平台网页上传。',
  unplayable: '这台电脑不能在窗口里播放。保存一份，用播放器打开即可。',
  save: '保存一份…',
  saved: '已保存到 {path}（没有加密，用完请删除）',
  keeping: '正在保存录屏 {done} / {total}',
  stop: '停止添加',
  stopped: '已停止，已添加的保留',
  missing: '“{name}”的文件（{hash}…）不在了',
  changed: '“{name}”的文件（{hash}…）被改动或损坏了',
  mend: '把原文件重新添加一次，就能恢复；登记的内容不会丢。',
}
