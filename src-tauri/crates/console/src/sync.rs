//! Reading the platform: states of goods under audit, live status of rooms.

use crate::{
    Console,
    problem::of_call,
    reconcile::all_rooms,
    view::{Problem, Topic},
};
use kaibo_domain::{AuditStatus, platform::limit};
use kaibo_store::{goods, rooms};
use kaibo_wechat::{CallError, Client};

impl Console {
    /// Reads the platform at once.
    pub async fn sync_now(&self) -> Result<(), Problem> {
        let read = self.sync().await;
        if self.inner.link.note(read.is_ok()) {
            self.changed(Topic::App, Vec::new());
        }
        self.inner.wake.notify_one();
        read.map(|_| ())
    }

    /// Reads goods under audit and all rooms; says whether something is expected to change soon.
    pub(crate) async fn sync(&self) -> Result<bool, Problem> {
        let client = self.inner.link.client().ok_or_else(crate::problem::practice_not_running)?;
        let auditing = self.sync_goods(&client).await?;
        let upcoming = self.sync_rooms(&client).await?;
        self.inner.link.note_sync(self.now());
        Ok(auditing || upcoming)
    }

    async fn sync_goods(&self, client: &Client) -> Result<bool, Problem> {
        let shop = self.inner.shop.id;
        let auditing = self.read(move |db| goods::on_platform(db, shop, Some(AuditStatus::Auditing))).await?;
        let ids: Vec<_> = auditing.into_iter().map(|(platform, _)| platform).collect();
        for some in ids.chunks(limit::GOODS_WAREHOUSE_IDS) {
            let items = client.goods_warehouse(some).await.map_err(|error| self.read_problem(&error))?;
            let now = self.now();
            let changed = self
                .write(move |tx| {
                    let mut changed = Vec::new();
                    for item in items {
                        let Some(status) = item.status() else { continue };
                        changed.extend(goods::apply_platform_status(tx, shop, item.goods_id, status, now)?);
                    }
                    Ok(changed)
                })
                .await?;
            if !changed.is_empty() {
                self.changed(Topic::Goods, changed.iter().map(|change| change.id.to_string()).collect());
            }
        }
        Ok(!ids.is_empty())
    }

    async fn sync_rooms(&self, client: &Client) -> Result<bool, Problem> {
        let shop = self.inner.shop.id;
        let ours = self.read(move |db| rooms::on_platform(db, shop)).await?;
        if ours.is_empty() {
            return Ok(false);
        }
        let listed = all_rooms(client).await.map_err(|error| self.read_problem(&error))?;
        let now = self.now();
        let changed = self
            .write(move |tx| {
                let mut changed = Vec::new();
                for room in listed {
                    let Some(status) = room.status() else { continue };
                    changed.extend(rooms::apply_live_status(tx, shop, room.roomid, status, now)?);
                }
                Ok(changed)
            })
            .await?;
        if !changed.is_empty() {
            self.changed(Topic::Rooms, changed.iter().map(|change| change.id.to_string()).collect());
        }
        let over = |status: Option<kaibo_domain::LiveStatus>| status.is_some_and(kaibo_domain::LiveStatus::is_over);
        Ok(ours.into_iter().any(|(_, _, status)| !over(status)))
    }

    fn read_problem(&self, error: &CallError) -> Problem {
        tracing::info!(%error, "the platform could not be read");
        of_call(error, self.now())
    }
}
