// The entrance on the home page. Put it among the page's blocks where `entrance.position` says, or simply where it is to stand:
// it shows itself only while the storefront says that it is on.
const load = require('../../lib/load')
const storefront = require('../../lib/storefront')

Component({
  data: { entrance: null },
  pageLifetimes: {
    show() {
      this.refresh()
    },
  },
  lifetimes: {
    attached() {
      this.refresh()
    },
  },
  methods: {
    async refresh() {
      try {
        const read = await load()
        const entrance = storefront.entrance(read.storefront, read.base, read.nowMs)
        this.setData({ entrance })
        this.triggerEvent('position', { position: entrance ? entrance.position : -1 })
      } catch (error) {
        // Without a storefront there is no entrance; the page goes on without it.
        console.warn('storefront', error)
      }
    },
    open() {
      wx.navigateTo({ url: '/pages/live-list/index' })
    },
  },
})
