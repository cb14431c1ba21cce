//! Where a paper stands among the checklists: the items that would miss it.

use super::{Noted, shipped};
use crate::{
    Console,
    view::{ItemUse, Problem},
};
use kaibo_domain::PaperId;

impl Console {
    /// The items that a paper proves, in the checklists' order.
    pub async fn onboarding_uses(&self, id: PaperId) -> Result<Vec<ItemUse>, Problem> {
        let console = self.clone();
        let noted = self.read(move |db| Noted::read(db, &console)).await?;
        let pack = &shipped()?.onboarding;
        let is_proof = |item: &&kaibo_domain::onboarding::Item| {
            noted.notes.get(&item.id).is_some_and(|note| note.papers.contains(&id))
        };
        let used = pack.items.iter().filter(is_proof).filter_map(|item| {
            let checklist = pack.checklist_of(item)?.id.clone();
            Some(ItemUse { checklist, item: item.id.clone(), name: item.name.clone() })
        });
        Ok(used.collect())
    }
}
