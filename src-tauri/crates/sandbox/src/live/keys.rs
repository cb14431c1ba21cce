//! Keys of goods widgets (直播商品组件), for all goods. Known from SDKs only.

use crate::{
    reply::{Outcome, Reply},
    state::{Call, State},
};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Keys<'a> {
    errcode: i64,
    vendor_goods_key: &'a [String],
}

/// POST /wxaapi/broadcast/goods/setkey.
pub(crate) fn set(state: &mut State, call: &Call<'_>) -> Outcome {
    state.goods_keys = call.body.required_texts("goodsKey")?;
    state.accept(call, "", "", None);
    Reply::done()
}

/// GET /wxaapi/broadcast/goods/getkey.
pub(crate) fn get(state: &mut State, _call: &Call<'_>) -> Outcome {
    Reply::json(&Keys { errcode: 0, vendor_goods_key: &state.goods_keys })
}
