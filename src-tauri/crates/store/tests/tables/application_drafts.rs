//! Applications as they are prepared, and the pages that the platform has.

use crate::{Shop, shop};
use kaibo_domain::{
    ApplicationDraftId, ApplicationId,
    applying::{ApplicationDraft, Filling, Question},
    platform::shop::id::CatId,
};
use kaibo_store::{
    BlobId, Origin,
    application_drafts::{self, ApplicationDraftRow},
    applications::{self, ApplicationRow},
    uploaded_pages,
};
use uuid::Uuid;

fn insert(shop: &Shop, created_ms: i64) -> ApplicationDraftId {
    let row = ApplicationDraftRow {
        id: ApplicationDraftId::from_uuid(Uuid::now_v7()),
        shop_id: shop.id,
        cat_id: CatId(u64::MAX),
        draft: ApplicationDraft::default(),
        pack_version: "1".into(),
        revision: 1,
        removed_ms: None,
        created_ms,
    };
    let written = row.clone();
    shop.write(move |tx| application_drafts::insert(tx, &written));
    assert_eq!(shop.read(|db| application_drafts::get(db, row.id)), Some(row.clone()));
    row.id
}

#[test]
fn what_stands_at_a_demand_replaces_what_stood_there_and_counts_as_a_change() {
    let shop = shop();
    let id = insert(&shop, 1);
    let later = insert(&shop, 2);
    let filling = Filling { text: "douyin".into(), answers: [(Question::Seal, true)].into(), ..Filling::default() };
    let changed = filling.clone();
    shop.write(move |tx| {
        application_drafts::fill(tx, id, "c.letter", &Filling::default())?;
        application_drafts::fill(tx, id, "c.letter", &changed)?;
        application_drafts::update(tx, id, &ApplicationDraft { leaf: "黄金项链".into(), ..Default::default() })?;
        application_drafts::set_removed(tx, later, Some(7))?;
        assert_eq!(application_drafts::touch(tx, id, "2")?, 2);
        Ok(())
    });
    let fillings = shop.read(|db| application_drafts::fillings(db, id));
    assert_eq!(fillings.into_iter().collect::<Vec<_>>(), [("c.letter".to_owned(), filling)]);
    let listed = shop.read(|db| application_drafts::list(db, shop.id));
    let facts: Vec<_> =
        listed.iter().map(|row| (row.draft.leaf.as_str(), row.pack_version.as_str(), row.removed_ms)).collect();
    assert_eq!(facts, [("", "1", Some(7)), ("黄金项链", "2", None)]);
}

#[test]
fn rounds_belong_to_their_draft_the_last_first() {
    let shop = shop();
    let draft = insert(&shop, 1);
    let [first, second] = [1, 2].map(|created_ms| {
        let row = ApplicationRow {
            id: ApplicationId::from_uuid(Uuid::now_v7()),
            shop_id: shop.id,
            name: "黄金".into(),
            cat_id: CatId(1),
            request: "{}".into(),
            audit_id: None,
            status: None,
            reason: String::new(),
            adopted: false,
            applied_ms: None,
            audited_ms: None,
            synced_ms: None,
            origin: Origin::App,
            created_ms,
        };
        let id = row.id;
        shop.write(move |tx| {
            applications::insert(tx, &row)?;
            applications::set_leaf(tx, row.id, CatId(900_001))?;
            application_drafts::add_round(tx, draft, row.id)
        });
        id
    });
    shop.write(move |tx| application_drafts::set_concerned(tx, first, &["c.letter".to_owned()]));
    let rounds = shop.read(|db| application_drafts::rounds(db, draft));
    let found: Vec<_> = rounds.into_iter().map(|round| (round.application, round.concerned)).collect();
    assert_eq!(found, [(second, None), (first, Some(vec!["c.letter".to_owned()]))]);
    assert_eq!(shop.read(|db| application_drafts::of_round(db, first)), Some(draft));
    assert_eq!(shop.read(|db| applications::get(db, first)).unwrap().cat_id, CatId(900_001));
}

#[test]
fn a_page_is_known_until_the_platform_says_otherwise() {
    let shop = shop();
    let blob: BlobId = "ab".repeat(32).parse().unwrap();
    shop.write(move |tx| uploaded_pages::put(tx, shop.id, blob, "old"));
    shop.write(move |tx| uploaded_pages::put(tx, shop.id, blob, "new"));
    assert_eq!(shop.read(|db| uploaded_pages::get(db, shop.id, blob)).as_deref(), Some("new"));
    shop.write(|tx| uploaded_pages::forget(tx, "new"));
    assert_eq!(shop.read(|db| uploaded_pages::get(db, shop.id, blob)), None);
}
