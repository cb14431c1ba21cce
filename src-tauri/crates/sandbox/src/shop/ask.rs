//! Reading the shop's requests and writing its replies: numbers and switches in whatever form they come, ids as text.

use crate::{
    reply::{Outcome, Refusal, Reply},
    state::Call,
};
use kaibo_domain::platform::errcode::Code;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned, de::Error};
use serde_json::Value;

/// The body as `T`; what cannot be read is refused with `code` and a text that names the field.
pub(super) fn body<T: DeserializeOwned>(call: &Call<'_>, code: Code) -> Result<T, Refusal> {
    call.body.read().map_err(|error| refused(code).saying(format!("{}: {error}", code.errmsg)))
}

/// The shop says no; its replies put errcode first, as the gateway's do.
pub(super) fn refused(code: Code) -> Refusal {
    Refusal::gateway(code)
}

/// The same with a word on what is wrong.
pub(super) fn refused_for(code: Code, what: &str) -> Refusal {
    refused(code).saying(format!("{}: {what}", code.errmsg))
}

/// A success with `content` beside errcode and errmsg.
pub(super) fn done(content: impl Serialize) -> Outcome {
    #[derive(Serialize)]
    struct Done<T> {
        errcode: i64,
        errmsg: &'static str,
        #[serde(flatten)]
        content: T,
    }
    Reply::json(&Done { errcode: 0, errmsg: "ok", content })
}

/// A success that says nothing else.
pub(super) fn done_empty() -> Outcome {
    done(serde_json::json!({}))
}

/// A whole number, or nothing.
pub(super) fn int<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::Number(number) => number.as_i64().map(Some).ok_or_else(|| D::Error::custom("not a whole number")),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => text.trim().parse().map(Some).map_err(|_| D::Error::custom("not a whole number")),
        _ => Err(D::Error::custom("not a whole number")),
    }
}

/// A switch as boolean, 0 or 1, or text; nothing is off.
pub(super) fn switch<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(false),
        Value::Bool(on) => Ok(on),
        Value::Number(number) => Ok(number.as_i64() != Some(0)),
        Value::String(text) => Ok(!matches!(text.trim(), "" | "0" | "false")),
        _ => Err(D::Error::custom("not a switch")),
    }
}

/// A list; null is empty.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// Unix seconds of UTC milliseconds.
pub(super) fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1000)
}
