//! A run of show as a file: a spreadsheet, pages to print, and after the event the record of planned against done.

use crate::{
    Console,
    export::write_file,
    problem::internal,
    view::{Problem, ShowFile, ShowGood, ShowItemView, ShowView},
};
use kaibo_domain::{
    Fen, PriceKind, RoomId, ShowKind, file_name,
    time::{MINUTE_MS, beijing_minute},
};
use kaibo_media::{
    poster::PosterError,
    run_sheet::{self, RunLine, RunSheet},
};
use kaibo_sheet::{Line, write_xlsx};
use std::path::PathBuf;

const PLAN_SHEET: &str = "流程";
const PLAN_HEADINGS: [&str; 8] =
    ["开始时间", "时长（分钟）", "类型", "内容", "价格", "价格提示", "讲解要点/参加方式", "数量"];
const RECORD_SHEET: &str = "流程记录";
const RECORD_HEADINGS: [&str; 6] = ["计划时间", "实际时间", "相差（分钟）", "类型", "内容", "结果"];

impl Console {
    /// The name suggested for that file.
    pub async fn show_file_name(&self, id: RoomId, file: ShowFile) -> Result<String, Problem> {
        let name = file_name::safe(&self.room_row(id).await?.name);
        Ok(match file {
            ShowFile::Plan => format!("{name} 流程.xlsx"),
            ShowFile::Print => format!("{name} 流程.pdf"),
            ShowFile::Record => format!("{name} 流程记录.xlsx"),
        })
    }

    /// Writes that file and says where. The file is whole, or as it was before.
    pub async fn show_export(&self, id: RoomId, file: ShowFile, path: PathBuf) -> Result<String, Problem> {
        let view = self.show_view(id).await?;
        let sheet = |name, headings: &[&str], lines: Vec<Line>| {
            write_xlsx(name, headings, lines.into_iter()).map_err(|_| internal("show"))
        };
        let make = move || match file {
            ShowFile::Plan => sheet(PLAN_SHEET, &PLAN_HEADINGS, view.items.iter().map(plan_line).collect()),
            ShowFile::Record => sheet(RECORD_SHEET, &RECORD_HEADINGS, view.items.iter().map(record_line).collect()),
            ShowFile::Print => run_sheet::pdf(&printed(&view)).map_err(|error| match error {
                PosterError::NoFont => Problem::new("share.no-font"),
                PosterError::Picture(_) | PosterError::NotDrawn => internal("show"),
            }),
        };
        write_file(path, make).await
    }
}

fn plan_line(item: &ShowItemView) -> Line {
    vec![
        begins(item),
        item.minutes.to_string(),
        kind_name(item.kind).to_owned(),
        name(item),
        item.good.as_ref().map(price).unwrap_or_default(),
        item.cue.clone(),
        item.notes.clone(),
        count(item),
    ]
}

fn record_line(item: &ShowItemView) -> Line {
    let late = item.begun_ms.zip(item.planned_ms).map(|(begun, planned)| begun - planned);
    vec![
        begins(item),
        item.begun_ms.map(clock).unwrap_or_default(),
        late.map(|late| format!("{:.1}", late as f64 / MINUTE_MS as f64)).unwrap_or_default(),
        kind_name(item.kind).to_owned(),
        name(item),
        if item.begun_ms.is_some() { "已完成" } else { "未进行" }.to_owned(),
    ]
}

fn printed(view: &ShowView) -> RunSheet {
    let day = view.room.start_ms.map(beijing_minute).unwrap_or_default();
    let anchor = view.room.anchor_name.trim();
    let by = if anchor.is_empty() { String::new() } else { format!("主播 {anchor}") };
    let facts = [day, by, format!("共 {} 分钟", view.minutes)];
    let line = |item: &ShowItemView| RunLine {
        time: begins(item),
        length: format!("{} 分钟", item.minutes),
        title: match (item.kind, count(item)) {
            (ShowKind::Good, _) => name(item),
            (kind, count) if count.is_empty() => format!("【{}】{}", kind_name(kind), name(item)),
            (kind, count) => format!("【{}】{} ×{count}", kind_name(kind), name(item)),
        },
        price: item.good.as_ref().map(price).unwrap_or_default(),
        cue: item.cue.clone(),
        notes: item.notes.clone(),
    };
    RunSheet {
        heading: format!("{} 直播流程", view.room.name.trim()),
        facts: facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join("　"),
        lines: view.items.iter().map(line).collect(),
    }
}

fn name(item: &ShowItemView) -> String {
    match &item.good {
        Some(good) => good.name.clone(),
        None => item.title.clone(),
    }
}

fn count(item: &ShowItemView) -> String {
    if item.count == 0 { String::new() } else { item.count.to_string() }
}

/// By the clock, or in minutes from the beginning while the room has no start.
fn begins(item: &ShowItemView) -> String {
    item.planned_ms.map_or_else(|| format!("第 {} 分钟", item.offset_minutes), clock)
}

/// `20:05`.
fn clock(ms: i64) -> String {
    beijing_minute(ms).chars().skip("2026-11-22 ".len()).collect()
}

fn price(good: &ShowGood) -> String {
    let yuan = |fen: Option<Fen>| fen.map(|fen| format!("¥{:.2}", fen.to_yuan_number())).unwrap_or_default();
    match good.price_kind {
        PriceKind::Single => yuan(good.price),
        PriceKind::Range => format!("{}–{}", yuan(good.price), yuan(good.price2)),
        PriceKind::Discount => format!("{}（原价 {}）", yuan(good.price2), yuan(good.price)),
    }
}

const fn kind_name(kind: ShowKind) -> &'static str {
    match kind {
        ShowKind::Good => "商品",
        ShowKind::Draw => "抽奖",
        ShowKind::Coupon => "优惠券",
        ShowKind::Break => "休息",
        ShowKind::Note => "事项",
    }
}
