//! Use cases of the letters that categories demand: what to write into the platform's template, that as pages to print, and
//! the way back: the photo of the signed and sealed page becomes a paper of the vault.

use crate::{
    Console,
    export::write_file,
    problem::internal,
    qualification::shipped,
    view::{LetterPatch, LetterView, PaperPatch, PapersTake, Problem, Topic},
};
use kaibo_domain::{
    category::Choice,
    day::Day,
    file_name,
    letter::{LetterFacts, LetterKind, LetterLine, Subject},
    platform::shop::id::CatId,
    rule_pack::Authority,
    vault::PaperKind,
};
use kaibo_media::{
    poster::PosterError,
    run_sheet::{self, RunLine, RunSheet},
};
use kaibo_store::{entities, letters};
use std::path::PathBuf;

impl Console {
    /// Those letters that a category of the second level demands; none where there is no such category.
    pub async fn letters_view(&self, id: String) -> Result<Vec<LetterView>, Problem> {
        let Some(view) = self.window_view(id.clone()).await? else { return Ok(Vec::new()) };
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let Some(choice) = id.parse().ok().and_then(|id| known.tree.find(id)) else { return Ok(Vec::new()) };
        let category = CatId(choice.node().cat_id);
        let said = self.category_platform(category).await?.map(|platform| platform.groups).unwrap_or_default();
        let tips: String =
            said.iter().flat_map(|group| group.tips.iter().chain(&group.brand)).map(String::as_str).collect();
        let pack = self.rules().await?;
        let demanded = pack.demands_of(&choice);
        let is_gated = pack.rules_of(&choice).is_some_and(|(_, gated)| gated);
        let is_demanded = |kind: &LetterKind| match kind {
            // Window applications take one whatever the category (seed 002).
            LetterKind::Filing => is_gated || tips.contains(kind.name()),
            LetterKind::Commitment => {
                tips.contains(kind.name())
                    || demanded.iter().any(|(asked, _)| asked.slot == kind.slot() && asked.required)
            }
        };
        let papers = self.papers_list().await?;
        let shop = self.inner.shop.id;
        let name = name_of(&choice);
        let mut letters = Vec::new();
        for kind in [LetterKind::Filing, LetterKind::Commitment].into_iter().filter(is_demanded) {
            let (row, entity) = self
                .read(move |db| Ok((letters::get(db, shop, category, kind)?, entities::get(db, shop)?.draft)))
                .await?;
            let subject = Subject { shop_name: &view.draft.shop_name, app_id: &view.draft.app_id, category: &name };
            letters.push(LetterView {
                kind,
                lines: pack.filing_letter.lines(subject, &entity, &row.facts),
                paper: papers.iter().find(|paper| !paper.removed && Some(paper.id) == row.paper_id).cloned(),
                facts: row.facts,
                revision: row.revision,
            });
        }
        Ok(letters)
    }

    /// Saves what was typed for a letter and says the revision. Answered when it is on disk.
    pub async fn letter_save(&self, id: String, kind: LetterKind, patch: LetterPatch) -> Result<u32, Problem> {
        let category = category_of(&id)?;
        let shop = self.inner.shop.id;
        let revision = self
            .write(move |tx| {
                let mut row = letters::get(tx, shop, category, kind)?;
                apply(&mut row.facts, patch);
                letters::put(tx, shop, (category, kind), &row.facts, row.paper_id)
            })
            .await?;
        self.changed(Topic::Categories, vec![id]);
        Ok(revision)
    }

    /// The name suggested for the pages to print.
    pub async fn letter_file_name(&self, id: String, kind: LetterKind) -> Result<String, Problem> {
        let name = self.category_name(&id).await?;
        Ok(format!("{} {}填写单.pdf", file_name::safe(&name), kind.name()))
    }

    /// Writes the pages to print and says where. The file is whole, or as it was before.
    pub async fn letter_export(&self, id: String, kind: LetterKind, path: PathBuf) -> Result<String, Problem> {
        let name = self.category_name(&id).await?;
        let letter = self.letters_view(id).await?.into_iter().find(|letter| letter.kind == kind);
        let lines = letter.map(|letter| letter.lines).unwrap_or_default();
        let day = Day::in_beijing(self.now()).to_string();
        let sheet = printed(kind, &name, &day, &lines);
        write_file(path, move || {
            run_sheet::pdf(&sheet).map_err(|error| match error {
                PosterError::NoFont => Problem::new("share.no-font"),
                PosterError::Picture(_) | PosterError::NotDrawn => internal("letter"),
            })
        })
        .await
    }

    /// Takes photos of the signed and sealed letter into the vault, as its pages in that order.
    pub async fn letter_take(&self, id: String, kind: LetterKind, paths: Vec<PathBuf>) -> Result<(), Problem> {
        let (category, name) = (category_of(&id)?, self.category_name(&id).await?);
        let request = PapersTake { paths, kind: Some(PaperKind::Letter), together: true, consent: false };
        let taken = self.papers_take(request, |_| ()).await?;
        for one in &taken {
            if let Some(problem) = &one.problem {
                return Err(problem.clone());
            }
        }
        let Some(paper) = taken.iter().find_map(|one| one.paper) else { return Ok(()) };
        let shop = self.inner.shop.id;
        let patch = PaperPatch { title: Some(format!("{} {name}", kind.name())), ..PaperPatch::default() };
        self.papers_save(paper, patch).await?;
        self.write(move |tx| {
            let row = letters::get(tx, shop, category, kind)?;
            letters::put(tx, shop, (category, kind), &row.facts, Some(paper))
        })
        .await?;
        self.changed(Topic::Categories, vec![id]);
        Ok(())
    }

    async fn category_name(&self, id: &str) -> Result<String, Problem> {
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let choice = id.parse().ok().and_then(|id| known.tree.find(id));
        Ok(choice.map(|choice| choice.node().name.clone()).unwrap_or_default())
    }
}

fn category_of(id: &str) -> Result<CatId, Problem> {
    id.parse().map_err(|_| Problem::new("application.no-category"))
}

fn name_of(choice: &Choice) -> String {
    let (top, own) = (&choice.top.name, &choice.node().name);
    if top == own { own.clone() } else { format!("{top} › {own}") }
}

fn printed(kind: LetterKind, category: &str, day: &str, lines: &[LetterLine]) -> RunSheet {
    let line = |(place, line): (usize, &LetterLine)| RunLine {
        time: (place + 1).to_string(),
        length: match line.source {
            Authority::Guide => "指引",
            Authority::Official => "平台",
            Authority::Community => "社区",
            Authority::Practice => "经验",
        }
        .to_owned(),
        title: line.label.clone(),
        price: String::new(),
        cue: String::new(),
        notes: if line.value.is_empty() { "（待补充）".to_owned() } else { line.value.clone() },
    };
    RunSheet {
        heading: format!("{}填写单 · {category}", kind.name()),
        facts: format!("{day}　照着填到平台下载的模板上：打印 → 签字 → 盖公章 → 拍照"),
        lines: lines.iter().enumerate().map(line).collect(),
    }
}

fn apply(facts: &mut LetterFacts, patch: LetterPatch) {
    let LetterPatch { channels_account, brands, past_platform, contact } = patch;
    let typed = [
        (&mut facts.channels_account, channels_account),
        (&mut facts.brands, brands),
        (&mut facts.past_platform, past_platform),
        (&mut facts.contact, contact),
    ];
    for (field, typed) in typed {
        if let Some(typed) = typed {
            *field = typed;
        }
    }
}
