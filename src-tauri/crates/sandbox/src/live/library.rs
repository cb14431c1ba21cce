//! Reading the goods library: by ids and page by page. Prices in replies are fen.

use super::goods::Good;
use crate::{
    media,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{AuditStatus, platform::limit};
use serde::Serialize;

/// Default page size of getapproved.
const PAGE: i64 = 30;

/// A good in getgoodswarehouse: snake case.
#[derive(Serialize)]
struct StoredGood {
    goods_id: i64,
    cover_img_url: String,
    name: String,
    price: i64,
    url: String,
    price_type: i64,
    price2: i64,
    audit_status: i64,
    third_party_tag: i64,
    third_party_appid: String,
}

#[derive(Serialize)]
struct Warehouse {
    errcode: i64,
    errmsg: &'static str,
    goods: Vec<StoredGood>,
    total: usize,
}

/// A good in getapproved: camel case.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedGood {
    goods_id: i64,
    cover_img_url: String,
    name: String,
    price: i64,
    url: String,
    price_type: i64,
    price2: i64,
    third_party_tag: i64,
    third_party_appid: String,
}

#[derive(Serialize)]
struct Listing {
    errcode: i64,
    total: usize,
    goods: Vec<ListedGood>,
}

/// POST /wxa/business/getgoodswarehouse: ids that do not exist are left out.
pub(crate) fn warehouse(state: &mut State, call: &Call<'_>) -> Outcome {
    let ids = call.body.required_ints("goods_ids")?;
    if ids.len() > limit::GOODS_WAREHOUSE_IDS {
        return Err(Refusal::parameter("parameter goods_ids is invalid"));
    }
    let stored = |good: &Good| {
        let (price, price2) = good.fen();
        StoredGood {
            goods_id: good.id,
            cover_img_url: media::address(call.base_url, &good.cover),
            name: good.name.clone(),
            price,
            url: good.url.clone(),
            price_type: good.price.kind().wire(),
            price2,
            audit_status: good.status.wire(),
            third_party_tag: good.tag(),
            third_party_appid: good.third_party_appid.clone(),
        }
    };
    let goods: Vec<StoredGood> = ids.iter().filter_map(|id| state.goods.get(id)).map(stored).collect();
    Reply::json(&Warehouse { errcode: 0, errmsg: "ok", total: goods.len(), goods })
}

/// GET /wxaapi/broadcast/goods/getapproved: one state, newest first.
pub(crate) fn approved(state: &mut State, call: &Call<'_>) -> Outcome {
    let invalid = |name: &str| Refusal::parameter(format!("parameter {name} is invalid"));
    let offset = usize::try_from(call.query.required_int("offset")?).map_err(|_| invalid("offset"))?;
    let most = i64::from(limit::GOODS_PAGE_MAX);
    let page = call.query.int("limit")?.unwrap_or(PAGE);
    let page = usize::try_from(page).ok().filter(|page| (1..=most as usize).contains(page));
    let page = page.ok_or_else(|| invalid("limit"))?;
    let status = AuditStatus::from_wire(call.query.required_int("status")?).ok_or_else(|| invalid("status"))?;
    let listed = |good: &Good| {
        let (price, price2) = good.fen();
        ListedGood {
            goods_id: good.id,
            cover_img_url: media::address(call.base_url, &good.cover),
            name: good.name.clone(),
            price,
            url: good.url.clone(),
            price_type: good.price.kind().wire(),
            price2,
            third_party_tag: good.tag(),
            third_party_appid: good.third_party_appid.clone(),
        }
    };
    let of_status = || state.goods.values().rev().filter(|good| good.status == status);
    let goods = of_status().skip(offset).take(page).map(listed).collect();
    Reply::json(&Listing { errcode: 0, total: of_status().count(), goods })
}
