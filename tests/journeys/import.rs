//! Goods from a spreadsheet: shown as they would be, mended, brought in all together, taken back; and out again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::office::Office;
use kaibo_console::{
    Console,
    view::{
        Duplicate, DuplicateChoice, ExportForm, GoodsPatch, GoodsQuery, GoodsSelection, GoodsState, GoodsStepKind,
        ImportColumns, ImportField, ImportFilter, ImportRow,
    },
};
use kaibo_domain::{GoodsField, GoodsId, PriceKind, Rule};
use std::{fs, path::PathBuf};

const TABLE: &str = "商品名称\t售价\t原价\t页面路径\t商家编码\t图片
雪纺碎花连衣裙\t199\t299\tpages/goods/index?id=101\tA-1\tA-1.png
裙\t58\t\tpages/goods/index?id=102\tA-2\t
手工布艺挎包\t五十九\t\t/pages/goods/index?id=103\tA-3\t没有.png
手工布艺挎包\t59\t\tpages/goods/index?id=104\tA-1\t
";

async fn rows(console: &Console, filter: ImportFilter) -> Vec<ImportRow> {
    console.import_rows(filter, 0).await.unwrap().rows
}

fn broken(row: &ImportRow) -> Vec<(GoodsField, Rule)> {
    row.violations.iter().map(|broken| (broken.field, broken.rule)).collect()
}

/// A folder with a picture of that name.
fn pictures(office: &Office, name: &str) -> PathBuf {
    let folder = office.folder.path().join("图片");
    fs::create_dir_all(&folder).unwrap();
    image::RgbImage::from_pixel(640, 480, image::Rgb([200, 90, 80])).save(folder.join(name)).unwrap();
    folder
}

async fn steps(console: &Console, good: GoodsId) -> Vec<GoodsStepKind> {
    console.goods_history(good).await.unwrap().into_iter().map(|step| step.kind).collect()
}

async fn listed(console: &Console) -> Vec<(String, GoodsId)> {
    let listing = console.goods_open(GoodsQuery::default()).await.unwrap();
    let rows = console.goods_page(listing.id, 0, 200).await.unwrap().unwrap();
    rows.into_iter().map(|row| (row.name, row.id)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_shown_mended_and_brought_in() {
    let office = Office::open().await;
    let console = office.console();
    let before = listed(&console).await.len();
    let view = console.import_paste(TABLE.into()).await.unwrap();
    assert_eq!((view.counts.rows, view.counts.faulty, view.counts.duplicates), (4, 2, 1));
    assert_eq!(view.heading_row, Some(1));

    let shown = rows(&console, ImportFilter::All).await;
    let draft = &shown[0].draft;
    assert_eq!((draft.price_kind, draft.price.as_str(), draft.price2.as_str()), (PriceKind::Discount, "299", "199"));
    assert_eq!(broken(&shown[0]), [(GoodsField::Picture, Rule::PictureMissing)]);
    assert_eq!(shown[3].duplicate, Some(Duplicate::Row { number: 2 }));

    let view = console.import_set_folder(pictures(&office, "A-1.png")).await.unwrap();
    assert_eq!((view.counts.pictures, view.folder.unwrap().pictures), (2, 1));
    let faulty = rows(&console, ImportFilter::Faulty).await;
    assert_eq!(faulty.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 4]);
    assert!(broken(&faulty[0]).contains(&(GoodsField::Name, Rule::TooShort)));
    let of_bag = broken(&faulty[1]);
    for fault in [
        (GoodsField::Price, Rule::NotAPrice),
        (GoodsField::Path, Rule::LeadingSlash),
        (GoodsField::Picture, Rule::PictureMissing),
    ] {
        assert!(of_bag.contains(&fault), "{fault:?} in {of_bag:?}");
    }

    let mended = console.import_edit(1, ImportField::Name, "亚麻长裙".into()).await.unwrap();
    assert!(!mended.faulty, "{mended:?}");
    console.import_edit(2, ImportField::Price, "59.90".into()).await.unwrap();
    console.import_edit(2, ImportField::Path, "pages/goods/index?id=103".into()).await.unwrap();
    let mended = console.import_edit(2, ImportField::Picture, "".into()).await.unwrap();
    assert!(!mended.faulty, "{mended:?}");
    let kept = console.import_edit(3, ImportField::PriceKind, "single".into()).await.unwrap();
    assert_eq!(kept.draft.price_kind, PriceKind::Single);

    let result = console.import_run().await.unwrap();
    assert_eq!((result.made, result.updated, result.skipped, result.pictures), (3, 0, 1, 1));
    assert_eq!(console.import_view().await.unwrap(), None);
    let goods = listed(&console).await;
    let names: Vec<_> = goods.iter().map(|(name, _)| name.as_str()).take(3).collect();
    assert_eq!((goods.len(), names), (before + 3, vec!["雪纺碎花连衣裙", "亚麻长裙", "手工布艺挎包"]));
    let dress = console.goods_get(goods[0].1).await.unwrap();
    assert_eq!((dress.code.as_str(), dress.violations.len()), ("A-1", 0));
    assert_eq!(steps(&console, dress.id).await, [GoodsStepKind::Imported]);

    let submitted = console.import_submit(result.id).await.unwrap();
    assert_eq!((submitted.queued, submitted.left), (1, 2));
    office.wait_for_good(dress.id, GoodsState::Approved).await;

    let undone = console.import_undo(result.id).await.unwrap();
    assert_eq!((undone.removed, undone.kept), (2, 1));
    assert_eq!(undone.kept_names, ["雪纺碎花连衣裙"]);
    assert_eq!(listed(&console).await.len(), before + 1);
    assert_eq!(console.import_undo(result.id).await.unwrap_err().code, "import.gone");
    let past = console.imports_list().await.unwrap();
    assert!(past.len() == 1 && past[0].undone_ms.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_are_there_are_skipped_changed_or_added_and_changes_are_taken_back() {
    let office = Office::open().await;
    let console = office.console();
    let (by_code, edited) = (office.draft_good("雪纺碎花连衣裙").await, office.draft_good("手工布艺挎包").await);
    let code = |code: &str| GoodsPatch { code: Some(code.into()), ..GoodsPatch::default() };
    console.goods_save(by_code, code("A-1")).await.unwrap();
    console.goods_save(edited, code("A-3")).await.unwrap();
    let table = "商品名称\t售价\t商家编码\n新名字的连衣裙\t188\tA-1\n另一个挎包\t66\tA-3\n";

    let view = console.import_paste(table.into()).await.unwrap();
    assert_eq!((view.counts.duplicates, view.counts.make, view.counts.update), (2, 0, 0));
    let view = console.import_choose(None, DuplicateChoice::Update).await.unwrap();
    assert_eq!((view.counts.make, view.counts.update), (0, 2));
    let result = console.import_run().await.unwrap();
    assert_eq!((result.made, result.updated), (0, 2));
    let dress = console.goods_get(by_code).await.unwrap();
    assert_eq!((dress.draft.name.as_str(), dress.draft.price.as_str()), ("新名字的连衣裙", "188"));
    assert_eq!(steps(&console, by_code).await, [GoodsStepKind::Drafted, GoodsStepKind::Imported]);
    assert_eq!(dress.draft.path, "pages/goods/index?id=7", "what the table does not have stays");
    assert!(dress.draft.has_picture);

    let name = GoodsPatch { name: Some("改过的挎包".into()), ..GoodsPatch::default() };
    console.goods_save(edited, name).await.unwrap();
    let undone = console.import_undo(result.id).await.unwrap();
    assert_eq!((undone.restored, undone.kept_names), (1, vec!["改过的挎包".to_owned()]));
    let dress = console.goods_get(by_code).await.unwrap();
    assert_eq!((dress.draft.name.as_str(), dress.draft.price.as_str()), ("雪纺碎花连衣裙", "199.00"));
    let told = [GoodsStepKind::Drafted, GoodsStepKind::Imported, GoodsStepKind::ImportUndone];
    assert_eq!(steps(&console, by_code).await, told);
    assert_eq!(steps(&console, edited).await, told[..2], "what stays as it is was not taken back");

    console.import_paste(table.into()).await.unwrap();
    console.import_choose(Some(0), DuplicateChoice::Add).await.unwrap();
    let result = console.import_run().await.unwrap();
    assert_eq!((result.made, result.updated, result.skipped), (1, 0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_columns_hold_is_remembered_for_such_headings() {
    let office = Office::open().await;
    let console = office.console();
    let table = "货品叫法\t多少钱\n雪纺碎花连衣裙\t199\n";
    let view = console.import_paste(table.into()).await.unwrap();
    assert_eq!(view.heading_row, None);
    let mut columns = ImportColumns { sheet: 0, meanings: view.columns.meanings, path_pattern: String::new() };
    columns.meanings[0] = Some(serde_json::from_str("\"name\"").unwrap());
    columns.meanings[1] = Some(serde_json::from_str("\"price\"").unwrap());
    let view = console.import_set_columns(columns.clone()).await.unwrap();
    assert!(!view.remembered);
    let again = console.import_paste(table.into()).await.unwrap();
    assert!(again.remembered);
    assert_eq!(again.columns.meanings, columns.meanings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_read_is_named_with_its_place() {
    let office = Office::open().await;
    let file = office.folder.path().join("备货.csv");
    fs::write(&file, "名称,价格\n\"裙,9\n").unwrap();
    let problem = office.console().import_open(file).await.unwrap_err();
    assert_eq!((problem.code.as_str(), problem.params["file"].as_str()), ("import.open-quote", "备货.csv"));
    assert_eq!(problem.params["row"], "2");
    let gone = office.console().import_open(office.folder.path().join("没有.xlsx")).await.unwrap_err();
    assert_eq!(gone.code, "import.unreadable");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_will_not_do_is_named_and_its_good_comes_without() {
    let office = Office::open().await;
    let console = office.console();
    let folder = pictures(&office, "好.png");
    fs::write(folder.join("坏.png"), "不是图片").unwrap();
    let whole = fs::read(folder.join("好.png")).unwrap();
    fs::write(folder.join("断.png"), &whole[..whole.len() / 2]).unwrap();
    let table = "商品名称\t图片\n手工布艺挎包\t坏.png\n雪纺碎花连衣裙\t好.png\n亚麻阔腿长裤\t断.png\n";
    console.import_paste(table.into()).await.unwrap();
    let view = console.import_set_folder(folder.clone()).await.unwrap();
    // What the beginning of a file tells is said before anything is kept.
    let faulty = |rows: Vec<ImportRow>| {
        let told = rows.into_iter().filter_map(|row| Some((row.number, row.picture_problem?.code, row.faulty)));
        told.collect::<Vec<_>>()
    };
    assert_eq!(faulty(rows(&console, ImportFilter::All).await), [(2, "picture.not-a-picture".to_owned(), true)]);
    assert_eq!((view.counts.pictures, rows(&console, ImportFilter::Faulty).await[0].number), (2, 2));
    // Another file under another name is looked into as well.
    fs::write(folder.join("另.png"), "").unwrap();
    console.import_set_folder(folder).await.unwrap();
    let other = console.import_edit(0, ImportField::Picture, "另.png".into()).await.unwrap();
    assert_eq!(other.picture_problem.unwrap().code, "picture.empty");
    console.import_edit(0, ImportField::Picture, "坏.png".into()).await.unwrap();

    let result = console.import_run().await.unwrap();
    assert_eq!((result.made, result.pictures), (3, 1));
    let mut lost =
        result.lost_pictures.iter().map(|lost| (lost.number, lost.file.as_str(), lost.problem.code.as_str()));
    assert_eq!(lost.next(), Some((2, "坏.png", "picture.not-a-picture")));
    assert_eq!(lost.next(), Some((4, "断.png", "picture.damaged")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_import_leaves_nothing_and_is_still_at_hand() {
    let office = Office::open().await;
    let console = office.console();
    let before = listed(&console).await.len();
    let folder = pictures(&office, "1.png");
    for number in 2..60 {
        fs::copy(folder.join("1.png"), folder.join(format!("{number}.png"))).unwrap();
    }
    let table: String = (1..60).map(|number| format!("手工布艺挎包{number}\t{number}.png\n")).collect();
    console.import_paste(format!("商品名称\t图片\n{table}")).await.unwrap();
    console.import_set_folder(folder).await.unwrap();
    let running = tokio::spawn({
        let console = console.clone();
        async move { console.import_run().await }
    });
    office
        .wait_for("it is under way", async |console| console.import_view().await.unwrap().unwrap().progress.is_some())
        .await;
    let refused = console.import_edit(0, ImportField::Name, "别的".into()).await.unwrap_err();
    assert_eq!(refused.code, "import.busy");
    console.import_close().await.unwrap();
    assert_eq!(running.await.unwrap().unwrap_err().code, "import.cancelled");
    assert_eq!(listed(&console).await.len(), before);
    assert_eq!(console.imports_list().await.unwrap(), []);
    assert_eq!(console.import_run().await.unwrap().made, 59);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_rows_is_larger_than_a_message_may_be() {
    let office = Office::open().await;
    let console = office.console();
    let long = "很长的名称".repeat(500);
    let table: String = (0..400).map(|row| format!("{long}{row}\t{long}\t{long}\n")).collect();
    console.import_paste(format!("商品名称\t售价\t页面路径\n{table}")).await.unwrap();
    let (mut from, mut seen) = (Some(0), 0);
    while let Some(at) = from {
        let page = console.import_rows(ImportFilter::All, at).await.unwrap();
        assert!(page.rows.len() <= 200 && serde_json::to_string(&page).unwrap().len() < 256_000);
        seen += page.rows.len();
        from = page.next;
    }
    assert_eq!(seen, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_reads_back() {
    let office = Office::open().await;
    let console = office.console();
    let odd = office.draft_good("=特价连衣裙").await;
    console
        .goods_save(odd, GoodsPatch { code: Some("-0012345678901234".into()), ..GoodsPatch::default() })
        .await
        .unwrap();
    let all: Vec<_> = listed(&console).await.into_iter().map(|(_, id)| id).collect();
    for (form, name) in [(ExportForm::Xlsx, "导出.xlsx"), (ExportForm::Csv, "导出.csv")] {
        let path = office.folder.path().join(name);
        fs::write(&path, "what was there before").unwrap();
        let selection = GoodsSelection::Ids { ids: all.clone() };
        console.goods_export(selection, form, path.clone()).await.unwrap();
        assert!(!path.with_file_name(format!("{name}.part")).exists());
        let view = console.import_open(path).await.unwrap();
        assert_eq!((view.counts.rows as usize, view.counts.duplicates as usize), (all.len(), all.len()));
        let first = &rows(&console, ImportFilter::All).await[0];
        assert_eq!((first.draft.name.as_str(), first.code.as_str()), ("=特价连衣裙", "-0012345678901234"));
    }
    let nowhere = office.folder.path().join("没有/导出.csv");
    let selection = GoodsSelection::Ids { ids: all };
    let refused = console.goods_export(selection, ExportForm::Csv, nowhere).await.unwrap_err();
    assert_eq!(refused.code, "file.cannot-write");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_is_a_table_that_imports() {
    let office = Office::open().await;
    let path = office.folder.path().join("模板.xlsx");
    office.console().import_template(path.clone()).await.unwrap();
    let view = office.console().import_open(path).await.unwrap();
    assert_eq!((view.counts.rows, view.counts.faulty), (1, 0));
    assert!(view.columns.meanings.iter().all(Option::is_some));
}
