//! Canaries in arbitrary text, in every form; and what has to stay readable.

use super::*;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case("call failed path=\"/wxaapi/broadcast/room/create\" rid=61725984-6126f6f9-040f19c4")]
#[case("errcode 40164 invalid ip 203.0.113.107, not in whitelist")]
#[case("goods 019aab3c-7d21-7c3e-9d5a-2f6f3a1b5c7d: revision 12, 59.90 元")]
#[case("2026-11-22 17:42:01.123 panicked at src-tauri/crates/wechat/src/token.rs:153:9")]
#[case("database disk image is malformed (code 11), 4096 bytes, 1234567890 rows")]
#[case("access_token expired, the platform could not be read")]
fn what_support_needs_stays(#[case] text: &str) {
    assert_eq!(redact(text), text);
}

#[rstest]
#[case(
    "for url (https://api.weixin.qq.com/cgi-bin/token?appid=wx1&secret=s3)",
    "for url (https://api.weixin.qq.com/cgi-bin/token?***"
)]
#[case("proxy http://clerk:hunter2@10.0.0.1:3128/", "proxy http://***@10.0.0.1:3128/")]
#[case("token=abc attempt=3", "token=*** attempt=3")]
#[case("authorization: Bearer abc next", "authorization: *** next")]
#[case(r#"{"anchorWechat":"li_si","name":"x"}"#, r#"{"anchorWechat":"***","name":"x"}"#)]
#[case(r#"anchor_wechat: Some("li si"), price"#, r#"anchor_wechat: Some("***"), price"#)]
#[case("主播微信号：lisi2026，已确认", "主播微信号：***，已确认")]
#[case("phone 138 0013 8000 or 138-0013-8000", "phone *** or ***")]
#[case("１３８００１３８０００", "***")]
#[case("id 11010119900307889X.", "id ***.")]
#[case("card 6222 0212 3456 7890 123", "card ***")]
#[case("base64 MTM4MDAxMzgwMDA=", "base64 ***=")]
#[case("encoded %31%33%38%30%30%31%33%38%30%30%30", "encoded ***")]
#[case("by wxid_a1b2c3", "by ***")]
fn what_nobody_else_may_read_goes(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(redact(text), expected);
    assert_eq!(redact(expected), expected);
}

fn base64(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut encoded = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            encoded.push(char::from(alphabet[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    encoded
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_ADDRESSES: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text itself, percent-encoded, in Base64 of both alphabets.
fn forms(text: &str) -> [String; 4] {
    let percent = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    [text.to_owned(), percent, base64(text.as_bytes(), STANDARD), base64(text.as_bytes(), FOR_ADDRESSES)]
}

/// Whether whoever reads, decodes or decodes a part of the text finds the canary.
fn survives(text: &str, canary: &str) -> bool {
    let holds = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.contains(canary) || percent_decoded(&text).contains(canary)
    };
    holds(text.as_bytes())
        || text
            .split(|c| !is_base64(c))
            .any(|word| (0..4.min(word.len())).any(|skip| holds(&base64_decoded(&word[skip..]))))
}

fn canary() -> impl Strategy<Value = (String, String)> {
    // What is looked for, and how it stands in the text.
    let alone = prop_oneof![
        "1[3-9][0-9]{9}",
        "[1-9][0-9]{16}[0-9X]",
        "[1-9][0-9]{15,18}",
        "[0-9a-f]{31}[0-9]",
        "[0-9]{2}_[A-Za-z0-9_-]{130}",
    ];
    let named = ("[a-z][a-z0-9_-]{5,19}", 0..5usize).prop_map(|(id, way)| {
        let text = match way {
            0 => format!("anchorWechat={id}"),
            1 => format!(r#"{{"anchor_wechat":"{id}"}}"#),
            2 => format!(r#"openid: Some("{id}")"#),
            3 => format!("微信号：{id}"),
            _ => format!("passphrase='{id}'"),
        };
        (id, text)
    });
    prop_oneof![alone.prop_map(|canary| (canary.clone(), canary)), named]
}

/// A case that once came by chance.
#[test]
fn what_stands_before_a_bracket_is_taken_out_too() {
    for text in ["anchorWechat=aa0aaa('", "openid: aa0aaa(\"b\")", "openid=Aa0aaa('b')"] {
        let redacted = redact(text);
        assert!(!redacted.to_ascii_lowercase().contains("aa0aaa"), "{redacted}");
    }
    assert_eq!(redact("openid: Some(\"wechat_one\")"), "openid: Some(\"***\")");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_canary_survives_in_any_form(
        (canary, text) in canary(),
        before in "([a-z0-9%?=:/\"' ]{0,12}|\\PC{0,24})",
        after in "([a-z0-9%?=:/\"' ]{0,12}|\\PC{0,24})",
    ) {
        prop_assume!(!before.contains(&canary) && !after.contains(&canary));
        let whole = format!("{before}{text}{after}");
        for form in forms(&text).into_iter().map(|form| format!("{before}{form}{after}")).chain(forms(&whole)) {
            let redacted = redact(&form);
            prop_assert!(!survives(&redacted, &canary), "{form:?} became {redacted:?}");
        }
    }

    #[test]
    fn redacting_twice_changes_nothing(text in "[a-z0-9%?=:/\"'@ .A-F-]{0,80}") {
        let once = redact(&text);
        prop_assert_eq!(redact(&once), once);
    }
}
