// The address of the folder that Kaibo publishes to, as your web server serves it. Its domain has to stand among the
// request domains of the mini program (开发管理 → 开发设置 → 服务器域名), and among the downloadFile domains for the covers.
module.exports = { BASE: 'https://example.com/storefront' }
