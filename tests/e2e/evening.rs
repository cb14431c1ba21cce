//! The evening before a broadcast, in the real window: a workbook of 300 goods and a folder of 300 phone photos become an
//! approved library. Prints how long each stage took.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that reports fails by panicking")]

use crate::support::{
    photos,
    steps::{self, retype},
    window::Window,
    workbook::{self, FaultyRow},
};
use kaibo_domain::platform::endpoint;
use std::{fs, path::Path, time::Instant};

const ROWS: u32 = 300;
/// Goods of the sample shop, which are submitted along with the others.
const SAMPLES: u32 = 6;
/// Rows of the file with something wrong.
const FAULTY: [u32; 5] = [3, 57, 112, 220, 298];
/// Rows of the file that the practice platform rejects.
const REJECTED: [u32; 2] = [30, 200];

/// The workbook, and the folder of photos that are called by code.
fn furnish(folder: &Path, faulty: &[FaultyRow]) {
    let rows = 2..2 + ROWS;
    photos::folder_of(&folder.join("商品照片"), rows.clone().map(|row| format!("{}.jpg", workbook::code_of(row))));
    workbook::write(&folder.join("备货.xlsx"), rows, faulty, |row| match REJECTED.contains(&row) {
        true => format!("会被驳回的裙{row}"),
        false => format!("手工布艺挎包{row}号"),
    });
}

/// Stages of the evening, each with its seconds by the clock and of the program's processor time.
struct Stages {
    program: u32,
    begun: Instant,
    last: (Instant, f64),
}

impl Stages {
    fn begin(window: &Window) -> Self {
        let (program, now) = (window.program_id(), Instant::now());
        Self { program, begun: now, last: (now, processor_seconds(program)) }
    }

    fn note(&mut self, stage: &str) {
        let now = (Instant::now(), processor_seconds(self.program));
        let (clock, processor) = ((now.0 - self.last.0).as_secs_f64(), now.1 - self.last.1);
        let whole = self.begun.elapsed().as_secs_f64();
        println!("evening: {stage}: {clock:.1} s, {processor:.1} s of the processor; {whole:.1} s in all");
        self.last = now;
    }
}

/// What a process has used of the processor, s; see proc(5).
fn processor_seconds(process: u32) -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // Behind the name, which may hold anything: fields 3 and on; 14 and 15 are counted.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / TICKS_PER_SECOND
}

/// Waits until the list counts so many goods of that state.
async fn wait_for_goods(window: &Window, label: &str, count: u32, seconds: u64) {
    let script = format!("return document.body.innerText.replaceAll(',', '').includes('{label} {count}')");
    window.wait_until(&format!("{label} {count}"), &script, seconds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_and_a_folder_of_photos_become_an_approved_library() {
    let (desk, platform) = steps::desk_and_platform().await;
    let faulty = workbook::faulty(FAULTY);
    furnish(desk.path(), &faulty);
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.click("nav-goods").await;
    window.find("goods-row").await;
    window.resize(1280, 800).await;
    window.click("to-import").await;
    let mut stages = Stages::begin(&window);

    window.answer_dialogs_with(&desk.path().join("备货.xlsx"));
    window.click("import-pick").await;
    window.wait_for_text("import-counts", "共 300 行 · 5 行需要修改", 20).await;
    stages.note("the workbook is read");
    window.answer_dialogs_with(&desk.path().join("商品照片"));
    window.click("import-folder").await;
    window.wait_for_text("import-counts", "300 行有图片", 20).await;
    stages.note("the photos are found");
    window.screenshot("evening-check").await;

    steps::mend(&window, &faulty).await;
    stages.note("five rows are mended");

    window.click("import-run").await;
    window.wait_for_text("import-progress", &format!(" / {ROWS}"), 20).await;
    window.screenshot("evening-photos").await;
    window.click("import-cancel").await;
    window
        .wait_until("it is at hand again", "return document.querySelector('[data-testid=import-run]') !== null", 20)
        .await;
    window.screenshot("evening-cancelled").await;
    stages.note("begun and cancelled");
    window.click("import-run").await;
    window.wait_for_text("import-result", "新建 300 件 · 300 件有图片", 300).await;
    stages.note("the goods and their photos are brought in");
    window.screenshot("evening-result").await;

    window.click("import-see").await;
    window.find("goods-row").await;
    window.wait_for_pictures().await;
    window.click("goods-select-all").await;
    window.wait_for_text("goods-chosen", "已选 306 件", 10).await;
    window.screenshot("evening-chosen").await;
    window.click("goods-submit-selected").await;
    wait_for_goods(&window, "草稿", 0, 20).await;
    let under_way = "return /审核中 [1-9]\\d/.test(document.body.innerText)";
    window.wait_until("the first are being audited", under_way, 60).await;
    window.screenshot("evening-submitting").await;
    wait_for_goods(&window, "提交中", 0, 300).await;
    stages.note("all goods are with the platform");
    let passed = ROWS + SAMPLES - REJECTED.len() as u32;
    wait_for_goods(&window, "已入库", passed, 60).await;
    wait_for_goods(&window, "驳回", REJECTED.len() as u32, 30).await;
    stages.note("the audits are known");
    window.screenshot("evening-audited").await;

    for row in REJECTED {
        window.click("goods-filter-rejected").await;
        window.type_into("goods-search", &format!("A-{row:03}")).await;
        let one = format!(
            "const rows = [...document.querySelectorAll('[data-testid=goods-row]')];
            return rows.length === 1 && rows[0].innerText.includes('裙{row}')"
        );
        window.wait_until("the rejected one is found", &one, 10).await;
        window.click("goods-row").await;
        window.wait_for_text("goods-editor-state", "驳回", 10).await;
        retype(&window, "goods-note-reason", "名称里有违规的词").await;
        retype(&window, "goods-name", &format!("换好名称的裙{row}")).await;
        window.click("goods-submit").await;
        window.wait_for_text("goods-editor-state", "审核中", 20).await;
        window.screenshot("evening-resubmitted").await;
        window.click("nav-goods").await;
        window.click("goods-search-clear").await;
    }
    stages.note("two are corrected and resubmitted");
    window.click("goods-filter-all").await;
    wait_for_goods(&window, "已入库", ROWS + SAMPLES, 60).await;
    stages.note("all are stored");
    window.wait_for_pictures().await;
    window.screenshot("evening-stored").await;

    window.type_into("goods-search", "换好名称的裙30").await;
    window
        .wait_until("one is found", "return document.querySelectorAll('[data-testid=goods-row]').length === 1", 10)
        .await;
    window.click("goods-row").await;
    window.find_css("[data-testid=goods-history] summary").await.click().await.unwrap();
    window.run("document.querySelector('[data-testid=goods-history]').scrollIntoView({ block: 'end' })").await;
    for step in ["从表格导入", "驳回", "审核通过"] {
        window.wait_for_text("goods-history", step, 10).await;
    }
    window.screenshot("evening-history").await;
    let added = platform.accept_log().iter().filter(|call| call.endpoint == endpoint::GOODS_ADD.path).count();
    assert_eq!(added as u32, ROWS + SAMPLES, "nothing was sent twice");
    window.close().await;
}
