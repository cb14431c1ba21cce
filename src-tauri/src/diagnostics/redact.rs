//! What must not stand in a log or in a support bundle, taken out of any text: keys and tokens, phone, identity and bank
//! numbers, WeChat ids that are named as such, what follows the `?` of an address, the name of the person's home folder.
//!
//! It knows forms, not values: no secret has to be handed in. In doubt it takes out too much. What stands in a text
//! percent-encoded or in Base64 is found as well. Redacting twice changes nothing.

use std::sync::LazyLock;

/// What stands in the place of what was taken out.
pub const MASK: &str = "***";

/// Digits in a row from which a number is taken out: a mobile phone number has 11, an identity number 18, a bank card
/// 16 to 19 (GB/T 11643, ISO/IEC 7812). Error codes, amounts and counts are shorter.
const LONG_NUMBER: usize = 11;
/// Groups of digits joined by a space or a hyphen are one number from this length on: `138 0013 8000`, but not a date.
const GROUP: usize = 3;
/// Letters and digits in a row from which a word is a key, not a word. An AppSecret has 32, a token more than 100.
const OPAQUE: usize = 24;
/// Shorter words hold nothing when they are decoded as Base64.
const LEAST_BASE64: usize = 8;

/// Parts of names whose values are taken out, in lower case without `_` and `-`.
const SECRET_NAMES: &[&str] = &[
    "token",
    "secret",
    "passw",
    "passphrase",
    "authorization",
    "cookie",
    "credential",
    "sessionkey",
    "apikey",
    "openid",
    "unionid",
    "wechat",
    "wxid",
    "username",
    "realname",
    "idcard",
    "idno",
    "idnumber",
    "bankcard",
    "bankaccount",
    "bankno",
    "cardno",
    "phone",
    "mobile",
    "微信",
    "手机",
    "电话",
    "身份证",
    "银行卡",
    "账号",
    "密码",
    "口令",
    "密钥",
    "姓名",
];

static HOME: LazyLock<Option<String>> = LazyLock::new(|| {
    let home = std::env::home_dir()?.display().to_string();
    (home.len() > 3).then_some(home)
});

/// The text without what must not be read.
pub fn redact(text: &str) -> String {
    let mut text = masked(&without_home(text));
    loop {
        let decoded = percent_decoded(&text);
        if decoded == text {
            return text;
        }
        text = masked(&decoded);
    }
}

/// Whether the value of a field of that name is taken out, whatever it is.
pub fn is_secret_name(name: &str) -> bool {
    let name: String = name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect();
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

fn masked(text: &str) -> String {
    // Names first: behind a `?` the blank after a name would end what is cut.
    let text = without_queries(&without_named_values(text));
    without_long_numbers(&without_keys(&without_encoded(&text)))
}

/// The folder's path holds the name of whoever is logged in.
fn without_home(text: &str) -> String {
    match &*HOME {
        Some(home) => text.replace(&home.replace('\\', "\\\\"), "~").replace(home, "~"),
        None => text.to_owned(),
    }
}

/// WeChat wants its token in the query of an address, so that all of every query goes; and names before an `@`.
fn without_queries(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['?', ':']) {
        let (before, found) = rest.split_at(at);
        kept.push_str(before);
        let (mark, after) = if found.starts_with("://") { found.split_at(3) } else { found.split_at(1) };
        kept.push_str(mark);
        rest = after;
        let word = after.find(ends).unwrap_or(after.len());
        if mark == "?" && word > 0 {
            kept.push_str(MASK);
            rest = &after[word..];
        } else if mark == "://" {
            let host = after.find('/').unwrap_or(word).min(word);
            if let Some(at) = after[..host].rfind('@') {
                kept.push_str(MASK);
                rest = &after[at..];
            }
        }
    }
    kept + rest
}

/// `name=value`, `name: value`, `"name":"value"`, `name: Some("value")`, `微信号：value`.
fn without_named_values(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['=', ':', '：']) {
        let mark = rest[at..].chars().next().map_or(1, char::len_utf8);
        kept.push_str(&rest[..at + mark]);
        rest = &rest[at + mark..];
        let name = kept[..kept.len() - mark].trim_end_matches(['"', '\'', '\\', ' ']);
        let begin = name.rfind(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
        let name = begin.map_or(name, |at| &name[at + name[at..].chars().next().map_or(1, char::len_utf8)..]);
        if !rest.starts_with(':') && is_secret_name(name) {
            let (begin, end) = value(rest);
            kept.push_str(&rest[..begin]);
            kept.push_str(if begin < end { MASK } else { "" });
            rest = &rest[end..];
        }
    }
    kept + rest
}

/// Where the value lies at which the text begins.
fn value(text: &str) -> (usize, usize) {
    let start = text.len() - text.trim_start().len();
    let value = &text[start..];
    let wrapped = value.find(|c: char| !c.is_ascii_alphanumeric()).filter(|at| value[*at..].starts_with('('));
    let quoted = value[wrapped.map_or(0, |at| at + 1)..].trim_start_matches('\\');
    if let Some(quote) = quoted.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let begin = text.len() - quoted.len() + 1;
        let end = text[begin..].find(quote).map_or(text.len(), |length| begin + length);
        // Before the bracket may stand what is to be taken out, and only of this word is known that it is not.
        let is_known = wrapped.is_none_or(|at| &value[..at] == "Some");
        return (if is_known { begin } else { start }, end);
    }
    let end = start + value.find(ends_value).unwrap_or(value.len());
    let is_scheme = ["bearer", "basic"].iter().any(|scheme| text[start..end].eq_ignore_ascii_case(scheme));
    let key = &text[end..];
    let key_begin = end + key.len() - key.trim_start().len();
    let key_end = key_begin + text[key_begin..].find(ends_value).unwrap_or(text.len() - key_begin);
    (start, if is_scheme { key_end } else { end })
}

fn ends_value(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '&' | '}' | ']' | ')' | '"' | '\'' | '，' | '；' | '。')
}

/// Words too long and too mixed to be words, and ids that WeChat itself marks (`wxid_`, `gh_`). Ids of ours (UUID) and
/// the platform's request ids stay.
fn without_keys(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    replace_words(text, is_part, |word| {
        let has = |kind: fn(&char) -> bool| word.chars().any(|c| kind(&c));
        let mixed = has(char::is_ascii_digit) || (has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase));
        let is_key = word.len() >= OPAQUE && mixed && !is_uuid_or_rid(word);
        is_key || word.contains("wxid_") || word.contains("gh_")
    })
}

fn is_uuid_or_rid(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    (parts == [8, 4, 4, 4, 12] || parts == [8, 8, 8]) && word.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// Words that are Base64 of something that would have been taken out.
fn without_encoded(text: &str) -> String {
    replace_words(text, is_base64, |word| {
        word.len() >= LEAST_BASE64
            // Letters before the encoded text shift it.
            && (0..4).any(|skip| {
                let decoded = String::from_utf8_lossy(&base64_decoded(&word[skip..])).into_owned();
                holds_more(&percent_decoded(&decoded)) || holds_more(&decoded)
            })
    })
}

fn holds_more(decoded: &str) -> bool {
    without_long_numbers(&without_keys(&without_named_values(decoded))) != decoded
}

/// Of both alphabets.
fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

fn base64_decoded(word: &str) -> Vec<u8> {
    let (mut bits, mut held) = (0u32, 0);
    let mut decoded = Vec::with_capacity(word.len());
    for byte in word.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            decoded.push((bits >> held) as u8);
        }
    }
    decoded
}

fn replace_words(text: &str, is_part: impl Fn(char) -> bool, is_out: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(&is_part) {
        let end = rest[begin..].find(|c| !is_part(c)).map_or(rest.len(), |length| begin + length);
        kept.push_str(&rest[..begin]);
        kept.push_str(if is_out(&rest[begin..end]) { MASK } else { &rest[begin..end] });
        rest = &rest[end..];
    }
    kept + rest
}

fn without_long_numbers(text: &str) -> String {
    // Ids first: some consist of digits alone.
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut from = 0;
    while let Some(begin) = rest[from..].find(is_part).map(|begin| from + begin) {
        let end = rest[begin..].find(|c| !is_part(c)).map_or(rest.len(), |length| begin + length);
        from = end;
        if is_uuid_or_rid(&rest[begin..end]) {
            kept.push_str(&without_long_numbers_between(&rest[..begin]));
            kept.push_str(&rest[begin..end]);
            (rest, from) = (&rest[end..], 0);
        }
    }
    kept + &without_long_numbers_between(rest)
}

fn without_long_numbers_between(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(is_digit) {
        kept.push_str(&rest[..begin]);
        rest = &rest[begin..];
        let (mut end, mut digits) = (0, 0);
        loop {
            let group: usize = rest[end..].chars().take_while(|c| is_digit(*c)).map(char::len_utf8).sum();
            let count = rest[end..end + group].chars().count();
            (end, digits) = (end + group, digits + count);
            let next = rest[end..].strip_prefix([' ', '-']).unwrap_or("");
            let joins = count >= GROUP && next.chars().take_while(|c| is_digit(*c)).count() >= GROUP;
            if !joins {
                break;
            }
            end += 1;
        }
        if digits >= LONG_NUMBER {
            kept.push_str(MASK);
            // The check character of an identity number.
            end += usize::from(rest[end..].starts_with(['X', 'x']));
        } else {
            kept.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    kept + rest
}

fn percent_decoded(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests;
