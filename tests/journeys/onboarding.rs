//! 开通引导: four checklists with a real store, from the first answer to the last signature.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::office::Office;
use image::{Rgb, RgbImage};
use kaibo_console::{
    Console,
    view::{
        ChecklistView, EligibilityPatch, ItemPatch, Notice, NoticeKind, OnboardingFactsPatch, OnboardingItem,
        PapersTake, Target, Topic,
    },
};
use kaibo_domain::{
    PaperId,
    eligibility::{ConditionId, Eligibility, Happened, MatchedBy},
    onboarding::{DueStanding, ItemState, PromoterNote},
    rule_pack::Holds,
    time::{DAY_MS, parse_beijing},
    violation::Rule,
};
use std::time::Duration;

async fn open() -> Office {
    Office::open_at(parse_beijing("2026-11-23T10:00").unwrap()).await
}

async fn list(console: &Console, id: &str) -> ChecklistView {
    console.onboarding_checklist(id.into()).await.unwrap().unwrap()
}

fn item<'a>(list: &'a ChecklistView, id: &str) -> &'a OnboardingItem {
    list.sections.iter().flat_map(|section| &section.items).find(|item| item.id == id).expect(id)
}

fn ids(list: &ChecklistView, section: &str) -> Vec<String> {
    let section = list.sections.iter().find(|one| one.id == section);
    section.map_or(Vec::new(), |section| section.items.iter().map(|item| item.id.clone()).collect())
}

async fn choose(console: &Console, pairs: &[(&str, &str)]) {
    let chosen = pairs.iter().map(|(dimension, value)| ((*dimension).into(), (*value).into())).collect();
    console.onboarding_facts_save(OnboardingFactsPatch { chosen, promoters: None }).await.unwrap();
}

async fn done(console: &Console, id: &str, day: &str) {
    let patch = ItemPatch { state: Some(ItemState::Done), day: Some(day.into()), ..ItemPatch::default() };
    assert_eq!(console.onboarding_item_save(id.into(), patch).await.unwrap().violations, []);
}

async fn paper(console: &Console, folder: &std::path::Path, name: &str) -> PaperId {
    let path = folder.join(name);
    RgbImage::from_pixel(900, 600, Rgb([240, 240, name.len() as u8])).save(&path).unwrap();
    let request = PapersTake { paths: vec![path], kind: None, together: false, consent: true };
    console.papers_take(request, |_| ()).await.unwrap().remove(0).paper.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_self_check_weighs_what_is_known_and_survives_a_restart() {
    let mut office = open().await;
    let console = office.console();
    let first = console.eligibility_view().await.unwrap();
    assert!(first.notice.words.zh.contains("268489001"), "it is labelled as a self-check");
    assert_eq!((first.verdict, first.open.len(), first.entities.len()), (Eligibility::Undetermined, 7, 7));

    let found = console.eligibility_categories("fuzhuang".into()).await.unwrap();
    assert_eq!(found[0].path, "商家自营 > 服装/鞋/箱包");
    let patch = EligibilityPatch {
        entity: Some("enterprise".into()),
        categories: Some(vec![found[0].path.clone(), "旅游服务-住宿服务".into(), "航空".into()]),
        violation: Some(Happened::No),
        payment: Some(Happened::Yes),
        payment_day: Some("2026-11-22".into()),
        followers: Some("100".into()),
        ..EligibilityPatch::default()
    };
    assert_eq!(console.eligibility_save(patch).await.unwrap().violations, []);
    let view = console.eligibility_view().await.unwrap();
    let by: Vec<_> = view.categories.iter().map(|answer| (answer.by, answer.lacks_first)).collect();
    assert_eq!(by, [(Some(MatchedBy::Name), false), (Some(MatchedBy::Alias), false), (None, true)]);
    assert_eq!(
        (view.verdict, view.cheapest),
        (Eligibility::Undetermined, vec![ConditionId::Op3]),
        "100 are not enough"
    );
    let payment = view.conditions.iter().find(|one| one.id == ConditionId::Op2).unwrap();
    assert_eq!((payment.noticed_on.as_deref(), payment.until.as_deref()), (Some("2026-11-24"), Some("2027-02-20")));

    let patch = EligibilityPatch { followers: Some("101".into()), ..EligibilityPatch::default() };
    console.eligibility_save(patch).await.unwrap();
    let wrong = EligibilityPatch { ad_spend: Some("一万".into()), ..EligibilityPatch::default() };
    let saved = console.eligibility_save(wrong).await.unwrap();
    assert_eq!(saved.violations.iter().map(|one| one.rule).collect::<Vec<_>>(), [Rule::NotAnAmount]);
    office.restart().await;
    let console = office.console();
    let view = console.eligibility_view().await.unwrap();
    assert_eq!((view.verdict, view.revision, view.answers.ad_spend.as_str()), (Eligibility::Eligible, 3, "一万"));
    assert_eq!(console.onboarding_overview().await.unwrap().verdict, Eligibility::Eligible);

    // A week before the payment is too old, the first page says so; later the check does.
    let clock = office.clock.clone().unwrap();
    assert_eq!(console.today().await.unwrap().onboarding, []);
    clock.turn(82 * DAY_MS);
    let needs = console.today().await.unwrap().onboarding;
    assert_eq!(needs.iter().map(|need| need.line.due.days_left).collect::<Vec<_>>(), [7]);
    clock.turn(8 * DAY_MS);
    assert_eq!(console.today().await.unwrap().onboarding, []);
    assert_eq!(console.eligibility_view().await.unwrap().verdict, Eligibility::NotEligible);
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_are_read_by_somebody_at_a_moment_in_a_version() {
    let office = open().await;
    let console = office.console();
    let before = list(&console, "live").await;
    assert_eq!((before.line.unread, item(&before, "live.terms").terms.as_deref()), (1, Some("2020")));
    let refused = console.onboarding_read_terms("live.terms".into(), "  ".into()).await.unwrap_err();
    assert_eq!(refused.code, "onboarding.no-reader");
    let refused = console.onboarding_read_terms("live.menu".into(), "小陈".into()).await.unwrap_err();
    assert_eq!(refused.code, "onboarding.not-found");
    console.onboarding_read_terms("live.terms".into(), " 小陈 ".into()).await.unwrap();
    office.clock.as_ref().unwrap().turn(DAY_MS);
    console.onboarding_read_terms("live.terms".into(), "小李".into()).await.unwrap();
    let after = list(&console, "live").await;
    let terms = item(&after, "live.terms");
    let read: Vec<_> = terms.readings.iter().map(|one| (one.reader.as_str(), one.version.as_str())).collect();
    assert_eq!(read, [("小李", "2020"), ("小陈", "2020")]);
    assert_eq!(terms.readings[0].read_ms - terms.readings[1].read_ms, DAY_MS);
    assert_eq!((terms.note.state, terms.note.day.as_str()), (ItemState::Done, "2026-11-23"), "since the first reading");
    assert_eq!((after.line.unread, after.line.done), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_shown_for_its_generation_and_the_association_for_its_condition() {
    let office = open().await;
    let console = office.console();
    let undecided = list(&console, "access").await;
    assert!(undecided.line.banner.as_ref().is_some_and(|banner| banner.words.zh.contains("微信小店")));
    assert!(item(&undecided, "custom.ticket").holds == Holds::Perhaps);
    choose(&console, &[("component", "custom"), ("association", "promoter")]).await;
    let custom = list(&console, "access").await;
    assert_eq!((ids(&custom, "access.shop").len(), ids(&custom, "access.standard").len()), (0, 0));
    assert_eq!(ids(&custom, "access.custom").len(), 10);
    assert!(custom.sections.iter().any(|section| section.id == "access.custom" && section.historical));
    assert_eq!(ids(&custom, "access.associate"), ["access.done", "associate.promoter", "associate.bind"]);
    assert_eq!(ids(&custom, "access.duties").len(), 5);
    assert_eq!(item(&custom, "associate.bind").awaited.len(), 1);
    // The administrator has a day.
    done(&console, "custom.apply", "2026-11-22").await;
    done(&console, "access.done", "2026-11-23").await;
    let custom = list(&console, "access").await;
    assert_eq!(item(&custom, "associate.bind").awaited, []);
    let due = custom.line.next.clone().unwrap();
    assert_eq!((due.item.as_str(), due.due.day.as_str()), ("custom.confirm", "2026-11-23"));
    assert_eq!(console.today().await.unwrap().onboarding[0].checklist, "access");
    choose(&console, &[("component", "shop"), ("association", "same_entity")]).await;
    let shop = list(&console, "access").await;
    assert_eq!(ids(&shop, "access.shop"), ["shop.open"]);
    assert_eq!(ids(&shop, "access.associate"), ["access.done", "associate.same_entity", "associate.bind"]);
    assert_eq!(shop.line.next, None, "what does not apply any more has no deadline");
    assert_eq!(console.today().await.unwrap().onboarding, []);
    let page = |id: &'static str, source| console.onboarding_page(id.into(), source);
    assert_eq!(page("shop.open", false).await.unwrap().as_deref(), Some("https://store.weixin.qq.com/"));
    assert!(
        page("access", true).await.unwrap().is_some_and(|page| page.starts_with("https://developers.weixin.qq.com/"))
    );
    assert_eq!(page("duties.service", true).await.unwrap(), None, "a guide has no page");
    assert_eq!(page("nothing", true).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promoter_may_switch_half_a_year_later() {
    let office = open().await;
    let console = office.console();
    let promoters = vec![
        PromoterNote { name: "小陈".into(), switched: "2026-08-31".into() },
        PromoterNote { name: "小李".into(), switched: "2026-05-22".into() },
        PromoterNote { name: String::new(), switched: "昨天".into() },
    ];
    let patch = OnboardingFactsPatch { promoters: Some(promoters), ..OnboardingFactsPatch::default() };
    let saved = console.onboarding_facts_save(patch).await.unwrap();
    assert_eq!(saved.violations.len(), 2);
    let view = list(&console, "promoter").await;
    let switch: Vec<_> = view.promoters.iter().map(|one| (one.earliest.as_deref(), one.is_free)).collect();
    assert_eq!(switch, [(Some("2027-02-28"), false), (Some("2026-11-22"), true), (None, true)]);
    assert_eq!((view.rebind.len(), view.violations.len()), (2, 2));
    assert!(list(&console, "account").await.promoters.is_empty());
    let unknown = OnboardingFactsPatch { chosen: [("entity".into(), "alien".into())].into(), promoters: None };
    assert_eq!(console.onboarding_facts_save(unknown).await.unwrap_err().code, "onboarding.not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_goes_from_papers_to_the_bank_by_its_clocks() {
    let office = open().await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    choose(&console, &[("programme", "alliance"), ("entity", "enterprise"), ("residency", "mainland")]).await;
    let view = list(&console, "account").await;
    let papers = ["business_license", "id_card_front", "id_card_back", "admin_id_photos", "authorisation_letter"];
    assert_eq!(ids(&view, "account.documents"), papers);
    assert_eq!(item(&view, "authorisation_letter").holds, Holds::Perhaps, "nobody said who the administrator is");
    choose(&console, &[("admin", "legal_person"), ("account", "personal")]).await;
    let view = list(&console, "account").await;
    assert_eq!(ids(&view, "account.documents"), papers[..3]);
    assert!(view.account_refused && view.fields.len() == 14);
    assert_eq!(view.methods.as_ref().map(Vec::len), Some(2));

    // Evidence comes from the vault, and says how much of it there is.
    let licence = paper(&console, folder.path(), "营业执照.png").await;
    let view = list(&console, "account").await;
    assert_eq!(item(&view, "business_license").spare.iter().map(|paper| paper.id).collect::<Vec<_>>(), [licence]);
    let patch = ItemPatch { papers: Some(vec![licence]), ..ItemPatch::default() };
    console.onboarding_item_save("business_license".into(), patch).await.unwrap();
    let view = list(&console, "account").await;
    let proof = item(&view, "business_license");
    assert_eq!((proof.papers.len(), proof.spare.len(), proof.document.as_ref().unwrap().pages), (1, 0, 1));
    let uses = console.onboarding_uses(licence).await.unwrap();
    assert_eq!(
        uses.iter().map(|one| (one.checklist.as_str(), one.item.as_str())).collect::<Vec<_>>(),
        [("account", "business_license")]
    );
    console.papers_remove(vec![licence]).await.unwrap();
    assert_eq!(item(&list(&console, "account").await, "business_license").papers, []);

    // The clocks: 30 days, those of another programme, the platform's own day.
    for step in ["register", "submit", "preliminary_check"] {
        done(&console, step, "2026-11-23").await;
    }
    let due = |view: &ChecklistView, id: &str| item(view, id).due.clone().map(|due| (due.day, due.is_given));
    assert_eq!(due(&list(&console, "account").await, "verify_account"), Some(("2026-12-23".into(), false)));
    choose(&console, &[("programme", "wechat_pay"), ("admin", "legal_person")]).await;
    let spared = list(&console, "account").await;
    assert!(!ids(&spared, "account.steps").contains(&"verify_account".to_owned()), "nothing is verified there");
    assert_eq!(spared.methods, Some(Vec::new()));
    assert_eq!(due(&spared, "platform_review"), Some(("2026-11-26".into(), false)));
    choose(&console, &[("admin", "agent")]).await;
    let pay = list(&console, "account").await;
    assert_eq!(due(&pay, "verify_account"), Some(("2026-12-03".into(), false)));
    assert!(item(&pay, "verify_account").remarks[0].words.zh.contains("10 天"));
    assert_eq!(ids(&pay, "account.documents"), papers);
    let named = ItemPatch { due: Some("2026-11-27".into()), ..ItemPatch::default() };
    console.onboarding_item_save("verify_account".into(), named).await.unwrap();
    assert_eq!(due(&list(&console, "account").await, "verify_account"), Some(("2026-11-27".into(), true)));
    let needs = console.today().await.unwrap().onboarding;
    assert_eq!((needs.len(), needs[0].line.item.as_str()), (1, "verify_account"));
    assert_eq!(needs[0].line.due.standing, DueStanding::Near);
    office.clock.as_ref().unwrap().turn(5 * DAY_MS);
    assert_eq!(console.today().await.unwrap().onboarding[0].line.due.standing, DueStanding::Over);
    let told = || {
        let of_this = |notice: &&Notice| notice.kind == NoticeKind::OnboardingDue;
        office.notices.shown().iter().filter(of_this).cloned().collect::<Vec<_>>()
    };
    office.wait_for("it is told", async |_| told().len() == 1).await;
    let target = Target { topic: Topic::Onboarding, id: Some("account".into()) };
    assert_eq!((told()[0].name.as_str(), &told()[0].target), ("账户验证", &target));
    office.clock.as_ref().unwrap().turn(DAY_MS);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(told().len(), 1, "and not again");

    // The platform reviews in working days; past the notices that is said.
    choose(&console, &[("programme", "alliance"), ("state", "AUDITING")]).await;
    done(&console, "verify_account", "2026-11-27").await;
    let review = list(&console, "account").await;
    assert_eq!(due(&review, "platform_review"), Some(("2026-12-01".into(), false)));
    assert!(item(&review, "platform_review").stands_here && item(&review, "platform_review").span.is_some());
    assert_eq!(console.today().await.unwrap().onboarding, [], "the platform has time");

    done(&console, "platform_review", "2026-11-28").await;
    for terms in ["account.notice", "sign"] {
        done(&console, terms, "2026-11-28").await;
        let unread = list(&console, "account").await.line;
        console.onboarding_read_terms(terms.into(), "店主".into()).await.unwrap();
        let read = list(&console, "account").await.line;
        assert_eq!((read.done, read.unread), (unread.done + 1, unread.unread - 1), "somebody has read them, or nobody");
    }
    for rest in
        ["business_license", "id_card_front", "id_card_back", "admin_id_photos", "authorisation_letter", "bind_bank"]
    {
        done(&console, rest, "2026-11-28").await;
    }
    let end = list(&console, "account").await.line;
    assert_eq!((end.done, end.unread, end.next), (end.total, 0, None));
    let overview = console.onboarding_overview().await.unwrap();
    assert_eq!(
        overview.lists.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(),
        ["live", "access", "promoter", "account"]
    );
    assert_eq!(overview.lists[3].done, overview.lists[3].total);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_and_an_agencys_promoter_have_other_lists() {
    let office = open().await;
    let console = office.console();
    choose(&console, &[("programme", "alliance"), ("entity", "personal")]).await;
    let person = list(&console, "account").await;
    assert_eq!(ids(&person, "account.documents"), Vec::<String>::new());
    assert_eq!(ids(&person, "account.steps"), ["account.notice", "register"]);
    assert_eq!(person.asks.iter().map(|ask| ask.id.as_str()).collect::<Vec<_>>(), ["programme", "entity"]);
    assert_eq!(person.fields.iter().map(|field| field.id.as_str()).collect::<Vec<_>>(), ["account_name"]);
    choose(&console, &[("programme", "agency"), ("mode", "simple")]).await;
    let agency = list(&console, "account").await;
    assert_eq!(ids(&agency, "account.agency"), ["agency.real_name", "agency.scan", "agency.bind"]);
    assert_eq!(ids(&agency, "account.steps"), Vec::<String>::new());
    assert_eq!(console.onboarding_checklist("nothing".into()).await.unwrap(), None);
    let refused = console.onboarding_item_save("nothing".into(), ItemPatch::default()).await.unwrap_err();
    assert_eq!(refused.code, "onboarding.not-found");
}
