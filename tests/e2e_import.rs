//! 导入 in the real window: a workbook of thirty goods with their pictures, five of them faulty, is chosen, mended with the
//! keyboard, brought in and taken back.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use kaibo_sheet::write_xlsx;
use std::{fs, path::Path};
use support::{
    steps::{self, retype},
    window::Desk,
};

const ROWS: usize = 30;
/// Rows of the file with something wrong, and what is typed to mend it.
const FAULTY: [(u32, &str, &str, &str); 5] = [
    (3, "name", "裙", "亚麻阔腿长裙"),
    (7, "price", "五十九", "59.90"),
    (12, "path", "/pages/goods/index?id=12", "pages/goods/index?id=12"),
    (20, "price", "9.999", "9.99"),
    (28, "name", "一二三四五六七八九十一二三四五六", "手工布艺单肩挎包"),
];

/// The workbook and the folder of pictures.
fn furnish(folder: &Path) {
    let pictures = folder.join("商品图片");
    fs::create_dir(&pictures).unwrap();
    let lines = (2..2 + ROWS as u32).map(|row| {
        let code = format!("A-{row:03}");
        let colour = image::Rgb([(row * 7) as u8, 120, 200 - (row * 5) as u8]);
        image::RgbImage::from_pixel(400, 400, colour).save(pictures.join(format!("{code}.png"))).unwrap();
        let faulty = |field: &str| FAULTY.iter().find(|fault| fault.0 == row && fault.1 == field);
        let cell = |field: &str, sound: String| faulty(field).map_or(sound, |fault| fault.2.to_owned());
        vec![
            cell("name", format!("手工布艺挎包{row}号")),
            cell("price", format!("{row}9.00")),
            cell("path", format!("pages/goods/index?id={row}")),
            code,
        ]
    });
    let headings = ["商品名称", "售价", "页面路径", "商家编码"];
    fs::write(folder.join("备货.xlsx"), write_xlsx("商品", &headings, lines).unwrap()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_goods_are_imported_mended_and_taken_back() {
    let desk = Desk::new();
    furnish(desk.path());
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.click("to-import").await;
    window.find("import-pick").await;
    window.screenshot("import-file").await;
    window.answer_dialogs_with(&desk.path().join("备货.xlsx"));
    window.click("import-pick").await;
    window.wait_for_text("import-counts", "共 30 行 · 5 行需要修改 · 0 行有图片", 20).await;
    window.answer_dialogs_with(&desk.path().join("商品图片"));
    window.click("import-folder").await;
    window.wait_for_text("import-counts", "30 行有图片", 20).await;
    window.screenshot("import-check").await;

    window.click("import-filter-faulty").await;
    for (row, field, said, mended) in FAULTY {
        let cell = format!("import-{field}-{row}");
        assert_eq!(window.value(&cell).await, said);
        retype(&window, &cell, mended).await;
    }
    window.wait_for_text("import-counts", "没有需要修改的行", 20).await;
    window.screenshot("import-mended").await;
    window.click("import-columns-toggle").await;
    window.screenshot("import-columns").await;
    window.click("import-columns-toggle").await;
    window.click("import-filter-all").await;

    window.resize(1000, 640).await;
    window.choose("dark", "en").await;
    window.screenshot("import-check-dark-en").await;
    window.choose("light", "zh-CN").await;
    window.resize(1280, 800).await;

    window.click("import-run").await;
    window.wait_for_text("import-result", "新建 30 件 · 30 件有图片", 60).await;
    window.screenshot("import-result").await;
    window.click("import-see").await;
    window.find("goods-row").await;
    window.wait_for_pictures().await;
    window.screenshot("import-goods").await;
    window.wait_until("the goods are there", "return document.body.innerText.includes('共 36 件')", 20).await;

    window.click("to-import").await;
    let named = "return document.querySelector('[data-testid=import-past]')?.innerText.includes('备货.xlsx')";
    window.wait_until("the import is listed", named, 20).await;
    window.click("import-past-undo").await;
    window.wait_for_text("import-past", "已撤销", 20).await;
    window.screenshot("import-undone").await;
    window.click("import-back").await;
    window.wait_until("the goods are gone", "return document.body.innerText.includes('共 6 件')", 20).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_dropped_on_the_goods_is_read_and_a_broken_one_is_named() {
    let (desk, platform) = steps::desk_and_platform().await;
    furnish(desk.path());
    let broken = desk.path().join("坏的.csv");
    fs::write(&broken, "商品名称,售价\n\"手工布艺挎包,59\n").unwrap();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.drop_files("to-import", &[&broken]).await;
    window.wait_for_text("import-fault", "坏的.csv · 第 2 行: 有一个引号没有结束", 20).await;
    window.screenshot("import-fault").await;
    window.drop_files("import-drop", &[&desk.path().join("备货.xlsx")]).await;
    window.wait_for_text("import-counts", "共 30 行", 20).await;
    fs::write(desk.path().join("商品图片/A-005.png"), "不是图片").unwrap();
    window.drop_files("import-folder", &[&desk.path().join("商品图片")]).await;
    window.wait_for_text("import-counts", "29 行有图片", 20).await;
    window.resize(1280, 800).await;
    let told = "return document.querySelector('[data-testid=import-picture-5]').textContent.includes('不是图片')";
    window.wait_until("the row says what is wrong with its picture", told, 10).await;
    window.screenshot("import-picture-fault").await;
    assert_eq!(platform.counts().goods, 0, "nothing was sent");
    window.close().await;
}
