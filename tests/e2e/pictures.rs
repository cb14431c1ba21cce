//! The picture library in the real window: a folder chosen, what became of its files, one used and edited, the rest erased.

use crate::support::{photo, window::Desk};
use image::{Rgb, RgbImage};
use std::fs;

/// How many pictures the grid shows.
const CARDS: &str = "return document.querySelectorAll('[data-testid=\"picture-card\"]').length";

#[tokio::test]
async fn a_folder_is_taken_in_one_picture_used_and_the_others_erased() {
    let desk = Desk::new();
    let folder = desk.path().join("供应商 秋装");
    fs::create_dir(&folder).unwrap();
    photo::twelve_megapixels(&folder);
    for number in 0..8u8 {
        let picture = RgbImage::from_fn(900, 600, |x, y| match (150..400).contains(&x) && (150..500).contains(&y) {
            true => Rgb([30 * number, 90, 200 - 20 * number]),
            false => Rgb([235, 228 - number, (200 + y / 20) as u8]),
        });
        picture.save(folder.join(format!("款式{number}.png"))).unwrap();
    }
    fs::write(folder.join("断了.jpg"), b"\xff\xd8\xff\xe0\0\x10JFIF").unwrap();

    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-pictures").await;
    window.find("picture-card").await;
    window.answer_dialogs_with(&folder);
    window.click("pictures-add-folder").await;
    window.wait_for_text("pictures-taking", "已添加 9 张 · 1 个文件没有添加", 30).await;
    window.click("pictures-problems").await;
    window.wait_for_pictures().await;
    window.screenshot("pictures-taken").await;
    assert_eq!(window.run(CARDS).await, 15);

    // One of them for a good: the library's, treated for this use.
    window.click("nav-goods").await;
    window.click("goods-new").await;
    window.answer_dialogs_with(&folder.join("款式3.png"));
    window.click("goods-pick-picture").await;
    window.wait_for_picked_picture().await;
    window.click("goods-fill-blur").await;
    window
        .wait_until("the blurred ground is shown", "return !!document.querySelector('img[src*=\"fill=blur\"]')", 10)
        .await;
    window.click("goods-turn-right").await;
    window
        .wait_until("the picture is turned", "return !!document.querySelector('img[src*=\"whole?turn=1\"]')", 10)
        .await;
    window.wait_for_pictures().await;
    window.screenshot("pictures-edited").await;

    window.click("nav-pictures").await;
    window.click("pictures-filter-unused").await;
    window.wait_until("eight are left over", &CARDS.replace("length", "length === 8"), 10).await;
    window.click("pictures-select-all").await;
    window.wait_for_pictures().await;
    window.screenshot("pictures-selected").await;
    window.click("pictures-delete").await;
    window.find("pictures-delete-confirm").await;
    window.screenshot("pictures-delete").await;
    window.click("pictures-delete-confirm").await;
    window.wait_until("none is left over", &CARDS.replace("length", "length === 0"), 10).await;
    window.choose("dark", "en").await;
    window.click("pictures-filter-all").await;
    window.wait_until("the others are there", &CARDS.replace("length", "length === 7"), 10).await;
    window.wait_for_pictures().await;
    window.screenshot("pictures-dark").await;
    window.close().await;
}
