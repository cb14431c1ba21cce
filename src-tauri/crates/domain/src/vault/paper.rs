//! A paper: what kind it is and what stands on it.

use crate::{
    day::Day,
    platform::shop::limit::TRADEMARK_CLASSES,
    text::plain,
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The text by which somebody agrees to have identity papers kept; a new one when its words change.
pub const CONSENT_VERSION: u32 = 1;
/// Links of a chain of authorisations: three levels (`grant_level`), and as many between affiliates.
pub const LINKS_MAX: usize = 6;
/// What the files of recordings end with. Only MP4 and MOV are taken; of the others that is said.
pub const RECORDING_ENDINGS: [&str; 8] = ["mp4", "mov", "m4v", "avi", "mkv", "wmv", "flv", "webm"];
/// Bytes of a recording at most. The platform names no limit for what is handed in by hand; ours keeps one from filling the
/// disk.
pub const RECORDING_MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// What stands for an end that never comes.
const LONG_TERM: [&str; 4] = ["长期", "长期有效", "永久", "无固定期限"];

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = [$($word:literal),*],)+) => {
        /// What kind of paper.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "kebab-case")]
        pub enum PaperKind { $($(#[$doc])* $kind,)+ }

        impl PaperKind {
            /// All of them, in the order in which they are listed.
            pub const ALL: &[PaperKind] = &[$(PaperKind::$kind),+];

            /// What files of it are called.
            const fn words(self) -> &'static [&'static str] {
                match self { $(PaperKind::$kind => &[$($word),*],)+ }
            }
        }
    };
}

kinds! {
    /// 营业执照.
    Licence = ["营业执照", "执照"],
    /// 身份证件 of the legal representative: identity card, passport, permit.
    Identity = ["身份证", "护照", "通行证"],
    /// 商标注册证 or acceptance notice.
    Trademark = ["商标"],
    /// 品牌授权书, perhaps a chain of them.
    Authorisation = ["授权"],
    /// 许可证: food, liquor, medical devices, publications.
    Permit = ["许可", "备案凭证"],
    /// 检测报告.
    Report = ["检测", "检验", "质检", "报告"],
    /// 认证证书: 3C, energy label, import papers.
    Certificate = ["3c", "ccc", "认证", "证书"],
    /// 报备函, 承诺函.
    Letter = ["报备函", "承诺函", "函"],
    /// 截图: shop pages, scores, turnover.
    Screenshot = ["截图", "screenshot", "屏幕快照"],
    /// 录屏: kept as it is, handed in by hand (the platform's interface takes no video).
    Recording = ["录屏", "录像", "屏幕录制"],
    /// 银行账户.
    Bank = ["开户", "银行"],
    /// Anything else.
    #[default]
    Other = [],
}

impl PaperKind {
    /// The kind that a file's name speaks of; the most particular word counts.
    pub fn guess(file_name: &str) -> PaperKind {
        if Self::is_recording(file_name) {
            return PaperKind::Recording;
        }
        let name = plain(file_name);
        let told = Self::ALL.iter().flat_map(|kind| kind.words().iter().map(move |word| (*kind, *word)));
        let found = told.filter(|(_, word)| name.contains(word)).max_by_key(|(_, word)| word.chars().count());
        found.map_or(PaperKind::Other, |(kind, _)| kind)
    }

    /// Whether a file of that name is a recording, by its ending.
    pub fn is_recording(file_name: &str) -> bool {
        file_name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| RECORDING_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
    }

    /// Whether it says who somebody is: kept only with consent (Personal Information Protection Law, article 29).
    pub const fn needs_consent(self) -> bool {
        matches!(self, PaperKind::Identity)
    }

    /// Whether its number and pictures are shown only to somebody who asks for them.
    pub const fn is_masked(self) -> bool {
        matches!(self, PaperKind::Identity | PaperKind::Bank)
    }

    /// Whether it must say until when it is valid.
    pub const fn has_expiry(self) -> bool {
        use PaperKind::{Authorisation, Identity, Licence, Permit, Trademark};
        matches!(self, Licence | Identity | Trademark | Authorisation | Permit)
    }
}

/// What has become of a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum MarkState {
    /// R: registered.
    #[default]
    Registered,
    /// TM: applied for.
    Applied,
}

/// One authorisation of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorisationLink {
    /// Who grants.
    pub from: String,
    /// Who is granted.
    pub to: String,
    /// Whether both belong together (parent, subsidiary, same parent): no level then, but to be proven (wiki/6391).
    pub affiliates: bool,
    /// Until when, as typed.
    pub expires: String,
}

/// A paper as staff describe it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperDraft {
    /// What kind.
    pub kind: PaperKind,
    /// What staff call it.
    pub title: String,
    /// Whose it is: the holder of a licence or mark, the owner of a brand.
    pub holder: String,
    /// Its number.
    pub number: String,
    /// Until when it is valid, as typed: a day, or 长期.
    pub expires: String,
    /// A mark's class of goods (Nice), as typed.
    pub mark_class: String,
    /// Whether a mark is registered.
    pub mark_state: MarkState,
    /// The chain of an authorisation, from the owner of the brand to the merchant.
    pub links: Vec<AuthorisationLink>,
    /// Platforms that an authorisation names, as typed.
    pub platforms: String,
    /// Whether an authorisation is for liquor: it must then be valid for longer.
    pub liquor: bool,
}

/// The fields of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PaperField {
    /// What kind.
    Kind,
    /// Title.
    Title,
    /// Holder.
    Holder,
    /// Number.
    Number,
    /// Until when.
    Expires,
    /// A mark's class.
    MarkClass,
    /// A chain of authorisations.
    Links,
    /// Platforms named.
    Platforms,
}

/// Until when something is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Until {
    Day(Day),
    LongTerm,
}

impl Until {
    pub(super) fn parse(typed: &str) -> Option<Until> {
        let typed = typed.trim();
        if LONG_TERM.contains(&typed) { Some(Until::LongTerm) } else { Day::parse(typed).map(Until::Day) }
    }
}

impl PaperDraft {
    /// The day on which the first part of it ends to be valid, where all that is typed can be read.
    pub(super) fn until(&self) -> Option<Until> {
        let links = self.links_at_work().iter().map(|link| link.expires.as_str());
        let typed = std::iter::once(self.expires.as_str()).chain(links).filter(|typed| !typed.trim().is_empty());
        typed.map(Until::parse).collect::<Option<Vec<_>>>()?.into_iter().min()
    }

    fn links_at_work(&self) -> &[AuthorisationLink] {
        if self.kind == PaperKind::Authorisation { &self.links } else { &[] }
    }

    /// Everything that is wrong with it, where the merchant is called `entity` (empty where nobody has said).
    pub fn violations(&self, entity: &str, has_consent: bool) -> Vec<Violation<PaperField>> {
        let mut violations = Vec::new();
        let mut say = |field, rule| violations.push(Violation::new(field, rule));
        let is_empty = |text: &str| text.trim().is_empty();
        if self.kind.needs_consent() && !has_consent {
            say(PaperField::Kind, Rule::ConsentMissing);
        }
        if is_empty(&self.title) {
            say(PaperField::Title, Rule::Required);
        }
        let other_holder = !is_empty(&self.holder) && !is_empty(entity) && plain(&self.holder) != plain(entity);
        if self.kind == PaperKind::Licence && other_holder {
            // The entity of every paper must be that of the licence (seed 002, 报备函).
            say(PaperField::Holder, Rule::OtherEntity);
        }
        let typed = !is_empty(&self.expires);
        if typed && Until::parse(&self.expires).is_none() {
            say(PaperField::Expires, Rule::NotADay);
        } else if !typed && self.kind.has_expiry() && self.links_at_work().iter().all(|link| is_empty(&link.expires)) {
            say(PaperField::Expires, Rule::Required);
        }
        match self.kind {
            PaperKind::Trademark => violations.extend(self.mark_fault()),
            PaperKind::Authorisation => violations.extend(self.chain_fault(entity)),
            _ => {}
        }
        violations
    }

    fn mark_fault(&self) -> Option<Violation<PaperField>> {
        let typed = self.mark_class.trim().trim_start_matches('第').trim_end_matches('类');
        match typed.parse() {
            Ok(class) if TRADEMARK_CLASSES.contains(&class) => None,
            _ if typed.is_empty() => Some(Violation::new(PaperField::MarkClass, Rule::Required)),
            _ => Some(Violation::new(PaperField::MarkClass, Rule::NotAMarkClass)),
        }
    }

    fn chain_fault(&self, entity: &str) -> Vec<Violation<PaperField>> {
        let mut faults = Vec::new();
        let mut say = |violation| faults.push(violation);
        let broken = |rule| Violation::new(PaperField::Links, rule);
        if self.platforms.trim().is_empty() {
            // An authorisation must name the platform (qualification-rules, section 3).
            say(Violation::new(PaperField::Platforms, Rule::Required));
        }
        let blank = |link: &&AuthorisationLink| link.from.trim().is_empty() || link.to.trim().is_empty();
        if self.links.is_empty() || self.links.iter().any(|link| blank(&link)) {
            say(broken(Rule::Required));
            return faults;
        }
        let gap = self.links.windows(2).position(|pair| plain(&pair[0].to) != plain(&pair[1].from));
        if let Some(place) = gap {
            say(broken(Rule::ChainBroken).with("place", place + 1));
        }
        let unread =
            self.links.iter().find(|link| !link.expires.trim().is_empty() && Until::parse(&link.expires).is_none());
        if unread.is_some() {
            say(broken(Rule::NotADay));
        }
        let last = self.links.last().map(|link| plain(&link.to));
        if !entity.trim().is_empty() && last != Some(plain(entity)) {
            say(broken(Rule::OtherEntity));
        }
        faults
    }
}

/// Levels of a chain: links between affiliates are none (wiki/6391).
pub fn levels_of(links: &[AuthorisationLink]) -> usize {
    links.iter().filter(|link| !link.affiliates).count()
}

/// A number of which only the end is shown; nothing of one too short to hide behind its end.
pub fn masked(number: &str) -> String {
    const SHOWN: usize = 4;
    let characters: Vec<char> = number.trim().chars().collect();
    match characters.len() {
        0 => String::new(),
        length if length > 2 * SHOWN => format!("••••{}", characters[length - SHOWN..].iter().collect::<String>()),
        _ => "••••".to_owned(),
    }
}

#[cfg(test)]
mod tests;
