// Puts two hundred hostile texts into every text that staff can type, and listens for one that is run.
const seen = (window.hostile = { hits: [], violations: [], saved: 0, done: false, texts: [] })
window.hit = window.alert = window.prompt = (what) => seen.hits.push(String(what))
document.addEventListener('securitypolicyviolation', (event) => seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`))

const RUN = [
  '<script>hit(N)</script>', '<img src=x onerror="hit(N)">', '<svg onload="hit(N)">', '<svg><script>hit(N)</script></svg>',
  '<body onload=hit(N)>', '<iframe srcdoc="<script>parent.hit(N)</script>">', '<iframe src="javascript:parent.hit(N)">',
  '<a href="javascript:hit(N)">看</a>', '<details open ontoggle=hit(N)>', '<video><source onerror="hit(N)">',
  '<input autofocus onfocus=hit(N)>', '<math><mtext><img src=x onerror=hit(N)>', '<style>@import "data:text/css,*{color:red}";</style>',
  '<link rel=stylesheet href="data:text/css,*{display:none}">', '<base href="https://example.invalid/">', '<meta http-equiv=refresh content="0;url=javascript:hit(N)">',
  '<object data="javascript:hit(N)">', '<embed src="javascript:hit(N)">', '<form action="javascript:hit(N)"><button>', '<template><script>hit(N)</script></template>',
  '{{constructor.constructor("hit(N)")()}}', '${hit(N)}', '<%= hit(N) %>', 'javascript:hit(N)', '"><b onmouseover=hit(N)>',
]
const AROUND = ['X', '"X', "'X", '">X', "'>X", '</textarea>X', '-->X', '<!--X-->']
seen.texts = RUN.flatMap((run, at) => AROUND.map((around, of) => around.replace('X', () => run.replaceAll('N', String(at * 8 + of)))))

const call = window.__TAURI_INTERNALS__.invoke
async function put(text) {
  const good = await call('goods_create')
  await call('goods_save', { id: good.id, patch: { name: text, code: text, price: text, path: text } })
  const room = await call('rooms_create')
  await call('rooms_save', { id: room.id, patch: { name: text, anchorName: text, anchorWechat: text } })
  // An anchor's name and number are checked before they are kept: most are refused.
  await call('anchors_add', { draft: { name: text, wechat: text, phone: null } }).catch(() => {})
  seen.saved++
}
void (async () => {
  for (const text of seen.texts) await put(text)
  seen.done = true
})()
