//! The checklists as data (`assets/rules/onboarding.json`).

use super::applies::Applies;
use crate::{
    rule_pack::{PackError, Words},
    source::{Source, Sourced, read_form},
    span::Span,
    vault::PaperKind,
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The super administrator (超级管理员).
    SuperAdmin,
    /// Whoever works for the merchant.
    Merchant,
    /// Whoever writes the mini program.
    Developer,
    /// The promoter.
    Promoter,
    /// The platform: staff wait.
    Platform,
}

/// One of the values of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DimensionOption {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What is to be minded by whoever chooses it.
    #[serde(default)]
    pub note: Option<Sourced>,
}

/// Something that is to be said of the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Its name in the pack.
    pub id: String,
    /// The checklist that asks.
    pub checklist: String,
    /// What it is called.
    pub name: Words,
    /// When it is asked; always where nothing stands here.
    #[serde(default)]
    pub applies: Applies,
    /// What there is to choose from.
    pub options: Vec<DimensionOption>,
    /// Who says so.
    pub source: Source,
}

/// A part of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Whether it is of a generation that is over.
    #[serde(default)]
    pub historical: bool,
}

/// A checklist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What it is for.
    pub text: Words,
    /// What stands above everything: how it is with its generation.
    #[serde(default)]
    pub banner: Option<Sourced>,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// Where something is done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Where {
    /// The way there.
    pub words: Words,
    /// The page to open.
    #[serde(default)]
    pub page: Option<String>,
}

/// What a paper must be like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// File endings that are taken.
    pub formats: Vec<String>,
    /// At least so many pictures.
    pub min: u32,
    /// At most so many.
    pub max: u32,
}

/// By when.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// How long.
    pub span: Span,
    /// The item whose day starts the clock.
    pub from: String,
    /// So many days before, staff are reminded.
    pub remind_days: u32,
    /// Whether the platform names a day of its own, which counts.
    #[serde(default)]
    pub given: bool,
    /// Who says so.
    pub source: Source,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name in the pack: what staff noted hangs on it.
    pub id: String,
    /// The section where it stands.
    pub section: String,
    /// What it is called.
    pub name: Words,
    /// Why.
    pub why: Words,
    /// Where it is done.
    #[serde(rename = "where")]
    pub place: Where,
    /// Who does it.
    pub who: Who,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
    /// To whom it applies; to all where nothing stands here.
    #[serde(default)]
    pub applies: Applies,
    /// Who is spared, though it applied; nobody where nothing stands here.
    #[serde(default)]
    pub unless: Applies,
    /// What comes first.
    #[serde(default)]
    pub after: Vec<String>,
    /// By when.
    #[serde(default)]
    pub deadline: Option<Deadline>,
    /// How long the platform takes.
    #[serde(default)]
    pub takes: Option<Sourced>,
    /// Terms to be read, of that version; `online` where only the page of the day is known.
    #[serde(default)]
    pub terms: Option<String>,
    /// Kinds of papers that prove it: there is always something to keep.
    pub papers: Vec<PaperKind>,
    /// The paper that is handed in.
    #[serde(default)]
    pub document: Option<Document>,
    /// What is worth knowing.
    #[serde(default)]
    pub remarks: Vec<Sourced>,
    /// Who says so.
    pub source: Source,
}

/// A field of the platform's form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldAsked {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Who is asked for it.
    pub applies: Applies,
    /// Whether it belongs in no note, only into the vault.
    pub sensitive: bool,
    /// What is to be minded.
    #[serde(default)]
    pub note: Option<Sourced>,
    /// Who says so.
    pub source: Source,
}

/// The accounts that a kind of entity may be paid to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountKinds {
    pub entity: String,
    pub accounts: Vec<String>,
}

/// A way to verify the account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// How it goes.
    pub text: Words,
    /// Who says so.
    pub source: Source,
}

/// Who may verify how.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MethodChoice {
    pub programme: Vec<String>,
    pub entity: Vec<String>,
    pub admin: Vec<String>,
    pub methods: Vec<String>,
    pub source: Source,
}

/// The time that an item has in another programme.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherDeadline {
    pub programme: String,
    pub item: String,
    pub span: Span,
    pub note: Sourced,
}

/// A state that the platform shows of an application.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformState {
    /// As the interface calls it.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// The item where it stands then; none where nothing goes on.
    pub item: Option<String>,
    /// Who says so.
    pub source: Source,
}

/// How often a promoter may switch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rebind {
    /// At most once in that time.
    pub span: Span,
    /// What is said of it, and what is not.
    pub notes: Vec<Sourced>,
}

/// The checklists.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OnboardingPack {
    /// Of which day.
    pub version: String,
    /// What is to be said of the merchant.
    pub dimensions: Vec<Dimension>,
    /// The checklists, in their order.
    pub checklists: Vec<Checklist>,
    /// What is to be done, in its order.
    pub items: Vec<Item>,
    /// Fields of the platform's form.
    pub fields: Vec<FieldAsked>,
    pub(super) account_kinds: Vec<AccountKinds>,
    pub(super) methods: Vec<Method>,
    pub(super) method_choices: Vec<MethodChoice>,
    pub(super) other_deadlines: Vec<OtherDeadline>,
    /// States that the platform shows.
    pub states: Vec<PlatformState>,
    /// How often a promoter may switch.
    pub rebind: Rebind,
}

impl OnboardingPack {
    /// The checklists that stand in a file.
    ///
    /// # Errors
    /// [`PackError::NotJson`], [`PackError::Form`], and [`PackError::Unsound`] with the name of what points nowhere, stands
    /// twice, or says not who says so.
    pub fn read(bytes: &[u8]) -> Result<OnboardingPack, PackError> {
        let pack: OnboardingPack = read_form(bytes)?;
        match pack.unsound() {
            Some(name) => Err(PackError::Unsound(name)),
            None => Ok(pack),
        }
    }

    /// An item.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The items of a section.
    pub fn items_of<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.section == section)
    }

    /// The checklist where an item stands.
    pub fn checklist_of(&self, item: &Item) -> Option<&Checklist> {
        self.checklists.iter().find(|list| list.sections.iter().any(|section| section.id == item.section))
    }

    /// What the programme that was chosen says of an item's time.
    pub fn other_deadline(&self, programme: Option<&String>, item: &str) -> Option<&Sourced> {
        let is_it = |other: &&OtherDeadline| other.item == item && Some(&other.programme) == programme;
        self.other_deadlines.iter().find(is_it).map(|other| &other.note)
    }

    /// The name of the first thing that does not fit.
    fn unsound(&self) -> Option<String> {
        let is_twice = |(at, item): &(usize, &Item)| self.items[..*at].iter().any(|before| before.id == item.id);
        let twice = self.items.iter().enumerate().find(is_twice).map(|(_, item)| &item.id);
        let item = self.items.iter().find(|item| !self.fits(item)).map(|item| &item.id);
        let dimension = self.dimensions.iter().find(|dimension| {
            let is_listed = self.checklists.iter().any(|list| list.id == dimension.checklist);
            !is_listed
                || !self.knows(&dimension.applies)
                || dimension.options.is_empty()
                || !dimension.source.is_sound()
        });
        let is_said =
            |field: &FieldAsked| self.knows(&field.applies) && field.name.is_sound() && field.source.is_sound();
        let field = self.fields.iter().find(|field| !is_said(field));
        let leads = |state: &PlatformState| {
            state.source.is_sound() && state.item.as_ref().is_none_or(|id| self.item(id).is_some())
        };
        let state = self.states.iter().find(|state| !leads(state));
        let is_method = |id: &String| self.methods.iter().any(|method| method.id == *id && method.source.is_sound());
        let method = self.method_choices.iter().flat_map(|choice| &choice.methods).find(|id| !is_method(id));
        let other = self.other_deadlines.iter().map(|other| &other.item).find(|id| self.item(id).is_none());
        let rest = dimension.map(|one| &one.id).or(field.map(|one| &one.id)).or(state.map(|one| &one.id));
        twice.or(item).or(rest).or(method).or(other).cloned()
    }

    /// Whether everything that an item points at is there, and whether it says who says so.
    fn fits(&self, item: &Item) -> bool {
        let texts = [&item.name, &item.why, &item.place.words];
        let points = item.after.iter().chain(item.deadline.as_ref().map(|deadline| &deadline.from));
        let sources = item.deadline.as_ref().map(|deadline| &deadline.source).into_iter().chain([&item.source]);
        self.checklist_of(item).is_some()
            && self.knows(&item.applies)
            && self.knows(&item.unless)
            && !item.papers.is_empty()
            && points.into_iter().all(|id| self.item(id).is_some())
            && texts.into_iter().all(Words::is_sound)
            && sources.into_iter().all(Source::is_sound)
            && item.remarks.iter().chain(&item.takes).all(|said| said.words.is_sound() && said.source.is_sound())
            && item.document.as_ref().is_none_or(|document| document.min <= document.max && document.max > 0)
    }

    /// Whether there are such dimensions with such values.
    fn knows(&self, applies: &Applies) -> bool {
        applies.iter().all(|(id, values)| {
            let dimension = self.dimensions.iter().find(|dimension| dimension.id == *id);
            let has = |value: &String| {
                dimension.is_some_and(|dimension| dimension.options.iter().any(|option| option.id == *value))
            };
            !values.is_empty() && values.iter().all(has)
        })
    }
}
