//! A whole shop of generated goods: in the data of the program, and on the practice platform, which would otherwise be
//! found to have lost them all.

use super::made::{FIRST_ID, Maker};
use kaibo_domain::{AuditStatus, Fen, Price, goods::with_key};
use kaibo_sandbox::{Sandbox, StockedGood};
use kaibo_store::{
    Origin, Store, StoreError,
    goods::{self, GoodsRow},
    pictures::{self, PictureQuery},
    shops,
};

/// Adds `count` goods to the one shop of an open store and lays out on the platform those that it has; `told` hears how
/// many there are, the last one changed at `now_ms`.
pub fn furnish(
    store: &Store,
    platform: &Sandbox,
    count: usize,
    now_ms: i64,
    mut told: impl FnMut(usize),
) -> Result<(), StoreError> {
    let (shop, pictures, from) = store.read_blocking(|db| {
        let shop = shops::list(db)?.remove(0).id;
        let all = PictureQuery { shop_id: shop, unused: false, deleted_before_ms: 0, after: None, limit: 100 };
        let pictures = pictures::list(db, &all)?.rows.into_iter().map(|picture| picture.id).collect();
        let last = goods::on_platform(db, shop, None)?.into_iter().map(|(id, _)| id.0).max();
        Ok((shop, pictures, last.map_or(0, |last| (last + 1 - FIRST_ID).max(0) as usize)))
    })?;
    let mut made = 0;
    Maker::new(shop, pictures, now_ms).fill(store, from..from + count, |part| {
        platform.stock(part.iter().filter_map(stocked));
        made += part.len();
        told(made);
    })
}

/// The good as the platform has it.
fn stocked(good: &GoodsRow) -> Option<StockedGood> {
    let fen = |text: &str| Fen::parse_yuan(text).ok();
    let price = Price::new(good.price_kind, fen(&good.price_text)?, fen(&good.price2_text)).ok()?;
    let by_api = good.origin == Origin::App;
    Some(StockedGood {
        id: good.platform_goods_id?.0,
        name: good.name.clone(),
        price,
        url: if by_api { with_key(&good.path, &good.short_key) } else { good.path.clone() },
        status: good.audit_status.unwrap_or(AuditStatus::NotAudited),
        by_api,
    })
}
