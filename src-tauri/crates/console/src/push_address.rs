//! The push address of a push room: fetched when asked for, kept in memory, gone with the program.
//!
//! Invariant: whoever has the key broadcasts in the room, so it is neither stored nor logged, and leaves this module only
//! where somebody asks for it.

use crate::{
    Console,
    problem::of_call,
    view::{Problem, PushAddressView},
};
use kaibo_domain::{RoomId, platform::endpoint::ROOM_PUSH_URL};
use kaibo_wechat::{PushUrl, Secret};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The addresses that were fetched since the program started.
#[derive(Default)]
pub(crate) struct PushAddresses(Mutex<BTreeMap<RoomId, Fetched>>);

#[derive(Clone)]
struct Fetched {
    url: PushUrl,
    at_ms: i64,
}

impl PushAddresses {
    fn all(&self) -> MutexGuard<'_, BTreeMap<RoomId, Fetched>> {
        // Nothing panics with the lock held; a poisoned one would still hold whole values.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, room: RoomId) -> Option<Fetched> {
        self.all().get(&room).cloned()
    }
}

impl Console {
    /// The push address of a room: the one at hand, or, where there is none or `fresh` is wanted, the platform's.
    pub async fn push_address(&self, room: RoomId, fresh: bool) -> Result<PushAddressView, Problem> {
        let known = self.inner.push_addresses.get(room).filter(|_| !fresh);
        let fetched = match known {
            Some(known) => known,
            None => self.fetch_push_address(room).await?,
        };
        Ok(PushAddressView {
            server: fetched.url.server,
            expires_ms: fetched.url.expires_s.map(|seconds| seconds.saturating_mul(1000)),
            fetched_ms: fetched.at_ms,
        })
    }

    /// The stream key of an address that was fetched: to be shown, or copied, because somebody asked for it.
    pub fn push_key(&self, room: RoomId) -> Result<String, Problem> {
        let fetched = self.inner.push_addresses.get(room).ok_or_else(|| Problem::new("golive.no-push-address"))?;
        Ok(fetched.url.key.expose().to_owned())
    }

    /// The whole address, where it was fetched.
    pub(crate) fn push_text(&self, room: RoomId) -> Option<Secret> {
        let fetched = self.inner.push_addresses.get(room)?;
        Some(Secret::new(format!("{}{}", fetched.url.server, fetched.url.key.expose())))
    }

    async fn fetch_push_address(&self, room: RoomId) -> Result<Fetched, Problem> {
        let platform = self.room_row(room).await?.platform_room_id;
        let platform = platform.ok_or_else(|| Problem::new("golive.no-push-address"))?;
        let client = self.client()?;
        match client.room_push_url(platform).await {
            Ok(url) => {
                self.note_success(&ROOM_PUSH_URL).await?;
                let fetched = Fetched { url, at_ms: self.now() };
                self.inner.push_addresses.all().insert(room, fetched.clone());
                Ok(fetched)
            }
            Err(error) => {
                self.note_failure(&ROOM_PUSH_URL, &error).await?;
                Err(of_call(&error, self.now()))
            }
        }
    }
}
