//! A workbook of 10,000 goods imported, until it is on the disk, against calamine's bare parse of it.

use crate::{
    goods_table::{ROWS, SHEET, workbook},
    line,
    office::Office,
};
use calamine::{Reader, Xlsx};
use std::{io::Cursor, time::Instant};

pub fn run() {
    let bytes = workbook();
    let begun = Instant::now();
    let mut peer: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let range = peer.worksheet_range(SHEET).unwrap();
    let bare = begun.elapsed().as_secs_f64() * 1e3;
    assert_eq!(range.height(), ROWS + 1);

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
