// The list of live rooms behind the entrance.
const load = require('../../lib/load')
const storefront = require('../../lib/storefront')

Page({
  data: { rooms: [], failed: false, ready: false },
  onShow() {
    this.refresh()
  },
  async onPullDownRefresh() {
    await this.refresh()
    wx.stopPullDownRefresh()
  },
  async refresh() {
    try {
      const read = await load()
      this.setData({ rooms: storefront.list(read.storefront, read.base, read.nowMs), failed: false, ready: true })
      const name = read.storefront.entrance.name
      if (name) wx.setNavigationBarTitle({ title: name })
    } catch (error) {
      console.warn('storefront', error)
      this.setData({ failed: this.data.rooms.length === 0, ready: true })
    }
  },
  enter({ currentTarget }) {
    storefront.enter(wx, this.data.rooms[currentTarget.dataset.index])
  },
})
