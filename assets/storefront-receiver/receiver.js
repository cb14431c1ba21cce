// Takes what Kaibo publishes, by the protocol of docs/storefront-targets.md, and serves it. Node.js 18 or later, nothing else.
//
// Invariant: a file that has its name is whole. It is written beside its place, flushed, and then renamed; only current.json
// is ever replaced, and only by a pointer to a version that is whole.
'use strict'
const crypto = require('node:crypto')
const fs = require('node:fs')
const http = require('node:http')
const path = require('node:path')

const SCHEME = 'KAIBO-STOREFRONT-1'
/** How far the clocks may differ, and for how long a nonce is remembered on either side of now. */
const WINDOW_MS = 5 * 60 * 1000
const BODY_MAX_BYTES = 8 * 1024 * 1024
/** Nonces remembered at most: more requests than that within the window are refused. */
const NONCES_MAX = 100000
const UNFINISHED = '.kaibo-'
const POINTER = 'current.json'
const DOCUMENT = /^versions\/([1-9][0-9]{0,9})\/storefront\.json$/
const PICTURE = /^pictures\/([0-9a-f]{64})\.(jpg|png|svg)$/
const PROBE = /^probe-[0-9a-f]{32}\.txt$/
const TYPES = { json: 'application/json', jpg: 'image/jpeg', png: 'image/png', svg: 'image/svg+xml', txt: 'text/plain' }

class Refusal extends Error {
  constructor(status, code) {
    super(code)
    this.status = status
  }
}

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex')
const isPath = (name) => name === POINTER || DOCUMENT.test(name) || PICTURE.test(name) || PROBE.test(name)

/** Remembers nonces across restarts: a request is good once. */
class Nonces {
  constructor(file) {
    this.file = file
    this.until = new Map()
    const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : []
    for (const [nonce, until] of lines.map((line) => line.split(' '))) {
      if (Number(until) > Date.now()) this.until.set(nonce, Number(until))
    }
    this.rewrite()
  }
  rewrite() {
    const text = [...this.until].map(([nonce, until]) => `${nonce} ${until}\n`).join('')
    fs.writeFileSync(this.file + '.new', text, { mode: 0o600 })
    fs.renameSync(this.file + '.new', this.file)
    this.written = this.until.size
  }
  /** Whether it is new. */
  use(nonce, timeMs) {
    const now = Date.now()
    if (this.until.has(nonce)) return false
    if (this.until.size >= NONCES_MAX || this.written > 2 * this.until.size + 1000) {
      for (const [old, until] of this.until) if (until <= now) this.until.delete(old)
      if (this.until.size >= NONCES_MAX) throw new Refusal(503, 'busy')
      this.rewrite()
    }
    const until = timeMs + 2 * WINDOW_MS
    this.until.set(nonce, until)
    fs.appendFileSync(this.file, `${nonce} ${until}\n`)
    this.written += 1
    return true
  }
}

function receiver({ folder, secret, base = '/' }) {
  fs.mkdirSync(folder, { recursive: true })
  const nonces = new Nonces(path.join(folder, UNFINISHED + 'nonces'))

  /** Refuses what is not signed by the secret, made now, and new. */
  function check(request, name, body) {
    const { 'kaibo-time': time, 'kaibo-nonce': nonce, 'kaibo-content-sha256': content } = request.headers
    const given = request.headers['kaibo-signature']
    if (!/^[0-9]{1,15}$/.test(time) || !/^[0-9a-f]{32}$/.test(nonce) || !/^[0-9a-f]{64}$/.test(given))
      throw new Refusal(401, 'signature')
    const signed = [SCHEME, request.method, name, time, nonce, content].join('\n')
    const wanted = crypto.createHmac('sha256', secret).update(signed).digest()
    if (!crypto.timingSafeEqual(wanted, Buffer.from(given, 'hex'))) throw new Refusal(401, 'signature')
    if (Math.abs(Date.now() - Number(time)) > WINDOW_MS) throw new Refusal(401, 'time')
    if (sha256(body) !== content) throw new Refusal(400, 'hash')
    if (!nonces.use(nonce, Number(time))) throw new Refusal(401, 'replayed')
  }

  const at = (name) => path.join(folder, ...name.split('/'))
  function read(name) {
    try {
      return fs.readFileSync(at(name))
    } catch (error) {
      if (error.code === 'ENOENT') return null
      throw error
    }
  }
  function sync(place) {
    const handle = fs.openSync(place, 'r')
    try {
      fs.fsyncSync(handle)
    } catch {
      // Windows does not flush folders.
    } finally {
      fs.closeSync(handle)
    }
  }
  function write(name, body) {
    const place = at(name)
    fs.mkdirSync(path.dirname(place), { recursive: true })
    const unfinished = path.join(path.dirname(place), UNFINISHED + crypto.randomBytes(8).toString('hex'))
    try {
      fs.writeFileSync(unfinished, body, { flush: true })
      sync(unfinished)
      fs.renameSync(unfinished, place)
      sync(path.dirname(place))
    } catch (error) {
      fs.rmSync(unfinished, { force: true })
      throw error
    }
  }
  /** Whether a pointer leads to a version that is there with all its pictures. */
  function isWhole(body) {
    try {
      const pointer = JSON.parse(body)
      if (pointer.format !== 'kaibo.storefront.pointer' || !DOCUMENT.test(pointer.document)) return false
      const document = read(pointer.document)
      if (!document || sha256(document) !== pointer.sha256) return false
      const isThere = ({ file, bytes }) => PICTURE.test(file) && fs.statSync(at(file)).size === bytes
      return JSON.parse(document).pictures.every(isThere)
    } catch {
      return false
    }
  }

  function put(name, body) {
    if (!isPath(name)) throw new Refusal(400, 'path')
    const picture = PICTURE.exec(name)
    if (picture && picture[1] !== sha256(body)) throw new Refusal(400, 'hash')
    if (name === POINTER && !isWhole(body)) throw new Refusal(409, 'not-whole')
    const there = name === POINTER ? null : read(name)
    if (there && !there.equals(body)) {
      // A picture that is not what its name says was damaged; anything else keeps what it has.
      if (!picture) throw new Refusal(409, 'taken')
    }
    if (!there || !there.equals(body)) write(name, body)
    return { stored: name, sha256: sha256(body) }
  }
  function remove(name) {
    if (!isPath(name) || name === POINTER) throw new Refusal(400, 'path')
    fs.rmSync(at(name), { force: true })
    const version = DOCUMENT.exec(name)
    if (version) fs.rmSync(at(`versions/${version[1]}`), { recursive: true, force: true })
    return { removed: name }
  }
  function list(name) {
    const within = name.slice(0, -1)
    const entries = fs.existsSync(at(within)) ? fs.readdirSync(at(within)) : []
    const names = within === 'versions' ? entries.map((entry) => `${name}${entry}/storefront.json`) : entries.map((entry) => name + entry)
    const there = names.filter((one) => isPath(one) && fs.existsSync(at(one)))
    return { objects: there.map((one) => ({ path: one, bytes: fs.statSync(at(one)).size })) }
  }

  function answer(request, response, body) {
    const pathname = request.url.split('?')[0]
    if (!pathname.startsWith(base)) throw new Refusal(404, 'not-found')
    const name = pathname.slice(base.length)
    const isSigned = 'kaibo-signature' in request.headers
    if (request.method === 'GET' && !name.endsWith('/') && (isSigned || isPath(name))) {
      // What is published is public: it is served to anybody.
      if (isSigned) check(request, name, body)
      const bytes = isPath(name) ? read(name) : null
      if (!bytes) throw new Refusal(404, 'not-found')
      const caching = name === POINTER || PROBE.test(name) ? 'no-cache' : 'public, max-age=31536000, immutable'
      const headers = { 'content-type': TYPES[name.split('.').pop()], 'cache-control': caching }
      response.writeHead(200, { ...headers, 'kaibo-content-sha256': sha256(bytes), 'x-content-type-options': 'nosniff' })
      return response.end(bytes)
    }
    check(request, name, body)
    const said =
      request.method === 'PUT'
        ? put(name, body)
        : request.method === 'DELETE'
          ? remove(name)
          : request.method === 'GET' && ['versions/', 'pictures/'].includes(name)
            ? list(name)
            : null
    if (!said) throw new Refusal(405, 'method')
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(said))
  }
  function refuse(response, error) {
    const full = ['ENOSPC', 'EDQUOT'].includes(error.code)
    const status = error instanceof Refusal ? error.status : full ? 507 : 500
    const code = error instanceof Refusal ? error.message : full ? 'full' : 'storage'
    if (response.headersSent) return response.destroy()
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify({ error: code }))
  }

  return http.createServer({ requestTimeout: 120000 }, (request, response) => {
    const pieces = []
    let length = 0
    request.on('data', (piece) => {
      length += piece.length
      if (length <= BODY_MAX_BYTES) pieces.push(piece)
      else if (length - piece.length <= BODY_MAX_BYTES) {
        response.setHeader('connection', 'close')
        refuse(response, new Refusal(413, 'too-large'))
      } else if (length > 2 * BODY_MAX_BYTES) request.destroy()
    })
    // A body that breaks off never ends: nothing of it is kept.
    request.on('end', () => {
      if (length > BODY_MAX_BYTES) return
      try {
        answer(request, response, Buffer.concat(pieces))
      } catch (error) {
        refuse(response, error)
      }
    })
    request.on('error', () => response.destroy())
  })
}

module.exports = { receiver }

if (require.main === module) {
  const { KAIBO_FOLDER, KAIBO_SECRET_FILE, KAIBO_BASE = '/', KAIBO_HOST = '127.0.0.1', KAIBO_PORT = '8090' } = process.env
  const secret = KAIBO_SECRET_FILE && fs.readFileSync(KAIBO_SECRET_FILE, 'utf8').trim()
  if (!KAIBO_FOLDER || !secret || secret.length < 16) {
    console.error('KAIBO_FOLDER and KAIBO_SECRET_FILE (at least 16 characters) are needed; see README.md')
    process.exit(1)
  }
  const server = receiver({ folder: KAIBO_FOLDER, secret, base: KAIBO_BASE })
  server.listen(Number(KAIBO_PORT), KAIBO_HOST, () => console.log(`listening on ${KAIBO_HOST}:${server.address().port}`))
}
