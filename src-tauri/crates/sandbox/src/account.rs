//! The calls under `/cgi-bin` that every account has, whatever features are open to it.

use crate::{
    media,
    operation::{Area, Operation, open_to_all},
    tokens,
};
use kaibo_domain::platform::endpoint;

/// Tokens and media.
pub(crate) const AREA: Area = Area {
    operations: &[
        Operation::without_token(endpoint::TOKEN, tokens::token),
        Operation::without_token(endpoint::STABLE_TOKEN, tokens::stable_token),
        Operation::with_form(endpoint::MEDIA_UPLOAD, media::upload),
        Operation::new(endpoint::MEDIA_GET, media::get),
    ],
    admit: open_to_all,
};
