//! An application for a category from the first paper to the approval, over real HTTP: prepared offline, looked at before it
//! is handed in, uploaded page by page, rejected, corrected, approved.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    applying::{begin, fill, furnish, newer_pack, paper},
    brand::brand,
    clock::MORNING,
    office::Office,
};
use kaibo_console::view::{
    ApplicationDraftView, ApplicationNeed, ApplicationPatch, ApplicationState, ApplicationStep, AwaitedKind,
    FillingPatch, NoticeKind, PaperPatch,
};
use kaibo_domain::{
    ApplicationDraftId,
    applying::{FindingKind, Question, Verdict},
    platform::shop::endpoint::{CATEGORY_ADD, QUALIFICATION_UPLOAD},
    time::DAY_MS,
};
use kaibo_sandbox::FaultKind;
use std::time::Duration;

async fn wait_for(office: &Office, id: ApplicationDraftId, state: ApplicationState) -> ApplicationDraftView {
    let what = format!("{state:?}");
    let is_there =
        async |console: &kaibo_console::Console| console.applying_get(id).await.unwrap().line.state == Some(state);
    office.wait_for(&what, is_there).await;
    office.console().applying_get(id).await.unwrap()
}

async fn type_account(office: &Office, id: ApplicationDraftId, text: &str) {
    let patch = FillingPatch { text: Some(text.into()), ..FillingPatch::default() };
    office.console().applying_fill(id, "c.past_account".into(), patch).await.unwrap();
}

async fn open_at(now_ms: i64) -> Office {
    let office = Office::open_at(now_ms).await;
    furnish(&office.console(), office.folder.path()).await;
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn gold_is_rejected_once_corrected_and_approved() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = begin(&console, "huangjin").await;
    let empty = console.applying_get(id).await.unwrap();
    assert_eq!((empty.line.step, empty.line.rounds), (ApplicationStep::Papers, 0));
    assert!(empty.findings.iter().any(|one| one.demand == "c.licence" && one.kind == FindingKind::Missing));
    assert_eq!(console.applying_hand_in(id).await.unwrap_err().code, "application.has-faults");

    furnish(&console, office.folder.path()).await;
    brand(&office, 10_002_934, ("周大生", "")).await;
    let ready = fill(&console, id, "黄金项链").await;
    assert_eq!((ready.line.step, ready.line.missing), (ApplicationStep::HandIn, 0), "{:?}", ready.findings);
    assert!(ready.prechecks.iter().all(|one| one.verdict != Verdict::Found), "{:?}", ready.prechecks);
    type_account(&office, id, "驳回：主体").await;
    console.applying_hand_in(id).await.unwrap();
    assert_eq!(console.applying_hand_in(id).await.unwrap_err().code, "application.already-submitted");
    let rejected = wait_for(&office, id, ApplicationState::Rejected).await;
    assert_eq!(rejected.line.step, ApplicationStep::Correct);
    let concerned: Vec<_> = rejected.cards.iter().filter(|card| card.concerned).map(|card| &card.demand.id).collect();
    assert_eq!(concerned, ["c.licence", "c.letter"], "{}", rejected.rounds[0].reason);
    assert_eq!((rejected.pages_sent, rejected.pages), (6, 6));
    let in_need = console.today().await.unwrap().applications;
    assert_eq!(in_need, [ApplicationNeed { id, name: "黄金".into(), overdue: false }]);
    let told = |kind: NoticeKind| {
        let shown = office.notices.shown();
        let told: Vec<_> = shown.into_iter().filter(|notice| notice.kind == kind).collect();
        told.into_iter().map(|notice| (notice.name, notice.target.id)).collect::<Vec<_>>()
    };
    let ours = ("黄金".to_owned(), Some(id.to_string()));
    assert_eq!(told(NoticeKind::ApplicationRejected), std::slice::from_ref(&ours));

    console.applying_assign(id, vec!["c.past_account".into()]).await.unwrap();
    let assigned = console.applying_get(id).await.unwrap();
    assert!(assigned.cards.iter().all(|card| card.concerned == (card.demand.id == "c.past_account")));
    type_account(&office, id, "小开珠宝旗舰店").await;
    console.applying_hand_in(id).await.unwrap();
    let approved = wait_for(&office, id, ApplicationState::Approved).await;
    let rounds: Vec<_> = approved.rounds.iter().map(|round| round.state).collect();
    assert_eq!(rounds, [ApplicationState::Approved, ApplicationState::Rejected]);
    assert_eq!(console.today().await.unwrap().applications, []);
    assert_eq!((told(NoticeKind::ApplicationApproved), told(NoticeKind::ApplicationRejected).len()), (vec![ours], 1));
    assert_eq!(approved.line.step, ApplicationStep::Approved);
    assert_eq!(office.executed(CATEGORY_ADD.path), 2);
    // The mark of the brand was another program's.
    assert_eq!(office.executed(QUALIFICATION_UPLOAD.path), 6 + 1, "no page was sent again for the second round");
}

#[tokio::test(flavor = "multi_thread")]
async fn liquor_is_prepared_offline_and_handed_in_when_there_is_a_line() {
    let mut office = open_at(MORNING).await;
    office.redirect("http://127.0.0.1:9").await;
    let console = office.console();
    let id = begin(&console, "葡萄酒").await;
    assert!(console.applying_leaves(id).await.unwrap().is_empty());
    fill(&console, id, "红葡萄酒").await;
    console.applying_hand_in(id).await.unwrap();
    assert!(matches!(console.applying_get(id).await.unwrap().line.step, ApplicationStep::Wait));
    // What is changed from now on goes nowhere by itself.
    type_account(&office, id, "驳回：模糊").await;
    office.restart().await;
    let address = office.platform.base_url().to_owned();
    office.redirect(&address).await;
    let approved = wait_for(&office, id, ApplicationState::Approved).await;
    assert_eq!((approved.line.leaf.as_str(), office.executed(CATEGORY_ADD.path)), ("红葡萄酒", 1));
    assert!(office.console().applying_leaves(id).await.unwrap().contains(&"白葡萄酒".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn gold_and_jadeite_are_two_applications_and_send_a_page_once() {
    let office = open_at(MORNING).await;
    let console = office.console();
    brand(&office, 10_002_934, ("周大生", "")).await;
    let found = console.categories_search("珠宝首饰".into()).await.unwrap();
    let chosen = found.into_iter().filter(|row| ["黄金", "翡翠"].contains(&row.name.as_str())).map(|row| row.id);
    let ids = console.applying_create(chosen.collect()).await.unwrap();
    fill(&console, ids[0], "黄金戒指").await;
    fill(&console, ids[1], "翡翠手镯").await;
    for id in &ids {
        console.applying_hand_in(*id).await.unwrap();
    }
    for id in &ids {
        wait_for(&office, *id, ApplicationState::Approved).await;
    }
    assert_eq!((console.applying_list().await.unwrap().len(), office.executed(CATEGORY_ADD.path)), (2, 2));
    assert_eq!(office.executed(QUALIFICATION_UPLOAD.path), 6 + 1, "both hand in the same licence");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_authorisation_is_caught_before_it_is_handed_in() {
    let office = open_at(MORNING).await;
    let console = office.console();
    let id = begin(&console, "翡翠").await;
    assert_eq!(fill(&console, id, "翡翠手镯").await.line.missing, 0);
    let chain = paper(&console, "品牌授权书").await;
    let over = PaperPatch { expires: Some("2026-01-01".into()), ..PaperPatch::default() };
    console.papers_save(chain, over).await.unwrap();
    let view = console.applying_get(id).await.unwrap();
    let finding = view.findings.iter().find(|one| one.blocks).unwrap();
    assert_eq!((finding.demand.as_str(), finding.kind), ("c.auth_chain", FindingKind::Expired));
    let reason = view.prechecks.iter().find(|one| one.id == "auth_defect").unwrap();
    assert_eq!((reason.verdict, view.line.step), (Verdict::Found, ApplicationStep::Papers));
    assert!(view.line.ending_days.is_some_and(|days| days < 0));
    assert_eq!(console.applying_hand_in(id).await.unwrap_err().code, "application.has-faults");
    // One that ends in 20 days is fit today, and not any more in 14.
    let soon = PaperPatch { expires: Some("2026-12-12".into()), ..PaperPatch::default() };
    console.papers_save(chain, soon).await.unwrap();
    assert_eq!(console.applying_get(id).await.unwrap().line.missing, 0);
    office.clock.as_ref().unwrap().turn(14 * DAY_MS);
    let late = console.applying_get(id).await.unwrap();
    assert!(late.findings.iter().any(|one| one.kind == FindingKind::EndsTooSoon), "{:?}", late.findings);
    // Another paper at the place of the first is asked about anew.
    let letter = paper(&console, "报备函").await;
    let other = FillingPatch { papers: Some(vec![letter, letter]), ..FillingPatch::default() };
    console.applying_fill(id, "c.letter".into(), other).await.unwrap();
    let view = console.applying_get(id).await.unwrap();
    let asked: Vec<_> =
        view.findings.iter().filter(|one| one.demand == "c.letter").filter_map(|one| one.question).collect();
    assert_eq!(asked, [Question::Signed, Question::Seal]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_leaves_one_application() {
    let office = open_at(MORNING).await;
    let console = office.console();
    let id = begin(&console, "翡翠").await;
    fill(&console, id, "翡翠吊坠").await;
    office.platform.faults().arm(CATEGORY_ADD.path, FaultKind::DropAfter, 1);
    console.applying_hand_in(id).await.unwrap();
    let approved = wait_for(&office, id, ApplicationState::Approved).await;
    assert!(approved.rounds[0].adopted, "it was found there");
    assert_eq!((office.executed(CATEGORY_ADD.path), office.received(CATEGORY_ADD.path)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_between_two_pages_sends_none_of_them_twice() {
    let mut office = open_at(MORNING).await;
    let id = begin(&office.console(), "翡翠").await;
    fill(&office.console(), id, "翡翠吊坠").await;
    office.console().applying_hand_in(id).await.unwrap();
    office.wait_for("a page is there", async |console| console.applying_get(id).await.unwrap().pages_sent > 0).await;
    office.restart().await;
    let approved = wait_for(&office, id, ApplicationState::Approved).await;
    let uploads = office.executed(QUALIFICATION_UPLOAD.path) as u32;
    // The one that was on its way when the program ended may be there twice.
    assert!((approved.pages..=approved.pages + 1).contains(&uploads), "{uploads} of {}", approved.pages);
    assert_eq!(office.executed(CATEGORY_ADD.path), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_fails_goes_on_where_it_stopped() {
    let office = open_at(MORNING).await;
    let console = office.console();
    let id = begin(&console, "翡翠").await;
    fill(&console, id, "翡翠吊坠").await;
    office.platform.faults().arm(QUALIFICATION_UPLOAD.path, FaultKind::DropBefore, 2);
    console.applying_hand_in(id).await.unwrap();
    let approved = wait_for(&office, id, ApplicationState::Approved).await;
    assert_eq!(office.executed(QUALIFICATION_UPLOAD.path) as u32, approved.pages);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_wants_beyond_the_rules_is_said_and_a_new_round_heals_it() {
    let office = open_at(MORNING).await;
    let console = office.console();
    let id = begin(&console, "huangjin").await;
    fill(&console, id, "").await;
    for (problem, heal) in [("application.leaf-missing", Some("黄金手镯")), ("application.brand-missing", None)] {
        console.applying_hand_in(id).await.unwrap();
        let refused = wait_for(&office, id, ApplicationState::Refused).await;
        assert_eq!(refused.rounds[0].problem.as_ref().unwrap().code, problem);
        if let Some(leaf) = heal {
            let patch = ApplicationPatch { leaf: Some(leaf.into()), ..ApplicationPatch::default() };
            console.applying_save(id, patch).await.unwrap();
        }
    }
    assert_eq!(office.executed(CATEGORY_ADD.path), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_due_withdrawn_put_aside_and_brought_back() {
    let mut office = Office::open_with_slow_audits(MORNING).await;
    let console = office.console();
    furnish(&console, office.folder.path()).await;
    let id = begin(&console, "翡翠").await;
    fill(&console, id, "翡翠手镯").await;
    console.applying_hand_in(id).await.unwrap();
    let waiting = wait_for(&office, id, ApplicationState::Auditing).await;
    assert!(waiting.line.due.is_some() && !waiting.line.overdue);
    let awaited = console.today().await.unwrap().awaited;
    let waits = awaited.iter().map(|answer| (answer.kind, answer.id.clone(), Some(answer.due.clone())));
    assert!(waits.eq([(AwaitedKind::Application, id.to_string(), waiting.line.due.clone())]), "{awaited:?}");
    assert_eq!(console.applying_remove(id).await.unwrap_err().code, "application.under-way");
    console.applying_withdraw(id).await.unwrap();
    let withdrawn = wait_for(&office, id, ApplicationState::Cancelled).await;
    assert_eq!(withdrawn.line.step, ApplicationStep::HandIn);
    console.applying_remove(id).await.unwrap();
    assert!(console.applying_list().await.unwrap()[0].removed);
    console.applying_restore(id).await.unwrap();
    assert!(!console.applying_list().await.unwrap()[0].removed);

    // Nothing is heard of the next round for ten days.
    console.applying_hand_in(id).await.unwrap();
    wait_for(&office, id, ApplicationState::Auditing).await;
    office.redirect("http://127.0.0.1:9").await;
    office.clock.as_ref().unwrap().turn(10 * DAY_MS);
    let late = office.console().applying_get(id).await.unwrap().line;
    assert!(late.overdue && late.state == Some(ApplicationState::Auditing) && late.rounds == 2);
    let today = office.console().today().await.unwrap();
    assert_eq!(today.applications, [ApplicationNeed { id, name: "翡翠".into(), overdue: true }]);
    assert_eq!(today.awaited, []);
    let told = || office.notices.shown().iter().filter(|notice| notice.kind == NoticeKind::ApplicationOverdue).count();
    office.wait_for("it is told", async |_| told() == 1).await;
    office.clock.as_ref().unwrap().turn(3 * DAY_MS);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(told(), 1, "and not again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hand_part_is_a_folder_with_numbered_files_and_a_list() {
    let office = open_at(MORNING).await;
    let console = office.console();
    let id = begin(&console, "翡翠").await;
    let view = fill(&console, id, "翡翠手镯").await;
    let list = console.applying_save_folder(id, office.folder.path().to_owned()).await.unwrap();
    let folder = std::path::Path::new(&list).parent().unwrap();
    let files = std::fs::read_dir(folder).unwrap().count();
    let pages: usize = view.cards.iter().map(|card| card.chosen.len()).sum();
    assert_eq!(files, pages + 1);
    let list = std::fs::read_to_string(list).unwrap();
    for card in view.cards.iter().filter(|card| !card.chosen.is_empty()) {
        assert!(list.contains(&card.chosen[0].title), "{list}");
    }
    assert!(list.contains("｜抖音") && !list.contains("douyin"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_bound_into_one_pdf_and_all_are_listed_in_a_table() {
    let office = open_at(MORNING).await;
    let (console, folder) = (office.console(), office.folder.path());
    let id = begin(&console, "翡翠").await;
    let away = begin(&console, "黄金").await;
    console.applying_remove(away).await.unwrap();
    let view = fill(&console, id, "翡翠手镯").await;
    assert_eq!(console.applying_dossier_name(id).await.unwrap(), "翡翠 翡翠手镯 类目资质.pdf");
    let path = console.applying_dossier(id, folder.join("档案.pdf")).await.unwrap();
    let mut bound = kaibo_media::Pages::open(std::fs::read(path).unwrap()).unwrap();
    let papers: usize = view.cards.iter().map(|card| card.chosen.len()).sum();
    assert!(papers >= 4, "{papers}");
    let listed = bound.count() - papers;
    assert!((1..=4).contains(&listed), "{listed} pages of the list");
    let first = bound.draw(listed).unwrap();
    assert!(first.width > 1000 && first.jpeg.len() > 10_000, "a page of a paper");

    let path = console.applying_export(folder.join("申请.xlsx")).await.unwrap();
    let book = kaibo_sheet::read(std::fs::File::open(path).unwrap()).unwrap();
    let rows: Vec<Vec<_>> = book.sheets[0].rows().map(|row| row.cells().map(str::to_owned).collect()).collect();
    assert_eq!(rows.len(), 2, "one application is in sight: {rows:?}");
    assert_eq!(rows[0][..4], ["一级类目", "二级类目", "末级类目", "进度"]);
    assert_eq!(rows[1][1..6], ["翡翠", "翡翠手镯", "可以提交", "0", "我们"]);

    let licence = view.cards.iter().flat_map(|card| &card.chosen).find(|paper| paper.title == "营业执照").unwrap().id;
    let uses = console.papers_uses(licence).await.unwrap();
    assert_eq!(uses.iter().map(|one| (one.application, one.category.as_str())).collect::<Vec<_>>(), [(id, "翡翠")]);
    let unused = console.papers_list().await.unwrap();
    let unused = unused.iter().find(|paper| paper.title == "食品经营许可证").unwrap().id;
    assert_eq!(console.papers_uses(unused).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_filled_in_is_lost() {
    let mut office = open_at(MORNING).await;
    let id = begin(&office.console(), "翡翠").await;
    let filled = fill(&office.console(), id, "翡翠手镯").await;
    office.restart().await;
    let view = office.console().applying_get(id).await.unwrap();
    assert_eq!((view.draft, view.revision, view.cards), (filled.draft, filled.revision, filled.cards));
    assert_eq!(view.newer_pack, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_pack_is_looked_at_taken_in_and_changes_the_answer() {
    let mut office = open_at(MORNING).await;
    let console = office.console();
    let id = begin(&console, "翡翠").await;
    let before = fill(&console, id, "翡翠手镯").await;
    assert_eq!((before.line.missing, &before.newer_pack), (0, &None));
    let path = office.folder.path().join("rules-2027.json");
    std::fs::write(&path, newer_pack()).unwrap();

    let look = console.rules_look(path.clone()).await.unwrap();
    assert_eq!((look.groups, look.demands, look.is_same), (20, 67, false));
    assert_eq!((look.file.as_str(), look.version.as_str()), ("rules-2027.json", "2027.01.05"));
    let spoken = std::process::Command::new("sha256sum").arg(&path).output().unwrap().stdout;
    assert!(String::from_utf8(spoken).unwrap().starts_with(&look.sha256), "the hash that the system's tools say");
    assert_eq!(console.rules_view().await.unwrap().imported, None, "looking changes nothing");

    // What was altered after it was seen is not taken in.
    std::fs::write(&path, newer_pack().replace("2027.01.05", "2027.01.06")).unwrap();
    let refused = console.rules_import(path.clone(), look.sha256.clone()).await.unwrap_err();
    assert_eq!(refused.code, "rules.changed");
    std::fs::write(&path, newer_pack()).unwrap();
    let view = console.rules_import(path.clone(), look.sha256.clone()).await.unwrap();
    assert_eq!((view.version.as_str(), view.imported.unwrap().sha256), ("2027.01.05", look.sha256));
    let after = console.applying_get(id).await.unwrap();
    assert_eq!((after.newer_pack.as_deref(), after.line.missing > 0), (Some("2027.01.05"), true));
    let asked = after.cards.iter().find(|card| card.demand.id == "j.address").unwrap();
    assert_eq!(asked.demand.address, None, "a pack leads to the platform's own pages only");
    assert!(console.rules_look(path.clone()).await.unwrap().is_same);

    // It is in force after a start, without its file.
    std::fs::remove_file(&path).unwrap();
    office.restart().await;
    let console = office.console();
    assert_eq!(console.rules_view().await.unwrap().version, "2027.01.05");
    let back = console.rules_reset().await.unwrap();
    assert_eq!((back.imported, back.version == back.shipped_version), (None, true));
    let healed = console.applying_get(id).await.unwrap();
    assert_eq!((healed.line.missing, healed.cards), (0, before.cards));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_pack_is_refused_with_its_place() {
    let office = open_at(MORNING).await;
    let (console, path) = (office.console(), office.folder.path().join("rules.json"));
    let large = " ".repeat(3 * 1024 * 1024);
    let unsound = newer_pack().replace("\"slot\": \"business_licence\"", "\"slot\": \"nowhere\"");
    for (text, code, said) in [
        (&newer_pack()[..9_000], "rules.not-json", "line"),
        ("{}", "rules.form", "said"),
        (large.as_str(), "rules.too-large", "megabytes"),
        (unsound.as_str(), "rules.unsound", "id"),
    ] {
        std::fs::write(&path, text).unwrap();
        let problem = console.rules_look(path.clone()).await.unwrap_err();
        assert_eq!(problem.code, code);
        assert!(problem.params.contains_key(said), "{problem:?}");
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(console.rules_look(path).await.unwrap_err().code, "rules.unreadable");
    assert_eq!(console.rules_view().await.unwrap().imported, None);
}
