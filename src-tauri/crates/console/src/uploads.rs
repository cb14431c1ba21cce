//! One upload of a fitted picture at a time: goods that share one bring it to the platform once.

use kaibo_store::media_ids::MediaKey;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Held while a picture is being uploaded; who else needs it waits and finds it done.
pub(crate) type Turn = Arc<tokio::sync::Mutex<()>>;

/// The pictures being uploaded: a few at a time, as many as there are hands.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<Vec<(MediaKey, Weak<tokio::sync::Mutex<()>>)>>);

impl Uploads {
    /// The turn of that picture, to be locked.
    pub fn turn(&self, key: &MediaKey) -> Turn {
        // Nothing panics with the lock held; a poisoned one would still hold whole values.
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|(_, turn)| turn.strong_count() > 0);
        if let Some(turn) = turns.iter().find(|(of, _)| of == key).and_then(|(_, turn)| turn.upgrade()) {
            return turn;
        }
        let turn = Turn::default();
        turns.push((*key, Arc::downgrade(&turn)));
        turn
    }
}
