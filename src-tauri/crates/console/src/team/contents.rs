//! What stands in a file for a colleague: drafts as typed, and the pictures they use by their content. No secret, no paper,
//! nothing of the connection or the outbox has a place here.
//!
//! Invariant: nothing of a file is used before it was checked against its limits.

use crate::view::Problem;
use kaibo_domain::{
    Edit, Fen, Focus, GoodsDraft, PriceKind, RoomDraft, RoomSwitches,
    merge::Fields,
    team::{RECORDS_MAX, TEXT_MAX},
};
use kaibo_media::MAX_BYTES;
use kaibo_store::{TeamFileError, submissions::ObjectKind};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashSet},
    io::{Read, Write},
};
use uuid::Uuid;

/// The longest text of a file, bytes.
const JSON_MAX: u64 = 64_000_000;
/// Fields that are known of what was exchanged before, at most.
const BASE_MAX: usize = 32;
/// Times beyond the year 9999 are none.
const LATEST_MS: i64 = 253_402_300_799_999;

/// All that a file says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contents {
    /// Name of the shop.
    pub shop: String,
    /// When it was made, UTC milliseconds.
    pub made_ms: i64,
    /// Drafts.
    pub entries: Vec<Entry>,
    /// Pictures, in the order in which their bytes follow.
    pub pictures: Vec<Picture>,
}

/// A picture that follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Picture {
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
    /// The file's name it was brought in with.
    pub name: String,
    /// How many bytes.
    pub bytes: u64,
}

/// A good or room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    /// Its id, the same on both sides.
    pub id: Uuid,
    /// Last edit, UTC milliseconds.
    pub updated_ms: i64,
    /// What its fields are.
    pub draft: Draft,
    /// Its picture.
    pub picture: Option<PictureUse>,
    /// What the receiver had when their file was last taken in.
    pub base: Option<Fields>,
}

/// What is typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Draft {
    Goods { code: String, draft: GoodsDraft },
    Room(RoomDraft),
}

/// A picture in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PictureUse {
    /// Which one.
    pub hash: String,
    /// Where it looks: of a good one, of a room four, in the order of [`kaibo_domain::Slot::OF_ROOM`].
    pub foci: Vec<Spot>,
    /// What is done to it.
    pub edit: Edit,
}

/// A focus in ten-thousandths: the same text on both sides, which fractions are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spot(u16, u16);

impl Spot {
    const WHOLE: f64 = 10_000.0;

    pub fn of(focus: Focus) -> Self {
        let Focus { x, y } = Focus::clamped(focus.x, focus.y);
        let parts = |fraction: f64| (fraction * Self::WHOLE).round() as u16;
        Spot(parts(x), parts(y))
    }

    pub fn focus(self) -> Focus {
        Focus::clamped(f64::from(self.0) / Self::WHOLE, f64::from(self.1) / Self::WHOLE)
    }
}

impl Entry {
    pub fn kind(&self) -> ObjectKind {
        match self.draft {
            Draft::Goods { .. } => ObjectKind::Goods,
            Draft::Room(_) => ObjectKind::Room,
        }
    }

    /// Its id as tables of both kinds name it.
    pub fn object(&self) -> String {
        self.id.to_string()
    }

    pub fn name(&self) -> &str {
        match &self.draft {
            Draft::Goods { draft, .. } => &draft.name,
            Draft::Room(draft) => &draft.name,
        }
    }

    /// What is compared: texts in one canonical form.
    pub fn fields(&self) -> Fields {
        let mut fields = match &self.draft {
            Draft::Goods { code, draft } => named([
                ("name", draft.name.trim().to_owned()),
                ("code", code.trim().to_owned()),
                ("price", price(draft)),
                ("path", draft.path.trim().to_owned()),
            ]),
            Draft::Room(draft) => of_room(draft),
        };
        let picture = self.picture.as_ref().map(|used| {
            let foci: Vec<_> = used.foci.iter().map(|focus| format!("{},{}", focus.0, focus.1)).collect();
            let Edit { fill, sharpen, .. } = used.edit;
            format!("{} {} {} {} {sharpen}", used.hash, foci.join(" "), used.edit.quarters(), fill.name())
        });
        fields.insert("picture".to_owned(), picture.unwrap_or_default());
        fields
    }

    fn texts(&self) -> Vec<&str> {
        match &self.draft {
            Draft::Goods { code, draft } => vec![code, &draft.name, &draft.price, &draft.price2, &draft.path],
            Draft::Room(draft) => vec![&draft.name, &draft.anchor_name, &draft.anchor_wechat],
        }
    }

    fn times(&self) -> Vec<i64> {
        let planned = match &self.draft {
            Draft::Goods { .. } => [None, None],
            Draft::Room(draft) => [draft.start_ms, draft.end_ms],
        };
        planned.into_iter().flatten().chain([self.updated_ms]).collect()
    }

    /// Whether it keeps the limits. A text that is too long is the sender's to mend.
    fn is_sound(&self) -> bool {
        let foci = match self.draft {
            Draft::Goods { .. } => 1,
            Draft::Room(_) => 4,
        };
        let has_sound_picture = self.picture.as_ref().is_none_or(|used| used.foci.len() == foci);
        let has_sound_base = self.base.as_ref().is_none_or(|base| {
            base.len() <= BASE_MAX && base.iter().all(|(name, value)| is_short(name) && is_short(value))
        });
        self.id.get_version_num() == 7
            && self.texts().into_iter().all(is_short)
            && self.times().into_iter().all(|ms| (0..=LATEST_MS).contains(&ms))
            && has_sound_picture
            && has_sound_base
    }
}

fn is_short(text: &str) -> bool {
    // Four bytes a character at most.
    text.len() <= TEXT_MAX || text.chars().count() <= TEXT_MAX
}

fn named<const N: usize>(fields: [(&str, String); N]) -> Fields {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A price as it is compared and shown: amounts alike however they are typed, and what is none as it is.
fn price(draft: &GoodsDraft) -> String {
    let amount = |typed: &str| Fen::parse_yuan(typed).map_or_else(|_| typed.trim().to_owned(), |fen| fen.to_string());
    let (first, second) = (amount(&draft.price), amount(&draft.price2));
    match draft.price_kind {
        PriceKind::Single => first,
        PriceKind::Range => format!("{first}-{second}"),
        PriceKind::Discount => format!("{first}>{second}"),
    }
}

fn of_room(draft: &RoomDraft) -> Fields {
    let RoomSwitches { like, shelf, comment, replay, share, service, feed } = draft.switches;
    let time = |ms: Option<i64>| ms.map(|ms| ms.to_string()).unwrap_or_default();
    named([
        ("name", draft.name.trim().to_owned()),
        ("kind", crate::problem::named(&draft.kind)),
        ("start", time(draft.start_ms)),
        ("end", time(draft.end_ms)),
        ("anchorName", draft.anchor_name.trim().to_owned()),
        ("anchorWechat", draft.anchor_wechat.trim().to_owned()),
        ("like", like.to_string()),
        ("shelf", shelf.to_string()),
        ("comment", comment.to_string()),
        ("replay", replay.to_string()),
        ("share", share.to_string()),
        ("service", service.to_string()),
        ("feed", feed.to_string()),
    ])
}

impl Contents {
    /// The picture of that content.
    pub fn picture(&self, hash: &str) -> Option<&Picture> {
        self.pictures.iter().find(|picture| picture.hash == hash)
    }

    /// Writes the text; the pictures' bytes follow.
    pub fn write(&self, file: &mut impl Write) -> Result<(), Problem> {
        self.check_before_writing()?;
        let text = serde_json::to_vec(self).map_err(|_| crate::problem::internal("team"))?;
        if text.len() as u64 > JSON_MAX {
            return Err(Problem::new("team.too-much"));
        }
        let length = (text.len() as u64).to_le_bytes();
        file.write_all(&length)
            .and_then(|()| file.write_all(&text))
            .map_err(|error| of_file(&TeamFileError::of_stream(error)))
    }

    fn check_before_writing(&self) -> Result<(), Problem> {
        if self.entries.len() > RECORDS_MAX {
            return Err(Problem::new("team.too-many").with("max", RECORDS_MAX));
        }
        match self.entries.iter().find(|entry| !entry.is_sound()) {
            Some(entry) => {
                let name: String = entry.name().chars().take(30).collect();
                Err(Problem::new("team.too-long").with("name", name).with("max", TEXT_MAX))
            }
            None => Ok(()),
        }
    }

    /// Reads the text of a file of so many bytes; the pictures' bytes follow.
    pub fn read(file: &mut impl Read, length: u64) -> Result<Self, Problem> {
        let stream = |error| of_file(&TeamFileError::of_stream(error));
        let mut size = [0; 8];
        file.read_exact(&mut size).map_err(stream)?;
        let size = u64::from_le_bytes(size);
        if size > JSON_MAX || size > length {
            return Err(damaged());
        }
        let mut text = Vec::new();
        file.take(size).read_to_end(&mut text).map_err(stream)?;
        let contents: Contents = serde_json::from_slice(&text).map_err(|_| damaged())?;
        let pictures = contents.pictures.iter().try_fold(0_u64, |sum, picture| sum.checked_add(picture.bytes));
        let told = pictures.and_then(|pictures| pictures.checked_add(8 + size));
        if told == Some(length) && contents.is_sound() { Ok(contents) } else { Err(damaged()) }
    }

    fn is_sound(&self) -> bool {
        let mut ids = HashSet::new();
        let listed: BTreeSet<&str> = self.pictures.iter().map(|picture| picture.hash.as_str()).collect();
        let is_picture = |picture: &Picture| {
            let is_size = (1..=MAX_BYTES as u64).contains(&picture.bytes);
            is_size && is_short(&picture.name) && blake3::Hash::from_hex(&picture.hash).is_ok()
        };
        self.entries.len() <= RECORDS_MAX
            && self.pictures.len() <= RECORDS_MAX
            && is_short(&self.shop)
            && (0..=LATEST_MS).contains(&self.made_ms)
            && listed.len() == self.pictures.len()
            && self.pictures.iter().all(is_picture)
            && self.entries.iter().all(|entry| {
                let has_its_picture = entry.picture.as_ref().is_none_or(|used| listed.contains(used.hash.as_str()));
                entry.is_sound() && has_its_picture && ids.insert((entry.kind().name(), entry.id))
            })
    }

    /// Reads the bytes of the pictures, one after the other, and that nothing follows them.
    pub fn read_pictures(
        &self,
        file: &mut impl Read,
        mut take: impl FnMut(&Picture, Vec<u8>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        for picture in &self.pictures {
            take(picture, read_picture(file, picture)?)?;
        }
        let mut more = [0];
        match file.read(&mut more) {
            Ok(0) => Ok(()),
            Ok(_) => Err(damaged()),
            Err(error) => Err(of_file(&TeamFileError::of_stream(error))),
        }
    }
}

/// The bytes of the next picture.
pub(super) fn read_picture(file: &mut impl Read, picture: &Picture) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = file.take(picture.bytes).read_to_end(&mut bytes);
    read.map_err(|error| of_file(&TeamFileError::of_stream(error)))?;
    let is_it = blake3::hash(&bytes).to_hex().as_str() == picture.hash;
    if bytes.len() as u64 == picture.bytes && is_it { Ok(bytes) } else { Err(damaged()) }
}

fn damaged() -> Problem {
    Problem::new("team.damaged")
}

/// Why a file was not read or written.
pub(super) fn of_file(error: &TeamFileError) -> Problem {
    tracing::warn!(%error, "a file for a colleague");
    match error {
        TeamFileError::Foreign => Problem::new("team.foreign"),
        TeamFileError::Newer => Problem::new("team.newer"),
        TeamFileError::Damaged => damaged(),
        TeamFileError::WrongPassphrase => Problem::new("team.wrong-passphrase").at_field("passphrase"),
        TeamFileError::ShortPassphrase => Problem::new("team.short-passphrase").at_field("passphrase"),
        TeamFileError::TooLarge => Problem::new("team.too-much"),
        TeamFileError::Io(error) => match error.kind() {
            std::io::ErrorKind::NotFound => Problem::new("team.gone").retry_now(),
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Problem::new("store.disk-full").retry_now()
            }
            _ => Problem::new("team.io").retry_now(),
        },
    }
}

#[cfg(test)]
mod tests;
