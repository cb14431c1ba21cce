//! What has to be opened before somebody can sell: checklists as data, what applies to whom, and by when.
//!
//! Nothing here talks to the platform: there is no interface for any of it. Staff note what they did; clocks run from the days
//! they note, or end on the day that the platform named.

mod applies;
mod clock;
mod facts;
mod note;
mod pack;

pub use applies::{Applies, Chosen};
pub use clock::{Clock, DueStanding, ItemDue};
pub use facts::{OnboardingFacts, PromoterField, PromoterNote, Rebinding};
pub use note::{ItemField, ItemNote, ItemState};
pub use pack::{
    Checklist, Deadline, Dimension, DimensionOption, Document, FieldAsked, Item, Method, OnboardingPack, PlatformState,
    Section, Where, Who,
};

#[cfg(test)]
mod tests;
