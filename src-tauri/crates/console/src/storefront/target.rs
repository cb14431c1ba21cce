//! Where the storefront is published: chosen, kept with its secrets, tried out; and what a target that fails says to staff.
//!
//! Invariant: a secret goes from the window into the database and from there to the target, and nowhere else.

use super::publish::look;
use crate::{
    Console,
    problem::named,
    view::{Problem, PublishProgress, StorefrontView, TargetPatch, TargetStep, TargetTrial, TargetView, Topic},
};
use kaibo_domain::{
    Secret,
    storefront::{S3Settings, ServerSettings, TargetField, TargetKind},
};
use kaibo_publish::{Fault, Folder, Patience, S3, Server, Target, TrialStep, try_out};
use kaibo_store::storefronts::{self, StorefrontTarget};
use std::path::PathBuf;

/// No address, name or key is longer, in characters.
const FIELD_MAX: usize = 1000;

impl Console {
    /// Chooses the folder that is published to. One that holds something else under the pointer's name is refused.
    pub async fn storefront_choose_folder(&self, path: PathBuf) -> Result<StorefrontView, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let looked = look(&Target::Folder(Folder::new(path.clone()))).await?;
        let shown = path.to_str().ok_or_else(|| Problem::new("storefront.folder-name"))?.to_owned();
        let (shop, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            let target = storefronts::get(tx, shop)?.target;
            let target = StorefrontTarget { kind: TargetKind::Folder, folder: Some(shown), ..target };
            storefronts::put_target(tx, shop, &target, now)
        })
        .await?;
        self.adopt_version(&looked).await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// The folder it is published to, to be opened.
    pub async fn storefront_folder(&self) -> Result<PathBuf, Problem> {
        let shop = self.inner.shop.id;
        let folder = self.read(move |db| Ok(storefronts::get(db, shop)?.target.folder)).await?;
        folder.map(PathBuf::from).ok_or_else(|| Problem::new("storefront.no-folder"))
    }

    /// Keeps where it is published; what the other targets need stays. Answered when it is on disk.
    pub async fn storefront_set_target(&self, patch: TargetPatch) -> Result<StorefrontView, Problem> {
        if !is_of_a_length(&patch) {
            return Err(Problem::new("storefront.field-too-long").with("max", FIELD_MAX));
        }
        let _turn = self.inner.storefront.turn.lock().await;
        let (shop, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            let before = storefronts::get(tx, shop)?.target;
            let target = patched(before.clone(), patch);
            if target != before {
                storefronts::put_target(tx, shop, &target, now)?;
            }
            Ok(())
        })
        .await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// Tries the target out: reached, written, read, served to buyers, removed. Nothing that is published is touched.
    pub async fn storefront_try(&self) -> Result<TargetTrial, Problem> {
        self.unless_stopped(self.try_target()).await
    }

    async fn try_target(&self) -> Result<TargetTrial, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let shop = self.inner.shop.id;
        let kept = self.read(move |db| Ok(storefronts::get(db, shop)?.target)).await?;
        let target = target_of(&kept)?;
        let public = match kept.kind {
            TargetKind::Folder => "",
            TargetKind::S3 => kept.s3.public_url.trim(),
            TargetKind::Server => kept.server.public_url.trim(),
        };
        let public = Some(public).filter(|address| !address.is_empty());
        let (done, failed) = try_out(&target, public, Patience::default()).await;
        if failed.is_none() {
            self.adopt_version(&look(&target).await?).await?;
            self.changed(Topic::Storefront, Vec::new());
        }
        Ok(TargetTrial {
            done: done.into_iter().map(step).collect(),
            failed: failed.as_ref().map(|failed| step(failed.step)),
            problem: failed.map(|failed| worded(&failed.fault)),
        })
    }

    /// How far publishing has come.
    pub fn storefront_progress(&self) -> PublishProgress {
        let (done, all) = self.inner.storefront.progress.read();
        PublishProgress { done, all }
    }

    /// Stops publishing or trying out. What counts stays, unless the new version counts already.
    pub fn storefront_stop(&self) {
        self.inner.storefront.stop.notify_waiters();
    }
}

/// The target that counts, or what it lacks.
pub(super) fn target_of(kept: &StorefrontTarget) -> Result<Target, Problem> {
    match missing(kept) {
        Some(TargetField::Folder) => return Err(Problem::new("storefront.no-folder")),
        Some(field) => return Err(Problem::new("storefront.target-incomplete").at_field(&named(&field))),
        None => {}
    }
    let secret = |secret: &Option<Secret>| secret.clone().unwrap_or_else(|| Secret::new(""));
    let patience = Patience::default();
    let target = match kept.kind {
        TargetKind::Folder => Ok(Target::Folder(Folder::new(kept.folder.clone().unwrap_or_default().into()))),
        TargetKind::S3 => S3::new(&kept.s3, secret(&kept.s3_secret), patience).map(Target::S3),
        TargetKind::Server => Server::new(&kept.server, secret(&kept.server_secret), patience).map(Target::Server),
    };
    target.map_err(|fault| worded(&fault))
}

/// What the target that counts still lacks.
pub(super) fn missing(kept: &StorefrontTarget) -> Option<TargetField> {
    match kept.kind {
        TargetKind::Folder => kept.folder.is_none().then_some(TargetField::Folder),
        TargetKind::S3 => kept.s3.missing().or(kept.s3_secret.is_none().then_some(TargetField::S3Secret)),
        TargetKind::Server if kept.server.address.trim().is_empty() => Some(TargetField::Address),
        TargetKind::Server => kept.server_secret.is_none().then_some(TargetField::ServerSecret),
    }
}

pub(super) fn target_view(kept: &StorefrontTarget) -> TargetView {
    TargetView {
        kind: kept.kind,
        folder: kept.folder.clone(),
        s3: kept.s3.clone(),
        s3_secret_set: kept.s3_secret.is_some(),
        server: kept.server.clone(),
        server_secret_set: kept.server_secret.is_some(),
        missing: missing(kept),
    }
}

fn patched(mut target: StorefrontTarget, patch: TargetPatch) -> StorefrontTarget {
    let secret = |text: String| Some(text.trim()).filter(|text| !text.is_empty()).map(Secret::new);
    target.kind = patch.kind.unwrap_or(target.kind);
    target.s3 = patch.s3.unwrap_or(target.s3);
    target.server = patch.server.unwrap_or(target.server);
    target.s3_secret = patch.s3_secret.map_or(target.s3_secret, secret);
    target.server_secret = patch.server_secret.map_or(target.server_secret, secret);
    target
}

fn is_of_a_length(patch: &TargetPatch) -> bool {
    let s3 =
        patch.s3.as_ref().map(|S3Settings { endpoint, region, bucket, prefix, access_key, public_url, .. }| {
            [endpoint, region, bucket, prefix, access_key, public_url]
        });
    let server = patch.server.as_ref().map(|ServerSettings { address, public_url }| [address, public_url]);
    let secrets = patch.s3_secret.iter().chain(&patch.server_secret);
    let mut all = s3.into_iter().flatten().chain(server.into_iter().flatten()).chain(secrets);
    all.all(|text| text.chars().count() <= FIELD_MAX)
}

fn step(step: TrialStep) -> TargetStep {
    match step {
        TrialStep::Reach => TargetStep::Reach,
        TrialStep::Write => TargetStep::Write,
        TrialStep::Read => TargetStep::Read,
        TrialStep::Public => TargetStep::Public,
        TrialStep::Remove => TargetStep::Remove,
    }
}

/// What a target that fails says to staff.
pub(super) fn worded(fault: &Fault) -> Problem {
    tracing::warn!(%fault, "the storefront's target");
    match fault {
        Fault::Gone => Problem::new("storefront.folder-gone").retry_now(),
        Fault::ReadOnly => Problem::new("storefront.folder-read-only").retry_now(),
        Fault::Full => Problem::new("storefront.disk-full").retry_now(),
        Fault::Io(_) => Problem::new("storefront.folder-failed").retry_now(),
        Fault::Address => Problem::new("storefront.address"),
        Fault::Insecure => Problem::new("storefront.insecure"),
        Fault::Dns => Problem::new("storefront.dns").retry_now(),
        Fault::Unreachable => Problem::new("storefront.unreachable").retry_now(),
        Fault::Tls => Problem::new("storefront.tls").retry_now(),
        Fault::Timeout => Problem::new("storefront.timeout").retry_now(),
        Fault::Lost => Problem::new("storefront.lost").retry_now(),
        Fault::Redirected => Problem::new("storefront.redirected"),
        Fault::NotAnAnswer => Problem::new("storefront.not-an-answer").retry_now(),
        Fault::TooLarge => Problem::new("storefront.too-large"),
        Fault::Denied => Problem::new("storefront.denied"),
        Fault::Forbidden => Problem::new("storefront.forbidden").retry_now(),
        Fault::NoBucket => Problem::new("storefront.no-bucket"),
        Fault::Region(Some(region)) if !region.is_empty() => {
            Problem::new("storefront.other-region").with("region", region)
        }
        Fault::Region(_) => Problem::new("storefront.region"),
        Fault::Clock => Problem::new("storefront.clock").retry_now(),
        Fault::Refused { status, code } => {
            Problem::new("storefront.refused").with("status", status).with("code", code).retry_now()
        }
        Fault::Cancelled => Problem::new("storefront.stopped").retry_now(),
        Fault::Taken(_) => Problem::new("storefront.changed-meanwhile").retry_now(),
        Fault::Newer(_) => Problem::new("storefront.newer"),
        Fault::Foreign => Problem::new("storefront.foreign"),
        Fault::NotWhole(version) => Problem::new("storefront.not-whole").with("version", version),
    }
}
