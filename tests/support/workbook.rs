//! A clerk's workbook of goods, five rows of it faulty.

use kaibo_sheet::write_xlsx;
use std::{fs, ops::Range, path::Path};

/// A row of the file with something wrong, and what is typed to mend it.
pub struct FaultyRow {
    /// Its number in the file; the headings stand in the first.
    pub row: u32,
    /// The column, as test ids name it.
    pub field: &'static str,
    /// What stands there.
    pub said: String,
    /// What is right.
    pub mended: String,
}

/// The five faults, in these rows.
pub fn faulty(rows: [u32; 5]) -> [FaultyRow; 5] {
    let [short, word, slash, precise, long] = rows;
    let fault = |row, field, said: &str, mended: &str| FaultyRow {
        row,
        field,
        said: said.to_owned(),
        mended: mended.to_owned(),
    };
    let path = path_of(slash);
    [
        fault(short, "name", "裙", "亚麻阔腿长裙"),
        fault(word, "price", "五十九", "59.90"),
        fault(slash, "path", &format!("/{path}"), &path),
        fault(precise, "price", "9.999", "9.99"),
        fault(long, "name", "一二三四五六七八九十一二三四五六", "手工布艺单肩挎包"),
    ]
}

/// The code of the good in a row; pictures are called by it.
pub fn code_of(row: u32) -> String {
    format!("A-{row:03}")
}

fn path_of(row: u32) -> String {
    format!("pages/goods/index?id={row}")
}

/// Writes a workbook with these rows; `name` gives each good's name.
pub fn write(file: &Path, rows: Range<u32>, faulty: &[FaultyRow], name: impl Fn(u32) -> String) {
    let lines = rows.map(|row| {
        let cell = |field: &str, sound: String| {
            let fault = faulty.iter().find(|fault| fault.row == row && fault.field == field);
            fault.map_or(sound, |fault| fault.said.clone())
        };
        vec![cell("name", name(row)), cell("price", format!("{row}.90")), cell("path", path_of(row)), code_of(row)]
    });
    let headings = ["商品名称", "售价", "页面路径", "商家编码"];
    fs::write(file, write_xlsx("商品", &headings, lines).expect("a workbook")).expect("the file can be written");
}
