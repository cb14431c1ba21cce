//! The document as it would be published now: the rooms as they stand here, in the order that staff chose, with the
//! addresses of their pictures' contents.

use crate::{
    Console, channels,
    problem::internal,
    view::{Problem, RoomState},
};
use kaibo_domain::{
    Edit, Focus, LiveStatus, PictureId, RoomId, RoomKind, Slot, Treatment,
    platform::live_page::LIVE_PAGE,
    storefront::{
        Absence, Candidate, Document, DocumentPicture, DocumentRoom, DocumentShop, EntranceIcon, Entry, FORMAT,
        FORMAT_VERSION, ListedState, PublishedEntrance, Replay, StorefrontDraft, arrange, picture_path,
    },
    time::rfc3339,
};
use kaibo_publish::sha256;
use kaibo_store::{
    Connection, StoreError, replay_files,
    rooms::{self, RoomRow},
    storefront_pictures::{self, StorefrontPicture},
    storefronts::{self, StorefrontRow},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Rooms that are over and looked at: more than the list holds even if some of them are hidden.
const PAST_MAX: u32 = 200;

/// The drawings that come with the program.
const DRAWN: [(EntranceIcon, &str); 4] = [
    (EntranceIcon::Camera, include_str!("../../../../../assets/storefront/icons/camera.svg")),
    (EntranceIcon::Play, include_str!("../../../../../assets/storefront/icons/play.svg")),
    (EntranceIcon::Bag, include_str!("../../../../../assets/storefront/icons/bag.svg")),
    (EntranceIcon::Gift, include_str!("../../../../../assets/storefront/icons/gift.svg")),
];

/// What a picture's rendering is, by how it is made: so that a look at what has changed renders nothing anew.
#[derive(Default)]
pub(crate) struct Hashes(Mutex<HashMap<String, DocumentPicture>>);

/// What the storefront is made of.
pub(crate) struct Material {
    pub row: StorefrontRow,
    /// The shop's pictures of its own, by room.
    pub own: HashMap<Option<RoomId>, StorefrontPicture>,
    /// What can be listed, in no order.
    pub rooms: Vec<(RoomRow, Candidate)>,
}

/// The list as laid out.
pub(crate) struct Laid<'a> {
    /// What buyers see, in order.
    pub listed: Vec<&'a (RoomRow, Candidate)>,
    /// What they do not see, and why.
    pub absent: Vec<(&'a (RoomRow, Candidate), Absence)>,
}

/// From what a picture is made.
#[derive(Clone)]
pub(crate) enum Source {
    Drawn(&'static str),
    Picture(PictureId, Slot, Treatment),
}

/// A document without number and time, and from what its pictures are made, by file.
pub(crate) struct DrawnUp {
    pub document: Document,
    pub sources: HashMap<String, Source>,
}

impl Material {
    pub fn laid(&self, now_ms: i64) -> Laid<'_> {
        let candidates: Vec<Candidate> = self.rooms.iter().map(|(_, candidate)| *candidate).collect();
        let arranged = arrange(&self.row.draft.list, &candidates, now_ms);
        Laid {
            listed: arranged.listed.into_iter().map(|place| &self.rooms[place]).collect(),
            absent: arranged.absent.into_iter().map(|(place, why)| (&self.rooms[place], why)).collect(),
        }
    }

    /// The cover of a room: the storefront's own, else the room's photo.
    pub fn cover(&self, room: &RoomRow) -> Option<(PictureId, Treatment)> {
        let own = self.own.get(&Some(room.id));
        let own = own.map(|own| (own.picture_id, Treatment { focus: own.focus, edit: Edit::default() }));
        own.or_else(|| Some((room.picture_id?, Treatment { focus: room.focus.cover, edit: room.edit })))
    }
}

/// Reads what the storefront is made of.
pub(crate) fn material(db: &Connection, console: &Console, now_ms: i64) -> Result<Material, StoreError> {
    let shop = console.inner.shop.id;
    let mut rows = rooms::current(db, shop)?;
    rows.extend(rooms::past(db, shop, PAST_MAX)?);
    let mut rooms = Vec::with_capacity(rows.len());
    for row in rows {
        let candidate = candidate(db, &row, now_ms)?;
        rooms.push((row, candidate));
    }
    Ok(Material { row: storefronts::get(db, shop)?, own: storefront_pictures::all(db, shop)?, rooms })
}

fn candidate(db: &Connection, row: &RoomRow, now_ms: i64) -> Result<Candidate, StoreError> {
    let state = listed_state(row, now_ms);
    let is_over = state == Some(ListedState::Ended);
    let replay_until_ms = if is_over && row.switches.replay {
        // The first of its files that goes leaves a replay with a hole.
        replay_files::list(db, row.id)?.iter().filter_map(|file| file.expires_ms).min()
    } else {
        None
    };
    Ok(Candidate {
        id: row.id,
        state,
        start_ms: row.start_ms,
        end_ms: if is_over { row.live_changed_ms.or(row.end_ms) } else { row.end_ms },
        replay: row.switches.replay && row.kind != RoomKind::Channels,
        replay_until_ms,
    })
}

/// How buyers see a room; `None` for what they could not enter.
pub(crate) fn listed_state(row: &RoomRow, now_ms: i64) -> Option<ListedState> {
    if row.kind == RoomKind::Channels {
        return match channels::by_the_clock(row, channels::said_of(row), now_ms) {
            RoomState::NotStarted => Some(ListedState::Upcoming),
            RoomState::Live => Some(ListedState::Live),
            RoomState::Ended => Some(ListedState::Ended),
            _ => None,
        };
    }
    row.platform_room_id?;
    match row.live_status {
        None | Some(LiveStatus::NotStarted) => Some(ListedState::Upcoming),
        Some(LiveStatus::Live) => Some(ListedState::Live),
        Some(LiveStatus::Paused | LiveStatus::Abnormal) => Some(ListedState::Paused),
        Some(LiveStatus::Ended) => Some(ListedState::Ended),
        Some(LiveStatus::Banned | LiveStatus::Expired) => None,
    }
}

impl Console {
    /// Draws up what would be published now.
    pub(crate) async fn draw_up(&self, material: &Material, now_ms: i64) -> Result<DrawnUp, Problem> {
        let draft = &material.row.draft;
        let (mut pictures, mut sources): (Vec<DocumentPicture>, HashMap<String, Source>) = Default::default();
        let mut name = |(picture, source): (DocumentPicture, Source)| {
            let file = picture.file.clone();
            if sources.insert(file.clone(), source).is_none() {
                pictures.push(picture);
            }
            file
        };
        let icon = match icon_source(draft, material.own.get(&None)) {
            Some(source) => Some(name(self.picture_of(source).await?)),
            None => None,
        };
        let mut rooms = Vec::new();
        for (row, candidate) in material.laid(now_ms).listed {
            let cover = match material.cover(row) {
                Some((id, treatment)) => {
                    let picture = self.picture_of(Source::Picture(id, Slot::Cover, treatment)).await;
                    let picture = picture.map_err(|problem| Problem {
                        code: "storefront.cover".to_owned(),
                        ..problem.with("room", row.name.trim())
                    })?;
                    Some(name(picture))
                }
                None => None,
            };
            rooms.extend(published(row, candidate, draft, cover));
        }
        let document = Document {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            version: 0,
            published_ms: 0,
            published: String::new(),
            shop: DocumentShop { name: self.profile().name, app_id: self.profile().app_id },
            entrance: PublishedEntrance {
                on: draft.entrance.on,
                name: draft.entrance.name.trim().to_owned(),
                icon,
                position: draft.position() as u32,
                page: draft.page.clone(),
            },
            rooms,
            pictures,
        };
        Ok(DrawnUp { document, sources })
    }

    /// What a picture is once it is made.
    async fn picture_of(&self, source: Source) -> Result<(DocumentPicture, Source), Problem> {
        let key = key_of(&source);
        if let Some(known) = self.inner.storefront.hashes.get(&key) {
            return Ok((known, source));
        }
        let bytes = self.made(&source).await?;
        let (mime, ending, pixels) = match source {
            Source::Drawn(_) => ("image/svg+xml", "svg", None),
            Source::Picture(_, slot, _) => ("image/jpeg", "jpg", Some(slot.pixels())),
        };
        let sha256 = sha256(&bytes);
        let picture = DocumentPicture {
            file: picture_path(&sha256, ending),
            sha256,
            bytes: bytes.len() as u64,
            mime: mime.to_owned(),
            width: pixels.map(|(width, _)| width),
            height: pixels.map(|(_, height)| height),
        };
        self.inner.storefront.hashes.put(key, picture.clone());
        Ok((picture, source))
    }

    /// The bytes of a picture.
    pub(crate) async fn made(&self, source: &Source) -> Result<Arc<Vec<u8>>, Problem> {
        match source {
            Source::Drawn(svg) => Ok(Arc::new(svg.as_bytes().to_vec())),
            Source::Picture(id, slot, treatment) => self.fitted(*id, *slot, *treatment).await,
        }
    }
}

/// The drawing of that name, for the window.
pub(crate) fn drawing(icon: EntranceIcon) -> Result<&'static str, Problem> {
    let drawn = DRAWN.into_iter().find(|(of, _)| *of == icon);
    drawn.map(|(_, svg)| svg).ok_or_else(|| internal("entrance icon"))
}

/// From what the entrance's icon is made; `None` where the shop's own is wanted and not there.
fn icon_source(draft: &StorefrontDraft, own: Option<&StorefrontPicture>) -> Option<Source> {
    match draft.entrance.icon {
        EntranceIcon::Own => own.map(|own| {
            let treatment = Treatment { focus: own.focus, edit: Edit::default() };
            Source::Picture(own.picture_id, Slot::Goods, treatment)
        }),
        icon => drawing(icon).ok().map(Source::Drawn),
    }
}

fn key_of(source: &Source) -> String {
    match source {
        Source::Drawn(svg) => (*svg).to_owned(),
        Source::Picture(id, slot, Treatment { focus: Focus { x, y }, edit }) => {
            format!("{id}/{}/{x:.4}/{y:.4}/{}/{}/{}", slot.name(), edit.quarters(), edit.fill.name(), edit.sharpen)
        }
    }
}

/// A room as it is published; `None` for what buyers could not enter.
fn published(
    row: &RoomRow,
    candidate: &Candidate,
    draft: &StorefrontDraft,
    cover: Option<String>,
) -> Option<DocumentRoom> {
    let entry = match row.platform_room_id {
        Some(platform) => Entry::Plugin { path: format!("{LIVE_PAGE}?room_id={}", platform.0) },
        None => {
            let finder = draft.finder_user_name.trim();
            Entry::Channels { finder_user_name: (!finder.is_empty()).then(|| finder.to_owned()) }
        }
    };
    let until_ms = candidate.replay_until_ms;
    Some(DocumentRoom {
        id: row.id,
        room_id: row.platform_room_id.map(|id| id.0),
        title: row.name.trim().to_owned(),
        anchor: row.anchor_name.trim().to_owned(),
        start_ms: row.start_ms,
        start: row.start_ms.map(rfc3339),
        end_ms: row.end_ms,
        end: row.end_ms.map(rfc3339),
        state: candidate.state?,
        pinned: draft.list.pinned.contains(&row.id),
        cover,
        entry,
        replay: Replay { on: candidate.replay, until_ms, until: until_ms.map(rfc3339) },
    })
}

impl Hashes {
    fn get(&self, key: &str) -> Option<DocumentPicture> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn put(&self, key: String, picture: DocumentPicture) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, picture);
    }
}
