//! The part that is handed in by hand: one folder with numbered files and a checklist.

use super::export::said;
use crate::{
    Console,
    export::write_file,
    problem::{internal, of_blob},
    view::Problem,
};
use kaibo_domain::{ApplicationDraftId, file_name, rule_pack::DemandKind};
use kaibo_store::papers;
use std::{fmt::Write, path::PathBuf};

impl Console {
    /// Writes an application's papers into a new folder within `within`, numbered by demand, with a checklist, and says
    /// where. The files are clear: staff asked for them.
    pub async fn applying_save_folder(&self, id: ApplicationDraftId, within: PathBuf) -> Result<String, Problem> {
        let view = self.applying_get(id).await?;
        let folder = within.join(file_name::safe(&format!("{} 类目资质", view.line.category.name)));
        let made = folder.clone();
        let make = move || std::fs::create_dir_all(made).map_err(|_| Problem::new("application.folder"));
        tokio::task::spawn_blocking(make).await.map_err(|_| internal("folder"))??;
        let mut list = format!("{}｜{}｜{}\n\n", view.shop, view.line.category.top, view.line.category.name);
        for (at, card) in view.cards.iter().enumerate() {
            let (number, slot) = (at + 1, &card.demand.slot.zh);
            let mark = match card.demand.kind {
                DemandKind::Image if !card.chosen.is_empty() => "√",
                DemandKind::Text if !card.filling.text.trim().is_empty() => "√",
                DemandKind::Video => "需手工上传录屏",
                _ if card.demand.required => "必填",
                _ => "选填",
            };
            // Writing to a text cannot fail.
            let _ = writeln!(
                list,
                "{number:02} [{mark}] {slot}：{}{}",
                card.demand.notes.zh,
                behind_a_bar(&card.filling.text)
            );
            let mut page = 0;
            for paper in &card.chosen {
                let (paper_id, title) = (paper.id, paper.title.clone());
                for file in self.read(move |db| papers::files(db, paper_id)).await? {
                    page += 1;
                    let name = file_name::safe(&format!("{number:02}-{slot}-{page}.jpg"));
                    let _ = writeln!(list, "     {name}（{title}）");
                    let vault = self.inner.store.vault().clone();
                    write_file(folder.join(name), move || vault.get(&file.blob).map_err(|error| of_blob(&error)))
                        .await?;
                }
            }
        }
        write_file(folder.join("清单.txt"), move || Ok(list.into_bytes())).await
    }
}

fn behind_a_bar(text: &str) -> String {
    let text = said(text);
    if text.is_empty() { String::new() } else { format!("｜{text}") }
}
