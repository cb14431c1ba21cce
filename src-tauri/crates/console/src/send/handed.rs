//! An application on its way: its pages are uploaded, each once, and its form is made of what the platform asks for.

use super::NotReady;
use crate::{
    Console,
    applying::handed::{Handed, Uploaded},
    call::{Call, Failure},
    outbox::hold::{self, never},
    problem::internal,
    view::{Problem, Topic},
};
use kaibo_domain::{
    ApplicationDraftId,
    platform::{
        endpoint::Endpoint,
        shop::{
            endpoint::{BRAND_VALID_LIST, CATEGORY_ALL, CATEGORY_DETAIL, QUALIFICATION_UPLOAD},
            id::CatId,
            limit::BRAND_PAGE_MAX,
        },
    },
    time::DAY_MS,
};
use kaibo_store::{BlobError, BlobId, application_drafts, applications, submissions::SubmissionRow, uploaded_pages};
use kaibo_wechat::{
    CallError, Client,
    media::File,
    shop::{
        BrandRef, CategoryAll,
        category::{CategoryNode, CategoryPath},
    },
};
use std::sync::Arc;

/// category/all as it was read, and when: large, and meant to be kept for a day.
pub(crate) type CategoriesRead = tokio::sync::Mutex<Option<(i64, Arc<CategoryAll>)>>;

impl Console {
    /// The call for a round of a draft.
    pub(super) async fn prepare_handed(
        &self,
        client: &Client,
        row: &SubmissionRow,
        (draft, request): (ApplicationDraftId, &str),
    ) -> Result<Call, NotReady> {
        let rounds = self.read(move |db| application_drafts::rounds(db, draft)).await?;
        if rounds.first().is_none_or(|last| last.application.to_string() != row.object_id) {
            // One that was refused is tried again after another round has taken its place.
            return Err(NotReady::Held(never("application.already-submitted")));
        }
        let handed: Handed = serde_json::from_str(request).map_err(|_| internal("application"))?;
        let all = match self.categories_read(client).await? {
            Ok(all) => all,
            Err(failure) => return Err(self.not_read(row, failure).await?),
        };
        let path = leaf_of(&all, &handed).ok_or_else(|| NotReady::Held(never("application.leaf-missing")))?;
        let leaf = path.cat_and_qua.first().ok_or_else(|| internal("leaf"))?;
        let brand_list = self.brands_for(client, row, leaf).await?;
        let uploaded = self.upload_pages(client, row, (draft, &handed)).await?;
        let groups = leaf.qua.as_ref().map(|qua| qua.cert_group_list.as_slice()).unwrap_or_default();
        let form = handed.form(groups, &uploaded).map_err(|_| NotReady::Held(never("application.licence-unfit")))?;
        let (id, cat_id) = (self.application_of(row).await?.id, leaf.cat.cat_id);
        self.write(move |tx| applications::set_leaf(tx, id, cat_id)).await?;
        let cats_v2 = path.cat_and_qua.iter().rev().map(|node| node.cat.cat_id.into()).collect();
        Ok(Call::Apply(Box::new(kaibo_wechat::shop::CategoryInfo { cats_v2, brand_list, ..form })))
    }

    /// The leaves of a category of the second level, by name; none where the platform cannot be asked.
    pub async fn applying_leaves(&self, id: ApplicationDraftId) -> Result<Vec<String>, Problem> {
        let second = self.applying_row(id).await?.cat_id;
        let Some(client) = self.inner.link.client() else { return Ok(Vec::new()) };
        let all = match self.categories_read(&client).await {
            Ok(Ok(all)) => all,
            Ok(Err(failure)) => {
                self.note_failure(&failure.0, &failure.1).await?;
                return Ok(Vec::new());
            }
            Err(_) => return Ok(Vec::new()),
        };
        Ok(leaves(&all, second).filter_map(|path| Some(path.cat_and_qua.first()?.cat.name.clone())).collect())
    }

    async fn categories_read(&self, client: &Client) -> Result<Result<Arc<CategoryAll>, Failure>, NotReady> {
        let mut kept = self.inner.categories.lock().await;
        let now = self.now();
        if let Some((_, all)) = kept.as_ref().filter(|(read_ms, _)| (*read_ms..*read_ms + DAY_MS).contains(&now)) {
            return Ok(Ok(all.clone()));
        }
        let _wire = self.wire_for_look().await.ok_or(NotReady::Shut)?;
        Ok(match client.shop_category_all().await {
            Ok(all) => {
                self.note_success(&CATEGORY_ALL).await?;
                let all = Arc::new(all);
                *kept = Some((now, all.clone()));
                Ok(all)
            }
            Err(error) => Err((CATEGORY_ALL, error)),
        })
    }

    /// Brands that a category of limited brands takes and that are in force for this shop.
    async fn brands_for(
        &self,
        client: &Client,
        row: &SubmissionRow,
        leaf: &CategoryNode,
    ) -> Result<Vec<BrandRef>, NotReady> {
        let rules = self.asked(row, CATEGORY_DETAIL, client.shop_category_detail(leaf.cat.cat_id)).await?.attr;
        if !rules.is_limit_brand {
            return Ok(Vec::new());
        }
        let (mut own, mut key) = (Vec::new(), String::new());
        loop {
            // Within the platform's own limit.
            let page = client.shop_brand_valid_list(BRAND_PAGE_MAX as u32, &key);
            let page = self.asked(row, BRAND_VALID_LIST, page).await?;
            let is_last = page.next_key.is_empty() || page.brands.is_empty() || page.next_key == key;
            own.extend(page.brands.into_iter().map(|brand| brand.form.brand_id));
            if is_last {
                break;
            }
            key = page.next_key;
        }
        let taken: Vec<_> = rules.brand_list.into_iter().filter(|brand| own.contains(&brand.brand_id)).collect();
        if taken.is_empty() { Err(NotReady::Held(never("application.brand-missing"))) } else { Ok(taken) }
    }

    /// Uploads what the platform does not have, one page after the other: two applications may have the same. Each is
    /// written down before the next leaves, so that an end in between sends none twice.
    async fn upload_pages(
        &self,
        client: &Client,
        row: &SubmissionRow,
        (draft, handed): (ApplicationDraftId, &Handed),
    ) -> Result<Uploaded, NotReady> {
        let mut uploaded = Uploaded::new();
        for (at, blob) in handed.blobs().into_iter().enumerate() {
            let _turn = self.inner.page_upload.lock().await;
            let shop = self.inner.shop.id;
            if let Some(known) = self.read(move |db| uploaded_pages::get(db, shop, blob)).await? {
                uploaded.insert(blob, kaibo_wechat::shop::FileId(known));
                continue;
            }
            let jpeg = self.page_of(blob).await?;
            let name = format!("page-{:02}.jpg", at + 1);
            let file = File { bytes: &jpeg, name: &name, mime: "image/jpeg" };
            let file_id = self.asked(row, QUALIFICATION_UPLOAD, client.shop_qualification_upload(&file)).await?;
            self.count_calls(&QUALIFICATION_UPLOAD, 1).await?;
            let known = file_id.0.clone();
            self.write(move |tx| uploaded_pages::put(tx, shop, blob, &known)).await?;
            uploaded.insert(blob, file_id);
            self.changed(Topic::Applications, vec![draft.to_string()]);
        }
        Ok(uploaded)
    }

    async fn page_of(&self, blob: BlobId) -> Result<Vec<u8>, NotReady> {
        let vault = self.inner.store.vault().clone();
        let read = tokio::task::spawn_blocking(move || vault.get(&blob)).await.map_err(|_| internal("page"))?;
        read.map_err(|error| match error {
            BlobError::Locked => NotReady::Held(hold::vault_locked(self.now())),
            // Erased since it was handed in, or damaged.
            _ => NotReady::Held(never("application.page-gone")),
        })
    }

    /// Makes a call that needs no attempt: nothing of it shows on the platform, or it may be made twice.
    async fn asked<T>(
        &self,
        row: &SubmissionRow,
        endpoint: Endpoint,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, NotReady> {
        let wire = self.wire_for_look().await.ok_or(NotReady::Shut)?;
        let answer = call.await;
        drop(wire);
        match answer {
            Ok(answer) => {
                self.note_success(&endpoint).await?;
                Ok(answer)
            }
            Err(error) => Err(self.not_read(row, (endpoint, error)).await?),
        }
    }

    async fn not_read(&self, row: &SubmissionRow, (endpoint, error): Failure) -> Result<NotReady, Problem> {
        let until = self.note_failure(&endpoint, &error).await?;
        let when = (self.patience(), self.now());
        Ok(NotReady::Held(hold::of_upload(&error, row, until, when, &mut self.chance())))
    }
}

/// The leaves within a category of the second level; itself where it has none.
fn leaves(all: &CategoryAll, second: CatId) -> impl Iterator<Item = &CategoryPath> {
    all.cats_v2.iter().filter(move |path| path.cat_and_qua.iter().any(|node| node.cat.cat_id == second))
}

/// The leaf of that name, or the only one.
fn leaf_of<'a>(all: &'a CategoryAll, handed: &Handed) -> Option<&'a CategoryPath> {
    let found: Vec<_> = leaves(all, handed.second).collect();
    let named = |path: &&&CategoryPath| path.cat_and_qua.first().is_some_and(|leaf| leaf.cat.name == handed.leaf);
    match found.as_slice() {
        [only] if handed.leaf.is_empty() => Some(only),
        several => several.iter().find(named).copied(),
    }
}
