//! What S3-compatible storage answers in XML: a page of a list, and why not.

use crate::{Fault, line::Answer};
use jiff::Timestamp;
use kaibo_domain::time::{MINUTE_MS, parse_http_date};
use percent_encoding::percent_decode_str;
use quick_xml::{Reader, events::Event};

/// A page of a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ListPage {
    /// Keys and their lengths in bytes.
    pub keys: Vec<(String, u64)>,
    /// Where the next page begins.
    pub token: Option<String>,
}

/// Reads a page; `None` for what is none.
pub(crate) fn list_page(body: &[u8]) -> Option<ListPage> {
    let mut page = ListPage::default();
    let (mut key, mut truncated, mut is_list) = (String::new(), false, false);
    walk(body, |path, text| match path {
        ["ListBucketResult"] => is_list = true,
        ["ListBucketResult", "Contents", "Key"] => {
            key = percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        }
        ["ListBucketResult", "Contents", "Size"] => {
            if let Ok(bytes) = text.parse() {
                page.keys.push((std::mem::take(&mut key), bytes));
            }
        }
        ["ListBucketResult", "IsTruncated"] => truncated = text == "true",
        ["ListBucketResult", "NextContinuationToken"] => page.token = Some(text.to_owned()),
        _ => {}
    })?;
    if !truncated {
        page.token = None;
    } else if page.token.is_none() {
        // More is there and cannot be asked for: this is no whole answer.
        return None;
    }
    is_list.then_some(page)
}

/// Why storage said no.
pub(crate) fn fault(answer: &Answer) -> Fault {
    let (mut code, mut region) = (String::new(), None);
    let read = walk(&answer.body, |path, text| match path {
        ["Error", "Code"] => text.clone_into(&mut code),
        ["Error", "Region"] => region = Some(text.chars().filter(char::is_ascii).take(40).collect::<String>()),
        _ => {}
    });
    if read.is_none() || answer.is_a_page() {
        return answer.refusal("");
    }
    let fault = by_code(&code, region, answer);
    let is_no = matches!(fault, Fault::Denied | Fault::Forbidden | Fault::Region(_));
    // Signed too early or too late is said in many ways; the answer's own time says it in one.
    if is_no && is_far(answer.header("date")) { Fault::Clock } else { fault }
}

fn is_far(date: &str) -> bool {
    let apart = |date: i64| (date - Timestamp::now().as_millisecond()).abs();
    parse_http_date(date).is_some_and(|date| apart(date) > 4 * MINUTE_MS)
}

fn by_code(code: &str, region: Option<String>, answer: &Answer) -> Fault {
    match code {
        "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "NotSignedUp" | "InvalidSecurity" => Fault::Denied,
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" | "UserDisable" => Fault::Forbidden,
        "NoSuchBucket" | "InvalidBucketName" => Fault::NoBucket,
        "RequestTimeTooSkewed" | "RequestExpired" => Fault::Clock,
        "AuthorizationHeaderMalformed"
        | "AuthorizationQueryParametersError"
        | "PermanentRedirect"
        | "IllegalLocationConstraintException"
        | "InvalidLocationConstraint"
        | "TemporaryRedirect" => Fault::Region(region),
        "QuotaExceeded" | "XMinioStorageFull" | "EntityTooLarge" => Fault::Full,
        "RequestTimeout" => Fault::Timeout,
        code => answer.refusal(code),
    }
}

/// Goes through every element that is closed, with the names above it and its text; `None` for what is not XML.
fn walk(body: &[u8], mut each: impl FnMut(&[&str], &str)) -> Option<()> {
    let text = std::str::from_utf8(body).ok()?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut names, mut said): (Vec<String>, String) = Default::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                names.push(tag.local_name().as_ref().to_owned());
                said.clear();
                if names.len() > 8 {
                    return None;
                }
            }
            Event::Text(text) => said.push_str(&text.xml10_content()),
            Event::CData(text) => said.push_str(&text.xml10_content()),
            Event::End(_) => {
                let path: Vec<&str> = names.iter().map(String::as_str).collect();
                each(&path, said.trim());
                names.pop();
                said.clear();
            }
            Event::Eof if names.is_empty() => return Some(()),
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
    use rstest::rstest;

    #[test]
    fn a_page_is_read_with_its_token() {
        let body = r#"<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Prefix>a</Prefix><IsTruncated>true</IsTruncated><NextContinuationToken>t/1</NextContinuationToken>
            <Contents><Key>%E5%BA%97/pictures%2Fx.jpg</Key><Size>7</Size></Contents>
            <Contents><Key>b</Key><Size>0</Size></Contents></ListBucketResult>"#;
        let page = list_page(body.as_bytes()).unwrap();
        assert_eq!(page.keys, [("店/pictures/x.jpg".to_owned(), 7), ("b".to_owned(), 0)]);
        assert_eq!(page.token.as_deref(), Some("t/1"));
        for other in ["<html><body>sign in</body></html>", "<ListBucketResult><Contents>", "", "{}"] {
            assert_eq!(list_page(other.as_bytes()), None, "{other}");
        }
    }

    #[rstest]
    #[case(403, "SignatureDoesNotMatch", "Denied")]
    #[case(403, "InvalidAccessKeyId", "Denied")]
    #[case(403, "AccessDenied", "Forbidden")]
    #[case(404, "NoSuchBucket", "NoBucket")]
    #[case(403, "RequestTimeTooSkewed", "Clock")]
    #[case(301, "PermanentRedirect", "Region(Some(\"ap-east-1\"))")]
    #[case(503, "SlowDown<b>", "Refused { status: 503, code: \"\" }")]
    #[case(503, "SlowDown", "Refused { status: 503, code: \"SlowDown\" }")]
    fn codes_are_told_apart(#[case] status: u16, #[case] code: &str, #[case] expected: &str) {
        let body = format!("<Error><Code>{code}</Code><Region>ap-east-1</Region></Error>").into_bytes();
        let answer = Answer { status, headers: HeaderMap::new(), body };
        assert_eq!(format!("{:?}", fault(&answer)), expected);
    }

    #[test]
    fn a_page_for_people_is_no_answer() {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))]);
        let answer = Answer { status: 200, headers, body: b"<html>sign in</html>".to_vec() };
        assert!(matches!(fault(&answer), Fault::NotAnAnswer));
    }
}
