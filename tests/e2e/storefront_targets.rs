//! Targets of the storefront in the real window: storage is filled in, tried with a wrong key and with the right one,
//! published to and taken back; then the shop's own server. What was typed of one stays while the other counts.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::{
    receiver::{self, Receiver},
    s3::{self, S3Server},
    steps,
    window::{Desk, Window},
};
use serde_json::Value;

/// What a mini program reads at that address.
async fn read(base: &str) -> Value {
    let get = async |path: &str| -> Value {
        let answer = reqwest::get(format!("{base}/{path}")).await.expect("an answer");
        serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON")
    };
    let pointer = get("current.json").await;
    get(pointer["document"].as_str().expect("a path")).await
}

async fn publish(window: &Window, version: u32) {
    window.click("storefront-publish").await;
    window.find("storefront-plan").await;
    let ready = "return document.querySelector(`[data-testid='storefront-confirm']:enabled`) !== null";
    window.wait_until("the plan is of now", ready, 20).await;
    window.click("storefront-confirm").await;
    window.wait_for_text("storefront-published", &format!("第 {version} 版"), 20).await;
}

async fn fill(window: &Window, fields: &[(&str, &str)]) {
    for (field, text) in fields {
        window.type_into(field, text).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_storefront_goes_to_storage_and_to_the_shops_own_server() {
    let (storage, server) = (S3Server::start().await, Receiver::start());
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.resize(1280, 800).await;
    steps::submitted_room(&window, "双十二之夜").await;
    window.click("nav-storefront").await;

    window.click("target-kind-s3").await;
    window.find("s3-endpoint").await;
    window.click("storefront-publish").await;
    let lacks = "return document.body.innerText.includes('请先在“发布到”里填写服务地址')";
    window.wait_until("it is said what is missing", lacks, 10).await;
    let public = storage.public_url();
    let settings = storage.settings();
    fill(
        &window,
        &[
            ("s3-endpoint", &settings.endpoint),
            ("s3-region", &settings.region),
            ("s3-bucket", &settings.bucket),
            ("s3-prefix", &settings.prefix),
            ("s3-access-key", &settings.access_key),
            ("s3-public", &public),
            ("s3-secret", "another-secret"),
        ],
    )
    .await;
    window.click("s3-style-path").await;
    window.click("s3-secret-save").await;
    window.find("s3-secret-set").await;
    window.click("target-try").await;
    window.wait_for_text("target-problem", "密钥不对", 20).await;
    window.screenshot("target-wrong-key").await;

    window.click("s3-secret-replace").await;
    window.type_into("s3-secret", s3::SECRET).await;
    window.click("s3-secret-save").await;
    window.find("s3-secret-set").await;
    window.click("target-try").await;
    window.wait_for_text("target-good", "可以发布", 20).await;
    window.screenshot("target-good").await;
    let html = window.run("return document.documentElement.outerHTML").await;
    assert!(!html.as_str().expect("text").contains(s3::SECRET), "the secret is shown");

    publish(&window, 1).await;
    let first = read(&public).await;
    assert_eq!(first["rooms"][0]["title"], "双十二之夜");
    window.clear("storefront-name").await;
    window.type_into("storefront-name", "看直播").await;
    publish(&window, 2).await;
    assert_eq!(read(&public).await["entrance"]["name"], "看直播");
    window.click("storefront-history").await;
    window.click("storefront-back").await;
    window.click("storefront-back-confirm").await;
    window.wait_for_text("storefront-published", "第 1 版", 20).await;
    assert_eq!(read(&public).await, first, "the very same");

    window.click("target-kind-server").await;
    fill(
        &window,
        &[("server-address", &server.address), ("server-public", &server.address), ("server-secret", receiver::SECRET)],
    )
    .await;
    window.click("server-secret-save").await;
    window.find("server-secret-set").await;
    window.click("target-try").await;
    window.wait_for_text("target-good", "可以发布", 20).await;
    publish(&window, 3).await;
    assert_eq!(read(&server.address).await["entrance"]["name"], "看直播");
    window.click("target-kind-s3").await;
    assert_eq!(window.value("s3-bucket").await, s3::BUCKET, "what was typed is still there");

    for (width, appearance, language) in [(1000, "light", "zh-CN"), (1280, "dark", "zh-CN"), (1000, "light", "en")] {
        window.choose(appearance, language).await;
        window.resize(width, 720).await;
        window.click("nav-storefront").await;
        window.run("document.querySelector(`[data-testid='storefront-target']`).scrollIntoView()").await;
        window.wait_for_pictures().await;
        window.screenshot(&format!("target-{width}-{appearance}-{language}")).await;
        let sideways = window.run("return document.documentElement.scrollWidth > innerWidth + 1").await;
        assert_eq!(sideways, false, "{width} {appearance} {language}");
    }
    window.close().await;
}
