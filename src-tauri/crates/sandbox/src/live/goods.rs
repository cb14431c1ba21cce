//! The live goods library: add, audit, withdraw, update, delete.
//!
//! Rules and limits are asked of `domain`. As on the platform no reply says why an audit was refused.

use crate::{
    media::{self, ILLEGAL_WORD},
    params::Params,
    quota::GOODS_AUDITS,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    AuditStatus, Fen, GoodsDraft, GoodsField, Price, PriceKind, Rule,
    goods::key_of,
    platform::{errcode, limit},
};
use serde::{Deserialize, Serialize};

/// A good whose name holds this is rejected by its audit.
const REJECTED_WORD: &str = "驳回";
/// A good whose name holds this is added, but its audit is not submitted: 300021.
const UNSUBMITTED_WORD: &str = "提审失败";
/// Pages that the practice mini program's released version does not have: 300007.
pub(crate) const UNRELEASED: &str = "pages/unreleased";

/// A good on the platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Good {
    /// goodsId.
    pub(crate) id: i64,
    /// Name.
    pub(crate) name: String,
    /// Price.
    pub(crate) price: Price,
    /// Page path.
    pub(crate) url: String,
    /// The product's own AppID, empty for none.
    pub(crate) third_party_appid: String,
    /// media_id of its picture.
    pub(crate) cover: String,
    /// State of its audit.
    pub(crate) status: AuditStatus,
    /// auditId of the last audit.
    pub(crate) audit_id: Option<i64>,
    /// When the running audit ends.
    pub(crate) audit_due_ms: i64,
    /// Whether it was added by API; others cannot be changed by API.
    pub(crate) by_api: bool,
}

impl Good {
    /// Ends an audit whose time has come.
    pub(crate) fn settle(&mut self, now_ms: i64) {
        if self.status == AuditStatus::Auditing && self.audit_due_ms <= now_ms {
            let is_rejected = self.name.contains(REJECTED_WORD);
            self.status = if is_rejected { AuditStatus::Rejected } else { AuditStatus::Approved };
        }
    }

    /// `price` and `price2` of replies, in fen.
    pub(crate) fn fen(&self) -> (i64, i64) {
        let (price, price2) = self.price.amounts();
        (price.0, price2.unwrap_or_default().0)
    }

    /// `third_party_tag` of replies.
    pub(crate) fn tag(&self) -> i64 {
        i64::from(self.by_api)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Added {
    goods_id: i64,
    audit_id: i64,
    errcode: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resubmitted {
    errcode: i64,
    audit_id: i64,
}

/// POST /wxaapi/broadcast/goods/add.
pub(crate) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let info = call.body.required_object("goodsInfo")?;
    let name = info.text("name").ok_or_else(|| empty("name"))?;
    let url = info.text("url").ok_or_else(|| empty("url"))?;
    let cover = info.text("coverImgUrl").ok_or_else(|| empty("coverImgUrl"))?;
    check_texts(&name, &url)?;
    let price = read_price(&info, None)?;
    check_cover(state, &cover, call.now_ms)?;
    check_audit_quota(state)?;
    let id = state.new_goods_id();
    let mut good = Good {
        id,
        name: name.trim().to_owned(),
        price,
        url: url.trim().to_owned(),
        third_party_appid: info.text("thirdPartyAppid").unwrap_or_default(),
        cover,
        status: AuditStatus::NotAudited,
        audit_id: None,
        audit_due_ms: 0,
        by_api: true,
    };
    let is_submitted = !name.contains(UNSUBMITTED_WORD);
    if is_submitted {
        submit(state, call, &mut good);
    }
    let audit_id = good.audit_id;
    state.accept(call, id, &good.name, key_of(&good.url));
    state.goods.insert(id, good);
    match audit_id {
        Some(audit_id) => Reply::json(&Added { goods_id: id, audit_id, errcode: 0 }),
        None => Err(Refusal::live(errcode::ADDED_NOT_SUBMITTED)),
    }
}

/// POST /wxaapi/broadcast/goods/audit.
pub(crate) fn audit(state: &mut State, call: &Call<'_>) -> Outcome {
    let mut good = own_good(state, call.body.required_int("goodsId")?)?;
    if !matches!(good.status, AuditStatus::NotAudited | AuditStatus::Rejected) {
        return Err(Refusal::live(errcode::AUDIT_STATE));
    }
    check_audit_quota(state)?;
    let audit_id = submit(state, call, &mut good);
    keep(state, call, good);
    Reply::json(&Resubmitted { errcode: 0, audit_id })
}

/// POST /wxaapi/broadcast/goods/resetaudit.
pub(crate) fn reset_audit(state: &mut State, call: &Call<'_>) -> Outcome {
    let audit_id = call.body.required_int("auditId")?;
    let goods_id = call.body.required_int("goodsId")?;
    let Some(good) = state.goods.get(&goods_id) else { return Err(Refusal::live(errcode::WITHDRAW_FAILED)) };
    if good.status != AuditStatus::Auditing {
        return Err(Refusal::live(errcode::NOT_SUBMITTED));
    }
    if good.audit_id != Some(audit_id) {
        return Err(Refusal::live(errcode::WITHDRAW_FAILED));
    }
    let good = Good { status: AuditStatus::NotAudited, ..good.clone() };
    keep(state, call, good);
    Reply::done()
}

/// POST /wxaapi/broadcast/goods/delete.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let good = own_good(state, call.body.required_int("goodsId")?)?;
    if good.status == AuditStatus::Auditing {
        return Err(Refusal::live(errcode::AUDITING_NO_DELETE));
    }
    state.goods.remove(&good.id);
    for room in state.rooms.values_mut() {
        room.remove_good(good.id);
    }
    state.accept(call, good.id, &good.name, key_of(&good.url));
    Reply::done()
}

/// POST /wxaapi/broadcast/goods/update: fields that are not sent stay.
pub(crate) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let info = call.body.required_object("goodsInfo")?;
    let mut good = own_good(state, info.required_int("goodsId")?)?;
    let name = info.text("name").unwrap_or_else(|| good.name.clone());
    let url = info.text("url").unwrap_or_else(|| good.url.clone());
    let cover = info.text("coverImgUrl").unwrap_or_else(|| good.cover.clone());
    let appid = info.text("thirdPartyAppid").unwrap_or_else(|| good.third_party_appid.clone());
    let is_only_price =
        name.trim() == good.name && url.trim() == good.url && cover == good.cover && appid == good.third_party_appid;
    match good.status {
        AuditStatus::Auditing => return Err(Refusal::live(errcode::AUDIT_STATE)),
        AuditStatus::Approved if !is_only_price => return Err(Refusal::live(errcode::AUDIT_STATE)),
        _ => {}
    }
    check_texts(&name, &url)?;
    good.price = read_price(&info, Some(good.price))?;
    if cover != good.cover {
        check_cover(state, &cover, call.now_ms)?;
    }
    (good.name, good.url) = (name.trim().to_owned(), url.trim().to_owned());
    (good.cover, good.third_party_appid) = (cover, appid);
    keep(state, call, good);
    Reply::done()
}

/// A good as if made in the platform's console: approved, and out of the API's reach.
pub(crate) fn add_from_console(state: &mut State, name: &str, url: &str) -> i64 {
    let id = state.new_goods_id();
    let good = Good {
        id,
        name: name.to_owned(),
        price: Price::Single(Fen(100)),
        url: url.to_owned(),
        third_party_appid: String::new(),
        cover: String::new(),
        status: AuditStatus::Approved,
        audit_id: None,
        audit_due_ms: 0,
        by_api: false,
    };
    state.goods.insert(id, good);
    state.touch();
    id
}

fn keep(state: &mut State, call: &Call<'_>, good: Good) {
    state.accept(call, good.id, &good.name, key_of(&good.url));
    state.goods.insert(good.id, good);
}

fn own_good(state: &State, goods_id: i64) -> Result<Good, Refusal> {
    let Some(good) = state.goods.get(&goods_id) else { return Err(Refusal::live(errcode::GOODS_ID_UNKNOWN)) };
    if !good.by_api {
        return Err(Refusal::live(errcode::NOT_API_GOODS));
    }
    Ok(good.clone())
}

fn submit(state: &mut State, call: &Call<'_>, good: &mut Good) -> i64 {
    let audit_id = state.new_audit_id();
    state.quota.spend(GOODS_AUDITS);
    good.status = AuditStatus::Auditing;
    good.audit_id = Some(audit_id);
    good.audit_due_ms = call.now_ms.saturating_add_unsigned(call.settings.audit_ms);
    audit_id
}

fn check_audit_quota(state: &State) -> Result<(), Refusal> {
    let has_room = state.quota.has_room(GOODS_AUDITS, limit::GOODS_AUDITS_PER_DAY);
    has_room.then_some(()).ok_or_else(|| Refusal::live(errcode::NO_AUDIT_QUOTA))
}

/// Name and page path through the domain's rules, each broken one with the platform's code.
fn check_texts(name: &str, url: &str) -> Result<(), Refusal> {
    if name.contains(ILLEGAL_WORD) {
        return Err(Refusal::live(errcode::NAME_ILLEGAL));
    }
    if url.trim().starts_with(UNRELEASED) {
        return Err(Refusal::live(errcode::PAGE_NOT_RELEASED));
    }
    let draft = GoodsDraft {
        name: name.to_owned(),
        path: url.to_owned(),
        price: "1".to_owned(),
        has_picture: true,
        ..GoodsDraft::default()
    };
    let Some(fault) = draft.violations().into_iter().next() else { return Ok(()) };
    Err(match (fault.field, fault.rule) {
        (GoodsField::Name, Rule::SpecialCharacter) => Refusal::live(errcode::NAME_ILLEGAL),
        (GoodsField::Name, _) => Refusal::live(errcode::NAME_LENGTH),
        (_, Rule::Required) => empty("url"),
        (_, Rule::TooLong) => Refusal::parameter("parameter url is invalid"),
        (_, _) => Refusal::live(errcode::PAGE_NOT_RELEASED),
    })
}

fn check_cover(state: &State, cover: &str, now_ms: i64) -> Result<(), Refusal> {
    let media = media::picture(state, cover, now_ms)?;
    if !media.is_fit() {
        return Err(Refusal::live(errcode::IMAGE_ILLEGAL));
    }
    let is_small = |(width, height): (u32, u32)| width.max(height) <= limit::GOODS_COVER_MAX_PX;
    media.pixels.is_some_and(is_small).then_some(()).ok_or_else(|| Refusal::live(errcode::GOODS_IMAGE_PX))
}

/// The price in yuan; what is not sent stays as it was in `current`.
fn read_price(info: &Params, current: Option<Price>) -> Result<Price, Refusal> {
    let refused = || Refusal::live(errcode::PRICE_INVALID);
    let kind = match (info.int("priceType")?, current) {
        (Some(kind), _) => {
            PriceKind::from_wire(kind).ok_or_else(|| Refusal::parameter("parameter priceType is invalid"))?
        }
        (None, Some(current)) => current.kind(),
        (None, None) => return Err(empty("priceType")),
    };
    let (old, old2) = current.map_or((None, None), |current| {
        let (price, price2) = current.amounts();
        (Some(price), price2)
    });
    let price = match info.text("price") {
        Some(text) => read_yuan(&text).ok_or_else(refused)?,
        None => old.ok_or_else(|| empty("price"))?,
    };
    let price2 = match info.text("price2") {
        _ if kind == PriceKind::Single => None,
        Some(text) => Some(read_yuan(&text).ok_or_else(refused)?),
        None => old2,
    };
    Price::new(kind, price, price2).map_err(|_| refused())
}

/// Plain digits with at most two decimals: what staff may type (`¥1,299`) is not what the platform takes.
fn read_yuan(text: &str) -> Option<Fen> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    // A JSON number such as 12.0 has one decimal, 1e3 is written 1000.0: both are amounts.
    is_plain.then(|| Fen::parse_yuan(text).ok()).flatten()
}

fn empty(name: &str) -> Refusal {
    Refusal::parameter(format!("{name} must not be empty"))
}
