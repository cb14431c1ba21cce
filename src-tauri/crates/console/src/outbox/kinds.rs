//! What each kind of submission calls on the platform. A new kind begins here.

use crate::view::Topic;
use kaibo_domain::platform::{
    endpoint::{self, Endpoint},
    shop::endpoint::{
        CATEGORY_ADD, CATEGORY_AUDIT_CANCEL, PRODUCT_ADD, PRODUCT_DELISTING, PRODUCT_LISTING, PRODUCT_UPDATE,
    },
};
use kaibo_store::submissions::{ObjectKind, SubmissionKind};

/// The endpoints whose quota and pace a kind depends on; the first is the one its batch is counted by.
pub(crate) const fn endpoints(kind: SubmissionKind) -> &'static [Endpoint] {
    match kind {
        SubmissionKind::GoodsAdd => &[endpoint::GOODS_ADD, endpoint::MEDIA_UPLOAD],
        SubmissionKind::GoodsResubmit => &[endpoint::GOODS_AUDIT, endpoint::GOODS_UPDATE, endpoint::MEDIA_UPLOAD],
        SubmissionKind::GoodsUpdatePrice => &[endpoint::GOODS_UPDATE],
        SubmissionKind::GoodsWithdraw => &[endpoint::GOODS_RESET_AUDIT],
        SubmissionKind::GoodsDelete => &[endpoint::GOODS_DELETE],
        SubmissionKind::RoomCreate => &[endpoint::ROOM_CREATE, endpoint::MEDIA_UPLOAD],
        SubmissionKind::RoomEdit => &[endpoint::ROOM_EDIT, endpoint::MEDIA_UPLOAD],
        SubmissionKind::RoomDelete => &[endpoint::ROOM_DELETE],
        SubmissionKind::RoomAddGoods => &[endpoint::ROOM_ADD_GOODS],
        SubmissionKind::ShelfSort => &[endpoint::SHELF_SORT],
        SubmissionKind::ShelfOnSale | SubmissionKind::ShelfOffSale => &[endpoint::SHELF_ON_SALE],
        SubmissionKind::ShelfDelete => &[endpoint::SHELF_DELETE],
        SubmissionKind::RoleAdd => &[endpoint::ROLE_ADD],
        SubmissionKind::RoleRemove => &[endpoint::ROLE_DELETE],
        SubmissionKind::CategoryApply => &[CATEGORY_ADD],
        SubmissionKind::CategoryCancel => &[CATEGORY_AUDIT_CANCEL],
        SubmissionKind::ProductAdd => &[PRODUCT_ADD],
        SubmissionKind::ProductUpdate => &[PRODUCT_UPDATE],
        SubmissionKind::ProductListing => &[PRODUCT_LISTING],
        SubmissionKind::ProductDelisting => &[PRODUCT_DELISTING],
    }
}

/// The place in the window where an object of that kind stands.
pub(crate) const fn topic(kind: ObjectKind) -> Topic {
    match kind {
        ObjectKind::Goods => Topic::Goods,
        ObjectKind::Room | ObjectKind::Shelf => Topic::Rooms,
        ObjectKind::Member => Topic::Members,
        ObjectKind::Application => Topic::Applications,
        ObjectKind::Product => Topic::Products,
    }
}

/// The thing of that place whose change it is: of a shelf its room.
pub(crate) fn subject(kind: ObjectKind, object_id: &str) -> &str {
    match kind {
        ObjectKind::Shelf => object_id.split('/').next().unwrap_or(object_id),
        _ => object_id,
    }
}
