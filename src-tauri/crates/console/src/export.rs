//! Goods into a spreadsheet, and the sheet to fill in.

use crate::{
    Console,
    goods::last_submission,
    goods_view::state_of,
    problem::{cannot_write, internal},
    view::{ExportForm, GoodsSelection, GoodsState, Problem},
};
use kaibo_domain::PriceKind;
use kaibo_sheet::{Line, write_csv, write_template, write_xlsx};
use kaibo_store::{StoreError, goods, goods::GoodsRow, pictures};
use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What a sheet of goods is called, in the file.
const SHEET: &str = "商品";
/// Its headings, which an import knows again.
const HEADINGS: [&str; 8] = ["商品名称", "价格形式", "售价", "原价", "最高价", "页面路径", "商家编码", "图片"];
/// What an export has besides.
const STATE_HEADINGS: [&str; 2] = ["审核状态", "平台商品编号"];
const NOTES: [&str; 9] = [
    "怎么填",
    "一行一件商品；第一行的标题不要改，列的顺序可以换，不用的列可以删。",
    "商品名称：3–14 个汉字（一个汉字算 2 个字符）。",
    "价格形式：一口价、价格区间、折扣价。可以不填：有原价就是折扣价，有最高价就是价格区间。",
    "售价：买家付的价格，单位元，最多两位小数；价格区间时填最低价。",
    "页面路径：小程序里的商品页，例如 pages/goods/index?id=1，不以“/”开头。",
    "商家编码：自己的货号或条码，可以不填；再次导入时按它认出同一件商品。",
    "图片：图片的文件名，例如 连衣裙.jpg。导入时选择放图片的文件夹；文件名与编码或名称相同时可以不填。",
    "示例行请删除或改成自己的商品。",
];

impl Console {
    /// Writes goods into a file and says where. The file is whole, or as it was before.
    pub async fn goods_export(
        &self,
        selection: GoodsSelection,
        form: ExportForm,
        path: PathBuf,
    ) -> Result<String, Problem> {
        let ids = self.selected(&selection).await?;
        let lines = self
            .read(move |db| {
                let mut lines = Vec::with_capacity(ids.len());
                for id in ids {
                    let Some(row) = goods::get(db, id)?.filter(|row| row.deleted_ms.is_none()) else { continue };
                    let picture = row.picture_id.map(|picture| pictures::get(db, picture)).transpose()?.flatten();
                    let state = state_of(&row, last_submission(db, id)?.as_ref());
                    lines.push(line(&row, picture.map(|picture| picture.original_name), state));
                }
                Ok::<_, StoreError>(lines)
            })
            .await?;
        let make = move || -> Result<Vec<u8>, Problem> {
            let headings: Vec<&str> = HEADINGS.into_iter().chain(STATE_HEADINGS).collect();
            match form {
                ExportForm::Xlsx => write_xlsx(SHEET, &headings, lines.into_iter()).map_err(|_| internal("export")),
                ExportForm::Csv => write_csv(&headings, lines.into_iter()).map_err(|_| internal("export")),
            }
        };
        write_file(path, make).await
    }

    /// Writes the sheet to fill in, with one good as an example, and says where.
    pub async fn import_template(&self, path: PathBuf) -> Result<String, Problem> {
        let make = || {
            let example =
                ["雪纺碎花连衣裙", "折扣价", "199.00", "299.00", "", "pages/goods/index?id=1", "A-001", "连衣裙.jpg"];
            let example = example.map(str::to_owned).to_vec();
            write_template(SHEET, &HEADINGS, vec![example], ("说明", &NOTES)).map_err(|_| internal("template"))
        };
        write_file(path, make).await
    }
}

fn line(row: &GoodsRow, picture: Option<String>, state: GoodsState) -> Line {
    let (first, second) = (row.price_text.clone(), row.price2_text.clone());
    let (kind, price, original, highest) = match row.price_kind {
        PriceKind::Single => ("一口价", first, String::new(), String::new()),
        PriceKind::Range => ("价格区间", first, String::new(), second),
        PriceKind::Discount => ("折扣价", second, first, String::new()),
    };
    vec![
        row.name.clone(),
        kind.to_owned(),
        price,
        original,
        highest,
        row.path.clone(),
        row.code.clone(),
        picture.unwrap_or_default(),
        state_name(state).to_owned(),
        row.platform_goods_id.map(|id| id.to_string()).unwrap_or_default(),
    ]
}

/// The platform's own words for a state.
const fn state_name(state: GoodsState) -> &'static str {
    match state {
        GoodsState::Draft => "草稿",
        GoodsState::Submitting | GoodsState::Checking | GoodsState::Waiting => "提交中",
        GoodsState::Refused => "提交失败",
        GoodsState::Auditing => "审核中",
        GoodsState::Approved => "已入库",
        GoodsState::Rejected => "驳回",
        GoodsState::Withdrawn => "未入库",
    }
}

/// Writes what is made into a file that is whole, or as it was before, and says where.
pub(crate) async fn write_file(
    path: PathBuf,
    make: impl FnOnce() -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Result<String, Problem> {
    let shown = path.display().to_string();
    let work = move || make().and_then(|bytes| replace(&path, &bytes).map_err(|error| cannot_write(&error)));
    tokio::task::spawn_blocking(work).await.map_err(|_| internal("export"))??;
    Ok(shown)
}

/// Writes beside the file and takes its place when all is on the disk.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let outcome = written.and_then(|()| std::fs::rename(&beside, path));
    if outcome.is_err() {
        // What was begun is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
    }
    outcome
}
