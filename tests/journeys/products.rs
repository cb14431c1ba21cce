//! Products of the shop over real HTTP: each arrives once, whatever becomes of its answer; its state is followed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests and the helpers beside them")]

use crate::support::{
    clock::MORNING,
    office::Office,
    proxy::Line,
    shop::{grant, product},
};
use kaibo_console::{
    Console,
    view::{OutboxFilter, OutboxQuery, ProductState, ProductView},
};
use kaibo_domain::{
    OwnProductId,
    platform::shop::{
        endpoint::{PRODUCT_ADD, PRODUCT_DELISTING, PRODUCT_GET, PRODUCT_LISTING, PRODUCT_UPDATE},
        id::ProductId,
    },
};
use kaibo_sandbox::FaultKind;
use kaibo_wechat::shop::{Product, ProductInfo, product::DescInfo};
use rstest::rstest;

const BAGS: &str = "手提包";
const TITLE: &str = "头层牛皮托特包";
const NAME: &str = "托特包";

async fn open() -> Office {
    let office = Office::open_at(MORNING).await;
    grant(&office, BAGS).await;
    office
}

async fn submit(office: &Office, info: &ProductInfo) -> OwnProductId {
    office.console().product_submit(NAME.into(), info.clone()).await.unwrap()
}

/// A product on the platform, with what was handed in.
async fn submitted(office: &Office, listing: i64, state: ProductState) -> (OwnProductId, ProductInfo) {
    let info = ProductInfo { listing, ..product(office, BAGS, TITLE).await };
    let id = submit(office, &info).await;
    wait_for(office, id, state).await;
    (id, info)
}

async fn find(console: &Console, id: OwnProductId) -> ProductView {
    console.products_list().await.unwrap().into_iter().find(|one| one.id == id).unwrap()
}

async fn wait_for(office: &Office, id: OwnProductId, state: ProductState) -> ProductView {
    let what = format!("{state:?}");
    office.wait_for(&what, async |console| find(console, id).await.state == state).await;
    find(&office.console(), id).await
}

fn platform_id(product: &ProductView) -> ProductId {
    product.product_id.as_ref().unwrap().parse().unwrap()
}

/// What buyers see of it.
async fn online(office: &Office, product: &ProductView) -> Product {
    office.other_program().shop_product_get(platform_id(product)).await.unwrap().product.unwrap()
}

fn arm(office: &Office, path: &str, fault: Option<FaultKind>) {
    fault.into_iter().for_each(|fault| office.platform.faults().arm(path, fault, 1));
}

fn all() -> OutboxQuery {
    OutboxQuery { filter: OutboxFilter::All, limit: 50, ..OutboxQuery::default() }
}

#[rstest]
#[case(None, 1, false)]
#[case(Some(FaultKind::DropBefore), 2, false)]
#[case(Some(FaultKind::DropAfter), 1, true)]
#[case(Some(FaultKind::MinusOneAfter), 1, true)]
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_leaves_one_product(
    #[case] fault: Option<FaultKind>,
    #[case] calls: u64,
    #[case] adopted: bool,
    #[values(0, 1)] listing: i64,
) {
    let office = open().await;
    let info = ProductInfo { listing, ..product(&office, BAGS, TITLE).await };
    arm(&office, PRODUCT_ADD.path, fault);
    let id = submit(&office, &info).await;
    let state = if listing == 1 { ProductState::OnSale } else { ProductState::Draft };
    let there = wait_for(&office, id, state).await;
    assert_eq!((there.adopted, there.on_sale, there.name.as_str()), (adopted, listing == 1, NAME));
    assert_eq!((office.executed(PRODUCT_ADD.path), office.received(PRODUCT_ADD.path)), (1, calls));
    let item = office.console().outbox_list(all()).await.unwrap().rows.remove(0);
    assert_eq!((item.kind.as_str(), item.name.as_str(), item.adopted), ("product-add", NAME, adopted));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_on_its_way_when_the_program_ended_is_looked_for() {
    let mut office = Office::open().await;
    grant(&office, BAGS).await;
    let info = product(&office, BAGS, TITLE).await;
    let line = Line::to(office.platform.base_url(), "POST /channels/ec/product/add").await;
    office.redirect(line.address()).await;
    line.keep_back(true);
    let id = submit(&office, &info).await;
    office.wait_for("the answer is kept back", async |_| line.kept() > 0).await;
    line.keep_back(false);
    office.restart().await;
    assert!(wait_for(&office, id, ProductState::OnSale).await.adopted);
    assert_eq!((office.executed(PRODUCT_ADD.path), office.received(PRODUCT_ADD.path)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn products_of_others_are_looked_at_once_and_never_taken() {
    let office = open().await;
    let info = ProductInfo { listing: 0, ..product(&office, BAGS, TITLE).await };
    for _ in 0..2 {
        let theirs = ProductInfo { out_product_id: "theirs".into(), ..info.clone() };
        office.other_program().shop_product_add(&theirs).await.unwrap();
    }
    let mut adopted = Vec::new();
    for looked_at in [4, 6] {
        office.platform.faults().arm(PRODUCT_ADD.path, FaultKind::DropAfter, 1);
        let id = submit(&office, &info).await;
        let there = wait_for(&office, id, ProductState::Draft).await;
        assert!(there.adopted);
        adopted.push(platform_id(&there));
        // Theirs, ours, and ours again for its state; the second time ours alone.
        assert_eq!(office.received(PRODUCT_GET.path), looked_at);
    }
    assert_ne!(adopted[0], adopted[1], "the second is not taken for the first");
    assert_eq!(office.executed(PRODUCT_ADD.path), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_explained_and_mended() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let info = product(&office, BAGS, TITLE).await;
    let untitled = ProductInfo { title: String::new(), ..info.clone() };
    assert_eq!(console.product_submit(NAME.into(), untitled).await.unwrap_err().code, "errcode.10020020");
    assert_eq!(office.received(PRODUCT_ADD.path), 0, "what is certain to be refused does not leave");
    let id = submit(&office, &info).await;
    let refused = wait_for(&office, id, ProductState::Refused).await;
    assert_eq!(refused.problem.unwrap().code, "errcode.10020252");
    assert_eq!(console.product_listing(id).await.unwrap_err().code, "product.cannot-list");
    grant(&office, BAGS).await;
    console.product_update(id, NAME.into(), info).await.unwrap();
    wait_for(&office, id, ProductState::OnSale).await;
    assert_eq!((office.executed(PRODUCT_ADD.path), office.received(PRODUCT_UPDATE.path)), (1, 0));
}

#[rstest]
#[case(None, 1)]
#[case(Some(FaultKind::DropBefore), 2)]
#[case(Some(FaultKind::DropAfter), 1)]
#[case(Some(FaultKind::MinusOneAfter), 1)]
#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_listed_and_taken_off_once(#[case] fault: Option<FaultKind>, #[case] calls: u64) {
    let office = open().await;
    let console = office.console();
    let (id, _) = submitted(&office, 0, ProductState::Draft).await;
    assert_eq!(console.product_delisting(id).await.unwrap_err().code, "product.cannot-delist");
    arm(&office, PRODUCT_LISTING.path, fault);
    console.product_listing(id).await.unwrap();
    let listed = wait_for(&office, id, ProductState::OnSale).await;
    assert_eq!(online(&office, &listed).await.title, TITLE);
    assert_eq!((office.executed(PRODUCT_LISTING.path), office.received(PRODUCT_LISTING.path)), (1, calls));
    assert_eq!(console.product_listing(id).await.unwrap_err().code, "product.cannot-list");
    arm(&office, PRODUCT_DELISTING.path, fault);
    console.product_delisting(id).await.unwrap();
    wait_for(&office, id, ProductState::OffSale).await;
    assert_eq!((office.executed(PRODUCT_DELISTING.path), office.received(PRODUCT_DELISTING.path)), (1, calls));
    console.product_listing(id).await.unwrap();
    wait_for(&office, id, ProductState::OnSale).await;
    assert_eq!(office.executed(PRODUCT_LISTING.path), 2, "back without another audit");
}

#[rstest]
#[case(None, 1)]
#[case(Some(FaultKind::DropBefore), 2)]
#[case(Some(FaultKind::DropAfter), 1)]
#[case(Some(FaultKind::MinusOneAfter), 1)]
#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_handed_in_once(#[case] fault: Option<FaultKind>, #[case] calls: u64) {
    let office = open().await;
    let (id, info) = submitted(&office, 1, ProductState::OnSale).await;
    arm(&office, PRODUCT_UPDATE.path, fault);
    let changed = ProductInfo { title: "头层牛皮水桶包".into(), ..info.clone() };
    office.console().product_update(id, NAME.into(), changed).await.unwrap();
    assert!(find(&office.console(), id).await.on_sale, "what buyers see stays until the audit has ended");
    let there = wait_for(&office, id, ProductState::OnSale).await;
    assert_eq!((office.executed(PRODUCT_UPDATE.path), office.received(PRODUCT_UPDATE.path)), (1, calls));
    assert_eq!(online(&office, &there).await.title, "头层牛皮水桶包");
    let doubtful = ProductInfo { title: "要驳回的水桶包".into(), ..info };
    office.console().product_update(id, NAME.into(), doubtful).await.unwrap();
    let rejected = wait_for(&office, id, ProductState::Rejected).await;
    assert!(rejected.on_sale, "{rejected:?}");
}

#[rstest]
#[case(FaultKind::DropBefore, 2)]
#[case(FaultKind::DropAfter, 1)]
#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_does_not_show_is_not_lost(#[case] fault: FaultKind, #[case] calls: u64) {
    let office = Office::open_with_slow_audits(MORNING).await;
    grant(&office, BAGS).await;
    let (id, info) = submitted(&office, 0, ProductState::Draft).await;
    office.platform.faults().arm(PRODUCT_UPDATE.path, fault, 1);
    let desc_info = DescInfo { desc: "牛皮".into(), ..info.desc_info.clone() };
    let changed = ProductInfo { desc_info, listing: 1, ..info };
    office.console().product_update(id, NAME.into(), changed).await.unwrap();
    wait_for(&office, id, ProductState::Auditing).await;
    assert_eq!((office.executed(PRODUCT_UPDATE.path), office.received(PRODUCT_UPDATE.path)), (1, calls));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_at_a_time_and_what_has_not_left_is_replaced() {
    let office = Office::open_with_slow_audits(MORNING).await;
    grant(&office, BAGS).await;
    let console = office.console();
    console.outbox_pause(None).await.unwrap();
    let info = product(&office, BAGS, TITLE).await;
    let id = submit(&office, &info).await;
    assert_eq!(console.product_listing(id).await.unwrap_err().code, "product.busy");
    let better = ProductInfo { title: "头层牛皮水桶包".into(), ..info.clone() };
    console.product_update(id, "水桶包".into(), better).await.unwrap();
    console.outbox_resume(None).await.unwrap();
    let there = wait_for(&office, id, ProductState::Auditing).await;
    assert_eq!((there.name.as_str(), there.on_sale), ("水桶包", false));
    let draft = office.other_program().shop_product_get(platform_id(&there)).await.unwrap().edit_product.unwrap();
    assert_eq!(draft.title, "头层牛皮水桶包");
    assert_eq!((office.executed(PRODUCT_ADD.path), office.received(PRODUCT_UPDATE.path)), (1, 0));
    assert_eq!(console.product_update(id, NAME.into(), info).await.unwrap_err().code, "product.cannot-edit");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_elsewhere_is_shown_so() {
    let office = open().await;
    let (id, _) = submitted(&office, 0, ProductState::Draft).await;
    let there = platform_id(&find(&office.console(), id).await);
    office.other_program().shop_product_delete(there).await.unwrap();
    office.clock.as_ref().unwrap().turn(1_000);
    office.console().sync_now().await.unwrap();
    assert_eq!(find(&office.console(), id).await.state, ProductState::Deleted);
    let asked = office.received(PRODUCT_GET.path);
    office.clock.as_ref().unwrap().turn(1_000);
    office.console().sync_now().await.unwrap();
    assert_eq!(office.received(PRODUCT_GET.path), asked, "nobody asks for it again");
}
