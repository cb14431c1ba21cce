//! The outbox: compare-and-set, order per object, what is due.

use crate::{Shop, shop, submission_id};
use kaibo_domain::{AttemptId, BatchId, SubmissionId, outbox::SubmissionState as S};
use kaibo_store::{
    attempts,
    attempts::{AttemptOutcome, AttemptRow, Ending},
    batches::{self, BatchRow},
    goods, submissions,
    submissions::{
        Due, Lease, ObjectKind, Remark, StateCounts, SubmissionFilter, SubmissionKind, SubmissionQuery, SubmissionRow,
    },
};
use std::{sync::Barrier, thread};
use uuid::Uuid;

fn submit(shop: &Shop, object: &str, state: S, waiting_until_ms: Option<i64>) -> SubmissionRow {
    let row = SubmissionRow {
        id: submission_id(),
        shop_id: shop.id,
        kind: SubmissionKind::GoodsAdd,
        object_kind: ObjectKind::Goods,
        object_id: object.into(),
        revision: 1,
        state,
        request_hash: "hash".into(),
        waiting_until_ms,
        cause: None,
        errcode: None,
        errmsg: None,
        rid: None,
        payload: Some("{\"goods\":[1,2]}".into()),
        // The clock stands still, or goes back: the order is the order of asking.
        created_ms: 5,
        updated_ms: 5,
        version: 1,
        batch_id: None,
        lease_owner: None,
        lease_until_ms: None,
        tries: 0,
        trying_since_ms: None,
        code_url: None,
    };
    let insert = row.clone();
    shop.write(move |tx| submissions::insert(tx, &insert));
    row
}

fn ids(rows: Vec<SubmissionRow>) -> Vec<SubmissionId> {
    rows.into_iter().map(|row| row.id).collect()
}

fn due(shop: &Shop, now_ms: i64) -> Vec<SubmissionId> {
    let id = shop.id;
    ids(shop.read(move |conn| submissions::list_due(conn, &Due { shop: id, now_ms, blocked: &[], limit: 50 })))
}

fn step(shop: &Shop, id: SubmissionId, version: u32, from: S, to: S) -> bool {
    shop.write(move |tx| submissions::transition(tx, id, version, (from, to), &Remark::default(), 6))
}

#[test]
fn a_move_needs_the_version_and_the_state_that_were_seen() {
    let shop = shop();
    let row = submit(&shop, "a", S::Queued, None);
    let id = row.id;
    assert_eq!(shop.read(move |conn| submissions::get(conn, id)).unwrap(), row);
    assert!(!step(&shop, id, 2, S::Queued, S::Sending));
    assert!(!step(&shop, id, 1, S::Waiting, S::Sending));
    assert!(step(&shop, id, 1, S::Queued, S::Sending));
    assert!(!step(&shop, id, 1, S::Queued, S::Sending));
    let remark = Remark {
        errcode: Some(300002),
        errmsg: Some("name length invalid".into()),
        rid: Some("rid".into()),
        ..Default::default()
    };
    let noted = remark.clone();
    assert!(shop.write(move |tx| submissions::transition(tx, id, 2, (S::Sending, S::Rejected), &noted, 7)));
    let expected = SubmissionRow {
        state: S::Rejected,
        errcode: remark.errcode,
        errmsg: remark.errmsg,
        rid: remark.rid,
        updated_ms: 7,
        version: 3,
        ..row
    };
    assert_eq!(shop.read(move |conn| submissions::get(conn, id)).unwrap(), expected);
}

#[test]
fn of_many_who_move_the_same_row_one_wins() {
    let shop = shop();
    for _ in 0..20 {
        let id = submit(&shop, "a", S::Queued, None).id;
        let (start, store) = (Barrier::new(8), &shop.store);
        let won = thread::scope(|scope| {
            let racers: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        let remark = Remark::default();
                        store
                            .write_blocking(move |tx| {
                                submissions::transition(tx, id, 1, (S::Queued, S::Sending), &remark, 6)
                            })
                            .unwrap()
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(won, 1);
    }
}

#[test]
fn nothing_of_an_object_overtakes() {
    let shop = shop();
    let (first, second) = (submit(&shop, "a", S::Queued, None).id, submit(&shop, "a", S::Queued, None).id);
    let other = submit(&shop, "b", S::Queued, None).id;
    assert_eq!(due(&shop, 10), [first, other]);
    step(&shop, first, 1, S::Queued, S::Sending);
    assert_eq!(due(&shop, 10), [other]);
    step(&shop, first, 2, S::Sending, S::Unknown);
    assert_eq!(due(&shop, 10), [first, other], "what is in doubt is looked for");
    step(&shop, first, 3, S::Unknown, S::Accepted);
    assert_eq!(due(&shop, 10), [second, other]);
    let open = shop.read(|conn| submissions::open_for_object(conn, ObjectKind::Goods, "a"));
    assert_eq!(ids(open), [second]);
    let latest = shop.read(|conn| submissions::latest_for_object(conn, ObjectKind::Goods, "a"));
    assert_eq!(latest.unwrap().id, second);
    assert_eq!(shop.read(|conn| submissions::latest_for_object(conn, ObjectKind::Room, "a")), None);
}

#[test]
fn waits_end_at_their_time_and_causes_outside_do_not_end_by_time() {
    let shop = shop();
    let timed = submit(&shop, "a", S::Waiting, Some(100)).id;
    let offline = submit(&shop, "b", S::Waiting, None).id;
    assert_eq!(due(&shop, 99), []);
    assert_eq!(due(&shop, 100), [timed]);
    let id = shop.id;
    assert_eq!(shop.read(move |conn| submissions::earliest_due(conn, id, 99)), Some(100));
    assert_eq!(shop.read(move |conn| submissions::earliest_due(conn, id, 100)), None);
    assert_eq!(ids(shop.read(move |conn| submissions::list_open(conn, id, 9))), [timed, offline]);
    assert_eq!(ids(shop.read(move |conn| submissions::list_open(conn, id, 1))), [timed]);
    assert_eq!(shop.read(move |conn| submissions::count_open(conn, id)), 2);
}

#[test]
fn interrupted_are_those_that_were_being_sent() {
    let shop = shop();
    let sending = submit(&shop, "a", S::Sending, None).id;
    for (object, state) in [("b", S::Queued), ("c", S::Unknown), ("d", S::Accepted)] {
        submit(&shop, object, state, None);
    }
    assert_eq!(ids(shop.read(submissions::interrupted)), [sending]);
}

#[test]
fn an_attempt_ends_once() {
    let shop = shop();
    let submission_id = submit(&shop, "a", S::Sending, None).id;
    let id = AttemptId::from_uuid(Uuid::now_v7());
    let attempt = AttemptRow {
        id,
        submission_id,
        started_ms: 5,
        ended_ms: None,
        outcome: None,
        request_hash: "hash".into(),
        errcode: None,
        rid: None,
    };
    let insert = attempt.clone();
    shop.write(move |tx| attempts::insert(tx, &insert));
    let no = Ending { outcome: AttemptOutcome::Rejected, errcode: Some(300002), rid: Some("rid".into()) };
    assert!(shop.write(move |tx| attempts::finish(tx, id, &no, 6)));
    assert!(!shop.write(move |tx| attempts::finish(tx, id, &AttemptOutcome::Accepted.into(), 7)));
    let expected = AttemptRow {
        ended_ms: Some(6),
        outcome: Some(AttemptOutcome::Rejected),
        errcode: Some(300002),
        rid: Some("rid".into()),
        ..attempt
    };
    assert_eq!(shop.read(move |conn| attempts::list(conn, submission_id)), [expected]);
}

#[test]
fn blocked_kinds_and_paused_batches_are_left_out_but_what_is_in_doubt_is_looked_at() {
    let shop = shop();
    let (queued, doubtful) = (submit(&shop, "a", S::Queued, None), submit(&shop, "b", S::Unknown, Some(7)));
    let id = shop.id;
    let look = |blocked: &'static [SubmissionKind]| {
        ids(shop.read(move |conn| submissions::list_due(conn, &Due { shop: id, now_ms: 9, blocked, limit: 50 })))
    };
    assert_eq!(look(&[]), [doubtful.id, queued.id]);
    assert_eq!(look(&[SubmissionKind::GoodsAdd]), [doubtful.id]);
    let batch = put_in_batch(&shop, &[queued.id, doubtful.id]);
    shop.write(move |tx| batches::set_paused(tx, batch, true));
    assert_eq!(look(&[]), [doubtful.id]);
    shop.write(move |tx| batches::set_paused(tx, batch, false));
    assert_eq!(look(&[]), [doubtful.id, queued.id]);
}

fn put_in_batch(shop: &Shop, members: &[SubmissionId]) -> BatchId {
    let id = BatchId::from_uuid(Uuid::now_v7());
    let row = BatchRow { id, shop_id: shop.id, kind: SubmissionKind::GoodsAdd, paused: false, created_ms: 1 };
    let members = members.to_vec();
    shop.write(move |tx| {
        batches::insert(tx, &row)?;
        for member in members {
            tx.execute("UPDATE submissions SET batch_id = ?2 WHERE id = ?1", [member.to_string(), id.to_string()])?;
        }
        Ok(())
    });
    id
}

#[test]
fn after_the_clock_was_turned_back_a_wait_is_as_long_as_it_was() {
    let shop = shop();
    let (of_shop, waits) = (shop.id, submit(&shop, "a", S::Waiting, Some(35)));
    submit(&shop, "b", S::Queued, None);
    assert_eq!(shop.read(move |conn| submissions::last_wait_begun(conn, of_shop)), Some(5));
    // It shows -95 where it showed 5.
    shop.write(move |tx| submissions::wait_anew(tx, of_shop, -95));
    shop.write(move |tx| submissions::wait_anew(tx, of_shop, -90));
    let anew = shop.read(move |conn| submissions::get(conn, waits.id)).unwrap();
    assert_eq!((anew.updated_ms, anew.waiting_until_ms, anew.version), (-95, Some(-65), 1));
    assert_eq!(shop.read(move |conn| submissions::earliest_due(conn, of_shop, -95)), Some(-65));
}

#[test]
fn a_lease_counts_the_try_and_ends_with_the_next_move() {
    let shop = shop();
    let id = submit(&shop, "a", S::Queued, None).id;
    let lease = Lease { owner: "run-1".into(), until_ms: 90 };
    let taken = lease.clone();
    assert!(shop.write(move |tx| submissions::begin(tx, id, 1, &taken, "hash-2", 60)));
    assert!(!shop.write(move |tx| submissions::begin(tx, id, 2, &lease, "hash-3", 61)), "it is being sent");
    let (of_shop, sent) = (shop.id, shop.read(move |conn| submissions::get(conn, id)).unwrap());
    assert_eq!((sent.lease_owner.as_deref(), sent.lease_until_ms, sent.tries), (Some("run-1"), Some(90), 1));
    assert_eq!((sent.request_hash.as_str(), sent.trying_since_ms), ("hash-2", Some(60)));
    assert_eq!(ids(shop.read(move |conn| submissions::sending(conn, of_shop))), [id]);
    assert_eq!(shop.read(move |conn| submissions::earliest_due(conn, of_shop, 0)), Some(90));
    assert!(step(&shop, id, 2, S::Sending, S::Waiting));
    let waits = shop.read(move |conn| submissions::get(conn, id)).unwrap();
    assert_eq!((waits.lease_owner, waits.lease_until_ms, waits.tries), (None, None, 1));
    assert_eq!(shop.read(move |conn| submissions::sending(conn, of_shop)), []);
    let forgiven = Remark { forgiven: true, ..Remark::default() };
    assert!(shop.write(move |tx| submissions::transition(tx, id, 3, (S::Waiting, S::Queued), &forgiven, 99)));
    let again = shop.read(move |conn| submissions::get(conn, id)).unwrap();
    assert_eq!((again.tries, again.trying_since_ms), (0, None));
}

#[test]
fn a_batch_counts_its_members_by_outcome() {
    let shop = shop();
    let states = [S::Queued, S::Accepted, S::Accepted, S::Rejected, S::Unknown];
    let members: Vec<_> =
        states.iter().enumerate().map(|(n, state)| submit(&shop, &n.to_string(), *state, None).id).collect();
    let batch = put_in_batch(&shop, &members);
    let id = shop.id;
    let counts = shop.read(move |conn| submissions::counts(conn, id, Some(batch)));
    let expected = StateCounts { queued: 1, unknown: 1, accepted: 2, rejected: 1, ..StateCounts::default() };
    assert_eq!((counts, counts.total(), counts.open()), (expected, 5, 2));
    let refused = members[3];
    shop.write(move |tx| submissions::leave_batch(tx, refused));
    assert_eq!(shop.read(move |conn| submissions::counts(conn, id, Some(batch))).total(), 4);
}

#[test]
fn a_refusal_is_shown_until_its_object_is_submitted_again() {
    let shop = shop();
    let refused = submit(&shop, "a", S::Rejected, None).id;
    let other = submit(&shop, "b", S::Rejected, None).id;
    submit(&shop, "b", S::Queued, None);
    let id = shop.id;
    let page = |filter, before, limit| {
        let query = SubmissionQuery { shop: id, filter, batch: None, before, limit };
        shop.read(move |conn| submissions::list(conn, &query))
    };
    assert_eq!(ids(page(SubmissionFilter::Refused, None, 9).rows), [refused]);
    assert_eq!(page(SubmissionFilter::Open, None, 9).rows.len(), 1);
    let first = page(SubmissionFilter::All, None, 2);
    assert_eq!(first.rows[1].id, other);
    assert_eq!(ids(page(SubmissionFilter::All, first.next, 2).rows), [refused]);
    assert_eq!(shop.read(move |conn| submissions::counts(conn, id, None)).rejected, 1);
}

#[test]
fn a_refusal_of_what_was_deleted_since_needs_nobody() {
    let shop = shop();
    let good = shop.good("删掉的裙子", 5);
    let object = good.id.to_string();
    submit(&shop, &object, S::Rejected, None);
    let id = shop.id;
    let refused = || shop.read(move |conn| submissions::counts(conn, id, None)).rejected;
    assert_eq!(refused(), 1);
    shop.write(move |tx| goods::mark_deleted(tx, good.id, 6));
    assert_eq!(refused(), 0);
    let deletion = submit(&shop, &object, S::Queued, None);
    let deletion = SubmissionRow { kind: SubmissionKind::GoodsDelete, id: submission_id(), ..deletion };
    let deletion = SubmissionRow { state: S::Rejected, ..deletion };
    shop.write(move |tx| submissions::insert(tx, &deletion));
    assert_eq!(refused(), 1, "but that it could not be deleted there does");
}
