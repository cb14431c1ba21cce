//! Check E7: axe-core finds nothing serious or critical in any place, light and dark, in either language. What keyboards
//! and screen readers need beyond that (labels that say enough, an order that makes sense) no tool sees.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use super::screens::{PLACES, furnished};
use crate::support::window::Window;
use std::path::Path;

/// Looks at the whole page; what stands open above the page is part of it.
const LOOK: &str = "
    const found = await axe.run(document, { resultTypes: ['violations'] });
    return found.violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, impact, nodes }) => nodes.map(({ html, any, all, none }) => {
            const why = [...any, ...all, ...none].map(({ message }) => message).join('; ');
            return `${impact} ${id}: ${html.slice(0, 160)} (${why})`;
        }));
";

/// The tool in the page, until the page is loaded anew.
async fn bring_axe(window: &Window) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(path).expect("axe-core is installed with the interface's packages");
    window.run(&format!("{source}; window.axe = axe; return true")).await;
}

async fn look(window: &Window, name: &str, found: &mut Vec<String>) {
    window.wait_for_pictures().await;
    let here = window.run(LOOK).await;
    let here = here.as_array().expect("a list").iter().filter_map(|fault| fault.as_str());
    found.extend(here.map(|fault| format!("{name}: {fault}")));
}

/// Every place, and what opens in it.
async fn walk(window: &Window, dress: &str, found: &mut Vec<String>) {
    for place in PLACES {
        window.click(&format!("nav-{place}")).await;
        look(window, &format!("{dress} {place}"), found).await;
    }
    for (name, steps, seen) in [
        ("goods editor", &["nav-goods", "goods-row"][..], "goods-name"),
        ("room editor", &["nav-rooms", "room-row"], "room-name"),
        ("members", &["nav-rooms", "to-members"], "members-super-admin"),
        ("anchors", &["members-tab-anchors"], "anchor-row"),
        ("packages", &["nav-settings", "about-packages"], "packages-count"),
    ] {
        for step in steps {
            window.click(step).await;
        }
        window.find(seen).await;
        look(window, &format!("{dress} {name}"), found).await;
    }
    window.click("packages-close").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_e7_axe_finds_nothing_serious_in_any_place() {
    let (_desk, window) = furnished().await;
    window.resize(1280, 800).await;
    let mut found = Vec::new();
    bring_axe(&window).await;
    // A page that is known to be bad, so that a tool that finds nothing is noticed.
    window.run("document.body.insertAdjacentHTML('beforeend', `<img id='bad' src='data:,'>`)").await;
    look_at_bad(&window).await;
    for (appearance, language) in [("light", "zh-CN"), ("dark", "zh-CN"), ("light", "en"), ("dark", "en")] {
        window.choose(appearance, language).await;
        walk(&window, &format!("{appearance} {language}"), &mut found).await;
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    window.close().await;
}

async fn look_at_bad(window: &Window) {
    let here = window.run(LOOK).await.to_string();
    assert!(here.contains("image-alt"), "{here}");
    window.run("document.getElementById('bad').remove()").await;
}
