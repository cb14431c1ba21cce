//! Page paths of goods: what is wrong with one, how it is put right, our key in it, and how many are changed at once.

use super::GoodsField;
use crate::{
    platform::limit,
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::fmt::Write as _;

/// The query parameter that carries our short key in a good's page path: harmless to the page, and the way to find
/// out on the platform whether a lost reply had been a yes.
pub const KEY_PARAMETER: &str = "kb";
/// Characters of our short key.
const KEY_CHARACTERS: usize = 12;

/// What is wrong with a path; its length counts as it is sent, in bytes, with our key.
pub(super) fn check(path: &str, violations: &mut Vec<Violation<GoodsField>>) {
    let mut push = |rule| violations.push(Violation::new(GoodsField::Path, rule));
    if path.is_empty() {
        return push(Rule::Required);
    }
    if is_address(path) {
        return push(Rule::PathIsAddress);
    }
    if path.starts_with('/') {
        push(Rule::LeadingSlash);
    }
    if let Some(character) = unencoded(path) {
        violations.push(Violation::new(GoodsField::Path, Rule::PathNotEncoded).with("character", character));
    }
    let key = if key_of(path).is_some() { 0 } else { KEY_PARAMETER.len() + 2 + KEY_CHARACTERS };
    let length = (path.len() + key) as u32;
    if length > limit::GOODS_PATH_MAX {
        let fault = Violation::new(GoodsField::Path, Rule::TooLong).with("max", limit::GOODS_PATH_MAX);
        violations.push(fault.with("units", length));
    }
}

/// Whether it leads out of the mini program.
fn is_address(path: &str) -> bool {
    path.split('?').next().is_some_and(|page| page.contains("://"))
}

/// The first character that has to be encoded. Values that are addresses themselves must be encoded as a whole
/// (wechat-live-api section 4, `url`): they show by `://`, a second `?` or a `#`.
fn unencoded(path: &str) -> Option<char> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '#');
    let first = path.chars().find(|c| !plain(*c));
    let address = || query.contains("://").then_some(':');
    first.or_else(|| query.contains('?').then_some('?')).or_else(address)
}

/// `text` as a value in a query: everything but letters, digits and `-._~` as `%XX` of its UTF-8 bytes.
pub fn encoded(text: &str) -> String {
    encode(text, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn encode(text: &str, stays: impl Fn(u8) -> bool) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if stays(byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// The path put right: without spaces around it and slashes before it, and what has to be encoded encoded; what is encoded
/// already stays. One that leads out of the mini program cannot be put right.
pub fn repaired(path: &str) -> String {
    let path = path.trim();
    if is_address(path) {
        return path.to_owned();
    }
    let path = path.trim_start_matches('/');
    let stays = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'#');
    let Some((page, query)) = path.split_once('?') else { return encode(path, stays) };
    let value = |value: &str| {
        let is_address = value.contains("://");
        encode(value, |byte| stays(byte) && byte != b'?' && !(is_address && matches!(byte, b':' | b'/' | b'=')))
    };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, text)) => format!("{}={}", value(name), value(text)),
        None => value(pair),
    };
    let query: Vec<_> = query.split('&').map(pair).collect();
    format!("{}?{}", encode(page, stays), query.join("&"))
}

/// `path` with our short key added: `pages/goods/index?id=1` becomes `pages/goods/index?id=1&kb=…`.
pub fn with_key(path: &str, key: &str) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}{KEY_PARAMETER}={key}")
}

/// `path` without our key: the inverse of [`with_key`].
pub fn without_key(path: &str) -> String {
    let Some((page, query)) = path.split_once('?') else { return path.to_owned() };
    let is_ours = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| name == KEY_PARAMETER);
    let kept: Vec<_> = query.split('&').filter(|pair| !is_ours(pair)).collect();
    if kept.is_empty() { page.to_owned() } else { format!("{page}?{}", kept.join("&")) }
}

/// Our key in a page path, if it carries one.
pub fn key_of(path: &str) -> Option<&str> {
    let (_, query) = path.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(KEY_PARAMETER)?.strip_prefix('='))
}

/// Another path for many goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PathChange {
    /// Made of a pattern, in which `{code}`, `{name}` and `{id}` stand for the good's own, encoded.
    Pattern {
        /// Such as `pages/goods/index?sku={code}`.
        pattern: String,
    },
    /// One text in place of another, wherever it stands.
    Replace {
        /// What is looked for; never empty.
        find: String,
        /// What stands there instead.
        replace: String,
    },
}

impl PathChange {
    /// The path of a good with that code, name and platform id; the name of what the good lacks where the pattern wants it,
    /// or `find` where that is empty.
    pub fn apply(&self, path: &str, own: (&str, &str, Option<i64>)) -> Result<String, &'static str> {
        let (code, name, id) = own;
        match self {
            Self::Replace { find, .. } if find.is_empty() => Err("find"),
            Self::Replace { find, replace } => Ok(path.replace(find, replace)),
            Self::Pattern { pattern } => {
                let id = id.map(|id| id.to_string()).unwrap_or_default();
                let mut made = pattern.trim().to_owned();
                for (place, name, value) in [("{code}", "code", code), ("{name}", "name", name), ("{id}", "id", &id)] {
                    if made.contains(place) {
                        if value.trim().is_empty() {
                            return Err(name);
                        }
                        made = made.replace(place, &encoded(value.trim()));
                    }
                }
                Ok(made)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn rules(path: &str) -> Vec<Rule> {
        let mut violations = Vec::new();
        check(path, &mut violations);
        violations.into_iter().map(|violation| violation.rule).collect()
    }

    #[rstest]
    #[case("/pages/a", &[Rule::LeadingSlash], "pages/a")]
    #[case("//pages/a?x=/y", &[Rule::LeadingSlash], "pages/a?x=/y")]
    #[case("pages/a?name=裙", &[Rule::PathNotEncoded], "pages/a?name=%E8%A3%99")]
    #[case("pages/a b", &[Rule::PathNotEncoded], "pages/a%20b")]
    #[case("pages/a?to=pages/b?id=1", &[Rule::PathNotEncoded], "pages/a?to=pages/b%3Fid=1")]
    #[case("pages/a#top", &[Rule::PathNotEncoded], "pages/a%23top")]
    #[case("pages/web?url=https://a.cn/b?c=1&d=2", &[Rule::PathNotEncoded], "pages/web?url=https%3A%2F%2Fa.cn%2Fb%3Fc%3D1&d=2")]
    #[case("https://example.com/a", &[Rule::PathIsAddress], "https://example.com/a")]
    #[case("", &[Rule::Required], "")]
    #[case("pages/a/b?id=1&name=%E8%A3%99", &[], "pages/a/b?id=1&name=%E8%A3%99")]
    fn paths_and_how_they_are_put_right(#[case] path: &str, #[case] faults: &[Rule], #[case] right: &str) {
        assert_eq!(rules(path), faults);
        assert_eq!(repaired(path), right);
    }

    #[test]
    fn the_length_counts_our_key() {
        let longest = "p".repeat(limit::GOODS_PATH_MAX as usize - "?kb=".len() - KEY_CHARACTERS);
        assert_eq!(rules(&longest), []);
        assert_eq!(rules(&with_key(&longest, "0123456789ab")), []);
        assert_eq!(rules(&format!("{longest}p")), [Rule::TooLong]);
    }

    #[test]
    fn our_key_is_found_in_the_path_it_was_put_in() {
        assert_eq!(with_key("pages/a", "x1"), "pages/a?kb=x1");
        assert_eq!(with_key("pages/a?id=1", "x1"), "pages/a?id=1&kb=x1");
        assert_eq!(key_of("pages/a?id=1&kb=x1&z=2"), Some("x1"));
        assert_eq!(key_of("pages/a?id=1&kbx=1"), None);
        assert_eq!(key_of("pages/a"), None);
        assert_eq!(without_key("pages/a?id=1&kb=x1&z=2"), "pages/a?id=1&z=2");
        for path in ["pages/a", "pages/a?id=1"] {
            assert_eq!(without_key(&with_key(path, "x1")), path);
        }
    }

    #[rstest]
    #[case("pages/goods?sku={code}&n={name}", Ok("pages/goods?sku=A-1&n=%E8%A3%99%E5%AD%90"))]
    #[case("pages/goods?id={id}", Err("id"))]
    #[case("pages/goods", Ok("pages/goods"))]
    fn a_pattern_takes_what_the_good_has(#[case] pattern: &str, #[case] made: Result<&str, &'static str>) {
        let change = PathChange::Pattern { pattern: pattern.into() };
        assert_eq!(change.apply("old", ("A-1", "裙子", None)), made.map(str::to_owned));
    }

    #[test]
    fn a_text_is_replaced_wherever_it_stands() {
        let change = |find: &str| PathChange::Replace { find: find.into(), replace: "v2".into() };
        assert_eq!(change("v1").apply("pages/v1/a?from=v1", ("", "", None)), Ok("pages/v2/a?from=v2".into()));
        assert_eq!(change("").apply("pages/v1", ("", "", None)), Err("find"));
    }

    proptest! {
        #[test]
        fn keys_read_back(path in "[a-z/]{1,20}(\\?[a-z]=[0-9]{1,3})?", key in "[0-9a-z]{1,12}") {
            let carried = with_key(&path, &key);
            prop_assert_eq!(key_of(&carried), Some(key.as_str()));
        }

        #[test]
        fn what_was_put_right_breaks_no_rule_but_length(path in "[^:]{1,40}") {
            let right = repaired(&path);
            prop_assert!(rules(&right).iter().all(|rule| *rule == Rule::Required), "{right}");
            prop_assert_eq!(repaired(&right), right.clone());
        }
    }
}
