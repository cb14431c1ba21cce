//! 资料库 and 类目资质 in the real window: who the merchant is, papers added by dialog and drop, shown masked, removed,
//! brought back and erased; what a category demands and what the vault has of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    canary::{forms, found},
    pdf,
    steps::retype,
    window::{Desk, Window},
};
use image::{Rgb, RgbImage};
use std::path::{Path, PathBuf};

const SHOP: &str = "杭州小开贸易有限公司";
/// Elements that stand beyond the right edge of the window.
const BEYOND: &str = "
    const faults = [];
    for (const element of document.querySelectorAll('button, h1, h2, h3, label, a, input, [data-testid]')) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(element.outerHTML.slice(0, 120));
    }
    return faults.join('\\n');
";

fn scan(folder: &Path, name: &str, colour: u8) -> PathBuf {
    let path = folder.join(name);
    let lined = |x: u32, y: u32| match (x / 40 + y / 60) % 4 {
        0 => Rgb([60, 60, 70]),
        _ => Rgb([250, 245, 200 + colour]),
    };
    RgbImage::from_fn(1240, 1754, lined).save(&path).unwrap();
    path
}

async fn open_vault() -> (Desk, Window) {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-vault").await;
    window.find("vault").await;
    (desk, window)
}

async fn choose_radio(window: &Window, test_id: &str) {
    window.find(test_id).await;
    window.run(&format!("document.querySelector(`[data-testid='{test_id}']`).click()")).await;
}

/// Adds a file through the system's dialog.
async fn add(window: &Window, file: &Path) {
    window.answer_dialogs_with(file);
    window.click("papers-add").await;
    window.find("paper-add-kind").await;
}

/// Finds 白酒 by its pinyin and opens it.
async fn open_liquor(window: &Window) {
    window.click("nav-qualification").await;
    window.click("categories-link").await;
    window.type_into("category-search", "baijiu").await;
    let one = "return document.querySelectorAll(`[data-testid='category-row']`).length === 1";
    window.wait_until("one category is found", one, 10).await;
    window.click("category-row").await;
    window.find("category-due").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_and_the_papers_are_kept_and_shown_as_they_should_be() {
    let (desk, window) = open_vault().await;
    let folder = tempfile::tempdir().unwrap();

    choose_radio(&window, "vault-view-entity").await;
    window.type_into("entity-name", SHOP).await;
    window.type_into("entity-code", "9144030071526726XH\u{e004}").await;
    window.wait_for_fault("entity-code", "最后一位校验不对").await;
    retype(&window, "entity-code", "9144030071526726XG").await;
    window.wait_until_no_fault("entity-code").await;
    window.wait_for_text("save-state", "已保存", 10).await;
    window.screenshot("entity").await;

    choose_radio(&window, "vault-view-papers").await;
    add(&window, &scan(folder.path(), "营业执照.png", 10)).await;
    assert_eq!(window.value("paper-add-kind").await, "licence");
    window.click("paper-add-confirm").await;
    window.find("paper-page").await;
    assert_eq!(window.value("paper-holder").await, SHOP);
    window.type_into("paper-expires", "明年\u{e004}").await;
    window.wait_for_fault("paper-expires", "2027-05-01").await;
    retype(&window, "paper-expires", "长期").await;
    window.wait_for_text("paper-editor-standing", "长期有效", 10).await;
    window.wait_for_pictures().await;
    window.screenshot("licence").await;

    // Dropped from a file manager; an identity paper takes consent.
    window.drop_files("vault", &[&scan(folder.path(), "身份证正面.png", 40)]).await;
    window.find("paper-consent").await;
    window.screenshot("consent").await;
    window.click("paper-consent").await;
    window.click("paper-add-confirm").await;
    window.find("paper-hidden").await;
    window.click("paper-reveal").await;
    window.type_into("paper-number", "330106199001011234\u{e004}").await;
    window.wait_for_text("save-state", "已保存", 10).await;
    window.click("paper-hide").await;
    window.find("paper-hidden").await;
    let hidden = "return document.querySelector(`[data-testid='paper-number']`)?.value === '••••1234'";
    window.wait_until("only the end of the number is shown", hidden, 10).await;
    window.screenshot("masked").await;
    let page = window.run("return document.body.innerText").await;
    assert!(!page.as_str().unwrap().contains("330106199001011234"));
    window.close().await;

    // All of it is there after another start.
    let window = desk.open().await;
    window.click("nav-vault").await;
    window.find("paper-row").await;
    window.wait_for_pictures().await;
    window.screenshot("list").await;
    let said = "
        const text = document.querySelector('[data-testid=vault]').innerText
        return text.includes('••••1234') && text.includes('长期有效')";
    window.wait_until("the papers and their validity are listed", said, 10).await;
    window.close().await;

    // Neither the program nor its web view, whose caches and storage stand here too, left any of it in clear.
    let mut markers = forms("330106199001011234");
    let scanned = std::fs::read(folder.path().join("身份证正面.png")).unwrap();
    markers.push(scanned[scanned.len() / 2..][..24].to_vec());
    let (hit, files) = found(desk.path(), &markers);
    assert!(files > 20, "the data and what the web view keeps: {files} files");
    assert_eq!(hit, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_removed_brought_back_and_erased() {
    let (desk, window) = open_vault().await;
    let folder = tempfile::tempdir().unwrap();
    add(&window, &scan(folder.path(), "检测报告.png", 30)).await;
    window.click("paper-add-confirm").await;
    window.find("paper-page").await;
    window.click("paper-remove").await;
    window.wait_for_text("vault", "还没有材料", 10).await;
    choose_radio(&window, "vault-view-removed").await;
    window.click("paper-row").await;
    window.click("paper-restore").await;
    choose_radio(&window, "vault-view-papers").await;
    window.click("paper-row").await;
    window.click("paper-remove").await;
    choose_radio(&window, "vault-view-removed").await;
    window.click("paper-row").await;
    window.click("paper-erase").await;
    window.find("paper-erase-confirm").await;
    window.screenshot("erase").await;
    window.click("paper-erase-confirm").await;
    window.wait_for_text("vault", "没有移除的材料", 10).await;
    let left = std::fs::read_dir(desk.data().join("vault")).unwrap().flatten();
    let files = left.flat_map(|folder| std::fs::read_dir(folder.path()).unwrap().flatten()).count();
    assert_eq!(files, 0, "nothing of it is left on the disk");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_category_demands_is_shown_before_it_is_applied_for() {
    let (mut desk, window) = open_vault().await;
    let folder = tempfile::tempdir().unwrap();
    add(&window, &scan(folder.path(), "营业执照.png", 10)).await;
    window.click("paper-add-confirm").await;
    window.type_into("paper-expires", "长期\u{e004}").await;
    window.wait_for_text("paper-editor-standing", "长期有效", 10).await;

    open_liquor(&window).await;
    window.wait_for_text("category-due", "5 个工作日", 10).await;
    let licence = window.find_css("[data-demand='c.licence']").await.text().await.unwrap();
    assert!(licence.contains("资料库里有") && licence.contains("营业执照"), "{licence}");
    for (name, appearance, language, (width, height)) in [
        ("1280", "light", "zh-CN", (1280, 800)),
        ("1000", "light", "zh-CN", (1000, 640)),
        ("dark", "dark", "zh-CN", (1280, 800)),
        ("en", "light", "en", (1000, 640)),
    ] {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        window.screenshot(&format!("category-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}: category");
        window.click("nav-vault").await;
        window.click("paper-row").await;
        window.find("paper-page").await;
        window.wait_for_pictures().await;
        window.screenshot(&format!("vault-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}: vault");
        open_liquor(&window).await;
    }
    window.close().await;
    desk.env.push(("GDK_SCALE".into(), "2".into()));
    let window = desk.open().await;
    window.click("nav-vault").await;
    window.click("paper-row").await;
    window.find("paper-page").await;
    window.wait_for_pictures().await;
    window.screenshot("vault-200").await;
    window.close().await;
}

/// The most memory a process has had, KiB.
fn peak_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_made_to_do_harm_is_refused_where_it_was_added_and_costs_the_window_nothing() {
    let (_desk, window) = open_vault().await;
    let folder = tempfile::tempdir().unwrap();
    let said = ["太复杂", "太复杂", "有密码", "最多 30 页"];
    let mut harmful = pdf::hungry();
    harmful.extend([("有密码", pdf::LOCKED.to_vec()), ("一本书", pdf::book(300))]);
    let before = peak_kib(window.program_id());
    for ((name, bytes), said) in harmful.into_iter().zip(said) {
        let path = folder.path().join(format!("{name}.pdf"));
        std::fs::write(&path, bytes).unwrap();
        add(&window, &path).await;
        window.click("paper-add-confirm").await;
        let refused = format!(
            "return [...document.querySelectorAll(`[data-testid='toast']`)].some((toast) =>
                toast.innerText.includes('{name}') && toast.innerText.includes('{said}'))"
        );
        window.wait_until(&format!("{name} is refused"), &refused, 60).await;
        window.screenshot(&format!("refused-{name}")).await;
        window.press("\u{e00c}").await;
        window.wait_until("it is put away", "return !document.querySelector('dialog[open]')", 10).await;
    }
    let grew = peak_kib(window.program_id()) - before;
    assert!(grew < 64 * 1024, "the program grew by {grew} KiB");
    let path = folder.path().join("合同.pdf");
    std::fs::write(&path, pdf::book(2)).unwrap();
    add(&window, &path).await;
    window.click("paper-add-confirm").await;
    window.find("paper-page").await;
    window.close().await;
}
