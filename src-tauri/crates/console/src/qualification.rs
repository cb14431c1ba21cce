//! Use cases of 类目资质: which categories there are, and what each demands, before anything is applied for.
//!
//! What is shipped is a fallback and says so: every demand with who says it and when. What the platform says stands before it.

use crate::{
    Console,
    categories::Known,
    problem::internal,
    view::{CategoryRow, CategoryView, DemandView, FaqView, PaperRow, Problem, RemarkView},
};
use kaibo_domain::{
    category::{CategoryTree, Choice},
    day::Day,
    faq::{Question, Questions},
    platform::shop::id::CatId,
    rule_pack::{Demand, Holds, RulePack, SHOP_REVIEW},
    workdays::Workdays,
};
use std::sync::LazyLock;

/// What is shipped, beside the rules: tree, calendar and questions.
pub(crate) struct Shipped {
    pub tree: CategoryTree,
    pub workdays: Workdays,
    pub questions: Questions,
}

pub(crate) fn shipped() -> Result<&'static Shipped, Problem> {
    static SHIPPED: LazyLock<Result<Shipped, serde_json::Error>> = LazyLock::new(|| {
        Ok(Shipped {
            tree: serde_json::from_str(include_str!("../../../../assets/rules/categories.json"))?,
            questions: serde_json::from_str(include_str!("../../../../assets/rules/faq.json"))?,
            workdays: serde_json::from_str(include_str!("../../../../assets/calendars/prc.json"))?,
        })
    });
    SHIPPED.as_ref().map_err(|_| internal("rules"))
}

impl Console {
    /// The categories that `typed` speaks of, by name, pinyin or initials; all when nothing was typed.
    pub async fn categories_search(&self, typed: String) -> Result<Vec<CategoryRow>, Problem> {
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let pack = self.rules().await?;
        Ok(known.tree.search(&typed).iter().map(|choice| row(&pack, &known, choice)).collect())
    }

    /// Questions of merchants that `typed` speaks of, with their answers; none when nothing was typed.
    pub async fn faq_search(&self, typed: String) -> Result<Vec<FaqView>, Problem> {
        Ok(shipped()?.questions.search(&typed).into_iter().map(faq).collect())
    }

    /// What a category demands, and what the vault has of it; `None` where there is no such category.
    pub async fn category_view(&self, id: String) -> Result<Option<CategoryView>, Problem> {
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let Some(choice) = id.parse().ok().and_then(|id| known.tree.find(id)) else { return Ok(None) };
        let pack = self.rules().await?;
        let vault_locked = self.vault_is_open().is_err();
        let kept = if vault_locked { Vec::new() } else { self.papers_list().await? };
        let kept: Vec<_> = kept.into_iter().filter(|paper| !paper.removed).collect();
        let remarks = pack.rules_of(&choice).map(|(rules, _)| rules.facts.as_slice()).unwrap_or_default();
        let working_days = pack.deadlines.iter().find(|deadline| deadline.id == SHOP_REVIEW);
        let working_days = working_days.ok_or_else(|| internal("deadline"))?.working_days;
        let due = shipped.workdays.after(Day::in_beijing(self.now()), working_days);
        Ok(Some(CategoryView {
            row: row(&pack, &known, &choice),
            platform: self.category_platform(CatId(choice.node().cat_id)).await?,
            remarks: remarks
                .iter()
                .map(|fact| RemarkView {
                    words: fact.words.clone(),
                    source: fact.source,
                    date: fact.source_date.clone(),
                })
                .collect(),
            faq: shipped.questions.of_all().map(faq).collect(),
            demands: pack.demands_of(&choice).iter().map(|asked| demand((shipped, &pack), asked, &kept)).collect(),
            pack_version: pack.pack.version.clone(),
            disclaimer: pack.pack.disclaimer.clone(),
            working_days,
            due: due.day.to_string(),
            due_is_certain: due.is_certain,
            vault_locked,
        }))
    }
}

pub(crate) fn row(pack: &RulePack, known: &Known, choice: &Choice) -> CategoryRow {
    let demands = pack.demands_of(choice);
    let gated = known.gated(choice.node().cat_id);
    CategoryRow {
        id: choice.node().cat_id.to_string(),
        top: choice.top.name.clone(),
        name: choice.node().name.clone(),
        gated: gated.unwrap_or_else(|| pack.rules_of(choice).is_some_and(|(_, gated)| gated)),
        brand: demands.iter().any(|(demand, _)| demand.slot == "brand_info"),
        // Some dozens.
        demands: demands.len() as u32,
        listing: known.listing(choice.node().cat_id),
    }
}

pub(crate) fn faq(question: &Question) -> FaqView {
    let Question { id, question, answer, source, .. } = question.clone();
    FaqView { id, question, answer, source }
}

/// Whether a page is one of the platform's own: a pack may come from anywhere, and its words lead nowhere else.
pub(crate) fn is_the_platforms(address: &str) -> bool {
    let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_plain = |host: &str| host.chars().all(|char| char.is_ascii_alphanumeric() || ".-".contains(char));
    host.is_some_and(|host| is_plain(host) && (host == "weixin.qq.com" || host.ends_with(".weixin.qq.com")))
}

pub(crate) fn demand(
    (shipped, pack): (&Shipped, &RulePack),
    (asked, holds): &(&Demand, Holds),
    kept: &[PaperRow],
) -> DemandView {
    let kinds = asked.papers();
    let slot = pack.evidence_slots.get(&asked.slot).map(|slot| slot.name.clone()).unwrap_or_default();
    DemandView {
        id: asked.id.clone(),
        slot,
        kind: asked.kind,
        notes: asked.notes.clone(),
        min_count: asked.min_count,
        max_count: asked.max_count,
        formats: asked.formats.clone(),
        required: asked.required,
        one_of_several: asked.one_of_group.is_some(),
        holds: *holds,
        source: asked.source,
        address: asked.source_ref.clone().filter(|address| is_the_platforms(address)),
        date: asked.source_date.clone(),
        may_be_replaced: asked.superseded_risk.is_some(),
        faq: shipped.questions.of_slot(&asked.slot).map(faq).collect(),
        from_vault: !kinds.is_empty(),
        papers: kept.iter().filter(|paper| kinds.contains(&paper.kind)).cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_platforms_own_pages_are_opened() {
        for own in ["https://developers.weixin.qq.com/doc?a#b", "https://weixin.qq.com"] {
            assert!(is_the_platforms(own), "{own}");
        }
        let others = [
            "http://weixin.qq.com/",
            "https://weixin.qq.com.example.com/",
            "https://weixin.qq.com@example.com/",
            "https://example.com\\.weixin.qq.com/",
            "https://example.com?.weixin.qq.com",
            "https://notweixin.qq.com/",
            "file:///etc/passwd",
            "",
        ];
        for other in others {
            assert!(!is_the_platforms(other), "{other}");
        }
    }
}
