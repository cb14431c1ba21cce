//! Papers that end: shown on the first page, and told 60, 30 and 7 days before, each warning once.

use crate::{
    Console,
    view::{NoticeKind, PapersEnding, Problem, Topic},
};
use kaibo_domain::{
    day::Day,
    vault::{Standing, validity, warning},
};
use kaibo_store::papers;

impl Console {
    /// Papers that have ended, that the platform would refuse for their end, or that end within 60 days.
    pub async fn papers_ending(&self) -> Result<PapersEnding, Problem> {
        let mut papers = self.paper_rows().await?;
        papers.retain(|paper| !paper.removed && paper.validity.standing <= Standing::Ending);
        papers.sort_by_key(|paper| paper.validity.days);
        // As many as somebody keeps.
        let count = papers.len() as u32;
        if self.vault_is_open().is_err() {
            papers.clear();
        }
        Ok(PapersEnding { papers, count })
    }

    /// Tells of those that end soon, each warning once.
    pub(crate) async fn warn_of_papers(&self) -> Result<(), Problem> {
        let (shop, today) = (self.inner.shop.id, Day::in_beijing(self.now()));
        let ending = self
            .write(move |tx| {
                let mut ending = Vec::new();
                for row in papers::list(tx, shop)?.into_iter().filter(|row| row.removed_ms.is_none()) {
                    let due = warning(validity(&row.draft, today));
                    if due == row.warned_days {
                        continue;
                    }
                    papers::set_warned(tx, row.id, due)?;
                    // A later end than before, as of a paper that was renewed, is no news.
                    if due.is_some_and(|due| row.warned_days.is_none_or(|before| due < before)) {
                        ending.push((row.id, row.draft.title));
                    }
                }
                Ok(ending)
            })
            .await?;
        let Some((id, title)) = ending.first().cloned() else { return Ok(()) };
        let target = (Topic::Vault, (ending.len() == 1).then(|| id.to_string()));
        // While it is locked its papers are counted, not named.
        let title = self.vault_is_open().map(|()| title).unwrap_or_default();
        // As many as somebody keeps.
        self.tell(NoticeKind::PaperEnding, ending.len() as u32, title, target).await;
        self.changed(Topic::Vault, Vec::new());
        Ok(())
    }
}
