/** Pictures of goods and rooms. */
export const picture = {
  choose: 'Choose a picture',
  replace: 'Replace',
  drop: 'Drop a photo here, or',
  dropNow: 'Release to use this photo',
  hint: 'JPG, PNG or WebP straight from the phone; it is cropped and compressed for you',
  onlyOne: 'One picture at a time: “{name}” was taken, {count} more were not.',
  busy: 'Working on the picture…',
  focus: 'Focal point',
  focusHint: 'Click or drag the dot to choose what must stay in view; arrow keys move it finely',
  focusFor: 'Focal point of “{slot}”',
  tooSmall: 'The picture has only {width}×{height} pixels; {slots} will be enlarged and may look blurred',
  slot: {
    goods: 'Item picture',
    cover: 'List cover',
    share: 'Share picture',
    feeds: 'Channel cover',
    background: 'Room background',
  },
}
