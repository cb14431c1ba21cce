//! Many goods at once: what was selected is worked through in small transactions, so that typing never waits for it, and
//! each good succeeds or fails for itself.

use crate::{
    Console,
    view::{GoodsOutcome, GoodsProgress, GoodsRefusal, GoodsSelection, Problem},
};
use kaibo_domain::{BatchId, GoodsId, ShopId};
use kaibo_store::{
    StoreError, Transaction,
    batches::{self, BatchRow},
    goods::{self, GoodsRow},
    submissions::SubmissionKind,
};
use std::sync::Arc;
use uuid::Uuid;

/// Goods worked on in one transaction: some milliseconds.
pub(crate) const TOGETHER: usize = 50;

/// Told how far it is.
pub type Told = Arc<dyn Fn(GoodsProgress) + Send + Sync>;

/// What is to be worked through, and who is told how far it is.
pub struct Batch {
    /// Which goods.
    pub selection: GoodsSelection,
    /// Told after every few of them.
    pub told: Told,
}

impl From<Vec<GoodsId>> for Batch {
    fn from(ids: Vec<GoodsId>) -> Self {
        Self { selection: GoodsSelection::Ids { ids }, told: Arc::new(|_| {}) }
    }
}

/// The batches that one use case makes in the outbox, one for each kind that shares a quota; none for a single good.
pub(crate) struct Batches {
    pub shop_id: ShopId,
    is_one: bool,
    audits: BatchId,
    others: BatchId,
    now_ms: i64,
}

impl Batches {
    pub fn new(shop_id: ShopId, goods: usize, now_ms: i64) -> Self {
        let new = || BatchId::from_uuid(Uuid::now_v7());
        Self { shop_id, is_one: goods < 2, audits: new(), others: new(), now_ms }
    }

    /// The batch for a submission of that kind, made with its first one.
    pub fn of(&self, tx: &Transaction, kind: SubmissionKind) -> Result<Option<BatchId>, StoreError> {
        if self.is_one {
            return Ok(None);
        }
        let (id, kind) = match kind {
            SubmissionKind::GoodsAdd | SubmissionKind::GoodsResubmit => (self.audits, SubmissionKind::GoodsAdd),
            kind => (self.others, kind),
        };
        if batches::get(tx, id)?.is_none() {
            let row = BatchRow { id, shop_id: self.shop_id, kind, paused: false, created_ms: self.now_ms };
            batches::insert(tx, &row)?;
        }
        Ok(Some(id))
    }
}

/// What is done with one good in a transaction; says why not.
type Work = Arc<dyn Fn(&Transaction, &GoodsRow) -> Result<Option<Problem>, StoreError> + Send + Sync>;

/// Names the type of what is done with one good.
pub(crate) fn by_item(
    work: impl Fn(&Transaction, &GoodsRow) -> Result<Option<Problem>, StoreError> + Send + Sync + 'static,
) -> Work {
    Arc::new(work)
}

impl Console {
    /// Does something with each of these goods, in transactions of a few.
    pub(crate) async fn with_each(&self, ids: Vec<GoodsId>, told: &Told, work: Work) -> Result<GoodsOutcome, Problem> {
        let mut outcome = GoodsOutcome::default();
        let total = ids.len() as u32;
        for some in ids.chunks(TOGETHER) {
            let (some, work) = (some.to_vec(), work.clone());
            let ended = self
                .write(move |tx| {
                    let mut ended = GoodsOutcome::default();
                    for id in some {
                        let row = goods::get(tx, id)?.filter(|row| row.deleted_ms.is_none());
                        let (name, problem) = match row {
                            Some(row) => (row.name.clone(), work(tx, &row)?),
                            None => (String::new(), Some(Problem::new("goods.not-found"))),
                        };
                        ended.note(id, name, problem);
                    }
                    Ok(ended)
                })
                .await?;
            outcome.done.extend(ended.done);
            outcome.refused.extend(ended.refused);
            told(GoodsProgress { done: (outcome.done.len() + outcome.refused.len()) as u32, total });
        }
        Ok(outcome)
    }
}

impl GoodsOutcome {
    /// Counts one good in.
    pub(crate) fn note(&mut self, id: GoodsId, name: String, problem: Option<Problem>) {
        match problem {
            None => self.done.push(id),
            Some(problem) => self.refused.push(GoodsRefusal { id, name, problem }),
        }
    }
}
