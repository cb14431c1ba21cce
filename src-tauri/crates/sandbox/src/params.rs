//! Parameters of a call, read as leniently as the platform reads them.
//!
//! Numbers come as numbers or as strings (merchants post `"priceType":"1"`), switches as 0/1, booleans or strings.
//! What cannot be read is refused with 200002 and a text that names the parameter.

use crate::reply::Refusal;
use kaibo_domain::platform::errcode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The query's or the body's parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// Decoded pairs of a query.
    pub(crate) fn from_query(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect())
    }

    /// A JSON body: nothing is 44002, anything but an object is 47001.
    pub(crate) fn from_body(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(bytes).map_err(|_| Refusal::gateway(errcode::DATA_FORMAT))?;
        let text = text.trim_start_matches('\u{FEFF}').trim();
        if text.is_empty() {
            return Err(Refusal::gateway(errcode::EMPTY_POST));
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            Ok(_) | Err(_) => Err(Refusal::gateway(errcode::DATA_FORMAT)),
        }
    }

    /// All of them as `T`; the error names what does not fit.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.0)
    }

    /// The value, unless absent or null.
    fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text; a number stands for its digits. Nothing, and an empty text, are none.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let text = match self.value(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// A text that must be there.
    pub(crate) fn required_text(&self, name: &str) -> Result<String, Refusal> {
        self.text(name).ok_or_else(|| missing(name))
    }

    /// A whole number, as number or string.
    pub(crate) fn int(&self, name: &str) -> Result<Option<i64>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => whole(value).map(Some).ok_or_else(|| invalid(name)),
        }
    }

    /// A whole number that must be there.
    pub(crate) fn required_int(&self, name: &str) -> Result<i64, Refusal> {
        self.int(name)?.ok_or_else(|| missing(name))
    }

    /// A switch that counts 0 or 1.
    pub(crate) fn bit(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(on)) => Ok(Some(*on)),
            Some(Value::String(text)) if text == "true" => Ok(Some(true)),
            Some(Value::String(text)) if text == "false" => Ok(Some(false)),
            Some(value) => match whole(value) {
                Some(0) => Ok(Some(false)),
                Some(1) => Ok(Some(true)),
                _ => Err(invalid(name)),
            },
        }
    }

    /// A switch that must be there.
    pub(crate) fn required_bit(&self, name: &str) -> Result<bool, Refusal> {
        self.bit(name)?.ok_or_else(|| missing(name))
    }

    /// A list of whole numbers with at least one in it.
    pub(crate) fn required_ints(&self, name: &str) -> Result<Vec<i64>, Refusal> {
        self.required_list(name, whole)
    }

    /// A list of texts with at least one in it.
    pub(crate) fn required_texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        self.required_list(name, |value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    }

    /// A list of objects with at least one in it.
    pub(crate) fn required_objects(&self, name: &str) -> Result<Vec<Params>, Refusal> {
        self.required_list(name, |value| value.as_object().map(|map| Params(map.clone())))
    }

    fn required_list<T>(&self, name: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, Refusal> {
        match self.value(name) {
            Some(Value::Array(values)) if !values.is_empty() => {
                values.iter().map(read).collect::<Option<_>>().ok_or_else(|| invalid(name))
            }
            Some(Value::Array(_)) | None => Err(missing(name)),
            Some(_) => Err(invalid(name)),
        }
    }

    /// A nested object; nothing where there is none.
    pub(crate) fn object(&self, name: &str) -> Params {
        self.value(name).and_then(Value::as_object).cloned().map(Params).unwrap_or_default()
    }

    /// A nested object that must be there and hold something.
    pub(crate) fn required_object(&self, name: &str) -> Result<Params, Refusal> {
        match self.value(name) {
            Some(Value::Object(map)) if !map.is_empty() => Ok(Params(map.clone())),
            _ => Err(Refusal::parameter(format!("{name} must not be empty"))),
        }
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 9e15).map(|n| n as i64))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The server's own spelling (recorded reply of room/create).
fn missing(name: &str) -> Refusal {
    Refusal::parameter(format!("parameter {name} must no be null"))
}

/// 200002 for a parameter that is there and wrong.
pub(crate) fn invalid(name: &str) -> Refusal {
    Refusal::parameter(format!("parameter {name} is invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn params(json: &str) -> Params {
        Params::from_body(json.as_bytes()).unwrap()
    }

    #[rstest]
    #[case(r#"{"n":1}"#, Ok(Some(1)))]
    #[case(r#"{"n":"1"}"#, Ok(Some(1)))]
    #[case(r#"{"n":1.0}"#, Ok(Some(1)))]
    #[case(r#"{"n":null}"#, Ok(None))]
    #[case(r#"{}"#, Ok(None))]
    #[case(r#"{"n":1.5}"#, Err(()))]
    #[case(r#"{"n":"one"}"#, Err(()))]
    #[case(r#"{"n":[]}"#, Err(()))]
    fn whole_numbers(#[case] json: &str, #[case] expected: Result<Option<i64>, ()>) {
        assert_eq!(params(json).int("n").map_err(|_| ()), expected);
    }

    #[rstest]
    #[case("", errcode::EMPTY_POST)]
    #[case("  ", errcode::EMPTY_POST)]
    #[case("{", errcode::DATA_FORMAT)]
    #[case("[1]", errcode::DATA_FORMAT)]
    fn bodies_that_are_no_object(#[case] body: &str, #[case] code: errcode::Code) {
        assert_eq!(Params::from_body(body.as_bytes()).unwrap_err(), Refusal::gateway(code));
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(params("\u{FEFF}{\"n\":1}").int("n").unwrap(), Some(1));
    }
}
