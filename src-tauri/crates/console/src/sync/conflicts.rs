//! Conflicts: what both sides changed, side by side, until a person chooses.

use super::fields;
use crate::{
    Console, goods_view,
    outbox::{self, Order, snapshot::Snapshot},
    room_view,
    view::{ConflictChoice, ConflictField, ConflictView, Problem, Topic},
};
use kaibo_domain::{
    GoodsId, RoomId,
    merge::{Fields, Merged, Side},
};
use kaibo_store::{
    Connection, StoreError, Transaction,
    agreements::{self, AgreementRow},
    goods::{self, GoodsRow},
    rooms::{self, RoomRow},
    submissions::{self, ObjectKind, SubmissionKind},
};

/// Conflicts that are listed: whoever decided these sees the next.
const LISTED: usize = 100;

/// Whether a merge brings something into conflict or out of it: whoever shows it must look again.
pub(super) fn turns(known: Option<&AgreementRow>, merged: &Merged) -> bool {
    known.is_some_and(|known| !known.theirs.is_empty()) == merged.conflicts.is_empty()
}

/// Writes down what a merge came to, if it is news; `true` when there is a conflict that was not there before.
pub(super) fn note(tx: &Transaction, known: Option<&AgreementRow>, next: AgreementRow) -> Result<bool, StoreError> {
    if known.is_some_and(|known| known.fields == next.fields && known.theirs == next.theirs) {
        return Ok(false);
    }
    let is_new = !next.theirs.is_empty() && known.is_none_or(|known| known.theirs.is_empty());
    agreements::put(tx, &next)?;
    Ok(is_new)
}

/// An object that may be in conflict.
enum Object {
    Goods(GoodsRow),
    Room(RoomRow),
}

impl Object {
    fn find(db: &Connection, kind: ObjectKind, id: &str) -> Result<Option<Self>, StoreError> {
        Ok(match kind {
            ObjectKind::Goods => match id.parse::<GoodsId>() {
                Ok(id) => goods::get(db, id)?.filter(|good| good.deleted_ms.is_none()).map(Self::Goods),
                Err(_) => None,
            },
            ObjectKind::Room => match id.parse::<RoomId>() {
                Ok(id) => rooms::get(db, id)?.filter(|room| room.deleted_ms.is_none()).map(Self::Room),
                Err(_) => None,
            },
            // A role is had or not, applications and products stand as they were handed in: nothing to merge.
            ObjectKind::Shelf | ObjectKind::Member | ObjectKind::Application | ObjectKind::Product => None,
        })
    }

    fn name(&self) -> &str {
        match self {
            Self::Goods(good) => &good.name,
            Self::Room(room) => &room.name,
        }
    }

    fn fields(&self) -> Fields {
        match self {
            Self::Goods(good) => fields::of_goods(&goods_view::draft_of(good)),
            Self::Room(room) => fields::of_room(&room_view::draft_of(room)),
        }
    }

    fn take_over(&self, tx: &Transaction, chosen: &Fields) -> Result<(), StoreError> {
        match self {
            Self::Goods(good) => goods::take_over(tx, good.id, &fields::goods_patch(chosen)),
            Self::Room(room) => rooms::take_over(tx, room.id, &fields::room_patch(chosen, room.switches)),
        }
    }

    /// Nothing here differs from the platform any more.
    fn note_same(&self, tx: &Transaction, now_ms: i64) -> Result<(), StoreError> {
        match self {
            Self::Goods(good) => goods::note_sent(tx, good.id, good.revision, now_ms),
            Self::Room(room) => rooms::note_sent(tx, room.id, room.revision, now_ms),
        }
    }

    fn snapshot(&self) -> (u32, Snapshot) {
        match self {
            Self::Goods(good) => (good.revision, Snapshot::of_goods(good)),
            Self::Room(room) => (room.revision, Snapshot::of_room(room)),
        }
    }
}

impl Console {
    /// What both sides changed, the latest first.
    pub async fn conflicts_list(&self) -> Result<Vec<ConflictView>, Problem> {
        let shop = self.inner.shop.id;
        self.read(move |db| {
            let mut views = Vec::new();
            for agreement in agreements::in_conflict(db, shop)?.into_iter().take(LISTED) {
                let Some(object) = Object::find(db, agreement.object_kind, &agreement.object_id)? else { continue };
                let mine = object.fields();
                let value = |fields: &Fields, name: &String| fields.get(name).cloned().unwrap_or_default();
                let fields = agreement.theirs.iter().map(|(name, theirs)| ConflictField {
                    field: name.clone(),
                    base: value(&agreement.fields, name),
                    mine: value(&mine, name),
                    theirs: theirs.clone(),
                });
                views.push(ConflictView {
                    object_kind: agreement.object_kind.name().to_owned(),
                    name: object.name().to_owned(),
                    fields: fields.collect(),
                    object_id: agreement.object_id,
                    seen_ms: agreement.written_ms,
                });
            }
            Ok(views)
        })
        .await
    }

    /// Decides a conflict field by field. What stays here and differs from the platform is to be submitted; an edit that
    /// waits already is put together anew.
    pub async fn conflict_resolve(&self, choice: ConflictChoice) -> Result<(), Problem> {
        let kind = ObjectKind::from_name(&choice.object_kind).ok_or_else(|| Problem::new("conflict.gone"))?;
        let (now, object_id) = (self.now(), choice.object_id.clone());
        let done = self
            .write(move |tx| {
                let Some(agreement) = agreements::get(tx, kind, &choice.object_id)? else { return Ok(false) };
                let Some(object) = Object::find(tx, kind, &choice.object_id)? else { return Ok(false) };
                decide(tx, agreement, &object, &choice, now)?;
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("conflict.gone"));
        }
        self.changed_object(kind, object_id);
        self.changed(Topic::Sync, Vec::new());
        self.inner.wake.notify_one();
        Ok(())
    }
}

fn decide(
    tx: &Transaction,
    mut agreement: AgreementRow,
    object: &Object,
    choice: &ConflictChoice,
    now_ms: i64,
) -> Result<(), StoreError> {
    let mut taken = Fields::new();
    for (name, side) in &choice.choices {
        let Some(theirs) = agreement.theirs.remove(name) else { continue };
        // Whatever was chosen, both sides know of it now: the next difference is a new one.
        agreement.fields.insert(name.clone(), theirs.clone());
        if *side == Side::Theirs {
            taken.insert(name.clone(), theirs);
        }
    }
    agreement.written_ms = now_ms;
    object.take_over(tx, &taken)?;
    agreements::put(tx, &agreement)?;
    if !agreement.theirs.is_empty() {
        return Ok(());
    }
    let Some(object) = Object::find(tx, agreement.object_kind, &agreement.object_id)? else { return Ok(()) };
    let same = object.fields() == agreement.fields;
    for mut waiting in submissions::open_for_object(tx, agreement.object_kind, &agreement.object_id)? {
        let is_edit = matches!(
            waiting.kind,
            SubmissionKind::GoodsResubmit | SubmissionKind::GoodsUpdatePrice | SubmissionKind::RoomEdit
        );
        if !is_edit || !outbox::cancel(tx, &mut waiting, now_ms)? || same {
            continue;
        }
        let (revision, snapshot) = object.snapshot();
        let order = Order {
            shop_id: waiting.shop_id,
            kind: waiting.kind,
            object: (waiting.object_kind, waiting.object_id.clone()),
            revision,
            snapshot: Some(snapshot),
            batch: waiting.batch_id,
            not_before_ms: None,
        };
        submissions::leave_batch(tx, waiting.id)?;
        outbox::enqueue(tx, order, now_ms)?;
    }
    if same { object.note_same(tx, now_ms) } else { Ok(()) }
}
