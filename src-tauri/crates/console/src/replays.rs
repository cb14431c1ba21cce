//! 回放: the files that the platform keeps of a broadcast, listed so that the list is there offline, and brought to a folder
//! of staff's choice.

mod bring;

pub(crate) use bring::{Downloads, bring_all};

use crate::{
    Console,
    problem::cannot_write,
    view::{Problem, ReplayFile, ReplayState, ReplaysView, Topic},
};
use bring::{Coming, beside};
use kaibo_domain::{
    LiveStatus, ReplayId, RoomId,
    platform::{endpoint::LIVE_INFO, limit},
    replay,
    time::DAY_MS,
};
use kaibo_store::{
    replay_files::{self, ReplayFileRow},
    rooms::{self, RoomRow},
};
use kaibo_wechat::{Client, LiveReplay};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Pages of files read of one room at most: a broadcast of a day has far fewer.
const PAGES: u32 = 5;

impl Console {
    /// What is known of a room's replay.
    pub async fn replays_view(&self, id: RoomId) -> Result<ReplaysView, Problem> {
        let (row, now_ms) = (self.room_row(id).await?, self.now());
        let (files, looked_ms) =
            self.read(move |db| Ok((replay_files::list(db, id)?, replay_files::looked_ms(db, id)?))).await?;
        let mut shown = Vec::with_capacity(files.len());
        for file in files {
            shown.push(self.replay_file(&row, file, now_ms).await);
        }
        Ok(ReplaysView {
            ended: row.live_status == Some(LiveStatus::Ended),
            replay_on: row.switches.replay,
            appear_ms: ended_ms(&row).map(|ended| ended.saturating_add(limit::REPLAY_DELAY_MS)),
            looked_ms,
            files: shown,
            now_ms,
        })
    }

    /// Asks the platform for the files now.
    pub async fn replays_fetch(&self, id: RoomId) -> Result<ReplaysView, Problem> {
        self.list_replays(id).await?;
        self.replays_view(id).await
    }

    /// Wants these files in that folder; those that were stopped go on where they were to stand.
    pub async fn replays_download(&self, id: RoomId, files: Vec<ReplayId>, folder: PathBuf) -> Result<(), Problem> {
        let (room, now) = (self.room_row(id).await?, self.now());
        let known = self.read(move |db| replay_files::list(db, id)).await?;
        for file in known.into_iter().filter(|file| files.contains(&file.id) && !replay::is_playlist(&file.address)) {
            if is_begun(&file) {
                self.write(move |tx| replay_files::set_wanted(tx, file.id, Some(now))).await?;
                continue;
            }
            let name = replay::file_name(&room.name, file.created_ms, file.position, &file.address);
            let path = self.free_path(&folder, &name).await?;
            self.write(move |tx| replay_files::want(tx, file.id, &path, now)).await?;
        }
        self.replays_changed(id);
        Ok(())
    }

    /// Lets a download go on.
    pub async fn replays_resume(&self, file: ReplayId) -> Result<(), Problem> {
        let (row, now) = (self.replay_row(file).await?, self.now());
        self.write(move |tx| replay_files::set_wanted(tx, file, Some(now))).await?;
        self.inner.downloads.at_once(file);
        self.replays_changed(row.room_id);
        Ok(())
    }

    /// Stops a download; what came stays, so that it can go on.
    pub async fn replays_stop(&self, file: ReplayId) -> Result<(), Problem> {
        let row = self.replay_row(file).await?;
        self.write(move |tx| replay_files::set_wanted(tx, file, None)).await?;
        self.inner.downloads.stop(file).await;
        self.replays_changed(row.room_id);
        Ok(())
    }

    /// Gives a download up: what came of it goes.
    pub async fn replays_discard(&self, file: ReplayId) -> Result<(), Problem> {
        self.replays_stop(file).await?;
        let row = self.replay_row(file).await?;
        if let Some(path) = row.path.as_deref().filter(|_| is_begun(&row)) {
            match tokio::fs::remove_file(beside(Path::new(path))).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(cannot_write(&error)),
                _ => self.write(move |tx| replay_files::forget(tx, file)).await?,
            }
        }
        self.replays_changed(row.room_id);
        Ok(())
    }

    /// Where a file that was saved stands.
    pub async fn replays_path(&self, file: ReplayId) -> Result<PathBuf, Problem> {
        let row = self.replay_row(file).await?;
        row.path.filter(|_| row.done_ms.is_some()).map(PathBuf::from).ok_or_else(|| Problem::new("replay.not-found"))
    }

    /// The address of a playlist, for a player.
    pub async fn replays_address(&self, file: ReplayId) -> Result<String, Problem> {
        Ok(self.replay_row(file).await?.address)
    }

    /// Asks for the files of broadcasts that ended a while ago, and those of which there were none yet.
    pub(crate) async fn look_for_replays(&self) -> Result<(), Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        // A broadcast lasts a day at most, and is looked at for another; it may have begun before its time.
        let span = (now.saturating_sub(3 * DAY_MS), i64::MAX);
        let due = self
            .read(move |db| {
                let mut due = Vec::new();
                for room in rooms::between(db, shop, span, u32::MAX)? {
                    let Some(ended) = ended_ms(&room).filter(|_| room.switches.replay) else { continue };
                    let looked = replay_files::looked_ms(db, room.id)?;
                    if replay::is_due(ended, looked, now) && replay_files::list(db, room.id)?.is_empty() {
                        due.push(room.id);
                    }
                }
                Ok(due)
            })
            .await?;
        for room in due {
            self.list_replays(room).await?;
        }
        Ok(())
    }

    /// Reads the list of a room's files and keeps it; says which of them, by its key, is where now.
    async fn list_replays(&self, id: RoomId) -> Result<(), Problem> {
        let room = self.on_air(id).await?;
        let client = self.at_hand()?;
        let mut listed: Vec<LiveReplay> = Vec::new();
        for _ in 0..PAGES {
            let start = u32::try_from(listed.len()).unwrap_or(u32::MAX);
            let page = client.live_replay(room.platform, start, limit::LIVE_INFO_PAGE);
            let page = self.at_once(&LIVE_INFO, page).await.map_err(|error| self.worded(&error))?;
            self.count_calls(&LIVE_INFO, 1).await?;
            let is_last = page.files.is_empty();
            listed.extend(page.files);
            if is_last || listed.len() as i64 >= page.total {
                break;
            }
        }
        let mut recordings = 0;
        let rows: Vec<_> = listed
            .into_iter()
            .filter(|file| !file.media_url.is_empty())
            .map(|file| {
                let is_recording = !replay::is_playlist(&file.media_url);
                recordings += u32::from(is_recording);
                listed_row(id, if is_recording { recordings } else { 0 }, &file)
            })
            .collect();
        let now = self.now();
        self.write(move |tx| replay_files::take_over(tx, id, &rows, now)).await?;
        self.learn_lengths(id, &client).await?;
        self.changed(Topic::Replays, vec![id.to_string()]);
        Ok(())
    }

    /// Asks how long the files are of which that is not known; who does not say is not asked again until the next list.
    async fn learn_lengths(&self, id: RoomId, client: &Client) -> Result<(), Problem> {
        let files = self.read(move |db| replay_files::list(db, id)).await?;
        for file in files {
            if file.bytes.is_some() || replay::is_playlist(&file.address) {
                continue;
            }
            match client.recording_length(&file.address).await {
                Ok(Some(bytes)) => self.write(move |tx| replay_files::set_length(tx, file.id, bytes)).await?,
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, "the length of a recording is not known"),
            }
        }
        Ok(())
    }

    async fn replay_file(&self, room: &RoomRow, file: ReplayFileRow, now_ms: i64) -> ReplayFile {
        let coming = self.inner.downloads.coming(file.id);
        let stands = match (&file.path, file.done_ms) {
            (Some(path), Some(_)) => tokio::fs::try_exists(path).await.unwrap_or(true),
            _ => false,
        };
        let expired = file.expires_ms.is_some_and(|expires| expires <= now_ms);
        let state = match (&coming, file.wanted_ms) {
            _ if stands => ReplayState::Saved,
            (Some(Coming::Loading(_)), Some(_)) => ReplayState::Loading,
            (_, Some(_)) => ReplayState::Waiting,
            _ if expired => ReplayState::Expired,
            _ if is_begun(&file) => ReplayState::Stopped,
            _ => ReplayState::Listed,
        };
        let done_bytes = match (state, &coming) {
            (ReplayState::Saved, _) => file.bytes.unwrap_or_default(),
            (ReplayState::Loading, Some(Coming::Loading(done))) => *done,
            (ReplayState::Listed | ReplayState::Expired, _) => 0,
            _ => file.kept_bytes,
        };
        let waits = coming.filter(|_| state == ReplayState::Waiting);
        let problem = match (&file.fault, waits) {
            (Some(fault), _) if state == ReplayState::Stopped => Some(Problem::new(fault).retry_now()),
            (_, Some(Coming::Later(at_ms))) => Some(Problem::new("replay.line").retry_at(at_ms)),
            _ => None,
        };
        let name = replay::file_name(&room.name, file.created_ms, file.position, &file.address);
        let path = file.path.filter(|_| state != ReplayState::Listed);
        let has = path.as_deref().and_then(|path| Some(Path::new(path).file_name()?.to_string_lossy().into_owned()));
        ReplayFile {
            id: file.id,
            name: has.unwrap_or(name),
            playlist: replay::is_playlist(&file.address),
            created_ms: file.created_ms,
            expires_ms: file.expires_ms,
            bytes: file.bytes,
            done_bytes,
            state,
            path: path.filter(|_| stands),
            problem,
        }
    }

    /// A path in that folder at which nothing stands, and nothing else is to stand.
    async fn free_path(&self, folder: &Path, name: &str) -> Result<String, Problem> {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        for number in 1_u32.. {
            let name = if number == 1 { name.to_owned() } else { format!("{stem} ({number}).{ending}") };
            let path = folder.join(name);
            let Some(text) = path.to_str().map(str::to_owned) else { break };
            let asked = text.clone();
            let taken = self.read(move |db| replay_files::is_taken(db, &asked)).await?;
            let stands = tokio::fs::try_exists(&path).await.unwrap_or(false);
            if !taken && !stands {
                return Ok(text);
            }
        }
        Err(Problem::new("replay.no-folder"))
    }

    async fn replay_row(&self, file: ReplayId) -> Result<ReplayFileRow, Problem> {
        let row = self.read(move |db| replay_files::get(db, file)).await?;
        row.ok_or_else(|| Problem::new("replay.not-found"))
    }

    fn replays_changed(&self, room: RoomId) {
        self.inner.downloads.wake.notify_one();
        self.changed(Topic::Replays, vec![room.to_string()]);
    }
}

/// When the broadcast was seen to end, UTC milliseconds.
fn ended_ms(room: &RoomRow) -> Option<i64> {
    room.live_changed_ms.filter(|_| room.live_status == Some(LiveStatus::Ended))
}

/// Whether it was wanted somewhere and does not stand there yet.
fn is_begun(file: &ReplayFileRow) -> bool {
    file.path.is_some() && file.done_ms.is_none()
}

fn listed_row(room_id: RoomId, position: u32, file: &LiveReplay) -> ReplayFileRow {
    ReplayFileRow {
        id: ReplayId::from_uuid(Uuid::now_v7()),
        room_id,
        key: replay::key(&file.media_url).to_owned(),
        address: file.media_url.clone(),
        position,
        created_ms: replay::moment(&file.create_time),
        expires_ms: replay::moment(&file.expire_time),
        bytes: None,
        path: None,
        wanted_ms: None,
        validator: None,
        kept_bytes: 0,
        done_ms: None,
        fault: None,
    }
}
