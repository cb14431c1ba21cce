//! An application for a category in the real window, by mouse and keys: from an empty vault over a rejection to the
//! approval, looked at in every dress.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    applying::newer_pack,
    steps::retype,
    window::{Desk, Window},
};
use image::{Rgb, RgbImage};
use kaibo_media::Pages;
use std::path::Path;

const MERCHANT: &str = "杭州小开贸易有限公司";
/// Elements that stand beyond the right edge of the window.
const BEYOND: &str = "
    const faults = [];
    for (const element of document.querySelectorAll('button, h1, h2, h3, label, a, input, select, [data-testid]')) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(element.outerHTML.slice(0, 120));
    }
    return faults.join('\\n');
";

async fn add_paper(window: &Window, folder: &Path, (name, colour): (&str, u8)) {
    let path = folder.join(name);
    RgbImage::from_pixel(1240, 1754, Rgb([250, 245, colour])).save(&path).unwrap();
    window.answer_dialogs_with(&path);
    window.click("papers-add").await;
    window.click("paper-add-confirm").await;
    window.find("paper-page").await;
}

async fn press_radio(window: &Window, test_id: &str) {
    window.find(test_id).await;
    window.run(&format!("document.querySelector(`[data-testid='{test_id}']`).click()")).await;
}

/// Clicks what answers every question of the cards with yes.
async fn confirm_all(window: &Window) {
    let script = "
        for (const card of document.querySelectorAll(`[data-testid='fill-card']`)) {
            const open = [...card.querySelectorAll(`[data-testid='card-question']`)]
                .find((row) => !row.querySelector(`[aria-pressed='true']`))
            if (open) { open.querySelector('button').click(); return false }
        }
        return true";
    window.wait_until("every question is answered", script, 60).await;
}

/// Waits until a file stands under its name: it is whole then.
async fn wait_for_file(path: &Path) {
    for _ in 0..200 {
        if path.exists() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{} was not written", path.display());
}

async fn wait_for_state(window: &Window, state: &str) {
    let script = format!("return !!document.querySelector(`[data-testid='application-state'][data-state='{state}']`)");
    window.wait_until(state, &script, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jadeite_is_rejected_once_corrected_and_approved() {
    let desk = Desk::new();
    let window = desk.open().await;
    let folder = tempfile::tempdir().unwrap();
    window.click("welcome-practice").await;
    window.click("nav-vault").await;
    press_radio(&window, "vault-view-entity").await;
    window.type_into("entity-name", MERCHANT).await;
    window.type_into("entity-code", "9144030071526726XG\u{e004}").await;
    window.wait_for_text("save-state", "已保存", 10).await;
    press_radio(&window, "vault-view-papers").await;
    add_paper(&window, folder.path(), ("营业执照.png", 200)).await;
    window.type_into("paper-expires", "长期\u{e004}").await;
    window.wait_for_text("paper-editor-standing", "长期有效", 10).await;

    window.click("nav-qualification").await;
    window.wait_for_text("applications", "还没有类目申请", 10).await;
    window.screenshot("application-none").await;
    window.click("new-application").await;
    window.type_into("new-application-search", "feicui").await;
    window.click("new-application-10000335").await;
    window.screenshot("application-new").await;
    window.click("new-application-confirm").await;
    window.find("application-shop").await;
    window.screenshot("application-1").await;
    // By keys from step to step.
    window.press("\u{e00a}\u{e014}").await;
    window.screenshot("application-2").await;
    window.press("\u{e00a}\u{e014}").await;
    press_radio(&window, "leaf-翡翠手镯").await;
    press_radio(&window, "fact-brand_relation-none").await;
    press_radio(&window, "fact-goods_origin-domestic").await;
    window.wait_for_text("save-state", "已保存", 10).await;
    window.screenshot("application-3").await;

    window.click("step-4").await;
    window.click("fill-all").await;
    let licence = window.find_css("[data-demand='c.licence'] [data-testid='card-begins']").await;
    licence.send_keys("2020-01-01\u{e004}").await.unwrap();
    // The letter is added there and then, and its entity said in the vault.
    let letter = folder.path().join("报备函.png");
    RgbImage::from_pixel(1240, 1754, Rgb([255, 255, 240])).save(&letter).unwrap();
    window.answer_dialogs_with(&letter);
    window.find_css("[data-demand='c.letter'] [data-testid='card-add']").await.click().await.unwrap();
    window.click("paper-add-confirm").await;
    window.find_css("[data-demand='c.letter'] a").await.click().await.unwrap();
    window.type_into("paper-holder", &format!("{MERCHANT}\u{e004}")).await;
    window.wait_for_text("save-state", "已保存", 10).await;
    window.click("nav-qualification").await;
    window.find_css("[data-testid='application-row'] a").await.click().await.unwrap();
    window.find("fill-all").await;
    let choose = "
        const select = document.querySelector(`[data-demand='j.platform'] select`)
        select.value = 'douyin'
        select.dispatchEvent(new Event('change', { bubbles: true }))";
    window.run(choose).await;
    confirm_all(&window).await;
    window.type_into("card-text", "驳回：主体\u{e004}").await;
    window.screenshot("application-4").await;
    window.click("step-5").await;
    let ready = "return !document.querySelector(`[data-testid='blocked']`)";
    window.wait_until("nothing keeps it from being handed in", ready, 20).await;
    window.screenshot("application-5").await;
    let dossier = folder.path().join("翡翠.pdf");
    window.answer_dialogs_with(&dossier);
    window.click("save-dossier").await;
    wait_for_file(&dossier).await;
    let pages = Pages::open(std::fs::read(&dossier).unwrap()).unwrap().count();
    assert!((3..=5).contains(&pages), "the list and two papers: {pages}");
    window.click("hand-in").await;
    wait_for_state(&window, "rejected").await;
    window.wait_for_text("application-reason", "报备函主体", 10).await;
    window.screenshot_both("application-6-rejected").await;

    window.click("correct").await;
    window.find("card-concerned").await;
    window.screenshot_both("application-4-concerned").await;
    retype(&window, "card-text", "小开珠宝").await;
    window.click("step-5").await;
    window.click("hand-in").await;
    wait_for_state(&window, "approved").await;
    assert_eq!(window.run("return document.querySelectorAll(`[data-testid='round']`).length").await, 2);
    window.screenshot("application-6-approved").await;

    for (name, appearance, language, (width, height)) in [
        ("1000", "light", "zh-CN", (1000, 640)),
        ("dark", "dark", "zh-CN", (1280, 800)),
        ("en", "light", "en", (1000, 640)),
    ] {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        window.click("nav-qualification").await;
        window.find("application-row").await;
        window.screenshot(&format!("applications-{name}")).await;
        let table = folder.path().join(format!("申请-{name}.xlsx"));
        window.answer_dialogs_with(&table);
        window.click("applications-export").await;
        wait_for_file(&table).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}: applications");
        window.find_css("[data-testid='application-row'] a").await.click().await.unwrap();
        for step in 3..=6 {
            window.click(&format!("step-{step}")).await;
            window.screenshot(&format!("application-{step}-{name}")).await;
            assert_eq!(window.run(BEYOND).await, "", "{name}: step {step}");
        }
    }
    // A newer pack of rules is looked at before it is taken in, and put back.
    let pack = folder.path().join("rules-2027.json");
    std::fs::write(&pack, newer_pack()).unwrap();
    window.answer_dialogs_with(&pack);
    window.click("nav-settings").await;
    window.click("rules-pick").await;
    window.wait_for_text("rules-look", "2027.01.05", 10).await;
    window.screenshot("rules-look-en").await;
    assert_eq!(window.run(BEYOND).await, "", "a pack is looked at");
    window.click("rules-take").await;
    window.wait_for_text("rules-version", "2027.01.05", 10).await;
    window.choose("light", "zh-CN").await;
    window.click("nav-settings").await;
    window.run("document.querySelector(`[data-testid='rules-settings']`).scrollIntoView()").await;
    assert_eq!(window.run("return document.scrollingElement.scrollTop").await, 0, "the window itself does not scroll");
    window.screenshot("rules-taken").await;
    window.click("rules-reset").await;
    window.wait_for_text("rules-version", "2026.11.24", 10).await;
    window.close().await;
}
