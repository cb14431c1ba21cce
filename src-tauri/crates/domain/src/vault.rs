//! 资料库: who the merchant is, and the papers that say so.
//!
//! Sources: qualification-rules sections 2 and 3 (what papers must say, how long they must still be valid, how levels of
//! an authorisation are counted), GB 32100-2015 (the unified social credit code).

pub mod code;
mod entity;
mod lock;
mod paper;
mod validity;

pub use entity::{EntityDraft, EntityField, EntityKind, Residency};
pub use lock::{LOCK_MINUTES, LOCK_MINUTES_DEFAULT, REVEALED_MS, locks_at};
pub use paper::{
    AuthorisationLink, CONSENT_VERSION, LINKS_MAX, MarkState, PaperDraft, PaperField, PaperKind, RECORDING_ENDINGS,
    RECORDING_MAX_BYTES, levels_of, masked,
};
pub use validity::{Standing, Validity, WATCH_DAYS, validity, warning};
