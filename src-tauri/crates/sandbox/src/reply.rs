//! Replies in the platform's own form: key order, texts, and the `rid` tail of refusals.
//!
//! Two layers refuse in two forms. The gateway (verb, token, quota, the whole of cgi-bin) puts errcode first; the
//! live service puts errmsg first (recorded replies, wechat-live-api section 0).

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use kaibo_domain::platform::errcode::Code;
use serde::Serialize;

/// The content type of the platform's JSON.
pub(crate) const JSON: &str = "application/json; encoding=utf-8";

/// A successful reply.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A JSON body, in the order of its struct's fields.
    Json(String),
    /// The bytes of a file.
    File {
        /// Its content type.
        content_type: &'static str,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

impl Reply {
    /// A JSON reply of `body`.
    pub(crate) fn json(body: &impl Serialize) -> Result<Reply, Refusal> {
        let text = serde_json::to_string(body).map_err(|error| {
            tracing::error!(%error, "a reply could not be written");
            Refusal::gateway(kaibo_domain::platform::errcode::SYSTEM_ERROR)
        })?;
        Ok(Reply::Json(text))
    }

    /// `{"errcode":0,"errmsg":"ok"}`, as cgi-bin answers.
    pub(crate) fn ok() -> Result<Reply, Refusal> {
        Ok(Reply::Json(r#"{"errcode":0,"errmsg":"ok"}"#.to_owned()))
    }

    /// `{"errcode":0}`: live replies always carry it, because SDKs read it without asking whether it is there.
    pub(crate) fn done() -> Result<Reply, Refusal> {
        Ok(Reply::Json(r#"{"errcode":0}"#.to_owned()))
    }

    /// Its content type.
    pub(crate) fn content_type(&self) -> &'static str {
        match self {
            Reply::Json(_) => JSON,
            Reply::File { content_type, .. } => content_type,
        }
    }

    /// Its body.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            Reply::Json(text) => text.into_bytes(),
            Reply::File { bytes, .. } => bytes,
        }
    }

    /// The HTTP response.
    pub(crate) fn into_response(self) -> Response {
        typed(self.content_type(), self.into_bytes())
    }
}

/// A body with its content type, never guessed anew by a browser.
pub(crate) fn typed(content_type: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Which layer refuses; decides the order of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    /// errcode first.
    Gateway,
    /// errmsg first.
    Live,
}

/// The platform said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    layer: Layer,
    errcode: i64,
    text: String,
    qrcode_url: Option<String>,
    codeurl: Option<String>,
}

/// What a handler returns.
pub(crate) type Outcome = Result<Reply, Refusal>;

impl Refusal {
    /// A refusal by the gateway with the code's own text.
    pub(crate) fn gateway(code: Code) -> Self {
        let text = code.errmsg.to_owned();
        Self { layer: Layer::Gateway, errcode: code.errcode, text, qrcode_url: None, codeurl: None }
    }

    /// A refusal by the live service with the code's own text.
    pub(crate) fn live(code: Code) -> Self {
        Self { layer: Layer::Live, ..Self::gateway(code) }
    }

    /// 200002 with the text that names the parameter.
    pub(crate) fn parameter(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::live(kaibo_domain::platform::errcode::PARAMETER_ERROR) }
    }

    /// The same with another text.
    pub(crate) fn saying(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// The same with the picture of the code that an unverified anchor scans, as room/create sends it.
    pub(crate) fn with_qrcode(self, url: String) -> Self {
        Self { qrcode_url: Some(url), ..self }
    }

    /// The same with that picture as addrole sends it.
    pub(crate) fn with_codeurl(self, url: String) -> Self {
        Self { codeurl: Some(url), ..self }
    }

    /// The reply's body with its `rid`.
    pub(crate) fn body(&self, rid: &str) -> String {
        #[derive(Serialize)]
        struct CodeFirst<'a> {
            errcode: i64,
            errmsg: &'a str,
        }
        #[derive(Serialize)]
        struct TextFirst<'a> {
            errmsg: &'a str,
            errcode: i64,
            #[serde(skip_serializing_if = "Option::is_none")]
            qrcode_url: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            codeurl: Option<&'a str>,
        }
        let (qrcode_url, codeurl) = (self.qrcode_url.as_deref(), self.codeurl.as_deref());
        let errmsg = &format!("{} rid: {rid}", self.text);
        let errcode = self.errcode;
        let written = match self.layer {
            Layer::Gateway => serde_json::to_string(&CodeFirst { errcode, errmsg }),
            Layer::Live => serde_json::to_string(&TextFirst { errmsg, errcode, qrcode_url, codeurl }),
        };
        written.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::platform::errcode;

    #[test]
    fn live_refusals_put_the_text_first_and_the_gateway_the_code() {
        let live = Refusal::live(errcode::NAME_LENGTH).body("1-2-3");
        assert_eq!(live, r#"{"errmsg":"name length invalid rid: 1-2-3","errcode":300002}"#);
        let gateway = Refusal::gateway(errcode::API_UNAUTHORIZED).body("1-2-3");
        assert_eq!(gateway, r#"{"errcode":48001,"errmsg":"api unauthorized rid: 1-2-3"}"#);
    }
}
