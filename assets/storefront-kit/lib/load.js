// Reads the storefront with wx.request, and keeps it for a minute, so that the entrance and the list share one reading.
const storefront = require('./storefront')
const { BASE } = require('../config')

const KEPT_MS = 60 * 1000
let kept = null
let keptMs = 0

const get = (url) =>
  new Promise((resolve, reject) => {
    wx.request({
      url,
      dataType: 'json',
      success: ({ statusCode, data }) => (statusCode === 200 ? resolve(data) : reject(new Error(url + ': ' + statusCode))),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    })
  })

module.exports = async function load() {
  const nowMs = Date.now()
  if (!kept || nowMs - keptMs > KEPT_MS) {
    // A reading that fails leaves the one before: an old list is better than none.
    try {
      kept = await storefront.read(get, BASE, nowMs)
      keptMs = nowMs
    } catch (error) {
      if (!kept) throw error
    }
  }
  return { storefront: kept, base: BASE, nowMs }
}
