//! The four checklists of 开通引导 in the real window, by mouse and keys, from the first answer to the last item; looked at in
//! every dress.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    steps::retype,
    window::{Desk, Window},
};
use image::{Rgb, RgbImage};

/// Elements that stand beyond the right edge of the window or of their pane.
const BEYOND: &str = "
    const faults = [];
    for (const element of document.querySelectorAll('button, h1, h2, h3, label, a, input, select, [data-testid]')) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(element.outerHTML.slice(0, 120));
    }
    const pane = document.querySelector(`[data-testid='checklist']`);
    if (pane && pane.scrollWidth > pane.clientWidth + 1) faults.push('the pane scrolls sideways');
    return faults.join('\\n');
";
const LISTS: [&str; 4] = ["live", "access", "promoter", "account"];

/// Presses a radio button of an item or of a question, as a mouse does on its label.
async fn press(window: &Window, css: &str) {
    window.find_css(css).await;
    let script = format!("document.querySelector(`{css}`).scrollIntoView({{ block: 'center' }})");
    window.run(&script).await;
    let label = format!("label:has(> {})", css.rsplit_once(' ').map_or(css, |(_, last)| last));
    let scoped = css.rsplit_once(' ').map_or(label.clone(), |(scope, _)| format!("{scope} {label}"));
    window.find_css(&scoped).await.click().await.unwrap();
}

async fn choose(window: &Window, test_id: &str) {
    press(window, &format!("[data-testid='{test_id}']")).await;
    let checked = format!("return document.querySelector(`[data-testid='{test_id}']`)?.checked === true");
    window.wait_until(test_id, &checked, 10).await;
}

async fn mark(window: &Window, item: &str, state: &str) {
    press(window, &format!("[data-item='{item}'] [data-testid='item-state-{state}']")).await;
    let marked = format!("return document.querySelector(`[data-item='{item}']`).dataset.state === '{state}'");
    window.wait_until(item, &marked, 10).await;
}

/// Unfolds an item with the keyboard.
async fn unfold(window: &Window, item: &str) {
    let toggle = window.find_css(&format!("[data-item='{item}'] [data-testid='item-toggle']")).await;
    toggle.send_keys("\u{e007}").await.unwrap();
    window.find_css(&format!("[data-item='{item}'] [data-testid='item-note']")).await;
}

async fn type_at(window: &Window, item: &str, field: &str, text: &str) {
    let input = window.find_css(&format!("[data-item='{item}'] [data-testid='{field}']")).await;
    input.send_keys(text).await.unwrap();
}

async fn wait_at(window: &Window, item: &str, test_id: &str, text: &str) {
    let script = format!(
        "return document.querySelector(`[data-item='{item}'] [data-testid='{test_id}']`)?.innerText.includes('{text}') === true"
    );
    window.wait_until(&format!("{item}: {text}"), &script, 10).await;
}

/// Marks whatever is open in the list.
async fn mark_rest(window: &Window) {
    let script = "return [...document.querySelectorAll(`[data-item]`)]
        .filter((item) => !['done', 'not-applicable'].includes(item.dataset.state)).map((item) => item.dataset.item)";
    let rest: Vec<String> = serde_json::from_value(window.run(script).await).unwrap();
    for item in rest {
        mark(window, &item, "done").await;
    }
    let saved = "return [...document.querySelectorAll(`[data-item]`)]
        .every((item) => ['done', 'not-applicable'].includes(item.dataset.state))";
    window.wait_until("everything is settled", saved, 10).await;
}

/// A day so many days from now in Beijing, as it is typed.
async fn day(window: &Window, days: i64) -> String {
    let script = format!("return new Date(Date.now() + (8 + 24 * {days}) * 3600000).toISOString().slice(0, 10)");
    window.run(&script).await.as_str().unwrap().to_owned()
}

/// `Alt+↓`: the next list.
async fn next(window: &Window, list: &str) {
    window.press("\u{e00a}\u{e015}").await;
    let there = format!("return location.hash === '#/onboarding/{list}' && !!document.querySelector('[data-item]')");
    window.wait_until(list, &there, 10).await;
}

async fn self_check(window: &Window) {
    window.wait_for_text("checklist-banner", "268489001", 10).await;
    window.wait_for_text("eligibility-verdict", "还不能确定", 10).await;
    choose(window, "eligibility-entity-enterprise").await;
    window.type_into("service-search", "fuzhuang").await;
    window.wait_for_text("service-found", "服装/鞋/箱包", 10).await;
    window.type_into("service-search", "\u{e007}").await;
    window.wait_for_text("service-category", "在名单里", 10).await;
    choose(window, "eligibility-violation-no").await;
    choose(window, "eligibility-payment-yes").await;
    let paid = day(window, -1).await;
    window.type_into("eligibility-payment-day", &format!("{paid}\u{e004}")).await;
    window.type_into("eligibility-followers", "100\u{e004}").await;
    window.wait_for_text("eligibility-open", "DAU", 10).await;
    window.wait_for_text("eligibility-cheapest", "粉丝超过 100", 10).await;
    window.screenshot("onboarding-live-open").await;
    retype(window, "eligibility-followers", "101").await;
    window.wait_for_text("eligibility-verdict", "条件都满足", 10).await;
    // The platform knows of it two days after.
    window.wait_until("when it is noticed", "return document.body.innerText.includes('才认到这笔支付')", 10).await;

    unfold(window, "live.terms").await;
    type_at(window, "live.terms", "item-reader", "小陈\u{e007}").await;
    wait_at(window, "live.terms", "item-reading", "小陈").await;
    let read = "return document.querySelector(`[data-item='live.terms']`).dataset.state === 'done'";
    window.wait_until("the terms are read", read, 10).await;
    window.screenshot("onboarding-live-terms").await;
    // With the arrow keys from one state to the next.
    let open = window.find_css("[data-item='live.menu'] [data-testid='item-state-open']").await;
    open.send_keys("\u{e014}\u{e014}").await.unwrap();
    window.wait_until("keys mark it", &read.replace("live.terms", "live.menu"), 10).await;
    mark(window, "live.apply", "not-applicable").await;
    mark_rest(window).await;
    window.wait_for_text("checklist-progress", "5/5 项", 10).await;
}

async fn access(window: &Window) {
    choose(window, "ask-component-custom").await;
    choose(window, "ask-association-promoter").await;
    wait_at(window, "associate.promoter", "item-toggle", "推广员").await;
    window.screenshot("onboarding-access").await;
    unfold(window, "associate.bind").await;
    wait_at(window, "associate.bind", "item-awaited", "接入已完成").await;
    mark(window, "custom.apply", "done").await;
    wait_at(window, "custom.confirm", "item-due", "还剩 1 天").await;
    mark_rest(window).await;
    choose(window, "ask-component-shop").await;
    window.find_css("[data-item='shop.open']").await;
    assert_eq!(window.run("return document.querySelector(`[data-item='custom.apply']`) === null").await, true);
    mark_rest(window).await;
    window.wait_for_text("checklist-access", "已完成", 10).await;
}

async fn promoters(window: &Window) {
    window.click("promoter-new").await;
    window.type_into("promoter-name-0", "小陈\u{e004}").await;
    window.type_into("promoter-switched-0", "2020-08-31\u{e004}").await;
    window.wait_for_text("promoter-earliest", "2021年2月28日", 10).await;
    window.wait_for_text("promoter-earliest", "现在可以换绑", 10).await;
    let yesterday = day(window, -1).await;
    retype(window, "promoter-switched-0", &yesterday).await;
    window.wait_for_text("promoter-earliest", "最早", 10).await;
    window.screenshot("onboarding-promoter").await;
    mark_rest(window).await;
    window.wait_for_text("checklist-promoter", "已完成", 10).await;
}

async fn account(window: &Window) {
    for answer in ["programme-alliance", "entity-enterprise", "residency-mainland", "admin-agent", "account-personal"] {
        choose(window, &format!("ask-{answer}")).await;
    }
    window.find("account-refused").await;
    window.screenshot("onboarding-account").await;
    choose(window, "ask-account-corporate").await;
    let allowed = "return document.querySelector(`[data-testid='account-refused']`) === null";
    window.wait_until("a corporate account is taken", allowed, 10).await;
    window.wait_for_text("account-methods", "汇款验证", 10).await;
    let papers = "return [...document.querySelectorAll(`[data-section='account.documents'] [data-item]`)].map((item) => item.dataset.item).join()";
    let expected = "business_license,id_card_front,id_card_back,admin_id_photos,authorisation_letter";
    assert_eq!(window.run(papers).await, expected);
    unfold(window, "business_license").await;
    window.find_css("[data-item='business_license'] [data-testid='item-paper-use']").await.click().await.unwrap();
    wait_at(window, "business_license", "item-paper", "营业执照").await;
    for step in ["register", "submit", "preliminary_check"] {
        mark(window, step, "done").await;
    }
    wait_at(window, "verify_account", "item-due", "还剩 30 天").await;
    unfold(window, "verify_account").await;
    let named = day(window, 2).await;
    type_at(window, "verify_account", "item-given", &format!("{named}\u{e004}")).await;
    wait_at(window, "verify_account", "item-due", "平台给出").await;
    window.run("document.querySelector(`[data-item='verify_account']`).scrollIntoView()").await;
    window.screenshot("onboarding-account-verify").await;

    // The first page says so, and leads back to it.
    window.click("nav-today").await;
    window.find("attention").await;
    window.screenshot("onboarding-today").await;
    // Its line is cut with an ellipsis, of which the driver reads nothing.
    let named = "return document.querySelector(`[data-testid='attention']`).textContent.includes('账户验证')";
    window.wait_until("the deadline stands on the first page", named, 10).await;
    window.find_css("[data-testid='attention'] button").await.click().await.unwrap();
    window.find_css("[data-item='verify_account'] [data-testid='item-given']").await;
    window.find_css("[data-testid='ask-state'] option[value='AUDITING']").await.click().await.unwrap();
    wait_at(window, "platform_review", "item-here", "平台停在这一步").await;
    mark(window, "verify_account", "done").await;
    wait_at(window, "platform_review", "item-due", "到期").await;
    mark_rest(window).await;
    for terms in ["account.notice", "sign"] {
        window.find_css(&format!("[data-item='{terms}'] [data-testid='item-unread']")).await;
        unfold(window, terms).await;
        type_at(window, terms, "item-reader", "店主\u{e007}").await;
        wait_at(window, terms, "item-reading", "店主").await;
    }
    window.wait_for_text("checklist-account", "已完成", 10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn four_checklists_are_gone_through_and_kept() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-vault").await;
    let licence = desk.path().join("营业执照.png");
    RgbImage::from_pixel(1240, 1754, Rgb([250, 245, 200])).save(&licence).unwrap();
    window.answer_dialogs_with(&licence);
    window.click("papers-add").await;
    window.click("paper-add-confirm").await;
    window.find("paper-page").await;

    // On the first day the first page leads here.
    window.click("nav-today").await;
    window.screenshot("onboarding-first-day").await;
    window.click("first-onboarding").await;
    window.wait_for_text("checklist-live", "1 份条款未读", 10).await;
    window.screenshot("onboarding").await;
    window.click("checklist-live").await;
    window.find_css("[data-item]").await;
    window.screenshot("onboarding-live").await;
    self_check(&window).await;
    next(&window, "access").await;
    access(&window).await;
    next(&window, "promoter").await;
    promoters(&window).await;
    next(&window, "account").await;
    account(&window).await;
    window.close().await;

    // All of it is there after a start anew.
    let window = desk.open().await;
    window.click("nav-onboarding").await;
    for list in LISTS {
        window.wait_for_text(&format!("checklist-{list}"), "已完成", 10).await;
    }
    window.wait_for_text("checklist-verdict", "条件都满足", 10).await;
    for (name, appearance, language, (width, height)) in [
        ("1000", "light", "zh-CN", (1000, 640)),
        ("dark", "dark", "zh-CN", (1280, 800)),
        ("en", "light", "en", (1280, 800)),
        ("en-1000", "light", "en", (1000, 640)),
    ] {
        window.choose(appearance, language).await;
        window.resize(width, height).await;
        window.click("nav-onboarding").await;
        window.find("checklist-live").await;
        window.screenshot(&format!("onboarding-{name}")).await;
        assert_eq!(window.run(BEYOND).await, "", "{name}");
        for list in LISTS {
            window.click("nav-onboarding").await;
            window.click(&format!("checklist-{list}")).await;
            window.find_css("[data-item]").await;
            let last =
                "const all = document.querySelectorAll(`[data-testid='item-toggle']`); all[all.length - 1].click()";
            window.run(last).await;
            window.find("item-note").await;
            window.screenshot(&format!("onboarding-{list}-{name}")).await;
            assert_eq!(window.run(BEYOND).await, "", "{name}: {list}");
            window.run("const pane = document.querySelector(`[data-testid='checklist']`); pane.scrollTop = pane.scrollHeight").await;
            window.screenshot(&format!("onboarding-{list}-end-{name}")).await;
        }
    }
    window.close().await;
}
