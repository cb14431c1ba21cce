/** Pictures of goods and rooms. */
export const picture = {
  choose: '选择图片',
  replace: '换一张',
  drop: '把照片拖到这里，或',
  dropNow: '松开鼠标，使用这张照片',
  hint: 'JPG、PNG 或 WebP，手机拍的原图就行，会自动裁剪和压缩',
  onlyOne: '一次只能放一张：已使用“{name}”，另外 {count} 个文件没有使用。',
  busy: '正在处理图片…',
  focus: '画面中心',
  focusHint: '点击或拖动圆点，选择必须留在画面里的位置；也可以用方向键微调',
  focusFor: '“{slot}”的画面中心',
  tooSmall: '图片只有 {width}×{height} 像素，{slots}会被放大，可能不清晰',
  slot: {
    goods: '商品图',
    cover: '列表封面',
    share: '分享图',
    feeds: '频道封面',
    background: '直播间背景',
  },
}
