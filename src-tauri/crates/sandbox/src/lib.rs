//! The practice platform (演练平台): the live platform's own HTTP API on loopback, with its own state.
//!
//! Staff train on it, developers build against it, tests run against it. It answers with the platform's fields,
//! limits, codes and texts, takes faults on demand, and plays the anchor's phone. Endpoints, codes and rules stand
//! in `kaibo_domain`; here is only how the platform behaves.
//!
//! Invariant: it listens on 127.0.0.1 only, knows nothing of any real account, and sends nothing anywhere.
//!
//! ```no_run
//! # async fn demo() -> std::io::Result<()> {
//! use kaibo_sandbox::{FaultKind, Sandbox, SandboxConfig};
//!
//! let sandbox = Sandbox::start(SandboxConfig::default()).await?;
//! sandbox.faults().arm("/wxaapi/broadcast/room/create", FaultKind::DropAfter, 1);
//! println!("{}", sandbox.base_url());
//! # Ok(()) }
//! ```

mod account;
mod admission;
mod api;
mod breakage;
mod clock;
mod codes;
mod control;
mod diagnosis;
mod drawing;
mod faults;
mod files;
mod live;
mod media;
mod operation;
mod params;
mod persist;
mod phone;
mod phone_page;
mod picture;
mod pieces;
mod platform;
mod quota;
mod random;
mod recording;
mod reply;
mod shop;
mod site;
mod socket;
mod state;
mod tokens;

pub use clock::Clock;
pub use faults::{Fault, FaultKind, Faults, Often};
pub use live::stock::StockedGood;
pub use recording::{Fetched, Recording, Recordings};
pub use state::{AcceptedCall, Account};

use axum::{Router, middleware, routing::get, routing::post};
use kaibo_domain::{AuditStatus, LiveStatus};
use platform::Platform;
use socket::{Door, Peer};
use state::{Settings, State};
use std::{
    collections::BTreeMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// The AppID that the practice platform answers by default.
pub const PRACTICE_APP_ID: &str = "wxpractice0000001";
/// Its AppSecret.
pub const PRACTICE_SECRET: &str = "practice-secret";
/// How long a goods audit takes by default, milliseconds.
pub const DEFAULT_AUDIT_MS: u64 = 4000;
/// How long a shutdown waits for running calls.
const SHUTDOWN_WAIT: Duration = Duration::from_secs(2);

/// How to start a sandbox.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Where the state is kept; none keeps it in memory. Uploaded files stand in a folder beside it.
    pub state_file: Option<PathBuf>,
    /// How long a goods audit takes, milliseconds of the sandbox's clock.
    pub audit_ms: u64,
    /// The AppID that is answered; any other gets 40013.
    pub app_id: String,
    /// Its AppSecret; any other gets 40125.
    pub secret: String,
    /// Where the time comes from.
    pub clock: Clock,
    /// Faults that are armed from the start.
    pub faults: Vec<Fault>,
    /// By which shares of calls are drawn for faults.
    pub fault_seed: u64,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            port: 0,
            state_file: None,
            audit_ms: DEFAULT_AUDIT_MS,
            app_id: PRACTICE_APP_ID.to_owned(),
            secret: PRACTICE_SECRET.to_owned(),
            clock: Clock::system(),
            faults: Vec::new(),
            fault_seed: 0,
        }
    }
}

/// How much there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Goods in the library.
    pub goods: usize,
    /// Rooms.
    pub rooms: usize,
    /// Uploaded files that are still kept.
    pub media: usize,
    /// Calls received per path since the start, refused and dropped ones included.
    pub received: BTreeMap<String, u64>,
}

/// A running practice platform. Dropping it stops it too, without waiting.
pub struct Sandbox {
    platform: Arc<Platform>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Sandbox {
    /// Starts listening on 127.0.0.1.
    ///
    /// # Errors
    /// The port is taken; the state file cannot be read or is damaged (`InvalidData`, the file stays untouched).
    pub async fn start(config: SandboxConfig) -> io::Result<Sandbox> {
        let state = match config.state_file.clone() {
            Some(path) => {
                tokio::task::spawn_blocking(move || persist::load(&path)).await.map_err(io::Error::other)??
            }
            None => State::default(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
        let address = listener.local_addr()?;
        let settings = Settings { app_id: config.app_id, secret: config.secret, audit_ms: config.audit_ms };
        let base_url = format!("http://{address}");
        let platform = Arc::new(Platform::new(state, settings, base_url, config.clock, config.state_file));
        platform.faults.seed(config.fault_seed);
        config.faults.into_iter().for_each(|fault| platform.faults.add(fault));
        let (stop, stopped) = oneshot::channel();
        let service = router(Arc::clone(&platform)).into_make_service_with_connect_info::<Peer>();
        let server = axum::serve(Door(listener), service).with_graceful_shutdown(async {
            // An error means that the handle was dropped: that stops the sandbox too.
            drop(stopped.await);
        });
        let task = tokio::spawn(server.into_future());
        Ok(Sandbox { platform, address, stop, task })
    }

    /// `http://127.0.0.1:<port>`, without a slash at its end: stands in place of `https://api.weixin.qq.com`.
    pub fn base_url(&self) -> &str {
        &self.platform.base_url
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address in a room's start code: the page of the anchor's phone.
    pub fn phone_url(&self, room_id: i64) -> String {
        format!("{}/phone?room={room_id}", self.base_url())
    }

    /// Faults to arm.
    pub fn faults(&self) -> &Faults {
        &self.platform.faults
    }

    /// The replay files.
    pub fn recordings(&self) -> Recordings {
        self.platform.with_state(|state, _| state.recordings.clone())
    }

    /// Every executed state-changing call of the platform's API, oldest first.
    pub fn accept_log(&self) -> Vec<AcceptedCall> {
        self.platform.with_state(|state, _| state.log.clone())
    }

    /// How much there is.
    pub fn counts(&self) -> Counts {
        self.platform.with_state(|state, _| Counts {
            goods: state.goods.len(),
            rooms: state.rooms.len(),
            media: state.media.len(),
            received: state.received.clone(),
        })
    }

    /// The sandbox's time, UTC milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.platform.with_state(|_, now_ms| now_ms)
    }

    /// Moves the sandbox's clock; audits, tokens, media, rooms and quotas follow.
    pub fn advance_ms(&self, by_ms: i64) {
        self.platform.with_state(|state, _| {
            state.clock_offset_ms = state.clock_offset_ms.saturating_add(by_ms);
            state.touch();
        });
    }

    /// What the account may do.
    pub fn account(&self) -> Account {
        self.platform.with_state(|state, _| state.account)
    }

    /// Sets what the account may do.
    pub fn set_account(&self, account: Account) {
        self.platform.with_state(|state, _| {
            state.account = account;
            state.touch();
        });
    }

    /// State of a good's audit.
    pub fn audit_status(&self, goods_id: i64) -> Option<AuditStatus> {
        self.platform.with_state(|state, _| state.goods.get(&goods_id).map(|good| good.status))
    }

    /// Gives a good's audit its verdict now; `false` when there is no such good.
    pub fn decide_audit(&self, goods_id: i64, verdict: AuditStatus) -> bool {
        self.platform.with_state(|state, _| control::decide(state, goods_id, verdict))
    }

    /// Lays goods out in the library, in place of those with the same ids; no call is logged.
    pub fn stock(&self, goods: impl IntoIterator<Item = StockedGood>) {
        self.platform.with_state(|state, _| {
            state.goods.extend(goods.into_iter().map(|good| (good.id, good.into())));
            state.touch();
        });
    }

    /// Live status of a room.
    pub fn live_status(&self, room_id: i64) -> Option<LiveStatus> {
        self.platform.with_state(|state, _| state.rooms.get(&room_id).map(|room| room.status))
    }

    /// Stops listening, lets running calls end for up to two seconds, and saves.
    ///
    /// # Errors
    /// The state could not be saved.
    pub async fn shutdown(self) -> io::Result<()> {
        let Sandbox { platform, stop, mut task, .. } = self;
        drop(stop);
        if tokio::time::timeout(SHUTDOWN_WAIT, &mut task).await.is_err() {
            task.abort();
        }
        platform.with_state(|state, _| state.touch());
        platform.save().await
    }
}

fn router(platform: Arc<Platform>) -> Router {
    let pages = Router::new()
        .route("/phone", get(site::scan_page))
        .route("/phone/phone.css", get(site::style))
        .route("/phone/scan", post(site::scan))
        .route("/phone/live", get(site::live_page))
        .route("/phone/real-name", get(site::real_name_page).post(site::real_name))
        .route("/phone/{step}", post(site::step))
        .route("/_practice/pictures/{media_id}", get(site::picture))
        .route("/mmecimage.cn/p/{app_id}/{key}", get(shop::picture))
        .route("/_practice/replay/{file}", get(recording::serve))
        .route("/_practice/{kind}/{file}", get(site::file))
        .nest("/_practice", control::routes())
        .layer(middleware::from_fn(site::same_origin));
    let dated = middleware::map_response_with_state(platform.clone(), api::dated);
    pages.fallback(api::answer).layer(dated).with_state(platform)
}
