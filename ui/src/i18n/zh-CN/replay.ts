/** 回放: the files of a broadcast that has ended. */
export const replay = {
  title: '回放',
  asked: '{time}更新',
  fetch: '刷新',
  all: '全部下载（{count} 个）',
  soon: '直播结束约 10 分钟后出现，大约在 {time}，会自动更新。',
  none: '平台还没有这场直播的回放文件。',
  notAsked: '还没有从平台读取回放文件，请点“刷新”。',
  off: '这场直播没有开启回放。可以在场控里开启，再点“刷新”。',
  expires: '{time} 过期',
  playlist: '播放列表',
  playlistText: '可在播放器里打开',
  state: {
    listed: '未下载',
    waiting: '等待下载',
    loading: '正在下载',
    stopped: '已停止',
    saved: '已保存',
    expired: '已过期',
  },
  download: '下载',
  stop: '停止',
  resume: '继续',
  discard: '放弃',
  discardHint: '删除已经下载的部分',
  show: '打开文件夹',
  copy: '复制地址',
}

/** Why a recording is not there. */
export const replayProblem = {
  line: '网络断了，会自动从断开的地方继续。',
  gone: '平台上已经没有这个文件，可能已过期或被删除。请点“刷新”再试。',
  'no-length': '平台没有说明文件大小，无法确认是否完整，没有下载。请稍后重试。',
  'disk-full': '磁盘空间不足。清理后点“继续”，会从断开的地方接着下载。',
  'no-folder': '文件夹不见了，例如 U 盘已拔出。插回后点“继续”，或放弃后换一个文件夹。',
  'not-found': '这个文件不在列表里了，请刷新。',
}
