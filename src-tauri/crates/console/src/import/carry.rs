//! Carrying an import out: pictures are read and kept first, then everything stands in one transaction, or nothing does.
//!
//! Pictures that were kept for an import that did not come about are files that nothing names; they take room, nothing
//! else.

use super::{
    session::{Carried, Plan, Session},
    undo::Before,
};
use crate::{
    Console,
    goods::{last_submission, short_key},
    goods_view::{editable, state_of},
    pictures::share,
    view::{Editable, ImportResult, LostPicture, Problem, Topic},
};
use kaibo_domain::{Focus, GoodsDraft, GoodsId, ImportId, PictureId, ShopId};
use kaibo_store::{
    StoreError, Transaction,
    goods::{self, GoodsPatch, GoodsRow},
    goods_events::{self, GoodsEvent},
    imports::{self, ImportRow, ImportedRow},
    pictures::{self, PictureRow},
};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
};
use uuid::Uuid;

/// Pictures that could not be used, named at most.
const LOST_MAX: usize = 100;

/// What is to be done with a row.
struct Step {
    number: u32,
    plan: Plan,
    draft: GoodsDraft,
    code: String,
    picture: Option<usize>,
}

/// Everything that is to be done.
struct Work {
    file_name: String,
    steps: Vec<Step>,
    skipped: u32,
    /// Pictures that are used, by their place in the folder.
    pictures: HashMap<usize, (PathBuf, String)>,
    carried: Arc<Carried>,
}

impl Console {
    /// Carries the import at hand out. When it was cancelled or something failed, nothing of it is there, and it is
    /// still at hand.
    pub async fn import_run(&self) -> Result<ImportResult, Problem> {
        let work = self.inner.imports.edit(begin)?;
        self.changed(Topic::Imports, Vec::new());
        let outcome = self.carry_out(work).await;
        match &outcome {
            Ok(_) => self.inner.imports.put(None),
            Err(_) => self.inner.imports.look(|session| session.carried = None)?,
        }
        self.changed(Topic::Imports, Vec::new());
        self.changed(Topic::Goods, Vec::new());
        outcome
    }

    async fn carry_out(&self, work: Work) -> Result<ImportResult, Problem> {
        // Until their rows stand, nobody takes the files away.
        let _files = self.inner.picture_files.read().await;
        let read = self.read_pictures(&work).await?;
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let import = ImportRow {
            id: ImportId::from_uuid(Uuid::now_v7()),
            shop_id,
            file_name: work.file_name,
            created_ms: now,
            undone_ms: None,
        };
        let lost = work.steps.iter().filter_map(|step| {
            let (_, file) = work.pictures.get(&step.picture?)?;
            let problem = read.get(&step.picture?)?.as_ref().err()?.clone();
            Some(LostPicture { number: step.number, file: file.clone(), problem })
        });
        let lost_pictures = lost.take(LOST_MAX).collect();
        let (steps, skipped) = (work.steps, work.skipped);
        let mut result = self.write(move |tx| stand(tx, &import, &steps, &read)).await?;
        result.skipped = skipped;
        result.lost_pictures = lost_pictures;
        Ok(result)
    }

    /// Reads and keeps the pictures, each once. Ends early when the import is cancelled.
    async fn read_pictures(&self, work: &Work) -> Result<HashMap<usize, Result<PictureRow, Problem>>, Problem> {
        let files = work.pictures.iter().map(|(at, (path, name))| (*at, path.clone(), name.clone())).collect();
        let carried = &work.carried;
        let told = |done, _: &_| {
            carried.done.store(done, Ordering::Relaxed);
            self.changed(Topic::Imports, Vec::new());
        };
        let read = share(files, &carried.stop, told, |(at, path, name)| {
            let console = self.clone();
            async move { Ok((at, console.read_picture(path, name).await)) }
        });
        let read = read.await?.into_iter().collect();
        if carried.stop.is_asked() { Err(Problem::new("import.cancelled")) } else { Ok(read) }
    }
}

/// What is to be done, and that it has begun.
fn begin(session: &mut Session) -> Work {
    let (mut steps, mut skipped, mut pictures) = (Vec::new(), 0, HashMap::new());
    for (at, row) in session.rows.iter().enumerate() {
        let plan = session.plan(at, row);
        if plan == Plan::Skip {
            skipped += 1;
            continue;
        }
        let file = row.picture.and_then(|at| Some((at, session.folder.as_ref()?.files.get(at)?)));
        if let Some((at, file)) = file {
            pictures.insert(at, (file.path.clone(), file.name.clone()));
        }
        let (draft, code) = (row.said.draft.clone(), row.said.code.clone());
        steps.push(Step { number: row.number, plan, draft, code, picture: row.picture });
    }
    let carried = Arc::new(Carried::default());
    carried.total.store(pictures.len() as u32, Ordering::Relaxed);
    session.carried = Some(carried.clone());
    Work { file_name: session.file_name.clone(), steps, skipped, pictures, carried }
}

/// The one transaction.
fn stand(
    tx: &Transaction,
    import: &ImportRow,
    steps: &[Step],
    read: &HashMap<usize, Result<PictureRow, Problem>>,
) -> Result<ImportResult, StoreError> {
    imports::insert(tx, import)?;
    let mut result = ImportResult {
        id: import.id,
        made: 0,
        updated: 0,
        skipped: 0,
        locked: 0,
        pictures: 0,
        lost_pictures: Vec::new(),
    };
    let mut kept: HashMap<usize, Attached> = HashMap::new();
    // From the end, so that the first row becomes the newest good and stands first in the list.
    for step in steps.iter().rev() {
        let picture = match step.picture.and_then(|at| Some((at, read.get(&at)?.as_ref().ok()?))) {
            Some((at, row)) => Some(match kept.get(&at) {
                Some(attached) => *attached,
                None => *kept.entry(at).or_insert(keep(tx, row)?),
            }),
            None => None,
        };
        let imported = match step.plan {
            Plan::Make => Some(make(tx, import, step, picture)?),
            Plan::Update(id) => update(tx, import, id, step, picture)?,
            Plan::Skip => continue,
        };
        match imported {
            Some(good) => {
                let counted = if good.before.is_none() { &mut result.made } else { &mut result.updated };
                *counted += 1;
                result.pictures += u32::from(picture.is_some());
                imports::insert_goods(tx, import.id, &good)?;
            }
            None => result.locked += 1,
        }
    }
    Ok(result)
}

/// A picture, and where its subject is.
type Attached = (PictureId, Focus);

/// The picture's row: one that is there with the same content, else a new one.
fn keep(tx: &Transaction, row: &PictureRow) -> Result<Attached, StoreError> {
    if let Some(there) = pictures::find(tx, row.shop_id, row.blob)? {
        return Ok((there.id, there.focus));
    }
    pictures::insert(tx, row)?;
    Ok((row.id, row.focus))
}

fn make(
    tx: &Transaction,
    import: &ImportRow,
    step: &Step,
    picture: Option<Attached>,
) -> Result<ImportedRow, StoreError> {
    let (uuid, shop): (Uuid, ShopId) = (Uuid::now_v7(), import.shop_id);
    let row = GoodsRow {
        code: step.code.clone(),
        name: step.draft.name.clone(),
        price_kind: step.draft.price_kind,
        price_text: step.draft.price.clone(),
        price2_text: step.draft.price2.clone(),
        path: step.draft.path.clone(),
        picture_id: picture.map(|(id, _)| id),
        focus: picture.map_or(Focus::CENTRE, |(_, focus)| focus),
        ..GoodsRow::draft(GoodsId::from_uuid(uuid), shop, short_key(uuid), import.created_ms)
    };
    goods::insert(tx, &row)?;
    goods_events::add(tx, row.id, GoodsEvent::Imported, None, import.created_ms)?;
    Ok(ImportedRow { goods_id: row.id, revision: row.revision, before: None })
}

/// Replaces what the row holds; `None` for a good that cannot be changed now.
fn update(
    tx: &Transaction,
    import: &ImportRow,
    id: GoodsId,
    step: &Step,
    picture: Option<Attached>,
) -> Result<Option<ImportedRow>, StoreError> {
    let Some(row) = goods::get(tx, id)?.filter(|row| row.deleted_ms.is_none()) else { return Ok(None) };
    if editable(&row, state_of(&row, last_submission(tx, id)?.as_ref())) != Editable::All {
        return Ok(None);
    }
    let (now, draft) = (import.created_ms, &step.draft);
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    let has_price = !draft.price.is_empty() || !draft.price2.is_empty();
    let patch = GoodsPatch {
        name: said(&draft.name),
        price_kind: has_price.then_some(draft.price_kind),
        price_text: has_price.then(|| draft.price.clone()),
        price2_text: has_price.then(|| draft.price2.clone()),
        path: said(&draft.path),
    };
    let mut revision = goods::update(tx, id, &patch, now)?;
    if let Some(code) = said(&step.code) {
        goods::set_code(tx, id, &code, now)?;
    }
    if let Some((picture, focus)) = picture.filter(|(picture, _)| row.picture_id != Some(*picture)) {
        revision = goods::set_picture(tx, id, Some(picture), focus, now)?;
    }
    goods_events::add(tx, id, GoodsEvent::Imported, None, now)?;
    Ok(Some(ImportedRow { goods_id: id, revision, before: Some(Before::of(&row).written()) }))
}
