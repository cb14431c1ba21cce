//! What is done with many goods, as the interface asks for it and sees it.

use super::{Problem, shown};
use kaibo_domain::{
    Fen, GoodsId, PriceKind,
    goods::{PathChange, PriceChange, Rounding},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GoodsProgress {
    /// Goods worked on.
    pub done: u32,
    /// Of so many.
    pub total: u32,
}

/// What became of each of many goods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoodsOutcome {
    /// Those it was done with.
    pub done: Vec<GoodsId>,
    /// The others.
    pub refused: Vec<GoodsRefusal>,
    /// By what a deletion is undone.
    pub deletion: Option<i64>,
}

/// A [`GoodsOutcome`] as it is told: goods by the hundred thousand do not go into one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoodsReport {
    /// With how many it was done.
    pub done: u32,
    /// With how many it was not.
    pub refused: u32,
    /// The first of the refused.
    pub refusals: Vec<GoodsRefusal>,
    /// By what a deletion is undone.
    pub deletion: Option<i64>,
}

/// Refused goods that a report names.
const REFUSALS: usize = 100;

impl From<GoodsOutcome> for GoodsReport {
    fn from(outcome: GoodsOutcome) -> Self {
        let GoodsOutcome { done, mut refused, deletion } = outcome;
        let (done, count) = (done.len() as u32, refused.len() as u32);
        refused.truncate(REFUSALS);
        for refusal in &mut refused {
            refusal.name = shown(&refusal.name);
        }
        Self { done, refused: count, refusals: refused, deletion }
    }
}

/// A good that it could not be done with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct GoodsRefusal {
    /// The good.
    pub id: GoodsId,
    /// Its name.
    pub name: String,
    /// Why not.
    pub problem: Problem,
}

/// How prices are to be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PricesRequest {
    /// By what.
    pub change: PriceChange,
    /// To which ending.
    pub rounding: Rounding,
}

/// How paths are to be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PathsRequest {
    /// To what.
    pub change: PathChange,
}

/// A price in its form; an amount that does not read as one is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PriceShown {
    /// Price form.
    pub price_kind: PriceKind,
    /// First amount.
    pub price: Option<Fen>,
    /// Second amount, where the form has one.
    pub price2: Option<Fen>,
}

/// What a change would come to for one good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ChangePreview<T> {
    /// The good.
    pub id: GoodsId,
    /// Its name.
    pub name: String,
    /// As it is.
    pub before: T,
    /// As it would be.
    pub after: Option<T>,
    /// Why it would stay as it is.
    pub problem: Option<Problem>,
}

/// What submitting would take of the day's audits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SubmitForecast {
    /// Goods that would begin an audit; what breaks a rule or is under way is not among them.
    pub audits: u32,
    /// Approved goods of which only a new price would be sent.
    pub prices: u32,
    /// Goods that would be refused here.
    pub refused: u32,
    /// Of the audits, those that the quota lets through today.
    pub today: u32,
    /// How many days it takes, today included; 0 where nothing would be sent.
    pub days: u32,
    /// The day's audits.
    pub daily: u32,
    /// When the next day's audits begin, UTC milliseconds.
    pub resets_ms: i64,
}
