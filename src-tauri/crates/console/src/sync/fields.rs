//! What both sides can say of a good or a room, as fields of text in one canonical form: what merges compare.

use kaibo_domain::{Fen, GoodsDraft, Price, PriceKind, RoomDraft, RoomSwitches, goods::without_key, merge::Fields};
use kaibo_store::{goods::GoodsPatch, rooms::RoomPatch};
use kaibo_wechat::{GoodsStatusItem, LiveRoom};

/// Between the two amounts of a range.
const RANGE: char = '-';
/// From the original price to the current one.
const DISCOUNT: char = '>';

/// A good as it stands here; an amount that is none is left out.
pub(crate) fn of_goods(draft: &GoodsDraft) -> Fields {
    let second = match draft.price_kind {
        PriceKind::Single => None,
        PriceKind::Range | PriceKind::Discount => Fen::parse_yuan(&draft.price2).ok(),
    };
    let price = Fen::parse_yuan(&draft.price).ok().and_then(|first| Price::new(draft.price_kind, first, second).ok());
    goods(draft.name.trim(), price, draft.path.trim())
}

/// A good as the platform has it.
pub(crate) fn of_goods_item(item: &GoodsStatusItem) -> Fields {
    goods(&item.name, item.price_form(), &without_key(&item.url))
}

fn goods(name: &str, price: Option<Price>, path: &str) -> Fields {
    let mut fields = Fields::from([("name".to_owned(), name.to_owned()), ("path".to_owned(), path.to_owned())]);
    if let Some(price) = price {
        let (first, second) = price.amounts();
        let text = match (price.kind(), second) {
            (PriceKind::Range, Some(second)) => format!("{first}{RANGE}{second}"),
            (PriceKind::Discount, Some(second)) => format!("{first}{DISCOUNT}{second}"),
            _ => first.to_string(),
        };
        fields.insert("price".to_owned(), text);
    }
    fields
}

/// The edit that puts those values into a good.
pub(crate) fn goods_patch(fields: &Fields) -> GoodsPatch {
    let mut patch =
        GoodsPatch { name: fields.get("name").cloned(), path: fields.get("path").cloned(), ..GoodsPatch::default() };
    if let Some(price) = fields.get("price") {
        let (kind, first, second) = match (price.split_once(RANGE), price.split_once(DISCOUNT)) {
            (Some((low, high)), _) => (PriceKind::Range, low, high),
            (_, Some((original, current))) => (PriceKind::Discount, original, current),
            (None, None) => (PriceKind::Single, price.as_str(), ""),
        };
        patch.price_kind = Some(kind);
        patch.price_text = Some(first.to_owned());
        patch.price2_text = Some(second.to_owned());
    }
    patch
}

/// A room as it stands here, times to the second, as the platform keeps them.
pub(crate) fn of_room(draft: &RoomDraft) -> Fields {
    let RoomSwitches { like, shelf, comment, replay, share: _, service, feed } = draft.switches;
    let mut fields = Fields::new();
    let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
    put("name", draft.name.trim().to_owned());
    put("anchorName", draft.anchor_name.trim().to_owned());
    for (name, at) in [("start", draft.start_ms), ("end", draft.end_ms)] {
        if let Some(at) = at {
            put(name, (at.div_euclid(1000) * 1000).to_string());
        }
    }
    let switches = [("like", like), ("shelf", shelf), ("comment", comment), ("replay", replay), ("service", service)];
    for (name, on) in switches.into_iter().chain([("feed", feed)]) {
        put(name, on.to_string());
    }
    fields
}

/// A room as the platform has it; what its list leaves out is left out here.
pub(crate) fn of_live_room(room: &LiveRoom) -> Fields {
    let mut fields = Fields::from([
        ("name".to_owned(), room.name.clone()),
        ("anchorName".to_owned(), room.anchor_name.clone()),
        ("start".to_owned(), room.start_time.saturating_mul(1000).to_string()),
        ("end".to_owned(), room.end_time.saturating_mul(1000).to_string()),
    ]);
    let closed = [
        ("like", room.close_like),
        ("shelf", room.close_goods),
        ("comment", room.close_comment),
        ("replay", room.close_replay),
        ("service", room.close_kf),
    ];
    let switches = closed.map(|(name, closed)| (name, closed.map(|closed| closed == 0)));
    for (name, on) in switches.into_iter().chain([("feed", room.is_feeds_public.map(|listed| listed == 1))]) {
        if let Some(on) = on {
            fields.insert(name.to_owned(), on.to_string());
        }
    }
    fields
}

/// The edit that puts those values into a room with these switches.
pub(crate) fn room_patch(fields: &Fields, mut switches: RoomSwitches) -> RoomPatch {
    let time = |name: &str| fields.get(name).and_then(|value| value.parse().ok()).map(Some);
    let mut switched = false;
    let mut set = |name: &str, switch: &mut bool| {
        if let Some(value) = fields.get(name) {
            *switch = value == "true";
            switched = true;
        }
    };
    set("like", &mut switches.like);
    set("shelf", &mut switches.shelf);
    set("comment", &mut switches.comment);
    set("replay", &mut switches.replay);
    set("service", &mut switches.service);
    set("feed", &mut switches.feed);
    RoomPatch {
        name: fields.get("name").cloned(),
        anchor_name: fields.get("anchorName").cloned(),
        start_ms: time("start"),
        end_ms: time("end"),
        switches: switched.then_some(switches),
        ..RoomPatch::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(PriceKind::Single, "199", "", "199.00")]
    #[case(PriceKind::Range, "99", "199.5", "99.00-199.50")]
    #[case(PriceKind::Discount, "199", "99", "199.00>99.00")]
    fn a_price_reads_back(#[case] kind: PriceKind, #[case] price: &str, #[case] price2: &str, #[case] shown: &str) {
        let draft = GoodsDraft { price_kind: kind, price: price.into(), price2: price2.into(), ..Default::default() };
        let fields = of_goods(&draft);
        assert_eq!(fields["price"], shown);
        let patch = goods_patch(&fields);
        let again = GoodsDraft {
            price_kind: patch.price_kind.unwrap(),
            price: patch.price_text.unwrap(),
            price2: patch.price2_text.unwrap(),
            ..Default::default()
        };
        assert_eq!(of_goods(&again), fields);
    }

    #[test]
    fn what_is_no_price_is_not_compared() {
        let draft = GoodsDraft { price: "面议".into(), ..Default::default() };
        assert_eq!(of_goods(&draft).get("price"), None);
    }

    #[test]
    fn switches_that_were_not_named_stay() {
        let fields = Fields::from([("comment".to_owned(), "false".to_owned())]);
        let known = RoomSwitches { share: false, ..RoomSwitches::default() };
        let patch = room_patch(&fields, known);
        assert_eq!(patch.switches, Some(RoomSwitches { comment: false, ..known }));
        assert_eq!(room_patch(&Fields::new(), known), RoomPatch::default());
    }

    #[test]
    fn a_room_reads_back() {
        let draft =
            RoomDraft { name: "专场".into(), start_ms: Some(1_999), end_ms: Some(5_000), ..Default::default() };
        let fields = of_room(&draft);
        assert_eq!((fields["start"].as_str(), fields["feed"].as_str()), ("1000", "true"));
        let patch = room_patch(&fields, RoomSwitches::default());
        assert_eq!((patch.start_ms, patch.end_ms), (Some(Some(1_000)), Some(Some(5_000))));
    }
}
