//! Tables of outcomes and what they mean.

use super::*;
use rstest::rstest;

const RID: &str = "61725984-6126f6f9-040f19c4";

fn answered(status: u16, body: &str) -> Result<Map<String, Value>, CallError> {
    classify(Outcome::Answered { status, body: body.as_bytes() })
}

fn kind(result: &Result<Map<String, Value>, CallError>) -> &'static str {
    match result {
        Ok(_) => "yes",
        Err(CallError::Rejected { .. }) => "no",
        Err(CallError::NotSent { .. }) => "not sent",
        Err(CallError::Unknown { .. }) => "unknown",
    }
}

#[rstest]
#[case(200, r#"{"errcode":0,"errmsg":"ok"}"#, "yes")]
#[case(200, r#"{"errcode":"0"}"#, "yes")]
#[case(200, r#"{"access_token":"t"}"#, "yes")]
#[case(200, "\u{feff}{\"errcode\":0}", "yes")]
#[case(200, r#"{"errcode":null,"roomId":1}"#, "yes")]
#[case(200, r#"{"errcode":300002}"#, "no")]
#[case(200, r#"{"errcode":"300002","errmsg":5}"#, "no")]
#[case(200, r#"{"errcode":45009}"#, "no")]
#[case(200, r#"{"errcode":-1}"#, "unknown")]
#[case(200, r#"{"errcode":"-1"}"#, "unknown")]
#[case(200, r#"{"errcode":300021}"#, "unknown")]
#[case(200, r#"{"errcode":"x"}"#, "unknown")]
#[case(200, r#"{"errcode":{}}"#, "unknown")]
#[case(200, "[0]", "unknown")]
#[case(200, "", "unknown")]
#[case(200, "<html>", "unknown")]
#[case(301, "", "not sent")]
#[case(307, r#"{"errcode":0}"#, "not sent")]
#[case(400, r#"{"errcode":40001}"#, "no")]
#[case(404, "", "unknown")]
#[case(404, r#"{"errcode":0}"#, "unknown")]
#[case(500, r#"{"errcode":40001}"#, "unknown")]
#[case(503, "", "unknown")]
#[case(100, "", "unknown")]
fn answers(#[case] status: u16, #[case] body: &str, #[case] expected: &str) {
    assert_eq!(kind(&answered(status, body)), expected);
}

#[rstest]
#[case(Transport::Build("x".into()), "not sent")]
#[case(Transport::Dns, "not sent")]
#[case(Transport::Refused, "not sent")]
#[case(Transport::ConnectTimeout, "not sent")]
#[case(Transport::Tls, "not sent")]
#[case(Transport::Connect, "not sent")]
#[case(Transport::Timeout, "unknown")]
#[case(Transport::Lost, "unknown")]
#[case(Transport::TooLarge, "unknown")]
fn faults(#[case] fault: Transport, #[case] expected: &str) {
    assert_eq!(kind(&classify(Outcome::Failed(&fault))), expected);
}

#[rstest]
#[case("system error rid: 61725984-6126f6f9-040f19c4", "system error", Some(RID))]
#[case("system error rid: 61725984-6126f6f9-040f19c4 ", "system error", Some(RID))]
#[case("rid: 61725984-6126f6f9-040f19c4", "", Some(RID))]
#[case("a rid: b rid: 61725984-6126f6f9-040f19c4", "a rid: b", Some(RID))]
#[case("grid: 5", "grid: 5", None)]
#[case("bad rid: 61725984-6126f6f9", "bad rid: 61725984-6126f6f9", None)]
#[case("", "", None)]
fn the_rid_is_cut_out(#[case] errmsg: &str, #[case] text: &str, #[case] rid: Option<&str>) {
    assert_eq!(split_rid(errmsg), (text.to_owned(), rid.map(str::to_owned)));
}

#[test]
fn a_long_text_is_kept_short() {
    assert_eq!(split_rid(&"长".repeat(1000)).0.chars().count(), 300);
}

#[rstest]
#[case(r#"{"errcode":300036,"qrcode_url":"https://a/b"}"#, Some("https://a/b"))]
#[case(r#"{"errcode":300036,"errmsg":"scan https://a/c rid: 61725984-6126f6f9-040f19c4"}"#, Some("https://a/c"))]
#[case(r#"{"errcode":400002,"codeurl":"https://a/d"}"#, Some("https://a/d"))]
#[case(r#"{"errcode":300036,"errmsg":"unverified","qrcode_url":""}"#, None)]
#[case(r#"{"errcode":300035,"qrcode_url":"https://a/b"}"#, None)]
fn the_verification_code_is_found(#[case] body: &str, #[case] expected: Option<&str>) {
    let Err(CallError::Rejected { qrcode_url, .. }) = answered(200, body) else { panic!() };
    assert_eq!(qrcode_url.as_deref(), expected);
}

#[rstest]
#[case(r#"{}"#, false)]
#[case(r#"{"message":"blocked"}"#, false)]
#[case(r#"{"errmsg":"ok"}"#, true)]
#[case(r#"{"errcode":0}"#, true)]
fn an_empty_answer_needs_the_platforms_mark(#[case] body: &str, #[case] is_done: bool) {
    let done = read::<Done>(Outcome::Answered { status: 200, body: body.as_bytes() });
    assert_eq!(done.is_ok(), is_done);
}

#[rstest]
#[case("missing field `roomId`", "missing field `roomId`")]
#[case(r#"invalid type: string "se"cret", expected a sequence"#, "invalid type: string …, expected a sequence")]
fn messages_lose_their_values(#[case] message: &str, #[case] expected: &str) {
    assert_eq!(without_values(message), expected);
}
