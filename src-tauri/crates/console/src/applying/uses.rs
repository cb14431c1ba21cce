//! Where a paper stands: the applications that would miss it.

use crate::{
    Console,
    qualification::shipped,
    view::{PaperUse, Problem},
};
use kaibo_domain::PaperId;
use kaibo_store::{StoreError, application_drafts};

impl Console {
    /// The applications in sight that a paper stands in, the last made first.
    pub async fn papers_uses(&self, id: PaperId) -> Result<Vec<PaperUse>, Problem> {
        let shop = self.inner.shop.id;
        let rows = self
            .read(move |db| {
                let mut found = Vec::new();
                for row in application_drafts::list(db, shop)?.into_iter().filter(|row| row.removed_ms.is_none()) {
                    let fillings = application_drafts::fillings(db, row.id)?;
                    if fillings.values().any(|filling| filling.papers.contains(&id)) {
                        found.push(row);
                    }
                }
                Ok::<_, StoreError>(found)
            })
            .await?;
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let named = |row: application_drafts::ApplicationDraftRow| {
            let category = known.tree.find(row.cat_id.0).map(|choice| choice.node().name.clone());
            PaperUse { application: row.id, category: category.unwrap_or_default(), leaf: row.draft.leaf }
        };
        Ok(rows.into_iter().map(named).collect())
    }
}
