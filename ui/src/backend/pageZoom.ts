/** Larger text in WebKitGTK: the page is zoomed, of which `devicePixelRatio` knows nothing. Frames are no zoom. */
export const pageZoom = () =>
  innerWidth > 0 ? Math.max(1, Math.round((outerWidth / innerWidth) * 20) / 20) : 1
