//! What the platform has rejected others for, looked for before anything is handed in; and which demands a rejection is about.

use super::{Finding, FindingKind, Question};
use crate::rule_pack::{Demand, RejectionReason, Words};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a look for one reason came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing of it was found.
    Clear,
    /// It cannot be said yet: a question was not answered.
    Open,
    /// It would be rejected for this.
    Found,
}

/// One reason, looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Precheck {
    /// Its name in the pack.
    pub id: String,
    /// The words.
    pub words: Words,
    /// What it came to.
    pub verdict: Verdict,
    /// The demands at which it was found.
    pub demands: Vec<String>,
}

/// Looks for every reason of the pack in what [`super::check`] found.
pub fn prechecks(reasons: &[RejectionReason], findings: &[Finding], slot_of: impl Fn(&str) -> String) -> Vec<Precheck> {
    let found: Vec<_> =
        findings.iter().map(|finding| (finding, reasons_of(finding, &slot_of(&finding.demand)))).collect();
    reasons
        .iter()
        .map(|reason| {
            let its = || found.iter().filter(|(_, ids)| ids.contains(&reason.id.as_str())).map(|(finding, _)| *finding);
            let mut demands: Vec<_> = its().map(|finding| finding.demand.clone()).collect();
            demands.dedup();
            let verdict = its().map(|finding| match finding.kind {
                FindingKind::Unanswered | FindingKind::FactUnknown | FindingKind::EndUnknown => Verdict::Open,
                _ => Verdict::Found,
            });
            let verdict = verdict.max().unwrap_or(Verdict::Clear);
            Precheck { id: reason.id.clone(), words: reason.words.clone(), verdict, demands }
        })
        .collect()
}

/// The reasons that a finding at a demand of that slot leads to.
fn reasons_of(finding: &Finding, slot: &str) -> &'static [&'static str] {
    use FindingKind as Kind;
    let is_brand = slot == "brand_info";
    match (finding.kind, finding.question) {
        (Kind::PageSmall, _) => &["blurred"],
        (_, Some(Question::Original)) => &["blurred", "screenshot"],
        (_, Some(Question::Registry)) => &["registry_mismatch"],
        (_, Some(Question::ShopType)) => &["shop_type_mismatch"],
        (_, Some(Question::ScopeCovers | Question::ClassCovers)) | (Kind::MarkClass, _) => &["category_scope_mismatch"],
        (_, Some(Question::Seal)) if is_brand => &["auth_defect"],
        (_, Some(Question::Seal | Question::Signed)) => &["entity_mismatch"],
        (_, Some(Question::SealOrSignature)) => &["auth_defect"],
        (Kind::ChainBroken | Kind::LevelTooHigh | Kind::PlatformMissing, _) => &["auth_defect"],
        (Kind::Expired | Kind::EndsTooSoon | Kind::EndUnknown, _) if is_brand => &["auth_defect", "trademark_expiring"],
        (_, Some(Question::ScopeWord)) => &["scope_lacks_word"],
        (_, Some(Question::Translated)) => &["foreign_auth_untranslated"],
        (Kind::OtherEntity | Kind::EntityMissing, _) => &["entity_mismatch"],
        (Kind::RecordingMissing, _) => &["no_recording"],
        (Kind::ValueNotTaken, _) => &["wrong_past_platform"],
        (Kind::PaperGone | Kind::OtherKind, _) => &["image_unreadable"],
        (Kind::Missing, _) if is_brand && finding.demand.ends_with(".two") => &["one_auth_only", "letter_only"],
        (Kind::Missing, _) if slot != "past_platform" => &["letter_only"],
        _ => &[],
    }
}

/// Words of a rejection and the slots that they are about.
const TELLING: [(&str, &[&str]); 12] = [
    ("报备函", &["filing_letter"]),
    ("承诺函", &["commitment"]),
    ("执照", &["business_licence"]),
    ("经营范围", &["business_licence"]),
    ("商标", &["brand_info"]),
    ("授权", &["brand_info"]),
    ("录屏", &["screen_recording"]),
    ("口碑", &["reputation"]),
    ("流水", &["turnover"]),
    ("经营平台", &["past_platform"]),
    ("许可", &["licence_group"]),
    ("实体店", &["business_proof"]),
];

/// The demands that a rejection speaks of, as far as its words tell; none where they do not.
pub fn concerned<'a>(reason: &str, demands: impl Iterator<Item = &'a Demand>) -> Vec<String> {
    let slots: Vec<&str> =
        TELLING.iter().filter(|(word, _)| reason.contains(word)).flat_map(|(_, slots)| *slots).copied().collect();
    demands.filter(|demand| slots.contains(&demand.slot.as_str())).map(|demand| demand.id.clone()).collect()
}
