// Calls commands with arguments that no window of ours sends, and keeps what came of it in `window.asked`.
// `commands` are [name, names of its arguments]; `fields` every name of a field that the program knows.
const [commands, fields, calls, seed, large] = arguments
const asked = (window.asked = { calls: 0, answered: 0, refused: 0, bad: [], done: false })
const HANGS_MS = 30_000
/** Commands under way at a time. */
const LANES = 4

// What is asked next; the same for a command whatever else is under way.
let state = 0
function below(most) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * most)
}
const one = (list) => list[below(list.length)]
const hex = (length) => Array.from({ length }, () => below(16).toString(16)).join('')
const nested = (depth) => {
  let value = 0
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value }
  return value
}

const TEXTS = ['', ' ', '\0', '\ud800', '\udfff\ud800', '直播'.repeat(2000), "'; DROP TABLE goods; --", '"*NEAR(', '../../../../etc/passwd']
const MORE = ['file:///etc/passwd', 'javascript:alert(1)', '<img src=x onerror=alert(1)>', '%00', 'NaN', '-1', '1e999', 'null', '\u202e', '👩‍👩‍👧‍👦'.repeat(50)]
const NUMBERS = [0, -1, 1.5, -0, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 2 ** 63, 2 ** 64, 1e308, -1e308, NaN, Infinity, 5e-324]
const uuid = () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`

function junk(depth) {
  const kind = below(depth > 3 ? 6 : 9)
  if (kind === 0) return one([null, true, false])
  if (kind === 1) return one(NUMBERS)
  if (kind === 2) return one(TEXTS)
  if (kind === 3) return one(MORE)
  if (kind === 4) return uuid()
  if (kind === 5) return one([nested(200), [], {}, one(fields)])
  if (kind === 6) return Array.from({ length: below(5) }, () => junk(depth + 1))
  return Object.fromEntries(Array.from({ length: 1 + below(5) }, () => [one(fields), junk(depth + 1)]))
}

/** An answer is anything; a refusal is a problem with its code, or Tauri's own word that the arguments do not fit or are no JSON. */
async function ask(name, given) {
  asked.calls++
  let timer
  const late = new Promise((_, refuse) => (timer = setTimeout(() => refuse(new Error('hangs')), HANGS_MS)))
  try {
    await Promise.race([window.__TAURI_INTERNALS__.invoke(name, given), late])
    asked.answered++
  } catch (error) {
    const isProblem = typeof error?.code === 'string' && error.code !== 'internal'
    if (isProblem || /^invalid (args|channel value) `| at line \d+ column \d+$/.test(String(error))) asked.refused++
    else asked.bad.push(`${name}: ${String(error?.code ?? error).slice(0, 200).toWellFormed()}`)
  } finally {
    clearTimeout(timer)
  }
}

/** What a call of the command gives. */
function given(names) {
  // Now and then one is left out, or something else is given along.
  const all = Object.fromEntries(names.filter(() => below(20)).map((argument) => [argument, junk(0)]))
  if (!below(20)) all[one(fields)] = junk(0)
  return all
}

const waiting = commands.map((command, index) => ({ command, index }))
async function lane() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, names] = next.command
    let own = (seed + Math.imul(next.index, 0x9e3779b1)) >>> 0
    for (let call = 0; call < calls; call++) {
      state = own
      const told = given(names)
      own = state
      await ask(name, told)
    }
    if (large) await ask(name, Object.fromEntries(names.map((argument) => [argument, 'x'.repeat(large)])))
  }
}
void Promise.all(Array.from({ length: LANES }, lane)).then(() => (asked.done = true))
