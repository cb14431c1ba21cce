//! Much of the same work shared by as many hands as there are cores.
//!
//! Invariants: whatever was begun is ended; what is asked to stop begins nothing more.

use crate::{problem::internal, view::Problem};
use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};
use tokio::task::JoinSet;

/// Hands at most, on however many cores: each holds a file's bytes.
const HANDS: usize = 8;

/// Ends shared work early: what was done stays, what was not begun is left.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Begin nothing more.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether nothing more is to be begun.
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Does `work` with each item and gives what came of each in the order of the items, up to where it was stopped and
/// nothing for those that were not begun. `told` hears how many are done and what came of the last.
///
/// # Errors
/// The first error of the work itself; nothing more is begun then.
pub(crate) async fn share<I, T, Working>(
    items: Vec<I>,
    stop: &Stop,
    mut told: impl FnMut(u32, &T),
    work: impl Fn(I) -> Working,
) -> Result<Vec<T>, Problem>
where
    T: Send + 'static,
    Working: Future<Output = Result<T, Problem>> + Send + 'static,
{
    let hands = thread::available_parallelism().map_or(2, usize::from).min(HANDS);
    let mut outcomes: Vec<Option<T>> = items.iter().map(|_| None).collect();
    let mut waiting = items.into_iter().enumerate();
    let (mut busy, mut done) = (JoinSet::new(), 0);
    loop {
        while busy.len() < hands
            && !stop.is_asked()
            && let Some((place, item)) = waiting.next()
        {
            let working = work(item);
            busy.spawn(async move { (place, working.await) });
        }
        let Some(ended) = busy.join_next().await else { break };
        let (place, outcome) = ended.map_err(|_| internal("share"))?;
        let outcome = outcome?;
        done += 1;
        told(done, &outcome);
        outcomes[place] = Some(outcome);
    }
    Ok(outcomes.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn outcomes_stand_in_the_order_of_the_items_and_each_is_told() {
        let mut told = Vec::new();
        let work = |item: u64| async move {
            tokio::time::sleep(std::time::Duration::from_millis(item % 3)).await;
            Ok(item * 2)
        };
        let doubled = share((0..40).collect(), &Stop::default(), |done, _| told.push(done), work).await.unwrap();
        assert_eq!(doubled, (0..40).map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(told, (1..=40).collect::<Vec<_>>());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_begun_is_ended_and_nothing_more_is_begun() {
        let stop = Stop::default();
        let asked = stop.clone();
        let tell = move |done, _: &u32| {
            if done == 3 {
                asked.stop()
            }
        };
        let done = share((0..100).collect(), &stop, tell, |item| async move { Ok(item) }).await.unwrap();
        assert!((3..3 + HANDS).contains(&done.len()), "{} were done", done.len());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_of_the_work_ends_it() {
        let work = |item: u32| async move { if item == 2 { Err(internal("test")) } else { Ok(item) } };
        assert!(share((0..9).collect(), &Stop::default(), |_, _| (), work).await.is_err());
    }
}
