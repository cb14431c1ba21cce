//! Where viewers watch: the live plugin's page, and the addresses that lead to pages of a mini program.
//!
//! No anchor starts from any of them (wechat-live-api, sections 9 to 11).

/// The plugin's page, followed by `?room_id=…`; the plugin's id is the same for everybody.
pub const LIVE_PAGE: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin";
/// The platform's console in the browser, where draws and coupons are made (wechat-live-api, section 9).
pub const CONSOLE_URL: &str = "https://mp.weixin.qq.com/";
/// How the addresses of generate_urllink and generatescheme begin.
const PAGE_LINKS: [&str; 2] = ["https://wxaurl.cn/", "weixin://dl/business/"];

/// Whether a code that says so is one for viewers.
pub fn is_for_viewers(text: &str) -> bool {
    let text = text.trim();
    text.contains("plugin-private://")
        || text.contains("room_id=")
        || PAGE_LINKS.iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=6209", true)]
    #[case("pages/live/index?room_id=12", true)]
    #[case(" https://wxaurl.cn/OYWBTYMx4Th", true)]
    #[case("weixin://dl/business/?t=abc", true)]
    #[case("http://127.0.0.1:41873/phone?room=12", false)]
    #[case("https://example.com/", false)]
    fn codes_for_viewers_are_known(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_for_viewers(text), expected);
    }
}
