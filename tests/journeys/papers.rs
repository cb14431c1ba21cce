//! 资料库: papers are read, fitted, kept once, shown masked, and erased so that nothing of them is left.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    canary::{forms, found},
    clock::MORNING,
    office::Office,
    pdf,
    photo::twelve_megapixels,
};
use image::{ImageFormat, Rgb, RgbImage};
use kaibo_console::{
    Console,
    pictures::MediaRequest,
    view::{EntityPatch, NoticeKind, PaperPatch, PapersTake, TakenPaper},
};
use kaibo_domain::{
    PaperId, Rule,
    platform::shop::limit::FILE_MAX_BYTES,
    time::DAY_MS,
    vault::{EntityField, PaperField, PaperKind, Standing},
};
use kaibo_store::papers;
use std::{
    fs,
    path::{Path, PathBuf},
};

const SHOP: &str = "杭州小开贸易有限公司";

/// A scan with a pattern that says which.
fn scan(folder: &Path, name: &str, (width, height): (u32, u32), colour: u8) -> PathBuf {
    let path = folder.join(name);
    let lined = |x: u32, y: u32| Rgb(if (x + y) % 9 < 2 { [0; 3] } else { [255, 255 - colour, 200] });
    RgbImage::from_fn(width, height, lined).save_with_format(&path, ImageFormat::Png).unwrap();
    path
}

async fn take(console: &Console, paths: Vec<PathBuf>, together: bool, consent: bool) -> Vec<TakenPaper> {
    let request = PapersTake { paths, kind: None, together, consent };
    console.papers_take(request, |_| ()).await.unwrap()
}

async fn take_one(console: &Console, path: PathBuf) -> PaperId {
    take(console, vec![path], false, true).await.remove(0).paper.unwrap()
}

async fn page(console: &Console, paper: PaperId, place: usize) -> Option<Vec<u8>> {
    console.render(MediaRequest::Paper(paper, place, false)).await.map(|rendered| rendered.bytes)
}

/// Files of the vault's folder.
fn kept(office: &Office) -> Vec<PathBuf> {
    let folders = fs::read_dir(office.folder.path().join("data").join("vault")).unwrap().flatten();
    folders.flat_map(|folder| fs::read_dir(folder.path()).unwrap().flatten()).map(|file| file.path()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_is_kept_as_it_is_typed_and_its_faults_stand_at_their_fields() {
    let mut office = Office::open_at(MORNING).await;
    let patch =
        EntityPatch { name: Some(SHOP.into()), code: Some("9144030071526726XH".into()), ..EntityPatch::default() };
    let saved = office.console().vault_entity_save(patch).await.unwrap();
    let rules: Vec<_> = saved.violations.iter().map(|broken| (broken.field, broken.rule)).collect();
    assert!(rules.contains(&(EntityField::Code, Rule::CodeCheck)) && saved.revision == 1, "{rules:?}");
    let mended = EntityPatch { code: Some("9144030071526726xg".into()), ..EntityPatch::default() };
    let saved = office.console().vault_entity_save(mended).await.unwrap();
    assert!(saved.violations.iter().all(|broken| broken.field != EntityField::Code));
    office.restart().await;
    let entity = office.console().vault_entity().await.unwrap();
    assert_eq!((entity.draft.name.as_str(), entity.revision), (SHOP, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_fitted_for_the_platform_and_known_by_their_names() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let photo = twelve_megapixels(folder.path());
    let licence = folder.path().join("营业执照.jpg");
    fs::rename(photo, &licence).unwrap();
    console.vault_entity_save(EntityPatch { name: Some(SHOP.into()), ..EntityPatch::default() }).await.unwrap();
    let id = take_one(&console, licence).await;
    let paper = console.papers_get(id, false).await.unwrap();
    assert_eq!((paper.draft.kind, paper.draft.holder.as_str()), (PaperKind::Licence, SHOP));
    assert_eq!(paper.draft.title, "营业执照");
    let bytes = page(&console, id, 0).await.unwrap();
    assert!(bytes.len() <= FILE_MAX_BYTES && bytes.len() as u32 == paper.pages[0].bytes);
    let drawn = turbojpeg::decompress(&bytes, turbojpeg::PixelFormat::RGB).unwrap();
    assert_eq!((drawn.width as u32, drawn.height as u32), (paper.pages[0].width, paper.pages[0].height));
    assert!(drawn.width >= 1600, "{}", drawn.width);
    let small = console.render(MediaRequest::Paper(id, 0, true)).await.unwrap();
    assert!(small.bytes.len() < bytes.len() / 4);
    assert!(page(&console, id, 1).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_paper_is_kept_once() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let first = scan(folder.path(), "检测报告.png", (900, 1300), 10);
    let id = take_one(&console, first.clone()).await;
    let copy = folder.path().join("同一份.png");
    fs::copy(&first, &copy).unwrap();
    let again = take(&console, vec![first, copy], false, false).await;
    assert!(again.iter().all(|taken| taken.known && taken.paper == Some(id)), "{again:?}");
    assert_eq!((console.papers_list().await.unwrap().len(), kept(&office).len()), (1, 1));
    // One that was taken out of sight comes back when it is wanted again.
    console.papers_remove(vec![id]).await.unwrap();
    assert!(console.papers_list().await.unwrap()[0].removed);
    take_one(&console, folder.path().join("同一份.png")).await;
    assert!(!console.papers_list().await.unwrap()[0].removed);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_may_be_one_paper_whole_or_not_at_all() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let [one, two] =
        [("授权书1.png", 10), ("授权书2.png", 90)].map(|(name, colour)| scan(folder.path(), name, (800, 1100), colour));
    let bad = folder.path().join("授权书3.jpg");
    fs::write(&bad, b"MZ this is a program").unwrap();
    let cut = folder.path().join("授权书4.pdf");
    fs::write(&cut, b"%PDF-1.7 and then nothing").unwrap();
    let taken = take(&console, vec![one.clone(), bad.clone(), two.clone(), cut.clone()], true, false).await;
    let problem = |taken: &TakenPaper| taken.problem.as_ref().map(|problem| problem.code.clone());
    let codes: Vec<_> = taken.iter().map(|taken| (taken.name.clone(), problem(taken))).collect();
    let refused = |name: &str, code: &str| (name.to_owned(), Some(code.to_owned()));
    let faults = [refused("授权书3.jpg", "picture.not-a-picture"), refused("授权书4.pdf", "paper.pdf-damaged")];
    assert_eq!(codes, faults);
    assert_eq!(console.papers_list().await.unwrap(), [], "half a paper is none");
    let taken = take(&console, vec![one.clone(), two.clone()], true, false).await;
    let paper = console.papers_get(taken[0].paper.unwrap(), false).await.unwrap();
    assert_eq!((paper.draft.kind, paper.pages.len()), (PaperKind::Authorisation, 2));
    assert_eq!(paper.pages[1].name, "授权书2.png");
    assert_eq!(taken[0].paper, taken[1].paper);
    // Papers of their own do not wait for each other.
    let taken = take(&console, vec![bad, cut, one], false, false).await;
    assert_eq!(taken.iter().map(|taken| taken.problem.is_some()).collect::<Vec<_>>(), [true, true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_paper_takes_consent_and_is_shown_by_its_end_only() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let card = scan(folder.path(), "身份证正面.png", (1000, 630), 40);
    let refused = take(&console, vec![card.clone()], false, false).await;
    assert_eq!(refused[0].problem.as_ref().unwrap().code, "paper.consent-missing");
    assert_eq!(kept(&office).len(), 0, "nothing of it was kept");
    let id = take_one(&console, card).await;
    let number = PaperPatch { number: Some("330106199001011234".into()), ..PaperPatch::default() };
    console.papers_save(id, number).await.unwrap();
    let hidden = console.papers_get(id, false).await.unwrap();
    assert_eq!((hidden.draft.number.as_str(), hidden.masked), ("••••1234", true));
    assert_eq!((hidden.consent_ms, hidden.consent_version), (Some(MORNING), Some(1)));
    assert_eq!(console.papers_list().await.unwrap()[0].number, "••••1234");
    assert_eq!(console.papers_get(id, true).await.unwrap().draft.number, "330106199001011234");

    // One that turns out to be an identity paper later must be agreed to as well.
    let other = take_one(&console, scan(folder.path(), "IMG_1.png", (1000, 630), 80)).await;
    let turned = PaperPatch { kind: Some(PaperKind::Identity), ..PaperPatch::default() };
    let saved = console.papers_save(other, turned).await.unwrap();
    assert!(saved.violations.iter().any(|broken| broken.rule == Rule::ConsentMissing));
    console.papers_agree(other).await.unwrap();
    let agreed = console.papers_get(other, false).await.unwrap();
    assert!(agreed.violations.iter().all(|broken| broken.field != PaperField::Kind));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_soon_stands_first_and_moves_with_the_days() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let mut ids = Vec::new();
    for (name, expires) in [("商标.png", "2026-12-30"), ("许可证.png", "2027-02-01"), ("执照.png", "长期")] {
        let id =
            take_one(&console, scan(folder.path(), name, (400, 600), name.len() as u8 + ids.len() as u8 * 40)).await;
        let patch = PaperPatch { expires: Some(expires.into()), ..PaperPatch::default() };
        console.papers_save(id, patch).await.unwrap();
        ids.push(id);
    }
    let standings = async || {
        let rows = console.papers_list().await.unwrap();
        rows.into_iter().map(|row| row.validity.standing).collect::<Vec<_>>()
    };
    let now = standings().await;
    office.clock.as_ref().unwrap().turn(60 * DAY_MS);
    let later = standings().await;
    assert_eq!(now, [Standing::Ending, Standing::Valid, Standing::LongTerm]);
    assert_eq!(later, [Standing::Expired, Standing::Ending, Standing::LongTerm]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_told_sixty_thirty_and_seven_days_before_and_each_once() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let id = take_one(&console, scan(folder.path(), "许可证.png", (400, 600), 20)).await;
    let expires = PaperPatch { expires: Some("2027-01-25".into()), ..PaperPatch::default() };
    console.papers_save(id, expires).await.unwrap();
    let told = || office.notices.shown().iter().filter(|notice| notice.kind == NoticeKind::PaperEnding).count();
    let (clock, mut expected) = (office.clock.as_ref().unwrap(), 0);
    // 63, 60, 59, 30, 29 and 7 days before.
    for (days, news) in [(0, 0), (3, 1), (1, 0), (29, 1), (1, 0), (22, 1)] {
        clock.turn(days * DAY_MS);
        expected += news;
        office.wait_for("told as often as is due", async |_| told() == expected).await;
        assert_eq!(told(), expected, "after {days} more days");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_paper_leaves_nothing_behind() {
    let mut office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let card = scan(folder.path(), "身份证 金丝雀姓名.png", (1000, 630), 40);
    let other = scan(folder.path(), "检测报告.png", (700, 900), 70);
    let (id, stays) = (take_one(&console, card).await, take_one(&console, other).await);
    let number = PaperPatch { number: Some("330106199001011234".into()), ..PaperPatch::default() };
    console.papers_save(id, number).await.unwrap();
    let bytes = page(&console, id, 0).await.unwrap();
    console.render(MediaRequest::Paper(id, 0, true)).await.unwrap();
    let mut markers = ["金丝雀姓名", "330106199001011234"].map(forms).concat();
    markers.push(bytes[bytes.len() / 2..bytes.len() / 2 + 24].to_vec());
    let data = office.folder.path().join("data");
    assert_eq!(found(&data, &markers).0, None, "nothing of it stands in clear while it is kept");
    let before = kept(&office);
    assert_eq!(before.len(), 2);

    // Only what was taken out of sight before is erased.
    assert!(console.papers_erase(vec![id]).await.is_err());
    console.papers_remove(vec![id]).await.unwrap();
    console.papers_erase(vec![id]).await.unwrap();
    assert_eq!(kept(&office).len(), 1);
    assert!(page(&console, id, 0).await.is_none());
    assert!(console.render(MediaRequest::Paper(id, 0, true)).await.is_none(), "nor in memory");
    assert_eq!(console.papers_get(id, true).await.unwrap_err().code, "paper.not-found");
    assert_eq!(fs::metadata(data.join("kaibo.db-wal")).map_or(0, |log| log.len()), 0, "the log holds no older page");
    assert!(page(&console, stays, 0).await.is_some());
    office.close().await;
    assert_eq!(found(&data, &markers).0, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_a_crash_left_without_a_paper_are_erased_at_the_next_start() {
    let mut office = Office::open_at(MORNING).await;
    let folder = tempfile::tempdir().unwrap();
    let id = take_one(&office.console(), scan(folder.path(), "报告.png", (700, 900), 20)).await;
    take_one(&office.console(), scan(folder.path(), "证书.png", (700, 900), 60)).await;
    // As an erasure that was cut off between the rows and the bytes.
    let cut = move |tx: &kaibo_store::Transaction| {
        papers::set_removed(tx, id, Some(1))?;
        papers::delete(tx, id).map(drop)
    };
    office.restart_with(cut).await;
    office.wait_for("only the other one is left", async |_| kept(&office).len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_page_is_not_shown_and_the_same_file_mends_it() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let file = scan(folder.path(), "报告.png", (700, 900), 20);
    let id = take_one(&console, file.clone()).await;
    fs::write(&kept(&office)[0], b"damaged").unwrap();
    assert!(page(&console, id, 0).await.is_none());
    assert!(take(&console, vec![file], false, false).await[0].known);
    assert!(page(&console, id, 0).await.is_some());
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_made_to_do_harm_is_refused_and_the_next_one_is_drawn() {
    // Drawn by the real program, apart, as it does for its own window.
    kaibo_console::drawing::draw_in(env!("CARGO_BIN_EXE_kaibo").into());
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let mut harmful = pdf::hungry();
    harmful.extend([("one with a password", pdf::LOCKED.to_vec()), ("a book", pdf::book(300))]);
    let expected = ["paper.pdf-too-heavy", "paper.pdf-too-heavy", "paper.pdf-locked", "paper.pdf-too-many-pages"];
    for ((what, bytes), code) in harmful.into_iter().zip(expected) {
        let path = folder.path().join(format!("{what}.pdf"));
        fs::write(&path, bytes).unwrap();
        let taken = take(&console, vec![path], false, true).await;
        assert_eq!(taken[0].problem.as_ref().map(|problem| problem.code.as_str()), Some(code), "{what}");
        assert_eq!(taken[0].paper, None, "{what}");
    }
    let path = folder.path().join("合同.pdf");
    fs::write(&path, pdf::book(2)).unwrap();
    let id = take_one(&console, path).await;
    assert_eq!(console.papers_get(id, false).await.unwrap().pages.len(), 2, "an honest one is drawn after them");
    assert_eq!(console.papers_list().await.unwrap().len(), 1);
}
