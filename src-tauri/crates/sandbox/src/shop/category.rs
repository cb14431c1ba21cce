//! The categories with what they ask for, and the shop's rights to them.

use super::{
    ask::{body, done, int, refused, switch},
    state::{Profile, Recut, Relation},
    tree::{Leaf, Node, tree},
};
use crate::{
    reply::Outcome,
    state::{Call, State},
};
use kaibo_domain::platform::shop::{errcode as code, id::CatId, state::RelationStatus};
use serde::Deserialize;
use serde_json::{Value, json};

/// POST /shop/ec/category/all: both trees, one element per leaf with its path, the leaf first.
pub(super) fn all(state: &mut State, _call: &Call<'_>) -> Outcome {
    let recut = |leaf: &Leaf| state.shop.recut.get(&leaf.node().cat_id).cloned().unwrap_or_default();
    let listed = || tree().leaves.values().map(|leaf| (leaf, recut(leaf))).filter(|(_, recut)| !recut.retired);
    let shown = |leaf: &Leaf, recut: &Recut, is_new: bool| {
        let mut shown = element(leaf, if is_new { &leaf.path } else { &leaf.old_path }, is_new);
        if let Some(tips) = &recut.tips {
            shown["cat_and_qua"][0]["qua"]["tips"] = json!(tips);
        }
        shown
    };
    let cats: Vec<Value> = listed().map(|(leaf, recut)| shown(leaf, &recut, false)).collect();
    let cats_v2: Vec<Value> = listed().map(|(leaf, recut)| shown(leaf, &recut, true)).collect();
    done(json!({ "cats": cats, "cats_v2": cats_v2 }))
}

fn element(leaf: &Leaf, path: &[Node], is_new: bool) -> Value {
    let level = |index: usize| index + 1;
    let parent = |index: usize| index.checked_sub(1).map_or_else(|| "0".to_owned(), |at| path[at].cat_id.to_string());
    let nodes = path.iter().enumerate().rev().map(|(index, node)| {
        let is_leaf = level(index) == path.len();
        let mut cat = json!({
            "cat_id": node.cat_id, "name": node.name, "f_cat_id": parent(index), "level": level(index)
        });
        if is_new {
            cat["leaf"] = json!(is_leaf);
        }
        if is_leaf { leaf_element(leaf, cat, is_new) } else { json!({ "cat": cat, "product_qua_list": [] }) }
    });
    json!({ "cat_and_qua": nodes.collect::<Vec<_>>() })
}

/// `need_to_apply` of the category's qualification was dropped from the old tree in April 2026.
fn leaf_element(leaf: &Leaf, cat: Value, is_new: bool) -> Value {
    let Some(needs) = leaf.needs else { return json!({ "cat": cat, "product_qua_list": [] }) };
    let mut qua = json!({
        "qua_id": needs.qua_id, "tips": needs.tips, "mandatory": needs.mandatory, "cert_group_list": leaf.groups
    });
    if is_new {
        qua["need_to_apply"] = json!(true);
    }
    let brand_qua = json!({
        "qua_id": needs.qua_id, "need_to_apply": !needs.brand_tips.is_empty(), "tips": needs.brand_tips,
        "mandatory": needs.is_limit_brand
    });
    json!({ "cat": cat, "qua": qua, "brand_qua": brand_qua, "product_qua_list": product_qua(leaf) })
}

fn product_qua(leaf: &Leaf) -> Vec<Value> {
    let one = |qua: &&super::tree::ProductQua| {
        json!({
            "qua_id": qua.qua_id, "name": qua.name, "tips": qua.tips, "mandatory": qua.mandatory, "need_to_apply": true
        })
    };
    leaf.product_qua.iter().map(one).collect()
}

#[derive(Deserialize)]
struct DetailRequest {
    cat_id: CatId,
}

/// POST /shop/ec/category/detail.
pub(super) fn detail(state: &mut State, call: &Call<'_>) -> Outcome {
    let DetailRequest { cat_id } = body(call, code::ILLEGAL_PARAMETER)?;
    if ![Profile::COMPANY, Profile::SOLE_TRADER].contains(&state.shop.profile.subject_type.as_str()) {
        return Err(refused(code::SUBJECT));
    }
    let recut = state.shop.recut.get(&cat_id).cloned().unwrap_or_default();
    let Some(leaf) = tree().leaves.get(&cat_id).filter(|_| !recut.retired) else {
        let is_inner = tree().inner.contains(&cat_id);
        return Err(refused(if is_inner { code::CATEGORY_LEAF } else { code::CATEGORY_ID }));
    };
    let needs = leaf.needs;
    let brands = needs.map_or(&[][..], |needs| &needs.brands);
    let brand_list: Vec<Value> = brands.iter().map(|brand| json!({ "brand_id": brand })).collect();
    let attrs: Vec<Value> = leaf
        .attrs
        .iter()
        .map(|attr| {
            json!({
                "name": attr.name, "type": if attr.type_v2.starts_with("select") { "select_one" } else { "string" },
                "type_v2": attr.type_v2, "value": attr.value, "is_required": attr.is_required, "hint": "",
                "append_allowed": false
            })
        })
        .collect();
    done(json!({
        "info": { "cat_id": cat_id, "name": leaf.node().name },
        "attr": {
            "shop_no_shipment": false,
            "access_permit_required": recut
                .access_permit_required
                .unwrap_or_else(|| needs.is_some_and(|needs| needs.access_permit_required)),
            "pre_sale": false,
            "seven_day_return": true,
            "brand_list": brand_list,
            "deposit": needs.map_or(0, |needs| needs.deposit).to_string(),
            "product_attr_list": attrs,
            "sale_attr_list": [],
            "transactionfee_info": { "basis_point": 250, "original_basis_point": 250, "incentive_type": 0 },
            "coupon_rule": { "discount_ratio_limit": 55, "discount_limit": 200_000 },
            "floor_price": 1,
            "confirm_receipt_days": [7, 10],
            "is_limit_brand": needs.is_some_and(|needs| needs.is_limit_brand),
            "product_requirement": {
                "product_title_requirement": "", "product_img_requirement": "", "product_desc_requirement": ""
            },
            "size_chart": { "is_support": false, "item_list": [] },
            "is_confidence_require_bad_must_pay": false
        },
        "product_qua_list": product_qua(leaf)
    }))
}

#[derive(Deserialize)]
struct RelationListRequest {
    #[serde(default, deserialize_with = "switch")]
    is_filter_status: bool,
    #[serde(default, deserialize_with = "int")]
    status: Option<i64>,
}

/// POST /shop/ec/category/get_category_relation_list: ids are numbers here, as in the page's own example.
pub(super) fn relation_list(state: &mut State, call: &Call<'_>) -> Outcome {
    let request: RelationListRequest = body(call, code::PARAMETER)?;
    let wanted = match (request.is_filter_status, request.status.and_then(RelationStatus::from_wire)) {
        (false, _) => None,
        (true, Some(status)) => Some(status),
        (true, None) => return Err(refused(code::PARAMETER)),
    };
    let shown =
        state.shop.relations.iter().filter(|(_, relation)| wanted.is_none_or(|status| relation.status == status));
    let list: Vec<Value> = shown.map(|(id, relation)| with_relation(json!({ "id": id.0 }), relation)).collect();
    done(json!({ "list": list }))
}

#[derive(Deserialize)]
struct RelationDetailRequest {
    category_id: CatId,
}

/// POST /shop/ec/category/get_category_relation_detail.
pub(super) fn relation_detail(state: &mut State, call: &Call<'_>) -> Outcome {
    let RelationDetailRequest { category_id } = body(call, code::PARAMETER)?;
    let Some(relation) = state.shop.relations.get(&category_id) else { return Err(refused(code::CATEGORY_ID)) };
    let audit_info = state.shop.flows.get(&relation.audit_id).map(|flow| flow.audit_info());
    done(with_relation(json!({ "category_id": category_id.0, "audit_info": audit_info }), relation))
}

fn with_relation(mut value: Value, relation: &Relation) -> Value {
    value["status"] = json!(relation.status.wire());
    value["uneffective_reason"] = json!(relation.uneffective_reason);
    value["effective_time"] = json!(relation.effective_time);
    value["uneffective_time"] = json!(relation.uneffective_time);
    value["qua_id"] = json!(relation.qua_id.0);
    value
}
