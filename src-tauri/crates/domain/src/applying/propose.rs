//! Which papers of the vault may stand at a demand, the best first.

use super::Material;
use crate::{
    PaperId,
    day::Day,
    rule_pack::{Demand, Must},
    text::plain,
    vault::{EntityDraft, PaperKind, Standing, validity},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// Words in a paper's title that say which place of the form it was made for, where papers of one kind go to several.
const WORDS: [(&str, &[&str]); 9] = [
    ("filing_letter", &["报备"]),
    ("commitment", &["承诺"]),
    ("business_proof", &["经营", "店铺", "办公", "实体"]),
    ("past_entry_proof", &["资质证明", "入驻"]),
    ("reputation", &["口碑", "评分"]),
    ("turnover", &["流水", "成交"]),
    ("supplement", &["补充", "旗舰店", "变更"]),
    ("licence_group", &["许可", "备案"]),
    ("product_qua", &["检测", "质检", "3c", "ccc", "报关", "证书"]),
];

/// The papers that may stand at a demand, the best first, and how many of them from the front can be put there unseen:
/// those that nothing speaks against and that no other place of the form has a better claim to.
pub fn proposals(
    demand: &Demand,
    papers: &BTreeMap<PaperId, Material>,
    entity: &EntityDraft,
    today: Day,
) -> (Vec<PaperId>, usize) {
    let kinds = demand.papers();
    let words = WORDS.iter().find(|(slot, _)| *slot == demand.slot).map(|(_, words)| *words);
    let wanted = wanted_kind(demand);
    let mut ranked: Vec<_> = papers
        .iter()
        .filter(|(_, material)| kinds.contains(&material.paper.kind))
        .map(|(id, material)| {
            let (paper, standing) = (&material.paper, validity(&material.paper, today).standing);
            let title = plain(&paper.title);
            let is_named = words.is_none_or(|words| words.iter().any(|word| title.contains(word)));
            let is_meant = wanted.is_none_or(|kind| kind == paper.kind);
            let is_over = matches!(standing, Standing::Expired | Standing::TooShort);
            let is_others = paper.kind == PaperKind::Licence && plain(&paper.holder) != plain(&entity.name);
            let too_many = material.pages == 0 || material.pages > demand.max_count;
            let doubts = [is_over, !is_meant, !is_named, is_others, too_many];
            (doubts.iter().filter(|doubt| **doubt).count(), Reverse(standing), Reverse(*id))
        })
        .collect();
    ranked.sort();
    let wanted = demand.min_count.max(1) as usize;
    let unseen = ranked.iter().take(wanted).take_while(|(doubts, ..)| *doubts == 0).count();
    (ranked.into_iter().map(|(_, _, id)| id.0).collect(), unseen)
}

/// Of a mark's papers: the certificate, or the authorisation.
fn wanted_kind(demand: &Demand) -> Option<PaperKind> {
    let is_of_chain = |must: &Must| {
        matches!(
            must,
            Must::ChainUnbrokenTo | Must::AuthorisationLevelAtMost { .. } | Must::RemainingMonthsMoreThan { .. }
        )
    };
    let is_of_mark =
        |must: &Must| matches!(must, Must::TrademarkClassIn { .. } | Must::MatchesRegistry | Must::ClassCoversCategory);
    match () {
        () if demand.slot != "brand_info" => None,
        () if demand.musts.iter().any(is_of_mark) => Some(PaperKind::Trademark),
        () if demand.musts.iter().any(is_of_chain) => Some(PaperKind::Authorisation),
        () => None,
    }
}
