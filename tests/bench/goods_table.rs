//! A workbook of goods as a shop writes one.

/// Its goods.
pub const ROWS: usize = 10_000;
/// Its sheet.
pub const SHEET: &str = "商品";

pub fn workbook() -> Vec<u8> {
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
    kaibo_sheet::write_xlsx(SHEET, &headings, lines).unwrap()
}
