//! 导入 in the real window: a workbook of thirty goods with their pictures, five of them faulty, is chosen, mended with the
//! keyboard, brought in and taken back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{
    photos, steps,
    window::Desk,
    workbook::{self, FaultyRow},
};
use std::{fs, path::Path};

const ROWS: u32 = 30;
/// Rows of the file with something wrong.
const FAULTY: [u32; 5] = [3, 7, 12, 20, 28];

/// The workbook and the folder of pictures; the faulty rows.
fn furnish(folder: &Path) -> [FaultyRow; 5] {
    let (pictures, faulty) = (folder.join("商品图片"), workbook::faulty(FAULTY));
    fs::create_dir(&pictures).unwrap();
    for row in 2..2 + ROWS {
        let colour = image::Rgb([(row * 7) as u8, 120, 200 - (row * 5) as u8]);
        let file = pictures.join(format!("{}.png", workbook::code_of(row)));
        image::RgbImage::from_pixel(400, 400, colour).save(file).unwrap();
    }
    workbook::write(&folder.join("备货.xlsx"), 2..2 + ROWS, &faulty, |row| format!("手工布艺挎包{row}号"));
    faulty
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_goods_are_imported_mended_and_taken_back() {
    let desk = Desk::new();
    let faulty = furnish(desk.path());
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

    steps::mend(&window, &faulty).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_many_goods_are_stopped_half_way_and_what_is_taken_back_stays_in_the_history() {
    const MANY: u32 = 120;
    let desk = Desk::new();
    let goods = desk.path().join("备货.xlsx");
    workbook::write(&goods, 2..2 + MANY, &[], |row| format!("手工布艺挎包{row}号"));
    let names = (2..2 + MANY).map(|row| format!("{}.jpg", workbook::code_of(row)));
    photos::folder_of(&desk.path().join("商品照片"), names);
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.click("to-import").await;
    window.answer_dialogs_with(&goods);
    window.click("import-pick").await;
    window.wait_for_text("import-counts", "共 120 行", 20).await;
    window.click("import-run").await;
    window.wait_for_text("import-result", "新建 120 件", 60).await;
    window.click("import-see").await;
    window.find("goods-row").await;

    window.type_into("goods-search", "手工布艺").await;
    window.wait_until("they are found", "return document.body.innerText.includes('全部 120')", 20).await;
    window.click("goods-select-all").await;
    window.wait_for_text("goods-chosen", "已选 120 件", 10).await;
    // Nothing of them may go out: each lacks its picture alone, and the list says so.
    window.click("goods-submit-selected").await;
    window.wait_for_text("goods-refused", "“商品图片”请选择图片", 20).await;
    window.screenshot("batch-one-fault").await;
    window.click("goods-refused-close").await;
    window.click("goods-select-all").await;
    window.wait_for_text("goods-chosen", "已选 120 件", 10).await;
    window.click("goods-change-selected").await;
    window.click("goods-change-pictures").await;
    window.answer_dialogs_with(&desk.path().join("商品照片"));
    window.click("goods-change-run").await;
    window.find("goods-batch-stop").await;
    window.screenshot("batch-pictures").await;
    window.click("goods-batch-stop").await;
    let said = "return /已换 \\d+ 件商品的图片 · 还有 \\d+ 件没有处理/.test(document.body.innerText)";
    window.wait_until("it says how many were left", said, 20).await;
    window.screenshot("batch-pictures-stopped").await;

    window.click("to-import").await;
    window.answer_dialogs_with(&goods);
    window.click("import-pick").await;
    window.wait_for_text("import-counts", "共 120 行", 20).await;
    window.click("import-choice-update").await;
    window.click("import-run").await;
    window.wait_for_text("import-result", "更新 120 件", 60).await;
    window.click("import-undo").await;
    let undone = "return document.querySelector('[data-testid=import-past]')?.innerText.includes('已撤销')";
    window.wait_until("it is taken back", undone, 20).await;
    window.click("import-back").await;
    window.click("goods-row").await;
    window.find_css("[data-testid=goods-history] summary").await.click().await.unwrap();
    window.wait_for_text("goods-history", "撤销了那次导入", 10).await;
    window.run("document.querySelector('[data-testid=goods-history]').scrollIntoView({ block: 'end' })").await;
    window.screenshot("import-undone-history").await;
    window.close().await;
}
