//! The merchant and the papers: what is kept, what is erased, and what an erased paper leaves behind.

use crate::shop;
use kaibo_domain::{
    PaperId,
    vault::{EntityDraft, PaperDraft, PaperKind},
};
use kaibo_store::{
    BlobId, StoreError, entities,
    papers::{self, PaperFileRow, PaperRow},
};
use std::fs;
use uuid::Uuid;

fn paper(shop: &crate::Shop, title: &str) -> PaperRow {
    let draft = PaperDraft { kind: PaperKind::Identity, title: title.into(), ..PaperDraft::default() };
    let id = PaperId::from_uuid(Uuid::now_v7());
    PaperRow {
        id,
        shop_id: shop.id,
        draft,
        revision: 1,
        consent: None,
        removed_ms: None,
        warned_days: None,
        created_ms: 5,
    }
}

fn file(blob: BlobId) -> PaperFileRow {
    PaperFileRow { blob, name: "正面.jpg".into(), width: 1600, height: 1000, bytes: 7 }
}

#[test]
fn the_merchant_is_empty_at_first_and_then_as_it_was_typed() {
    let shop = shop();
    let id = shop.id;
    assert_eq!(shop.read(|conn| entities::get(conn, id)), entities::EntityRow::default());
    let draft = EntityDraft { name: "杭州小开贸易有限公司".into(), ..EntityDraft::default() };
    for revision in 1..3 {
        let draft = draft.clone();
        assert_eq!(shop.write(move |tx| entities::put(tx, id, &draft, 9)), revision);
    }
    assert_eq!(shop.read(|conn| entities::get(conn, id)), entities::EntityRow { draft, revision: 2 });
}

#[test]
fn a_paper_reads_back_with_its_pages_in_order() {
    let shop = shop();
    let mut row = paper(&shop, "身份证");
    let id = row.id;
    let pages = [b"front".as_slice(), b"back"].map(|bytes| file(shop.store.vault().put(bytes).unwrap()));
    let (insert, add) = (row.clone(), pages.clone());
    shop.write(move |tx| {
        papers::insert(tx, &insert)?;
        add.iter().try_for_each(|page| papers::add_file(tx, id, page))
    });
    assert_eq!(shop.read(|conn| papers::files(conn, id)), pages);
    assert_eq!(shop.read(|conn| papers::find(conn, row.shop_id, pages[1].blob)), Some(id));
    row.draft.number = "330106199001011234".into();
    let draft = row.draft.clone();
    shop.write(move |tx| {
        papers::update(tx, id, &draft, 6)?;
        papers::set_warned(tx, id, Some(30))?;
        papers::agree(tx, id, 1, 7)
    });
    let expected = PaperRow { revision: 3, consent: Some((7, 1)), warned_days: Some(30), ..row };
    assert_eq!(shop.read(|conn| papers::list(conn, expected.shop_id)), [expected]);
}

#[test]
fn only_a_paper_out_of_sight_is_deleted_and_shared_bytes_stay() {
    let shop = shop();
    let (one, other) = (paper(&shop, "一"), paper(&shop, "二"));
    let [own, shared] = [b"own".as_slice(), b"shared"].map(|bytes| shop.store.vault().put(bytes).unwrap());
    let (first, second) = (one.id, other.id);
    shop.write(move |tx| {
        papers::insert(tx, &one)?;
        papers::insert(tx, &other)?;
        papers::add_file(tx, first, &file(own))?;
        papers::add_file(tx, first, &file(shared))?;
        papers::add_file(tx, second, &file(shared))
    });
    let refused = shop.store.write_blocking(move |tx| papers::delete(tx, first));
    assert!(matches!(refused, Err(StoreError::NotFound)));
    shop.write(move |tx| papers::set_removed(tx, first, Some(8)));
    assert_eq!(shop.write(move |tx| papers::delete(tx, first)), [own]);
    assert_eq!(shop.read(|conn| papers::get(conn, first)), None);
    assert_eq!(shop.read(|conn| papers::files(conn, first)), []);
}

#[tokio::test]
async fn an_emptied_log_holds_nothing_and_writing_goes_on() {
    let shop = shop();
    let id = shop.id;
    let draft = EntityDraft { name: "x".repeat(100_000), ..EntityDraft::default() };
    let again = draft.clone();
    shop.store.write(move |tx| entities::put(tx, id, &draft, 9)).await.unwrap();
    let log = shop.dir.path().join("kaibo.db-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0);
    shop.store.empty_log().await.unwrap();
    assert_eq!(fs::metadata(&log).unwrap().len(), 0);
    assert_eq!(shop.store.write(move |tx| entities::put(tx, id, &again, 9)).await.unwrap(), 2);
    shop.store.close();
    assert!(matches!(shop.store.empty_log().await, Err(StoreError::Closed)));
}
