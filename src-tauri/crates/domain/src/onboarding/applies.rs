//! To whom something applies, by what was said of the merchant.

use super::pack::{FieldAsked, Item, Method, OnboardingPack};
use crate::rule_pack::Holds;
use std::collections::BTreeMap;

/// The values of each dimension for which something applies; every one must fit.
pub type Applies = BTreeMap<String, Vec<String>>;

/// What was chosen in each dimension; nothing, or an empty text, where nobody has said.
pub type Chosen = BTreeMap<String, String>;

pub(super) fn holds(applies: &Applies, chosen: &Chosen) -> Holds {
    let mut all = Holds::Yes;
    for (dimension, values) in applies {
        match chosen.get(dimension).filter(|value| !value.is_empty()) {
            None => all = Holds::Perhaps,
            Some(value) if values.contains(value) => {}
            Some(_) => return Holds::No,
        }
    }
    all
}

impl OnboardingPack {
    /// The papers that are to be handed in: the matrix of entity, residency and super administrator.
    pub fn documents(&self, chosen: &Chosen) -> Vec<(&Item, Holds)> {
        let documents = self.items.iter().filter(|item| item.document.is_some());
        documents.map(|item| (item, item.holds(chosen))).filter(|(_, holds)| *holds != Holds::No).collect()
    }

    /// What is typed into the platform's form.
    pub fn fields_for(&self, chosen: &Chosen) -> Vec<&FieldAsked> {
        self.fields.iter().filter(|field| holds(&field.applies, chosen) == Holds::Yes).collect()
    }

    /// How the account may be verified; `None` where that is not known yet. An empty list says that no verification is needed.
    pub fn methods_for(&self, chosen: &Chosen) -> Option<Vec<&Method>> {
        let is_it = |dimension: &str, values: &[String]| chosen.get(dimension).is_some_and(|one| values.contains(one));
        let choice = self.method_choices.iter().find(|choice| {
            is_it("programme", &choice.programme) && is_it("entity", &choice.entity) && is_it("admin", &choice.admin)
        })?;
        Some(self.methods.iter().filter(|method| choice.methods.contains(&method.id)).collect())
    }

    /// Whether the settlement account that was chosen is refused to that kind of entity.
    pub fn account_is_refused(&self, chosen: &Chosen) -> bool {
        let (Some(entity), Some(account)) = (chosen.get("entity"), chosen.get("account").filter(|one| !one.is_empty()))
        else {
            return false;
        };
        let kinds = self.account_kinds.iter().find(|kinds| kinds.entity == *entity);
        kinds.is_some_and(|kinds| !kinds.accounts.contains(account))
    }
}

impl Item {
    /// Whether it is to be done, by what was said of the merchant.
    pub fn holds(&self, chosen: &Chosen) -> Holds {
        let spares = if self.unless.is_empty() { Holds::No } else { holds(&self.unless, chosen) };
        match (holds(&self.applies, chosen), spares) {
            (applies, Holds::No) => applies,
            (Holds::No, _) | (_, Holds::Yes) => Holds::No,
            (Holds::Yes | Holds::Perhaps, Holds::Perhaps) => Holds::Perhaps,
        }
    }
}
