//! The calls under `/cgi-bin` that every account has, whatever features are open to it.

use crate::{
    diagnosis, media,
    operation::{Area, Operation, open_to_all},
    tokens,
};
use kaibo_domain::platform::endpoint;

/// Tokens, media, quotas and their diagnosis.
pub(crate) const AREA: Area = Area {
    operations: &[
        Operation::without_token(endpoint::TOKEN, tokens::token),
        Operation::without_token(endpoint::STABLE_TOKEN, tokens::stable_token),
        Operation::with_form(endpoint::MEDIA_UPLOAD, media::upload),
        Operation::new(endpoint::MEDIA_GET, media::get),
        Operation::new(endpoint::CLEAR_QUOTA, diagnosis::clear_quota),
        Operation::without_token(endpoint::CLEAR_QUOTA_V2, diagnosis::clear_quota_v2),
        Operation::new(endpoint::API_QUOTA_CLEAR, diagnosis::quota_clear),
        Operation::new(endpoint::API_QUOTA_GET, diagnosis::quota_get),
        Operation::new(endpoint::RID_GET, diagnosis::rid_get),
    ],
    admit: open_to_all,
};
