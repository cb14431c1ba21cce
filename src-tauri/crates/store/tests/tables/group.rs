//! Writes that wait together are committed together, and each stands or falls for itself.

use crate::{Shop, shop};
use kaibo_store::{StoreError, settings};
use std::sync::mpsc;

type Write = fn(&kaibo_store::Transaction) -> Result<(), StoreError>;

/// Holds the writer until everything was handed in, so that it is committed together.
fn together(shop: &Shop, writes: Vec<Write>) -> Vec<bool> {
    let (release, held) = mpsc::channel::<()>();
    let store = shop.store.clone();
    std::thread::scope(|scope| {
        let (begun, running) = mpsc::channel();
        scope.spawn(move || {
            store.write_blocking(move |_| {
                begun.send(()).unwrap();
                held.recv().unwrap();
                Ok(())
            })
        });
        running.recv().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut tasks = Vec::new();
            for write in writes {
                tasks.push(Box::pin(shop.store.write(write)));
            }
            // The first poll hands each of them in, in order.
            for task in &mut tasks {
                let waker = std::task::Waker::noop();
                assert!(task.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
            }
            release.send(()).unwrap();
            let mut outcomes = Vec::new();
            for task in tasks {
                outcomes.push(task.await.is_ok());
            }
            outcomes
        })
    })
}

#[test]
fn a_piece_that_fails_takes_nobody_with_it() {
    let shop = shop();
    let outcomes = together(
        &shop,
        vec![
            |tx| settings::set(tx, "first", "1"),
            |tx| {
                settings::set(tx, "first", "2")?;
                settings::set(tx, "second", "2")?;
                Err(StoreError::NotFound)
            },
            |tx| {
                settings::set(tx, "second", "3")?;
                panic!("this piece panics")
            },
            |tx| settings::set(tx, "third", "4"),
        ],
    );
    assert_eq!(outcomes, [true, false, false, true]);
    let kept = |name: &'static str| shop.read(move |conn| settings::get(conn, name));
    assert_eq!((kept("first").as_deref(), kept("second"), kept("third").as_deref()), (Some("1"), None, Some("4")));
}

#[test]
fn a_transaction_that_is_rolled_back_as_a_whole_is_answered_so_to_everybody() {
    let shop = shop();
    let outcomes = together(
        &shop,
        vec![
            |tx| settings::set(tx, "lost", "1"),
            // What a full disk does: the whole transaction is gone, savepoints and all.
            |tx| Ok(tx.execute_batch("ROLLBACK; SELECT no_such_function();")?),
            |tx| settings::set(tx, "kept", "3"),
        ],
    );
    assert_eq!(outcomes, [false, false, true]);
    assert_eq!(shop.read(|conn| settings::get(conn, "lost")), None);
    assert_eq!(shop.read(|conn| settings::get(conn, "kept")).as_deref(), Some("3"));
}
