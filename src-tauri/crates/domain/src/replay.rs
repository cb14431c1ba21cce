//! Replay files (回放) of rooms that have ended: wechat-live-api, section 3.3.

use crate::{
    file_name,
    platform::limit::REPLAY_DELAY_MS,
    time::{DAY_MS, MINUTE_MS, beijing_minute, parse_beijing},
};

/// How often is looked whether files have appeared that are about to.
const LOOK_MS: i64 = 5 * MINUTE_MS;
/// How long after the end is looked for files by itself; later staff look.
const LOOK_UNTIL_MS: i64 = DAY_MS;
/// Endings of the files themselves; of any other, `mp4` is assumed.
const ENDINGS: [&str; 4] = ["mp4", "ts", "flv", "mov"];

/// Whether the files of a room are to be looked for now: it ended then, and they were looked for at last then, in vain.
pub fn is_due(ended_ms: i64, looked_ms: Option<i64>, now_ms: i64) -> bool {
    let appear_ms = ended_ms.saturating_add(REPLAY_DELAY_MS);
    let is_time = (appear_ms..ended_ms.saturating_add(LOOK_UNTIL_MS)).contains(&now_ms);
    let looked_ms = looked_ms.filter(|looked| *looked >= appear_ms);
    is_time && looked_ms.is_none_or(|looked| now_ms.saturating_sub(looked) >= LOOK_MS)
}

/// The moment in a `create_time` or `expire_time`, UTC milliseconds: the table says text (ISO 8601), samples have unix
/// seconds, 0 for none.
pub fn moment(text: &str) -> Option<i64> {
    match text.trim().parse::<i64>() {
        Ok(0) => None,
        Ok(seconds) => Some(seconds.saturating_mul(1000)),
        Err(_) => parse_beijing(text.trim()),
    }
}

/// What stays the same of an address when the platform signs it anew, or serves the file from another host: its path.
pub fn key(address: &str) -> &str {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let bare = &address[..end];
    bare.split_once("://").map_or(bare, |(_, rest)| rest.find('/').map_or(rest, |path| &rest[path..]))
}

/// Whether the address is of a playlist: a list of pieces to be played, and no recording by itself.
pub fn is_playlist(address: &str) -> bool {
    ending(address).eq_ignore_ascii_case("m3u8")
}

/// The name of a file: the room, when the file was made (UTC milliseconds; Beijing time is written), the place among its
/// room's, and the ending of its address.
pub fn file_name(room: &str, made_ms: Option<i64>, place: u32, address: &str) -> String {
    let room = file_name::safe(room);
    let room = if room.is_empty() { "直播".to_owned() } else { room };
    let time = made_ms.map(|ms| format!(" {}", beijing_minute(ms).replace(':', ""))).unwrap_or_default();
    let found = ENDINGS.into_iter().find(|known| ending(address).eq_ignore_ascii_case(known));
    format!("{room}{time} 回放{place}.{}", found.unwrap_or(ENDINGS[0]))
}

fn ending(address: &str) -> &str {
    let file = key(address).rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').map_or("", |(_, ending)| ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, None, REPLAY_DELAY_MS - 1, false)]
    #[case(0, None, REPLAY_DELAY_MS, true)]
    #[case(0, Some(REPLAY_DELAY_MS - 1), REPLAY_DELAY_MS, true)]
    #[case(0, Some(REPLAY_DELAY_MS), REPLAY_DELAY_MS + LOOK_MS - 1, false)]
    #[case(0, Some(REPLAY_DELAY_MS), REPLAY_DELAY_MS + LOOK_MS, true)]
    #[case(0, None, LOOK_UNTIL_MS, false)]
    fn files_are_looked_for_until_a_day_has_passed(
        #[case] ended_ms: i64,
        #[case] looked_ms: Option<i64>,
        #[case] now_ms: i64,
        #[case] due: bool,
    ) {
        assert_eq!(is_due(ended_ms, looked_ms, now_ms), due);
    }

    #[rstest]
    #[case(
        "双十二/之夜",
        Some(1_795_399_200_000),
        "http://a.b/c/f0.mp4?sign=1",
        "双十二_之夜 2026-11-23 1000 回放1.mp4"
    )]
    #[case("", None, "https://a.b/c/f0.TS#t", "直播 回放1.ts")]
    #[case("夜场", None, "https://a.b/c.exe", "夜场 回放1.mp4")]
    #[case("夜场", None, "no address", "夜场 回放1.mp4")]
    fn names(#[case] room: &str, #[case] made_ms: Option<i64>, #[case] address: &str, #[case] name: &str) {
        assert_eq!(file_name(room, made_ms, 1, address), name);
    }

    #[rstest]
    #[case("2026-11-23T02:00:00Z", Some(1_795_399_200_000))]
    #[case("1795399200", Some(1_795_399_200_000))]
    #[case("0", None)]
    #[case("", None)]
    fn moments(#[case] text: &str, #[case] ms: Option<i64>) {
        assert_eq!(moment(text), ms);
    }

    #[test]
    fn an_address_is_known_again_when_it_is_signed_anew() {
        assert_eq!(key("http://a.b/c.mp4?sign=1"), key("https://d.e/c.mp4?sign=2"));
        assert!(is_playlist("https://a.b/c.M3U8?x=.mp4") && !is_playlist("https://a.b/c.mp4?x=.m3u8"));
    }
}
