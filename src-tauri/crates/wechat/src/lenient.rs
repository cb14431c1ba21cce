//! Reads fields as the platform sends them, not as its tables say: numbers as text, `null` for nothing.
//!
//! For `#[serde(deserialize_with)]`; a field that may be missing adds `default`.

use kaibo_domain::{AuditId, Fen, PlatformGoodsId, PlatformRoomId};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

/// A whole number from a JSON number or a text of digits; `None` where the value says nothing.
pub(crate) fn whole(value: &Value) -> Result<Option<i64>, &'static str> {
    const NOT_WHOLE: &str = "not a whole number";
    match value {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(i64::from(*flag))),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Ok(Some(whole)),
            // 12300.0: exact below 2^53.
            (None, Some(float)) if float.fract() == 0.0 && float.abs() < 9.0e15 => Ok(Some(float as i64)),
            _ => Err(NOT_WHOLE),
        },
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => text.trim().parse().map(Some).map_err(|_| NOT_WHOLE),
        Value::Array(_) | Value::Object(_) => Err(NOT_WHOLE),
    }
}

/// A whole number, or nothing.
pub(crate) fn opt_int<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    whole(&Value::deserialize(from)?).map_err(D::Error::custom)
}

/// A whole number that must be there.
pub(crate) fn int<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    opt_int(from)?.ok_or_else(|| D::Error::custom("not a whole number"))
}

/// A whole number; nothing is 0.
pub(crate) fn int_or_zero<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    opt_int(from).map(Option::unwrap_or_default)
}

/// A `goodsId`.
pub(crate) fn goods_id<'de, D: Deserializer<'de>>(from: D) -> Result<PlatformGoodsId, D::Error> {
    int(from).map(PlatformGoodsId)
}

/// An `auditId`.
pub(crate) fn audit_id<'de, D: Deserializer<'de>>(from: D) -> Result<AuditId, D::Error> {
    int(from).map(AuditId)
}

/// A `roomId`.
pub(crate) fn room_id<'de, D: Deserializer<'de>>(from: D) -> Result<PlatformRoomId, D::Error> {
    int(from).map(PlatformRoomId)
}

/// An amount in fen; nothing is 0.
pub(crate) fn fen<'de, D: Deserializer<'de>>(from: D) -> Result<Fen, D::Error> {
    int_or_zero(from).map(Fen)
}

/// A second amount in fen: the platform fills it with 0 where there is none.
pub(crate) fn opt_fen<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Fen>, D::Error> {
    Ok(opt_int(from)?.filter(|amount| *amount != 0).map(Fen))
}

/// A text; a number is taken as its digits, `null` as empty.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(D::Error::custom("not a text")),
    }
}

/// A text; empty is nothing.
pub(crate) fn opt_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    text(from).map(|text| Some(text).filter(|text| !text.is_empty()))
}

/// A switch as boolean, 0 or 1, or text; nothing is off.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) if matches!(text.trim(), "true" | "false") => Ok(text.trim() == "true"),
        value => whole(&value).map(|number| number.unwrap_or_default() != 0).map_err(D::Error::custom),
    }
}

/// Anything with a default; `null` is the default.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// A list; `null` is empty.
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(json!(true), Some(true))]
    #[case(json!(0), Some(false))]
    #[case(json!("1"), Some(true))]
    #[case(json!("false"), Some(false))]
    #[case(json!(null), Some(false))]
    #[case(json!("on"), None)]
    fn switches(#[case] value: Value, #[case] expected: Option<bool>) {
        assert_eq!(flag(value).ok(), expected);
    }

    #[rstest]
    #[case(json!(5), Ok(Some(5)))]
    #[case(json!("5"), Ok(Some(5)))]
    #[case(json!(" -1 "), Ok(Some(-1)))]
    #[case(json!(12300.0), Ok(Some(12300)))]
    #[case(json!(null), Ok(None))]
    #[case(json!(""), Ok(None))]
    #[case(json!(5_250_227_861_234_i64), Ok(Some(5_250_227_861_234)))]
    #[case(json!(99.5), Err("not a whole number"))]
    #[case(json!("ok"), Err("not a whole number"))]
    #[case(json!(u64::MAX), Err("not a whole number"))]
    #[case(json!([1]), Err("not a whole number"))]
    fn whole_numbers(#[case] value: Value, #[case] expected: Result<Option<i64>, &'static str>) {
        assert_eq!(whole(&value), expected);
    }
}
