//! The file at hand: what it says beside what stands here, and what staff chose.

use super::{
    contents::{Contents, Entry},
    ours::{self, Hashes, Ours},
};
use crate::view::{Problem, TeamChoice, TeamCount, TeamField, TeamPage, TeamRecord, TeamView};
use kaibo_domain::{
    ShopId,
    merge::{Fields, Side},
    team::{FieldState, RecordState, compare, record_state},
};
use kaibo_store::{Connection, StoreError, TeamFileReader, submissions::ObjectKind};
use std::collections::{BTreeMap, HashMap};

/// Records of a page at most.
const PAGE: usize = 30;
/// Bytes of texts in a page, about.
const PAGE_BYTES: usize = 60_000;
/// Characters of a value that are shown.
const SHOWN: usize = 300;
/// Digits that tell the content of a picture on screen.
const DIGITS: usize = 8;

/// The states in the order in which they are listed: what asks for attention first.
const STATES: [RecordState; 6] = [
    RecordState::Conflict,
    RecordState::Changed,
    RecordState::New,
    RecordState::Deleted,
    RecordState::Locked,
    RecordState::Same,
];

/// The file at hand.
pub(super) struct Session {
    pub file_name: String,
    /// Read anew when it is taken over; `None` while that is done.
    pub file: Option<TeamFileReader>,
    pub contents: Contents,
    pub records: Vec<Record>,
    /// Pictures that will not do, by their content.
    pub bad: HashMap<String, Problem>,
    /// The names of our pictures, by their content.
    pub names: HashMap<String, String>,
    /// The content of our pictures.
    pub hashes: Hashes,
    /// Name of the shop in the window.
    pub shop: String,
}

/// A record of the file beside what stands here.
#[derive(Clone)]
pub(super) struct Record {
    pub ours: Option<Ours>,
    pub state: RecordState,
    pub states: BTreeMap<String, FieldState>,
    /// Fields whose value in the file cannot be taken.
    pub locks: BTreeMap<String, Problem>,
    /// Why the whole record cannot be taken.
    pub locked: Option<Problem>,
    /// What is chosen other than by itself.
    choices: BTreeMap<String, Side>,
    /// Whether the whole record is taken, where that is the choice.
    take: bool,
}

impl Record {
    /// Puts a record beside what stands here.
    pub fn of(
        db: &Connection,
        shop: ShopId,
        theirs: &Entry,
        hashes: &Hashes,
        bad: &HashMap<String, Problem>,
    ) -> Result<Self, StoreError> {
        let ours = ours::look(db, shop, theirs, hashes)?;
        let bad_picture = theirs.picture.as_ref().and_then(|used| bad.get(&used.hash));
        let mut locks: BTreeMap<String, Problem> =
            bad_picture.map(|problem| ("picture".to_owned(), problem.clone())).into_iter().collect();
        let (state, states, locked) = match &ours {
            None => (RecordState::New, BTreeMap::new(), ours::why_not_new(db, theirs)?),
            Some(ours) if ours.is_deleted => (RecordState::Deleted, BTreeMap::new(), ours.stays_deleted.clone()),
            Some(ours) => {
                locks.extend(ours.locks.clone());
                let bases = [ours.entry.base.as_ref(), theirs.base.as_ref()];
                let states = compare(bases, &ours.entry.fields(), &theirs.fields());
                let open = states.iter().map(|(name, state)| (*state, !locks.contains_key(name)));
                (record_state(open), states, None)
            }
        };
        let take = state == RecordState::New && locked.is_none();
        Ok(Record { ours, state, states, locks, locked, choices: BTreeMap::new(), take })
    }

    /// Whether the record is taken over as a whole.
    pub fn is_taken_whole(&self) -> bool {
        self.take && self.locked.is_none()
    }

    /// Whose value counts in a field.
    pub fn side(&self, field: &str) -> Side {
        let of_itself = match self.states.get(field) {
            Some(FieldState::Theirs) => Side::Theirs,
            _ => Side::Mine,
        };
        match self.locks.contains_key(field) {
            true => Side::Mine,
            false => self.choices.get(field).copied().unwrap_or(of_itself),
        }
    }

    /// The fields that are taken over.
    pub fn taken(&self) -> Vec<&str> {
        let differs = |(_, state): &(&String, &FieldState)| **state != FieldState::Same;
        let names = self.states.iter().filter(differs).map(|(name, _)| name.as_str());
        names.filter(|name| self.side(name) == Side::Theirs).collect()
    }

    /// Whether it changes anything here.
    pub fn does_something(&self) -> bool {
        self.is_taken_whole() || !self.taken().is_empty()
    }

    fn choose(&mut self, field: Option<&str>, side: Side) {
        match (field, self.state) {
            (None, RecordState::New | RecordState::Deleted) => self.take = side == Side::Theirs,
            (None, _) => {
                let names = self.states.keys().cloned();
                self.choices = names.map(|name| (name, side)).collect();
            }
            (Some(field), _) if self.states.contains_key(field) => {
                self.choices.insert(field.to_owned(), side);
            }
            (Some(_), _) => {}
        }
    }
}

impl Session {
    pub fn view(&self) -> TeamView {
        let count = |state| self.records.iter().filter(|record| record.state == state).count() as u32;
        TeamView {
            file_name: self.file_name.clone(),
            shop: self.contents.shop.chars().take(SHOWN).collect(),
            other_shop: self.contents.shop != self.shop,
            made_ms: self.contents.made_ms,
            counts: STATES.into_iter().map(|state| TeamCount { state, count: count(state) }).collect(),
            taken: self.records.iter().filter(|record| record.does_something()).count() as u32,
            bad_pictures: self.bad.len() as u32,
        }
    }

    /// Records of that state, or all, from that place on.
    pub fn page(&self, only: Option<RecordState>, from: u32) -> TeamPage {
        let order = |state: RecordState| STATES.iter().position(|known| *known == state);
        let mut places: Vec<usize> = (0..self.records.len()).collect();
        places.retain(|at| only.is_none_or(|only| self.records[*at].state == only));
        places.sort_by_key(|at| (order(self.records[*at].state), *at));
        let (from, mut bytes) = (from as usize, 0);
        let mut records = Vec::new();
        for at in places.iter().skip(from) {
            if records.len() == PAGE || bytes > PAGE_BYTES {
                break;
            }
            let record = self.record(*at);
            let sizes = record.fields.iter().map(|one| one.theirs.len() + one.mine.as_ref().map_or(0, String::len));
            bytes += sizes.sum::<usize>();
            records.push(record);
        }
        let next = from + records.len();
        TeamPage { next: (next < places.len()).then_some(next as u32), records }
    }

    fn record(&self, at: usize) -> TeamRecord {
        let (record, entry) = (&self.records[at], &self.contents.entries[at]);
        let theirs = entry.fields();
        let mine = record.ours.as_ref().map(|ours| ours.entry.fields());
        let is_whole = matches!(record.state, RecordState::New | RecordState::Deleted);
        let differs = |name: &str| record.states.get(name).is_some_and(|state| *state != FieldState::Same);
        let fields = theirs.iter().filter(|(name, value)| if is_whole { !value.is_empty() } else { differs(name) });
        let fields = fields.map(|(name, value)| TeamField {
            field: name.clone(),
            mine: mine.as_ref().filter(|_| !is_whole).map(|mine| self.shown(name, mine)),
            theirs: self.shown_value(name, value),
            state: record.states.get(name).copied().unwrap_or(FieldState::Theirs),
            side: if is_whole { Side::Theirs } else { record.side(name) },
            locked: record.locks.get(name).cloned(),
        });
        let name = if entry.name().trim().is_empty() {
            record.ours.as_ref().map(|ours| ours.entry.name().to_owned()).unwrap_or_default()
        } else {
            entry.name().to_owned()
        };
        TeamRecord {
            at: at as u32,
            object_kind: entry.kind().name().to_owned(),
            name: name.chars().take(SHOWN).collect(),
            state: record.state,
            mine_ms: record.ours.as_ref().map(|ours| ours.entry.updated_ms),
            theirs_ms: entry.updated_ms,
            take: record.is_taken_whole(),
            locked: record.locked.clone(),
            fields: fields.collect(),
        }
    }

    fn shown(&self, name: &str, fields: &Fields) -> String {
        fields.get(name).map(|value| self.shown_value(name, value)).unwrap_or_default()
    }

    fn shown_value(&self, name: &str, value: &str) -> String {
        if name != "picture" || value.is_empty() {
            return value.chars().take(SHOWN).collect();
        }
        let hash = value.split(' ').next().unwrap_or_default();
        let file = self.contents.picture(hash).map(|picture| picture.name.as_str());
        let file = file.or_else(|| self.names.get(hash).map(String::as_str)).unwrap_or_default();
        let (digits, file): (String, String) =
            (hash.chars().take(DIGITS).collect(), file.chars().take(SHOWN).collect());
        format!("{digits} {file}")
    }

    pub fn choose(&mut self, choice: &TeamChoice) {
        let meant = |(at, record): &(usize, &mut Record)| {
            choice.at.is_none_or(|wanted| wanted as usize == *at)
                && choice.state.is_none_or(|state| record.state == state)
        };
        for (_, record) in self.records.iter_mut().enumerate().filter(meant) {
            record.choose(choice.field.as_deref(), choice.side);
        }
    }

    /// Contents of pictures that are taken over.
    pub fn wanted_pictures(&self) -> Vec<String> {
        let pairs = self.records.iter().zip(&self.contents.entries);
        let wanted = pairs.filter(|(record, _)| record.is_taken_whole() || record.taken().contains(&"picture"));
        let hashes = wanted.filter_map(|(_, entry)| Some(entry.picture.as_ref()?.hash.clone()));
        hashes.filter(|hash| !self.bad.contains_key(hash)).collect()
    }
}

/// Whether it is a room, else a good.
pub(super) fn is_room(entry: &Entry) -> bool {
    entry.kind() == ObjectKind::Room
}
