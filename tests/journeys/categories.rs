//! What the platform itself says of categories, over real HTTP: it outranks what is shipped, its changes are told, and a
//! right that lapses names the goods that go off sale.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    clock::MORNING,
    office::Office,
    shop::{grant, product},
};
use kaibo_console::{
    Console,
    view::{
        AwaitedAnswer, AwaitedKind, CategoryView, EntityPatch, LetterPatch, Listing, Notice, NoticeKind, OverdueWindow,
        PlatformView, ProductState, ProductView, Target, Topic, WindowPatch,
    },
};
use kaibo_domain::{
    category::said::FactKind,
    letter::LetterKind,
    platform::shop::{
        endpoint::{CATEGORY_ALL, CATEGORY_DETAIL},
        license::FieldCheck,
    },
    time::{DAY_MS, MINUTE_MS},
    vault::PaperKind,
    window::{WindowField, WindowOutcome, WindowState},
};
use kaibo_sandbox::{FaultKind, Sandbox};
use kaibo_wechat::shop::ProductInfo;
use serde_json::json;

/// 珠宝首饰 › 黄金, and its leaves 黄金项链, 黄金戒指 and 黄金手镯.
const GOLD: &str = "10000332";
const NECKLACE: u64 = 900_001;
/// 箱包皮具 › 潮流女包 › 手提包: free to all.
const BAGS: &str = "手提包";
const BAGS_SECOND: &str = "10000175";
const BAGS_LEAF: u64 = 900_109;

async fn read(office: &Office) {
    office.clock.as_ref().unwrap().turn(MINUTE_MS);
    office.console().sync_now().await.unwrap();
}

async fn category(console: &Console, id: &str) -> CategoryView {
    console.category_view(id.into()).await.unwrap().unwrap()
}

async fn platform(console: &Console, id: &str) -> PlatformView {
    category(console, id).await.platform.unwrap()
}

async fn listing(console: &Console, typed: &str, id: &str) -> Listing {
    let found = console.categories_search(typed.into()).await.unwrap();
    found.into_iter().find(|row| row.id == id).unwrap().listing
}

fn told(office: &Office, kind: NoticeKind) -> Vec<(u32, String, Option<String>)> {
    let notices = office.notices.shown();
    let of_kind = notices.into_iter().filter(|notice| notice.kind == kind);
    of_kind.map(|notice| (notice.count, notice.name, notice.target.id)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_says_stands_before_what_is_shipped() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let profile = EntityPatch {
        name: Some("演练贸易有限公司".into()),
        code: Some("9144030071526726XG".into()),
        ..EntityPatch::default()
    };
    console.vault_entity_save(profile).await.unwrap();
    read(&office).await;
    assert_eq!(listing(&console, "huangjin", GOLD).await, Listing::Listed);
    let unlisted = console.categories_search(String::new()).await.unwrap();
    assert!(unlisted.iter().any(|row| row.listing == Listing::NotListed), "the practice tree is smaller");
    let gold = category(&console, GOLD).await;
    assert!(!gold.demands.is_empty(), "what is shipped stays to be read");
    let said = gold.platform.unwrap();
    assert_eq!((said.groups.len(), said.groups[0].leaves.len(), said.complete), (1, 3, false));
    assert!(said.groups[0].mandatory && !said.groups[0].tips.is_empty() && said.groups[0].gated.is_none());
    let fields = &said.groups[0].licences[0].licences[0].fields;
    let check = |name: &str| fields.iter().find(|field| field.name == name).unwrap().check;
    assert_eq!(check("企业名称"), Some(FieldCheck::Fits));
    assert_eq!(check("统一社会信用代码"), Some(FieldCheck::Fits));
    assert_eq!(check("有效期开始"), None, "the profile has no such day");

    console.category_read(GOLD.into()).await.unwrap();
    let said = platform(&console, GOLD).await;
    assert_eq!((said.complete, said.groups[0].gated), (true, Some(true)));
    assert_eq!(office.received(CATEGORY_DETAIL.path), 3);
    console.category_read(GOLD.into()).await.unwrap();
    assert_eq!(office.received(CATEGORY_DETAIL.path), 3, "what was just read is not asked again");
    assert_eq!(console.category_view("不是编号".into()).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_a_category_that_was_looked_at_are_kept_and_told() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    read(&office).await;
    console.category_read(GOLD.into()).await.unwrap();
    let wild = json!({ "cat_id": 900_018, "tips": "别人的类目变了" });
    office.turn_platform("shop/category", wild).await;
    let changed = json!({
        "cat_id": NECKLACE, "tips": "<b>1、营业执照</b><br>9、<script>alert(1)</script>检测报告", "access_permit_required": false
    });
    office.turn_platform("shop/category", changed).await;
    read(&office).await;
    let said = platform(&console, GOLD).await;
    let group = said.groups.iter().find(|group| group.leaves == ["黄金项链"]).unwrap();
    assert_eq!(group.tips, ["1、营业执照", "9、alert(1)检测报告"], "words, no markup");
    assert_eq!(group.gated, Some(false));
    let change = |kind: FactKind| said.changes.iter().flat_map(|change| &change.facts).find(|fact| fact.kind == kind);
    assert!(said.changes.iter().all(|change| change.leaf == "黄金项链"));
    assert_eq!(change(FactKind::Tips).map(|fact| fact.after.is_empty() && fact.before.is_empty()), Some(false));
    assert_eq!(change(FactKind::Gated).unwrap().after, "", "it is not gated any more");
    let gold = Some(GOLD.to_owned());
    let expected = (1, "黄金".to_owned(), gold);
    assert!(told(&office, NoticeKind::CategoryChanged).contains(&expected), "{:?}", office.notices.shown());
    assert!(
        office.notices.shown().iter().all(|notice| notice.name != "白酒"),
        "what concerns nobody is kept, not told"
    );
    assert_eq!(platform(&console, "10000205").await.changes.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_that_two_readings_do_not_list_is_retired_and_may_come_back() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    read(&office).await;
    console.category_read(BAGS_SECOND.into()).await.unwrap();
    for leaf in [BAGS_LEAF, 900_110] {
        office.turn_platform("shop/category", json!({ "cat_id": leaf, "retired": true })).await;
    }
    read(&office).await;
    assert_eq!(
        listing(&console, "潮流女包", BAGS_SECOND).await,
        Listing::Listed,
        "one reading may have been cut short"
    );
    read(&office).await;
    assert_eq!(listing(&console, "潮流女包", BAGS_SECOND).await, Listing::Retired);
    let said = platform(&console, BAGS_SECOND).await;
    assert!(said.groups.iter().all(|group| group.retired));
    assert!(
        said.changes.iter().all(|change| change.facts[0].kind == FactKind::Listed && change.facts[0].after.is_empty())
    );
    assert_eq!(told(&office, NoticeKind::CategoryChanged).len(), 1);
    office.turn_platform("shop/category", json!({ "cat_id": BAGS_LEAF })).await;
    read(&office).await;
    assert_eq!(listing(&console, "潮流女包", BAGS_SECOND).await, Listing::Listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_lapses_is_told_with_the_goods_that_go_off_sale() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    grant(&office, BAGS).await;
    let info = product(&office, BAGS, "头层牛皮托特包").await;
    let id = console.product_submit("托特包".into(), info).await.unwrap();
    let state = async |state: ProductState| {
        let is = async |console: &Console| {
            console.products_list().await.unwrap().iter().any(|one| one.id == id && one.state == state)
        };
        office.wait_for(&format!("{state:?}"), is).await;
    };
    state(ProductState::OnSale).await;
    read(&office).await;
    let right = platform(&console, BAGS_SECOND).await.rights.remove(0);
    assert!(right.in_force && right.since_ms.is_some());
    assert_eq!((right.leaf.as_str(), right.goods), (BAGS, vec!["托特包".to_owned()]));
    assert_eq!(console.today().await.unwrap().lapsed, []);

    let lapse = json!({ "cat_id": BAGS_LEAF, "reason": "类目调整，请重新提交资质" });
    office.turn_platform("shop/relation", lapse).await;
    read(&office).await;
    assert_eq!(told(&office, NoticeKind::CategoryLapsed), [(1, "潮流女包".to_owned(), Some(BAGS_SECOND.to_owned()))]);
    let right = platform(&console, BAGS_SECOND).await.rights.remove(0);
    assert_eq!((right.in_force, right.reason.as_str()), (false, "类目调整，请重新提交资质"));
    let lapsed = console.today().await.unwrap().lapsed;
    assert_eq!(lapsed.iter().map(|one| (one.name.as_str(), one.goods)).collect::<Vec<_>>(), [(BAGS, 1)]);
    state(ProductState::OffSale).await;

    // Told once, and seen to once.
    read(&office).await;
    assert_eq!(told(&office, NoticeKind::CategoryLapsed).len(), 1);
    console.category_settle(BAGS_SECOND.into()).await.unwrap();
    assert_eq!(console.today().await.unwrap().lapsed, []);
    read(&office).await;
    assert_eq!(console.today().await.unwrap().lapsed, [], "it stays seen");
    // Granted anew it may lapse anew.
    grant(&office, BAGS).await;
    read(&office).await;
    assert!(platform(&console, BAGS_SECOND).await.rights[0].in_force);
    office.turn_platform("shop/relation", json!({ "cat_id": BAGS_LEAF, "reason": "品牌到期" })).await;
    read(&office).await;
    assert_eq!(console.today().await.unwrap().lapsed[0].reason, "品牌到期");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_a_shop_reads_the_rest_and_is_asked_again_later() {
    let refused = |platform: &Sandbox| platform.faults().arm(CATEGORY_ALL.path, FaultKind::Errcode(48_001), u32::MAX);
    let office = Office::open_on(MORNING, refused).await;
    let console = office.console();
    read(&office).await;
    assert!(console.sync_state().await.unwrap().problem.is_none());
    assert_eq!(category(&console, GOLD).await.platform, None);
    assert_eq!(listing(&console, "huangjin", GOLD).await, Listing::Unread);
    office.platform.faults().clear();
    read(&office).await;
    assert!(category(&console, GOLD).await.platform.is_some());
    assert!(
        office.notices.shown().iter().all(|notice| notice.target.topic != Topic::Categories),
        "the first is no news"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_application_is_kept_and_its_answer_due_in_seven_working_days() {
    let mut office = Office::open_at(MORNING).await;
    let console = office.console();
    let view = async |console: &Console| console.window_view(GOLD.into()).await.unwrap().unwrap();
    let fresh = view(&console).await;
    assert_eq!(
        (fresh.state, fresh.working_days, fresh.due, fresh.moved_since),
        (WindowState::Preparing, 7, None, None)
    );
    assert!(!fresh.draft.shop_name.is_empty() && !fresh.draft.app_id.is_empty(), "the shop at hand");
    let patch = WindowPatch {
        shop_name: Some("小开珠宝".into()),
        app_id: Some("wx0123456789abcdef".into()),
        letter: Some(true),
        handed_in: Some("2026-11-20".into()),
        ..WindowPatch::default()
    };
    let saved = console.window_save(GOLD.into(), patch).await.unwrap();
    assert_eq!((saved.revision, saved.violations), (1, Vec::new()));
    office.restart().await;
    let console = office.console();
    let waiting = view(&console).await;
    assert_eq!(
        (waiting.state, waiting.due.as_deref(), waiting.due_is_certain),
        (WindowState::Waiting, Some("2026-12-01"), true)
    );
    // On 今日 it counts down in working days: from Monday, over one weekend.
    let (id, name, due) = (GOLD.to_owned(), "黄金".to_owned(), "2026-12-01".to_owned());
    let waits = AwaitedAnswer { kind: AwaitedKind::Window, id, name, due, is_certain: true, workdays_left: 6 };
    assert_eq!(console.today().await.unwrap().awaited, [waits]);
    office.clock.as_ref().unwrap().turn(30 * DAY_MS);
    assert_eq!(view(&console).await.state, WindowState::Overdue);
    let today = console.today().await.unwrap();
    assert_eq!(today.awaited, []);
    let late = today.windows;
    assert_eq!(late, [OverdueWindow { id: GOLD.into(), name: "黄金".into() }]);
    let target = Target { topic: Topic::Categories, id: Some(GOLD.into()) };
    let told = |notice: &Notice| notice.kind == NoticeKind::ApplicationOverdue && notice.target == target;
    office
        .wait_for("it is told", async |_| office.notices.shown().iter().filter(|notice| told(notice)).count() == 1)
        .await;
    let rejected = WindowPatch { outcome: Some(WindowOutcome::Rejected), ..WindowPatch::default() };
    let saved = console.window_save(GOLD.into(), rejected).await.unwrap();
    assert_eq!(saved.violations.iter().map(|broken| broken.field).collect::<Vec<_>>(), [WindowField::Reason]);
    assert_eq!(view(&console).await.state, WindowState::Rejected);
    assert_eq!(console.today().await.unwrap().windows, []);
    // The next category begins with the same shop; sports need none of it.
    let camping = console.window_view("10000188".into()).await.unwrap().unwrap();
    assert_eq!((camping.draft.shop_name.as_str(), camping.revision), ("小开珠宝", 0));
    assert_eq!(camping.moved_since.as_deref(), Some("2025-01-08"));
    assert_eq!(console.window_view("1".into()).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_were_made_elsewhere_are_listed_and_taken_off() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    grant(&office, BAGS).await;
    let draft = ProductInfo { listing: 0, ..product(&office, BAGS, "头层牛皮托特包").await };
    let other = ProductInfo { listing: 0, ..product(&office, BAGS, "驳回用的帆布手提包").await };
    for info in [&draft, &other] {
        office.other_program().shop_product_add(info).await.unwrap();
    }
    read(&office).await;
    read(&office).await;
    let goods = async |console: &Console| console.window_view(BAGS_SECOND.into()).await.unwrap().unwrap().goods;
    let found = goods(&console).await;
    assert_eq!(found.len(), 2, "each once");
    assert!(found.iter().all(|good| good.elsewhere && good.state == ProductState::Draft), "{found:?}");
    assert!(console.window_view(BAGS_SECOND.into()).await.unwrap().unwrap().approved_in_shop);
    for good in &found {
        console.product_listing(good.id).await.unwrap();
    }
    let of = |goods: &[ProductView], name: &str| goods.iter().find(|good| good.name == name).unwrap().clone();
    let is_decided = async |console: &Console| {
        let goods = goods(console).await;
        of(&goods, &draft.title).state == ProductState::OnSale
            && of(&goods, &other.title).state == ProductState::Rejected
    };
    office.wait_for("each has its outcome", is_decided).await;
    console.product_delisting(of(&found, &draft.title).id).await.unwrap();
    let is_off = async |console: &Console| of(&goods(console).await, &draft.title).state == ProductState::OffSale;
    office.wait_for("it is off sale", is_off).await;
    assert!(
        goods(&console).await.len() == 2 && console.window_view(GOLD.into()).await.unwrap().unwrap().goods.is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_stand_at_the_demands_they_concern_and_are_found() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let gold = category(&console, GOLD).await;
    let window = console.window_view(GOLD.into()).await.unwrap().unwrap();
    let mut ids: Vec<_> = gold
        .demands
        .iter()
        .flat_map(|demand| &demand.faq)
        .chain(&gold.faq)
        .chain(&window.faq)
        .map(|faq| &faq.id)
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 8, "{ids:?}");
    let found = console.faq_search("录屏".into()).await.unwrap();
    assert_eq!(found.iter().map(|faq| faq.id.as_str()).collect::<Vec<_>>(), ["recordings"]);
    assert_eq!(console.faq_search(String::new()).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_filled_in_printed_signed_and_kept_with_its_category() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let profile = EntityPatch { name: Some("演练贸易有限公司".into()), ..EntityPatch::default() };
    console.vault_entity_save(profile).await.unwrap();
    let filing = async |console: &Console| {
        let letters = console.letters_view(GOLD.into()).await.unwrap();
        letters.into_iter().find(|letter| letter.kind == LetterKind::Filing).unwrap()
    };
    let patch = LetterPatch { brands: Some("小开".into()), ..LetterPatch::default() };
    assert_eq!(console.letter_save(GOLD.into(), LetterKind::Filing, patch).await.unwrap(), 1);
    let letter = filing(&console).await;
    let value = |key: &str| letter.lines.iter().find(|line| line.key == key).unwrap().value.clone();
    assert_eq!((value("entity").as_str(), value("brands").as_str()), ("演练贸易有限公司", "小开"));
    assert_eq!((value("category").as_str(), value("contact").as_str()), ("珠宝首饰 › 黄金", ""));
    assert_eq!(console.letter_file_name(GOLD.into(), LetterKind::Filing).await.unwrap(), "黄金 报备函填写单.pdf");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("报备函.pdf");
    console.letter_export(GOLD.into(), LetterKind::Filing, path.clone()).await.unwrap();
    assert!(std::fs::read(&path).unwrap().starts_with(b"%PDF-"));

    let photo = folder.path().join("签好.png");
    image::RgbImage::from_pixel(1200, 1600, image::Rgb([250, 240, 230])).save(&photo).unwrap();
    console.letter_take(GOLD.into(), LetterKind::Filing, vec![photo]).await.unwrap();
    let paper = filing(&console).await.paper.unwrap();
    assert_eq!((paper.kind, paper.title.as_str(), paper.pages), (PaperKind::Letter, "报备函 黄金", 1));
    assert_eq!(filing(&console).await.facts.brands, "小开", "what was typed stays");
    // Taken out of the vault it is none any more; jadeite has a letter of its own.
    console.papers_remove(vec![paper.id]).await.unwrap();
    assert_eq!(filing(&console).await.paper, None);
    console.papers_erase(vec![paper.id]).await.unwrap();
    assert_eq!(filing(&console).await.paper, None);
    let jadeite = console.letters_view("10000335".into()).await.unwrap().remove(0);
    assert_eq!((jadeite.facts.brands.as_str(), jadeite.revision), ("", 0));
    let broken = folder.path().join("坏.png");
    std::fs::write(&broken, b"no picture").unwrap();
    assert!(console.letter_take(GOLD.into(), LetterKind::Filing, vec![broken]).await.is_err());
    assert_eq!(console.letters_view("1".into()).await.unwrap(), []);
}
