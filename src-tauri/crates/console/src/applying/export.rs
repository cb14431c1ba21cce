//! Applications as files: all of them as a spreadsheet, and one with its papers as a PDF.

use crate::{
    Console,
    export::write_file,
    problem::{internal, of_blob},
    view::{ApplicationDraftView, ApplicationLine, ApplicationStep, DemandCard, Problem},
};
use kaibo_domain::{
    ApplicationDraftId,
    day::Day,
    file_name,
    platform::shop::limit::{PAST_PLATFORM_NAMES, PAST_PLATFORMS},
    rule_pack::DemandKind,
};
use kaibo_media::{
    dossier::{self, DossierPage},
    poster::PosterError,
    run_sheet::{RunLine, RunSheet},
};
use kaibo_sheet::{Line, write_xlsx};
use kaibo_store::papers;
use std::path::PathBuf;

const SHEET: &str = "类目资质申请";
/// What the file of one is called, behind its category.
const ONE: &str = "类目资质";
const HEADINGS: [&str; 9] = [
    "一级类目",
    "二级类目",
    "末级类目",
    "进度",
    "还差（项）",
    "该谁处理",
    "已提交（次）",
    "结果期限",
    "材料到期（天）",
];

impl Console {
    /// Writes all applications in sight into a spreadsheet and says where. The file is whole, or as it was before.
    pub async fn applying_export(&self, path: PathBuf) -> Result<String, Problem> {
        let lines: Vec<_> = self.applying_list().await?.into_iter().filter(|line| !line.removed).collect();
        write_file(path, move || {
            write_xlsx(SHEET, &HEADINGS, lines.iter().map(row)).map_err(|_| internal("applications"))
        })
        .await
    }

    /// The name suggested for the PDF of an application.
    pub async fn applying_dossier_name(&self, id: ApplicationDraftId) -> Result<String, Problem> {
        Ok(format!("{}.pdf", file_name::safe(&title(&self.applying_get(id).await?.line))))
    }

    /// Binds an application's list of demands and every page of its papers into a PDF and says where. The file is whole,
    /// or as it was before, and clear: staff asked for it.
    pub async fn applying_dossier(&self, id: ApplicationDraftId, path: PathBuf) -> Result<String, Problem> {
        let view = self.applying_get(id).await?;
        let mut files = Vec::new();
        for (at, card) in view.cards.iter().enumerate() {
            for paper in &card.chosen {
                let paper_id = paper.id;
                let pages = self.read(move |db| papers::files(db, paper_id)).await?;
                let count = pages.len();
                for (page, file) in pages.into_iter().enumerate() {
                    let slot = &card.demand.slot.zh;
                    let label = format!("{:02} {slot}｜{}｜第 {}/{count} 页", at + 1, paper.title, page + 1);
                    files.push((label, file));
                }
            }
        }
        let list = listed(&view, Day::in_beijing(self.now()));
        let vault = self.inner.store.vault().clone();
        write_file(path, move || {
            let read = |(label, file): (String, papers::PaperFileRow)| {
                let jpeg = vault.get(&file.blob).map_err(|error| of_blob(&error))?;
                Ok(DossierPage { label, jpeg, pixels: (file.width, file.height) })
            };
            let pages = files.into_iter().map(read).collect::<Result<Vec<_>, Problem>>()?;
            dossier::pdf(&list, &pages).map_err(|error| match error {
                PosterError::NoFont => Problem::new("share.no-font"),
                PosterError::Picture(_) | PosterError::NotDrawn => internal("dossier"),
            })
        })
        .await
    }
}

fn row(line: &ApplicationLine) -> Line {
    let due = line.due.clone().unwrap_or_default();
    vec![
        line.category.top.clone(),
        line.category.name.clone(),
        line.leaf.clone(),
        step_name(line.step).to_owned(),
        line.missing.to_string(),
        actor_name(line.step).to_owned(),
        line.rounds.to_string(),
        match (due.is_empty(), line.overdue, line.due_is_certain) {
            (true, _, _) => due,
            (_, true, _) => format!("已超过 {due}"),
            (_, _, true) => due,
            (_, _, false) => format!("{due}（假期未公布，可能更晚）"),
        },
        line.ending_days.map(|days| days.to_string()).unwrap_or_default(),
    ]
}

/// `黄金 黄金项链 类目资质`.
fn title(line: &ApplicationLine) -> String {
    let names = [line.category.name.as_str(), line.leaf.as_str(), ONE];
    names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
}

fn listed(view: &ApplicationDraftView, today: Day) -> RunSheet {
    let facts =
        [view.shop.clone(), view.line.category.top.clone(), step_name(view.line.step).to_owned(), today.to_string()];
    RunSheet {
        heading: title(&view.line),
        facts: facts.join("　"),
        lines: view.cards.iter().enumerate().map(|(at, card)| line(at + 1, card)).collect(),
    }
}

fn line(number: usize, card: &DemandCard) -> RunLine {
    let text = said(&card.filling.text);
    let mark = match card.demand.kind {
        DemandKind::Image if !card.chosen.is_empty() => "已备",
        DemandKind::Text if !text.is_empty() => "已填",
        DemandKind::Video if card.filling.by_hand || !card.chosen.is_empty() => "录屏另附",
        _ if card.demand.required => "缺",
        _ => "选交",
    };
    let titles = card.chosen.iter().map(|paper| format!("▸ {}", paper.title));
    let notes = std::iter::once(card.demand.notes.zh.clone()).chain(titles);
    let notes: Vec<_> = notes.chain((!text.is_empty()).then(|| format!("▸ {text}"))).collect();
    RunLine {
        time: format!("{number:02}"),
        length: mark.to_owned(),
        title: card.demand.slot.zh.clone(),
        price: String::new(),
        cue: String::new(),
        notes: notes.join("\n"),
    }
}

/// What was filled in, as people read it: a platform by its name, not by the API's word for it.
pub(super) fn said(text: &str) -> &str {
    let text = text.trim();
    let platform = PAST_PLATFORMS.iter().position(|platform| *platform == text);
    platform.map_or(text, |at| PAST_PLATFORM_NAMES[at])
}

const fn step_name(step: ApplicationStep) -> &'static str {
    match step {
        ApplicationStep::Papers => "备材料",
        ApplicationStep::HandIn => "可以提交",
        ApplicationStep::Wait => "等待结果",
        ApplicationStep::Correct => "需要修改",
        ApplicationStep::Approved => "已通过",
    }
}

const fn actor_name(step: ApplicationStep) -> &'static str {
    match step {
        ApplicationStep::Papers | ApplicationStep::HandIn | ApplicationStep::Correct => "我们",
        ApplicationStep::Wait => "平台",
        ApplicationStep::Approved => "",
    }
}
