//! From what happened on the wire to what it means: a pure function, and the reading of a reply's JSON.

use crate::{
    error::{CallError, NotSentCause, UnknownCause},
    lenient,
};
use kaibo_domain::platform::errcode::{self, may_have_executed};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A fault below HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// The request could not be put together.
    Build(String),
    /// No address for the name.
    Dns,
    /// Connection refused.
    Refused,
    /// Connect timeout.
    ConnectTimeout,
    /// TLS handshake.
    Tls,
    /// The proxy made no connection.
    Proxy,
    /// The proxy refused user and password.
    ProxyRefused,
    /// Another fault before the connection stood.
    Connect,
    /// The call's timeout, after the request may have begun to leave.
    Timeout,
    /// Connection lost after the request began to leave.
    Lost,
    /// The body exceeds the ceiling.
    TooLarge,
}

/// What happened on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// No whole answer.
    Failed(&'a Transport),
    /// An answer.
    Answered {
        /// HTTP status.
        status: u16,
        /// The whole body.
        body: &'a [u8],
    },
}

/// What an endpoint answers.
pub trait Reply: DeserializeOwned {
    /// The fields of which one must be there when the answer has no `errcode`. Missing errcode counts as 0, but an
    /// answer with neither may come from a gateway, and 'no rooms' read out of it would make the engine send again.
    const CONTENT: &'static [&'static str];

    /// Whether that code means an empty success.
    fn is_empty(_errcode: i64) -> bool {
        false
    }
}

/// The answer of an endpoint that answers nothing but `errcode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Done {}

impl Reply for Done {
    const CONTENT: &'static [&'static str] = &[];
}

/// The meaning of an outcome: the reply's JSON object when the platform said yes.
pub fn classify(outcome: Outcome<'_>) -> Result<Map<String, Value>, CallError> {
    match outcome {
        Outcome::Failed(fault) => Err(classify_fault(fault)),
        Outcome::Answered { status: status @ 300..=399, .. } => {
            Err(CallError::not_sent(NotSentCause::Redirect { status }))
        }
        Outcome::Answered { status: 200..=299, body } => classify_body(body),
        Outcome::Answered { status: status @ 400..=499, body } => match classify_body(body) {
            // A business answer under a wrong status keeps its meaning.
            Err(error) if error.errcode().is_some() => Err(error),
            _ => Err(CallError::unknown(UnknownCause::Status { status })),
        },
        Outcome::Answered { status, .. } => Err(CallError::unknown(UnknownCause::Status { status })),
    }
}

fn classify_fault(fault: &Transport) -> CallError {
    CallError::not_sent(match fault {
        Transport::Build(reason) => NotSentCause::Request(reason.clone()),
        Transport::Dns => NotSentCause::Dns,
        Transport::Refused => NotSentCause::Refused,
        Transport::ConnectTimeout => NotSentCause::ConnectTimeout,
        Transport::Tls => NotSentCause::Tls,
        Transport::Proxy => NotSentCause::Proxy,
        Transport::ProxyRefused => NotSentCause::ProxyRefused,
        Transport::Connect => NotSentCause::Connect,
        Transport::Timeout => return CallError::unknown(UnknownCause::Timeout),
        Transport::Lost => return CallError::unknown(UnknownCause::Lost),
        Transport::TooLarge => return CallError::unknown(UnknownCause::TooLarge),
    })
}

fn classify_body(body: &[u8]) -> Result<Map<String, Value>, CallError> {
    let object = parse_object(body)?;
    let errcode = match object.get("errcode").map(lenient::whole) {
        None => 0,
        Some(Ok(errcode)) => errcode.unwrap_or(0),
        Some(Err(reason)) => return Err(CallError::unreadable("errcode", reason)),
    };
    if errcode == 0 {
        return Ok(object);
    }
    let (errmsg, rid) = split_rid(object.get("errmsg").and_then(Value::as_str).unwrap_or_default());
    if may_have_executed(errcode) {
        return Err(CallError::unknown(UnknownCause::Errcode { errcode, errmsg, rid }));
    }
    let qrcode_url = verification_code(errcode, &object);
    Err(CallError::Rejected { errcode, errmsg, rid, qrcode_url })
}

/// The reply's object, a byte order mark before it tolerated.
fn parse_object(body: &[u8]) -> Result<Map<String, Value>, CallError> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(CallError::unreadable(".", "not a JSON object")),
        Err(_) => Err(CallError::unreadable(".", "not JSON")),
    }
}

/// The picture by which an anchor is verified: a field of its own (`qrcode_url` of room/create, `codeurl` of addrole),
/// or an address in the text.
fn verification_code(errcode: i64, object: &Map<String, Value>) -> Option<String> {
    if !errcode::is_unverified_anchor(errcode) {
        return None;
    }
    let text = |key| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let in_message = || text("errmsg")?.split_whitespace().find(|word| word.starts_with("https://"));
    text("qrcode_url").or_else(|| text("codeurl")).or_else(in_message).map(str::to_owned)
}

/// Cuts the tail ` rid: xxxxxxxx-xxxxxxxx-xxxxxxxx` off the platform's text, and keeps the text within 300 characters.
fn split_rid(errmsg: &str) -> (String, Option<String>) {
    let is_rid = |text: &str| {
        let groups: Vec<_> = text.split('-').collect();
        groups.len() == 3 && groups.iter().all(|group| group.len() == 8 && group.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let short = |text: &str| text.chars().take(300).collect::<String>();
    match errmsg.trim_end().rsplit_once("rid: ") {
        Some((text, rid)) if is_rid(rid) => (short(text.trim_end()), Some(rid.to_owned())),
        _ => (short(errmsg.trim_end()), None),
    }
}

/// Reads an outcome as the answer of one endpoint; a field that does not parse is named by its path.
pub fn read<T: Reply>(outcome: Outcome<'_>) -> Result<T, CallError> {
    let object = match classify(outcome) {
        Ok(object) if !speaks_for::<T>(&object) => {
            return Err(CallError::unreadable(".", "neither errcode nor content"));
        }
        Ok(object) => object,
        Err(CallError::Rejected { errcode, .. }) if T::is_empty(errcode) => Map::new(),
        Err(error) => return Err(error),
    };
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|fault| {
        let path = fault.path().to_string();
        CallError::unreadable(path, without_values(&fault.into_inner().to_string()))
    })
}

/// Whether the object is plausibly the endpoint's answer, see [`Reply::CONTENT`].
fn speaks_for<T: Reply>(object: &Map<String, Value>) -> bool {
    object.contains_key("errcode")
        || object.get("errmsg").and_then(Value::as_str) == Some("ok")
        || T::CONTENT.iter().any(|key| object.contains_key(*key))
}

/// serde's message without the value that it quotes.
fn without_values(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if last > first => format!("{}…{}", &message[..first], &message[last + 1..]),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests;
