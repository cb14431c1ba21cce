//! What submitting would take: how many audits of the day's, and how many days.

use crate::{
    Console,
    goods::last_submission,
    goods_price,
    goods_view::{changed_since, draft_of, editable, state_of},
    outbox::kinds::endpoints,
    view::{Editable, GoodsSelection, Problem, SubmitForecast},
};
use kaibo_domain::{
    platform::{endpoint, limit},
    quota,
    time::next_beijing_midnight,
};
use kaibo_store::{
    Connection, StoreError,
    goods::{self, GoodsRow},
    quotas,
    submissions::{self, SubmissionKind},
};

/// What submitting one good would send.
enum Sends {
    Audit,
    Price,
    Nothing,
}

impl Console {
    /// What submitting these goods would take, what waits in the outbox already counted before them.
    pub async fn goods_forecast(&self, selection: GoodsSelection) -> Result<SubmitForecast, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let ids = self.selected(&selection).await?;
        let key = quota::key(&endpoint::GOODS_ADD);
        let is_parked = self.inner.gate.holds(now).iter().any(|held| held.endpoint == Some(key));
        self.read(move |db| {
            let (mut audits, mut prices, mut refused) = (0, 0, 0);
            for id in ids {
                match goods::get(db, id)?.map(|row| sends(db, &row)).transpose()? {
                    Some(Sends::Audit) => audits += 1,
                    Some(Sends::Price) => prices += 1,
                    Some(Sends::Nothing) | None => refused += 1,
                }
            }
            let same_quota =
                |kind: &&SubmissionKind| endpoints(**kind).first().is_some_and(|endpoint| quota::key(endpoint) == key);
            let kinds: Vec<_> = SubmissionKind::ALL.iter().filter(same_quota).copied().collect();
            let before = submissions::count_unsent(db, shop, &kinds)?;
            let used =
                quotas::used(db, shop, now)?.into_iter().find(|(name, _)| name == key).map_or(0, |(_, used)| used);
            let daily = limit::GOODS_AUDITS_PER_DAY;
            let left = if is_parked { 0 } else { daily.saturating_sub(used) };
            let days =
                if audits == 0 { u32::from(prices > 0) } else { quota::days_needed(before + audits, left, daily) };
            Ok(SubmitForecast {
                audits,
                prices,
                refused,
                today: audits.min(left.saturating_sub(before)),
                days,
                daily,
                resets_ms: next_beijing_midnight(now),
            })
        })
        .await
    }
}

fn sends(db: &Connection, row: &GoodsRow) -> Result<Sends, StoreError> {
    let last = last_submission(db, row.id)?;
    let is_settled = last.as_ref().is_none_or(|last| last.state.is_settled());
    Ok(match editable(row, state_of(row, last.as_ref())) {
        // What waits and is replaced has its place in the line already.
        Editable::All if is_settled && draft_of(row).violations().is_empty() => Sends::Audit,
        Editable::Prices if changed_since(row, last.as_ref()) && goods_price::under_way(last.as_ref()).is_none() => {
            Sends::Price
        }
        _ => Sends::Nothing,
    })
}
