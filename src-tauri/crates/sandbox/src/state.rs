//! Everything the practice platform remembers, and what the passing of time does to it.
//!
//! Invariant: functions on the state are synchronous and get the time as a parameter. A change that a restart must
//! find again goes through [`State::accept`] or [`State::touch`].

use crate::{
    diagnosis::Refused,
    files::Files,
    live::{
        followers::{Announced, Follower},
        goods::Good,
        members::{self, Members},
        room::Room,
    },
    media::Media,
    params::Params,
    phone::Session,
    quota::Quota,
    random::Random,
    recording::Recordings,
    shop::ShopState,
    tokens::Tokens,
};
use kaibo_domain::platform::endpoint::Endpoint;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

/// Version of the state's form on disk. 2 added members, subscribers and what surrounds a room; 1 is still read.
pub(crate) const VERSION: u32 = 2;

/// The whole state.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct State {
    version: u32,
    /// Added to the clock.
    pub(crate) clock_offset_ms: i64,
    /// What the account may do.
    pub(crate) account: Account,
    /// Access tokens.
    pub(crate) tokens: Tokens,
    /// Calls counted today.
    pub(crate) quota: Quota,
    /// Uploaded files by media_id, without their bytes.
    pub(crate) media: BTreeMap<String, Media>,
    /// The goods library.
    pub(crate) goods: BTreeMap<i64, Good>,
    /// Live rooms.
    pub(crate) rooms: BTreeMap<i64, Room>,
    /// The shop.
    #[serde(default)]
    pub(crate) shop: ShopState,
    /// Phones that scanned in.
    pub(crate) sessions: BTreeMap<String, Session>,
    /// Members of the account.
    #[serde(default = "members::initial")]
    pub(crate) members: Members,
    /// WeChat ids whose owners were verified by real name on the practice phone.
    #[serde(default)]
    pub(crate) verified: BTreeSet<String>,
    /// Long-term subscribers.
    #[serde(default)]
    pub(crate) followers: Vec<Follower>,
    /// The room announced to them today.
    #[serde(default)]
    pub(crate) announced: Option<Announced>,
    /// Keys of goods widgets.
    #[serde(default)]
    pub(crate) goods_keys: Vec<String>,
    /// Executed state-changing calls.
    pub(crate) log: Vec<AcceptedCall>,
    next_goods: i64,
    next_audit: i64,
    next_room: i64,
    /// Randomness; seeded anew at every start.
    #[serde(skip)]
    pub(crate) random: Random,
    /// The bytes of uploaded files.
    #[serde(skip)]
    pub(crate) files: Files,
    /// Replay files.
    #[serde(skip)]
    pub(crate) recordings: Recordings,
    /// Codes of getwxacode made so far.
    #[serde(default)]
    pub(crate) wxacodes: u32,
    /// Refused calls, by their rid.
    #[serde(skip)]
    pub(crate) refused: Refused,
    /// Calls received per path since the start.
    #[serde(skip)]
    pub(crate) received: BTreeMap<String, u64>,
    /// Counts changes; what is saved is known by it.
    #[serde(skip)]
    pub(crate) generation: u64,
}

/// What the account may do; switched through the control API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    /// The live feature is open; otherwise every live call answers 48001.
    pub live: bool,
    /// The account has a shop; otherwise every shop call answers 48001.
    pub shop: bool,
    /// Creating and editing rooms is banned: 300001.
    pub rooms_forbidden: bool,
    /// Customer service is set up in the console; otherwise `closeKf` 0 answers 300038.
    pub customer_service: bool,
    /// The AppSecret is frozen: 40243.
    pub secret_frozen: bool,
    /// The caller's address stands on the allow-list; otherwise obtaining a token answers 40164 and the
    /// shop 61004.
    pub ip_allowed: bool,
    /// A version of the mini program has been released; otherwise links answer 85079 and codes of its pages 41030.
    pub released: bool,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            live: true,
            shop: true,
            rooms_forbidden: false,
            customer_service: false,
            secret_frozen: false,
            ip_allowed: true,
            released: true,
        }
    }
}

/// One executed state-changing call of the platform's API: the judge of duplicates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedCall {
    /// Counts from 1.
    pub seq: u64,
    /// When, UTC milliseconds of the sandbox's clock.
    pub at_ms: i64,
    /// The endpoint's path.
    pub endpoint: String,
    /// goodsId, roomId, media_id, message_id or a WeChat id.
    pub id: String,
    /// The name of the good or room; the media type of an upload.
    pub name: String,
    /// Kaibo's own key in a good's page path.
    pub key: Option<String>,
}

/// One call as a state function sees it.
pub(crate) struct Call<'a> {
    /// UTC milliseconds.
    pub(crate) now_ms: i64,
    /// The endpoint called.
    pub(crate) endpoint: &'a Endpoint,
    /// Where the sandbox's pictures are served.
    pub(crate) base_url: &'a str,
    /// Credentials and timing.
    pub(crate) settings: &'a Settings,
    /// The caller's address.
    pub(crate) caller: IpAddr,
    /// The query.
    pub(crate) query: &'a Params,
    /// The JSON body of a POST.
    pub(crate) body: &'a Params,
    /// The file of an upload.
    pub(crate) upload: Option<&'a crate::media::Upload>,
}

/// What does not change while the sandbox runs.
#[derive(Clone)]
pub(crate) struct Settings {
    /// The AppID that is answered.
    pub(crate) app_id: String,
    /// Its AppSecret.
    pub(crate) secret: String,
    /// How long a goods audit takes, milliseconds.
    pub(crate) audit_ms: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            clock_offset_ms: 0,
            account: Account::default(),
            tokens: Tokens::default(),
            quota: Quota::default(),
            media: BTreeMap::new(),
            goods: BTreeMap::new(),
            rooms: BTreeMap::new(),
            shop: ShopState::default(),
            sessions: BTreeMap::new(),
            members: members::initial(),
            verified: BTreeSet::new(),
            followers: Vec::new(),
            announced: None,
            goods_keys: Vec::new(),
            log: Vec::new(),
            next_goods: 51,
            // As large as the platform's: clients must not keep an audit id in 32 bits.
            next_audit: 5_250_227_860,
            next_room: 33,
            random: Random::default(),
            files: Files::default(),
            recordings: Recordings::default(),
            wxacodes: 0,
            refused: Refused::default(),
            received: BTreeMap::new(),
            generation: 0,
        }
    }
}

impl State {
    /// The same in today's form, whatever version it was saved in.
    pub(crate) fn of_today(self) -> Self {
        Self { version: VERSION, ..self }
    }

    /// Brings audits, rooms and quotas to what they are at `now_ms`.
    pub(crate) fn settle(&mut self, now_ms: i64) {
        self.quota.roll(now_ms);
        self.goods.values_mut().for_each(|good| good.settle(now_ms));
        self.rooms.values_mut().for_each(|room| room.settle(now_ms));
        self.shop.settle(now_ms);
    }

    /// Counts a call received.
    pub(crate) fn receive(&mut self, path: &str) {
        match self.received.get_mut(path) {
            Some(count) => *count += 1,
            None => drop(self.received.insert(path.to_owned(), 1)),
        }
    }

    /// Notes that there is something to save.
    pub(crate) fn touch(&mut self) {
        self.generation += 1;
    }

    /// Notes an executed state-changing call.
    pub(crate) fn accept(&mut self, call: &Call<'_>, id: impl ToString, name: &str, key: Option<&str>) {
        self.log.push(AcceptedCall {
            seq: self.log.len() as u64 + 1,
            at_ms: call.now_ms,
            endpoint: call.endpoint.path.to_owned(),
            id: id.to_string(),
            name: name.to_owned(),
            key: key.map(str::to_owned),
        });
        self.touch();
    }

    /// The next goodsId.
    pub(crate) fn new_goods_id(&mut self) -> i64 {
        self.next_goods += 1;
        self.next_goods - 1
    }

    /// The next auditId.
    pub(crate) fn new_audit_id(&mut self) -> i64 {
        self.next_audit += 1;
        self.next_audit - 1
    }

    /// The next roomId.
    pub(crate) fn new_room_id(&mut self) -> i64 {
        self.next_room += 1;
        self.next_room - 1
    }

    /// Whether a good or a room shows that file.
    pub(crate) fn shows(&self, media_id: &str) -> bool {
        self.goods.values().any(|good| good.cover == media_id)
            || self.rooms.values().any(|room| room.pictures().contains(&media_id))
    }
}
