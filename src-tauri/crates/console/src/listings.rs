//! Answers to the queries of long lists: the keys of everything a query shows. Pages are read by their place in it, so a
//! page costs the same wherever it stands, and the list does not move under whoever scrolls it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// Listings that are kept: of the window, of the one before while it is exchanged, and of what asks beside it.
const KEPT: usize = 4;

/// The listings that were opened last.
pub(crate) struct Listings<K>(Mutex<Kept<K>>);

struct Kept<K> {
    last: u32,
    listings: VecDeque<(u32, Arc<[K]>)>,
}

impl<K> Default for Listings<K> {
    fn default() -> Self {
        Self(Mutex::new(Kept { last: 0, listings: VecDeque::new() }))
    }
}

impl<K> Listings<K> {
    /// Keeps a listing and says by what it is asked for.
    pub fn keep(&self, keys: Vec<K>) -> u32 {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let id = kept.last;
        kept.listings.push_front((id, keys.into()));
        kept.listings.truncate(KEPT);
        id
    }

    /// `None` once it was forgotten.
    pub fn get(&self, id: u32) -> Option<Arc<[K]>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.listings.iter().position(|(one, _)| *one == id)?;
        // One that is used is not forgotten.
        let (id, keys) = kept.listings.remove(place)?;
        kept.listings.push_front((id, keys.clone()));
        Some(keys)
    }
}

/// The keys from `from` on, at most `limit`.
pub(crate) fn part<K>(keys: &[K], from: u32, limit: u32) -> &[K] {
    let from = keys.len().min(from as usize);
    &keys[from..keys.len().min(from.saturating_add(limit as usize))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_listings_are_kept_and_those_in_use_longest() {
        let listings = Listings::default();
        let first = listings.keep(vec![1, 2]);
        for _ in 0..KEPT + 2 {
            listings.keep(vec![3]);
            assert_eq!(listings.get(first).as_deref(), Some([1, 2].as_slice()));
        }
        for _ in 0..KEPT {
            listings.keep(vec![3]);
        }
        assert_eq!(listings.get(first), None);
    }

    #[test]
    fn a_page_ends_where_the_list_ends() {
        assert_eq!(part(&[1, 2, 3], 1, 9), [2, 3]);
        assert_eq!(part(&[1, 2, 3], 3, 9), [0; 0]);
        assert_eq!(part(&[1, 2, 3], u32::MAX, u32::MAX), [0; 0]);
    }
}
