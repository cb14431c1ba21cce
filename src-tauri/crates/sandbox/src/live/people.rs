//! WeChat users as the practice platform knows them: by their ids, and by who was verified on the practice phone.

use crate::state::{Call, State};
use kaibo_domain::room::is_wechat_id;
use std::hash::{DefaultHasher, Hash, Hasher};

/// WeChat ids that begin so have not been verified by real name, before their owners scan the code for it.
const UNVERIFIED: &str = "unverified";
/// WeChat ids that begin so do not exist.
const NOBODY: &str = "nobody";

/// What is known of a WeChat id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// It has no legal form.
    Illegal,
    /// Nobody has it.
    Nobody,
    /// Its owner has not been verified by real name.
    Unverified,
    /// Its owner has been verified.
    Verified,
}

/// Who that is.
pub(crate) fn look_up(state: &State, wechat: &str) -> Person {
    match wechat {
        _ if !is_wechat_id(wechat) => Person::Illegal,
        _ if wechat.starts_with(NOBODY) => Person::Nobody,
        _ if wechat.starts_with(UNVERIFIED) && !state.verified.contains(wechat) => Person::Unverified,
        _ => Person::Verified,
    }
}

/// The picture that an unverified user scans (room/create, `qrcode_url`; addrole, `codeurl`). The platform's is the code of
/// the mini program 小程序直播, the same for everybody; here it is a QR code, and its page knows who was meant.
pub(crate) fn verification_code(call: &Call<'_>, wechat: &str) -> String {
    format!("{}/_practice/verify/{wechat}.png", call.base_url)
}

/// The user's openid in the mini program `app_id`: 28 characters, the same at every call.
pub(crate) fn openid(app_id: &str, wechat: &str) -> String {
    let part = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, app_id, wechat).hash(&mut hasher);
        hasher.finish()
    };
    format!("o{:016x}{:011x}", part(0), part(1) >> 20)
}
