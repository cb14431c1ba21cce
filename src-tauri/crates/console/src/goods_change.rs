//! Changing many goods at once: prices, paths, pictures. What may not be changed in its state is refused, good by good.

use crate::{
    Console,
    goods::last_submission,
    goods_batch::{Batch, Batches, by_item},
    goods_send::{not_now, submit},
    goods_view::{draft_of, editable, state_of},
    pictures::{Stop, share},
    view::{
        ChangePreview, Editable, GoodsOutcome, GoodsProgress, GoodsSelection, PathsRequest, PriceShown, PricesRequest,
        Problem, Topic,
    },
};
use kaibo_domain::{Fen, GoodsId, Price, goods::PriceChange, picture::is_called_picture, text::plain};
use kaibo_store::{
    Connection, StoreError,
    goods::{self, GoodsPatch, GoodsRow},
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Goods of a preview.
const PREVIEWED: usize = 5;

impl Console {
    /// Changes prices. Drafts keep theirs to be submitted; those of approved goods are sent at once.
    pub async fn goods_set_prices(
        &self,
        batch: impl Into<Batch>,
        request: PricesRequest,
    ) -> Result<GoodsOutcome, Problem> {
        let (batch, now) = (batch.into(), self.now());
        let ids = self.selected(&batch.selection).await?;
        let batches = Batches::new(self.inner.shop.id, ids.len(), now);
        let work = by_item(move |tx, row| {
            let price = match repriced(tx, row, &request)? {
                Ok(price) => price,
                Err(problem) => return Ok(Some(problem)),
            };
            let (first, second) = price.amounts();
            let patch = GoodsPatch {
                price_kind: Some(price.kind()),
                price_text: Some(first.to_string()),
                price2_text: Some(second.map(|second| second.to_string()).unwrap_or_default()),
                ..GoodsPatch::default()
            };
            goods::update(tx, row.id, &patch, now)?;
            let Some(row) = goods::get(tx, row.id)? else { return Ok(None) };
            if editable(&row, state_of(&row, last_submission(tx, row.id)?.as_ref())) == Editable::Prices {
                // The price that the platform has already is not sent, and that is well.
                submit(tx, &row, &batches, now)?;
            }
            Ok(None)
        });
        let outcome = self.with_each(ids, &batch.told, work).await?;
        self.changed(Topic::Goods, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        self.inner.wake.notify_one();
        Ok(outcome)
    }

    /// What [`Self::goods_set_prices`] would come to, for the first few.
    pub async fn goods_preview_prices(
        &self,
        selection: GoodsSelection,
        request: PricesRequest,
    ) -> Result<Vec<ChangePreview<PriceShown>>, Problem> {
        let ids = self.selected(&selection).await?;
        self.previewed(ids, move |db, row| {
            let draft = draft_of(row);
            let before = PriceShown {
                price_kind: draft.price_kind,
                price: Fen::parse_yuan(&draft.price).ok(),
                price2: Fen::parse_yuan(&draft.price2).ok(),
            };
            let shown = |price: Price| {
                let (first, price2) = price.amounts();
                PriceShown { price_kind: price.kind(), price: Some(first), price2 }
            };
            Ok((before, repriced(db, row, &request)?.map(shown)))
        })
        .await
    }

    /// Changes page paths.
    pub async fn goods_set_paths(
        &self,
        batch: impl Into<Batch>,
        request: PathsRequest,
    ) -> Result<GoodsOutcome, Problem> {
        let (batch, now) = (batch.into(), self.now());
        let ids = self.selected(&batch.selection).await?;
        let work = by_item(move |tx, row| {
            let path = match redirected(tx, row, &request)? {
                Ok(path) => path,
                Err(problem) => return Ok(Some(problem)),
            };
            goods::update(tx, row.id, &GoodsPatch { path: Some(path), ..GoodsPatch::default() }, now)?;
            Ok(None)
        });
        let outcome = self.with_each(ids, &batch.told, work).await?;
        self.changed(Topic::Goods, Vec::new());
        Ok(outcome)
    }

    /// What [`Self::goods_set_paths`] would come to, for the first few.
    pub async fn goods_preview_paths(
        &self,
        selection: GoodsSelection,
        request: PathsRequest,
    ) -> Result<Vec<ChangePreview<String>>, Problem> {
        let ids = self.selected(&selection).await?;
        self.previewed(ids, move |db, row| Ok((row.path.clone(), redirected(db, row, &request)?))).await
    }

    async fn previewed<T: Send + 'static>(
        &self,
        ids: Vec<GoodsId>,
        change: impl Fn(&Connection, &GoodsRow) -> Result<(T, Result<T, Problem>), StoreError> + Send + 'static,
    ) -> Result<Vec<ChangePreview<T>>, Problem> {
        self.read(move |db| {
            let mut previews = Vec::new();
            for id in ids.into_iter().take(PREVIEWED) {
                let Some(row) = goods::get(db, id)? else { continue };
                let (before, after) = change(db, &row)?;
                let (after, problem) = match after {
                    Ok(after) => (Some(after), None),
                    Err(problem) => (None, Some(problem)),
                };
                previews.push(ChangePreview { id, name: row.name, before, after, problem });
            }
            Ok(previews)
        })
        .await
    }

    /// Gives goods the pictures in a folder that are named after them: by code, else by name. When it is stopped, those
    /// that were not begun are neither done nor refused.
    pub async fn goods_set_pictures(
        &self,
        batch: impl Into<Batch>,
        folder: PathBuf,
        stop: &Stop,
    ) -> Result<GoodsOutcome, Problem> {
        let (batch, now) = (batch.into(), self.now());
        let ids = self.selected(&batch.selection).await?;
        let listed = tokio::task::spawn_blocking(move || pictures_in(&folder)).await;
        let files = listed.map_err(|_| crate::problem::internal("folder"))??;
        let (files, total) = (Arc::new(files), ids.len() as u32);
        let told = |done, _: &_| (batch.told)(GoodsProgress { done, total });
        let taken = share(ids, stop, told, |id| {
            let (console, files) = (self.clone(), files.clone());
            async move {
                Ok(match console.goods_row(id).await {
                    Ok(row) => {
                        let taken = console.take_named_picture(&row, &files, now).await?;
                        (id, row.name, taken.err())
                    }
                    Err(problem) => (id, String::new(), Some(problem)),
                })
            }
        });
        let mut outcome = GoodsOutcome::default();
        taken.await?.into_iter().for_each(|(id, name, problem)| outcome.note(id, name, problem));
        self.changed(Topic::Goods, Vec::new());
        Ok(outcome)
    }

    async fn take_named_picture(
        &self,
        row: &GoodsRow,
        files: &HashMap<String, PathBuf>,
        now_ms: i64,
    ) -> Result<Result<(), Problem>, Problem> {
        let file = [&row.code, &row.name].into_iter().map(|name| plain(name)).find_map(|name| files.get(&name));
        let Some(file) = file else { return Ok(Err(Problem::new("goods.no-picture-named-so"))) };
        // Before the work of taking it in, and again after it, when it counts.
        let id = row.id;
        let may = move |db: &Connection| match goods::get(db, id)? {
            Some(row) => may_change(db, &row),
            None => Ok(Err(Problem::new("goods.not-found"))),
        };
        if let Err(problem) = self.read(may).await? {
            return Ok(Err(problem));
        }
        let picture = match self.import_picture(file.clone()).await {
            Ok(picture) => picture,
            Err(problem) => return Ok(Err(problem)),
        };
        self.write(move |tx| {
            let may = may(tx)?;
            if may.is_ok() {
                goods::set_picture(tx, id, Some(picture.id), picture.focus, now_ms)?;
            }
            Ok(may)
        })
        .await
    }
}

/// Whether everything of it may be changed.
fn may_change(db: &Connection, row: &GoodsRow) -> Result<Result<(), Problem>, StoreError> {
    let state = state_of(row, last_submission(db, row.id)?.as_ref());
    Ok(match editable(row, state) {
        Editable::All => Ok(()),
        Editable::Prices => Err(Problem::new("goods.only-price")),
        Editable::Nothing => Err(Problem::new(not_now(row, state))),
    })
}

fn repriced(db: &Connection, row: &GoodsRow, request: &PricesRequest) -> Result<Result<Price, Problem>, StoreError> {
    let state = state_of(row, last_submission(db, row.id)?.as_ref());
    if editable(row, state) == Editable::Nothing {
        return Ok(Err(Problem::new(not_now(row, state))));
    }
    let price = match (draft_of(row).price(), request.change) {
        (_, PriceChange::Fixed { price }) => Price::Single(price),
        (Ok(price), _) => price,
        (Err(_), _) => return Ok(Err(Problem::new("goods.no-price"))),
    };
    Ok(request.change.apply(price, request.rounding).map_err(|_| Problem::new("goods.price-impossible")))
}

fn redirected(db: &Connection, row: &GoodsRow, request: &PathsRequest) -> Result<Result<String, Problem>, StoreError> {
    if let Err(problem) = may_change(db, row)? {
        return Ok(Err(problem));
    }
    let own = (row.code.as_str(), row.name.as_str(), row.platform_goods_id.map(|id| id.0));
    Ok(request.change.apply(&row.path, own).map_err(|lacking| Problem::new(&format!("goods.path-needs-{lacking}"))))
}

/// The pictures in a folder, by their names without ending, as names are compared.
fn pictures_in(folder: &Path) -> Result<HashMap<String, PathBuf>, Problem> {
    let unreadable = |_| Problem::new("picture.unreadable");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).map_err(unreadable)?.flatten().map(|entry| entry.path()).collect();
    // Of two that are named alike the first one counts, whatever order the system lists them in.
    files.sort_unstable_by(|one, other| other.cmp(one));
    let named = files.into_iter().filter(|file| file.is_file() && is_called_picture(file));
    Ok(named.filter_map(|file| Some((plain(file.file_stem()?.to_str()?), file.clone()))).collect())
}
