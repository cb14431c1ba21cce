//! What a failed call means for whoever made it.
//!
//! Texts in here come from us or, as `errmsg`, from the platform; never from a URL or a request.

use kaibo_domain::Secret;
use thiserror::Error;

/// Why a call brought no value. Branch on the variant; the causes are for the message to staff.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    /// The platform said no. Certainly not executed.
    #[error("rejected with {errcode}: {errmsg}")]
    Rejected {
        /// The platform's code (`domain::platform::errcode`).
        errcode: i64,
        /// The platform's text without its `rid` tail.
        errmsg: String,
        /// The platform's request id, by which its staff find the call.
        rid: Option<String>,
        /// With 300036 and 400002: the code picture which the anchor scans to be verified.
        qrcode_url: Option<String>,
    },
    /// Certainly not executed; may be sent again once the cause is gone.
    #[error("not sent: {cause}")]
    NotSent {
        /// Why.
        cause: NotSentCause,
    },
    /// May have been executed: look on the platform before sending again. For an endpoint that only reads
    /// (`Repeat::Reads`) this is the same as not done.
    #[error("outcome unknown: {cause}")]
    Unknown {
        /// Why.
        cause: UnknownCause,
    },
}

/// Why a call was certainly not executed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotSentCause {
    /// The request could not be put together; the text is ours.
    #[error("the request could not be built: {0}")]
    Request(String),
    /// The platform's name could not be resolved: most often there is no network.
    #[error("the name could not be resolved")]
    Dns,
    /// Nobody listens at the address.
    #[error("the connection was refused")]
    Refused,
    /// No connection within the connect timeout.
    #[error("connecting took too long")]
    ConnectTimeout,
    /// No TLS session: a wrong certificate, a wrong clock, or something that reads along.
    #[error("no secure connection could be made")]
    Tls,
    /// The proxy does not answer, or makes no connection to the platform.
    #[error("the proxy makes no connection")]
    Proxy,
    /// The proxy wants another user or password.
    #[error("the proxy refuses user and password")]
    ProxyRefused,
    /// Any other fault before the connection stood.
    #[error("no connection could be made")]
    Connect,
    /// Something answered with a redirect; the platform never does.
    #[error("answered with a redirect ({status})")]
    Redirect {
        /// HTTP status.
        status: u16,
    },
    /// The platform refused to give a token: AppID, AppSecret or the allow-list of addresses must be put right.
    #[error("no access token, refused with {errcode}: {errmsg}")]
    TokenRefused {
        /// The platform's code.
        errcode: i64,
        /// The platform's text.
        errmsg: String,
        /// The platform's request id.
        rid: Option<String>,
    },
    /// The request for a token was left without a usable answer.
    #[error("no access token: {0}")]
    TokenUnavailable(UnknownCause),
    /// The platform calls a token invalid and, asked anew, hands out the same one.
    #[error("the platform refuses its token ({errcode}) and hands out the same one again")]
    TokenUnchanged {
        /// The code with which the token was refused.
        errcode: i64,
        /// The request id of that refusal.
        rid: Option<String>,
    },
    /// A token that had just been handed out was refused too.
    #[error("the platform refuses a fresh token too ({errcode})")]
    FreshTokenRefused {
        /// The code with which the second token was refused.
        errcode: i64,
        /// The request id of that refusal.
        rid: Option<String>,
    },
}

/// Why nobody knows whether a call was executed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnknownCause {
    /// No whole answer within the call's timeout.
    #[error("no answer in time")]
    Timeout,
    /// The connection was lost after the request began to leave.
    #[error("the connection was lost")]
    Lost,
    /// An HTTP status that is not a business answer: 5xx, or 4xx without an errcode.
    #[error("HTTP status {status}")]
    Status {
        /// HTTP status.
        status: u16,
    },
    /// The answer exceeds the ceiling of 8 MiB.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is not what the endpoint answers.
    #[error("unreadable answer at `{path}`: {reason}")]
    Unreadable {
        /// Where in the JSON, `.` for the whole.
        path: String,
        /// What is wrong, without values from the answer.
        reason: String,
    },
    /// A code after which the call may have been executed all the same (-1, and see
    /// `domain::platform::errcode::may_have_executed`).
    #[error("error {errcode}: {errmsg}")]
    Errcode {
        /// The platform's code.
        errcode: i64,
        /// The platform's text.
        errmsg: String,
        /// The platform's request id.
        rid: Option<String>,
    },
}

/// Why a client cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The base is not an `http(s)://host[:port]` address without query, fragment or user.
    #[error("the base address is not usable")]
    BaseUrl,
    /// Unencrypted HTTP to another machine.
    #[error("the base address is not https")]
    Insecure,
    /// AppID or AppSecret is empty.
    #[error("AppID or AppSecret is missing")]
    Credentials,
    /// The proxy is not an address of one, or would see the secret in clear.
    #[error("the proxy is not usable")]
    Proxy,
    /// The extra certificates are none.
    #[error("the certificates are not usable")]
    Certificates,
    /// The TLS library did not start.
    #[error("the TLS library could not be set up")]
    Tls,
}

impl CallError {
    pub(crate) fn not_sent(cause: NotSentCause) -> Self {
        Self::NotSent { cause }
    }

    pub(crate) fn unknown(cause: UnknownCause) -> Self {
        Self::Unknown { cause }
    }

    pub(crate) fn unreadable(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::unknown(UnknownCause::Unreadable { path: path.into(), reason: reason.into() })
    }

    /// The platform's code, whichever variant carries it.
    pub fn errcode(&self) -> Option<i64> {
        match self {
            Self::Rejected { errcode, .. }
            | Self::NotSent {
                cause:
                    NotSentCause::TokenRefused { errcode, .. }
                    | NotSentCause::TokenUnchanged { errcode, .. }
                    | NotSentCause::FreshTokenRefused { errcode, .. }
                    | NotSentCause::TokenUnavailable(UnknownCause::Errcode { errcode, .. }),
            }
            | Self::Unknown { cause: UnknownCause::Errcode { errcode, .. } } => Some(*errcode),
            _ => None,
        }
    }

    /// The platform's request id, whichever variant carries it.
    pub fn rid(&self) -> Option<&str> {
        match self {
            Self::Rejected { rid, .. }
            | Self::NotSent {
                cause:
                    NotSentCause::TokenRefused { rid, .. }
                    | NotSentCause::TokenUnchanged { rid, .. }
                    | NotSentCause::FreshTokenRefused { rid, .. }
                    | NotSentCause::TokenUnavailable(UnknownCause::Errcode { rid, .. }),
            }
            | Self::Unknown { cause: UnknownCause::Errcode { rid, .. } } => rid.as_deref(),
            _ => None,
        }
    }

    /// Blanks out a secret that the answering side echoed into its text.
    pub(crate) fn without(mut self, secret: &Secret) -> Self {
        let text = match &mut self {
            Self::Rejected { errmsg, .. }
            | Self::NotSent {
                cause:
                    NotSentCause::TokenRefused { errmsg, .. }
                    | NotSentCause::TokenUnavailable(UnknownCause::Errcode { errmsg, .. }),
            }
            | Self::Unknown { cause: UnknownCause::Errcode { errmsg, .. } } => errmsg,
            _ => return self,
        };
        if !secret.expose().is_empty() && text.contains(secret.expose()) {
            *text = text.replace(secret.expose(), "…");
        }
        self
    }
}
