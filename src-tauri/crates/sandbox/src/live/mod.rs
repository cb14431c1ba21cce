//! Mini-program live (小程序直播): the goods library, the rooms, members and subscribers.

mod assistants;
mod deputy;
pub(crate) mod followers;
pub(crate) mod goods;
pub(crate) mod info;
mod keys;
mod library;
pub(crate) mod members;
mod people;
pub(crate) mod room;
mod shelf;
pub(crate) mod stock;
mod switches;

use crate::{
    operation::{Area, Operation},
    reply::Refusal,
    state::State,
};
use kaibo_domain::platform::{endpoint, errcode};
use std::net::IpAddr;

/// Closed to accounts without the live feature: 48001.
pub(crate) const AREA: Area = Area {
    operations: &[
        Operation::new(endpoint::GOODS_ADD, goods::add),
        Operation::new(endpoint::GOODS_AUDIT, goods::audit),
        Operation::new(endpoint::GOODS_RESET_AUDIT, goods::reset_audit),
        Operation::new(endpoint::GOODS_DELETE, goods::delete),
        Operation::new(endpoint::GOODS_UPDATE, goods::update),
        Operation::new(endpoint::GOODS_WAREHOUSE, library::warehouse),
        Operation::new(endpoint::GOODS_APPROVED, library::approved),
        Operation::new(endpoint::ROOM_CREATE, room::create),
        Operation::new(endpoint::ROOM_EDIT, room::edit),
        Operation::new(endpoint::ROOM_DELETE, room::delete),
        Operation::new(endpoint::ROOM_ADD_GOODS, shelf::add_goods),
        Operation::new(endpoint::LIVE_INFO, info::live_info),
        Operation::new(endpoint::ROOM_SHARED_CODE, info::shared_code),
        Operation::new(endpoint::ROOM_PUSH_URL, info::push_url),
        Operation::new(endpoint::SUB_ANCHOR_ADD, deputy::add),
        Operation::new(endpoint::SUB_ANCHOR_MODIFY, deputy::modify),
        Operation::new(endpoint::SUB_ANCHOR_DELETE, deputy::delete),
        Operation::new(endpoint::SUB_ANCHOR, deputy::get),
        Operation::new(endpoint::ASSISTANT_ADD, assistants::add),
        Operation::new(endpoint::ASSISTANT_MODIFY, assistants::modify),
        Operation::new(endpoint::ASSISTANT_REMOVE, assistants::remove),
        Operation::new(endpoint::ASSISTANT_LIST, assistants::list),
        Operation::new(endpoint::SHELF_ON_SALE, shelf::on_sale),
        Operation::new(endpoint::SHELF_DELETE, shelf::delete),
        Operation::new(endpoint::SHELF_PUSH, shelf::push),
        Operation::new(endpoint::SHELF_SORT, shelf::sort),
        Operation::new(endpoint::SHELF_VIDEO, shelf::video),
        Operation::new(endpoint::ROOM_UPDATE_COMMENT, switches::comment),
        Operation::new(endpoint::ROOM_UPDATE_FEED_PUBLIC, switches::feed_public),
        Operation::new(endpoint::ROOM_UPDATE_KF, switches::service),
        Operation::new(endpoint::ROOM_UPDATE_REPLAY, switches::replay),
        Operation::new(endpoint::ROLE_ADD, members::add),
        Operation::new(endpoint::ROLE_DELETE, members::delete),
        Operation::new(endpoint::ROLE_LIST, members::list),
        Operation::new(endpoint::FOLLOWERS, followers::list),
        Operation::new(endpoint::PUSH_MESSAGE, followers::push),
        Operation::new(endpoint::GOODS_SET_KEY, keys::set),
        Operation::new(endpoint::GOODS_GET_KEY, keys::get),
    ],
    admit: is_opened,
};

fn is_opened(state: &State, _caller: IpAddr) -> Result<(), Refusal> {
    state.account.live.then_some(()).ok_or_else(|| Refusal::gateway(errcode::API_UNAUTHORIZED))
}
