//! A workbook of 10,000 goods: read, against calamine's bare parse of it; and the whole import, until it is on the disk.

use crate::{line, median, office::Office};
use calamine::{Reader, Xlsx};
use std::{io::Cursor, time::Instant};

const ROWS: usize = 10_000;
const TURNS: usize = 9;

fn workbook() -> Vec<u8> {
    let headings = ["商品名称", "售价", "原价", "页面路径", "商家编码", "图片"];
    let lines = (0..ROWS).map(|row| {
        vec![
            format!("手工布艺挎包{row}"),
            format!("{}.90", row % 900 + 10),
            format!("{}.00", row % 900 + 99),
            format!("pages/goods/index?id={row}"),
            format!("69012{row:08}"),
            format!("{row}.jpg"),
        ]
    });
    kaibo_sheet::write_xlsx("商品", &headings, lines).unwrap()
}

pub fn run() {
    let bytes = workbook();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let begun = Instant::now();
        let book = kaibo_sheet::read(Cursor::new(&bytes)).unwrap();
        ours.push(begun.elapsed().as_secs_f64() * 1e3);
        assert_eq!(book.sheets[0].len(), ROWS + 1);
        let begun = Instant::now();
        let mut peer: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
        let range = peer.worksheet_range("商品").unwrap();
        bare.push(begun.elapsed().as_secs_f64() * 1e3);
        assert_eq!(range.height(), ROWS + 1);
    }
    let bare = median(&mut bare);
    line("10,000-row XLSX read", (median(&mut ours), "ms"), ("calamine, bare parse", bare));

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let whole = runtime.block_on(async {
        let office = Office::open().await;
        let file = office.folder.path().join("goods.xlsx");
        std::fs::write(&file, &bytes).unwrap();
        let begun = Instant::now();
        office.console().import_open(file).await.unwrap();
        let result = office.console().import_run().await.unwrap();
        assert_eq!(result.made as usize, ROWS);
        begun.elapsed().as_secs_f64() * 1e3
    });
    line("10,000-row XLSX imported, to the disk", (whole, "ms"), ("calamine, bare parse", bare));
}
