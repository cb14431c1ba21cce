//! The watch: changes become notices, unless it is quiet.

use crate::{
    Console,
    outbox::kinds,
    view::{Notice, NoticeKind, Problem, Target, Topic},
};
use kaibo_domain::quiet::QuietHours;
use kaibo_store::{Connection, StoreError, settings, submissions::SubmissionRow};

/// Whether notices are shown; on unless it says `off`.
pub(crate) const NOTICES: &str = "notices";
const OFF: &str = "off";
/// Quiet hours as `from-until`, minutes of the day.
pub(crate) const QUIET_HOURS: &str = "quiet-hours";

/// What staff chose about notices.
pub(crate) fn chosen(db: &Connection) -> Result<(bool, Option<QuietHours>), StoreError> {
    let on = settings::get(db, NOTICES)?.as_deref() != Some(OFF);
    let hours = settings::get(db, QUIET_HOURS)?.and_then(|text| {
        let (from, until) = text.split_once('-')?;
        let hours = QuietHours { from_minute: from.parse().ok()?, until_minute: until.parse().ok()? };
        (hours.is_valid() && hours.from_minute != hours.until_minute).then_some(hours)
    });
    Ok((on, hours))
}

/// Keeps what staff chose.
pub(crate) fn choose(
    tx: &kaibo_store::Transaction,
    on: Option<bool>,
    hours: Option<QuietHours>,
) -> Result<(), StoreError> {
    if let Some(on) = on {
        settings::set(tx, NOTICES, if on { "on" } else { OFF })?;
    }
    if let Some(hours) = hours.filter(|hours| hours.is_valid()) {
        settings::set(tx, QUIET_HOURS, &format!("{}-{}", hours.from_minute, hours.until_minute))?;
    }
    Ok(())
}

impl Console {
    /// Tells staff, unless they want to be left alone.
    pub(crate) async fn tell(&self, kind: NoticeKind, count: u32, name: String, (topic, id): (Topic, Option<String>)) {
        let notice = Notice { kind, count, name, target: Target { topic, id } };
        match self.read(chosen).await {
            Ok((_, Some(hours))) if hours.covers(self.now()) => {}
            choice => self.show_if_wished(choice.map(|(on, _)| on), notice),
        }
    }

    /// Whether it is a time at which staff do not want to be told anything.
    pub(crate) async fn is_quiet(&self) -> bool {
        self.read(chosen).await.is_ok_and(|(_, hours)| hours.is_some_and(|hours| hours.covers(self.now())))
    }

    /// Answers what staff just did where they do not see the window: in quiet hours too, for they are there.
    pub(crate) async fn answer(&self, notice: Notice) {
        let choice = self.read(chosen).await;
        self.show_if_wished(choice.map(|(on, _)| on), notice);
    }

    fn show_if_wished(&self, wished: Result<bool, Problem>, notice: Notice) {
        match wished {
            Ok(true) => self.inner.notifier.notify(notice),
            Ok(false) => {}
            Err(Problem { code, .. }) => tracing::warn!(code, "the choice about notices could not be read"),
        }
    }

    /// A submission was refused or given up; told with the others of this round.
    pub(crate) fn note_refusal(&self, row: SubmissionRow) {
        self.refusals().push(row);
    }

    /// Tells of all submissions that were refused in this round at once.
    pub(crate) async fn tell_of_refusals(&self) {
        let refused = std::mem::take(&mut *self.refusals());
        let Some(first) = refused.first().cloned() else { return };
        let of = first.clone();
        let name = self.read(move |db| crate::outbox::name_of(db, &of)).await.unwrap_or_default();
        let target = match refused.len() {
            1 => {
                let kind = first.object_kind;
                (kinds::topic(kind), Some(kinds::subject(kind, &first.object_id).to_owned()))
            }
            _ => (Topic::Outbox, None),
        };
        self.tell(NoticeKind::OutboxRefused, refused.len() as u32, name, target).await;
    }

    fn refusals(&self) -> std::sync::MutexGuard<'_, Vec<SubmissionRow>> {
        self.inner.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Something about a daily quota.
    pub(crate) async fn tell_of_quota(&self, kind: NoticeKind, key: &str) {
        self.tell(kind, 1, key.to_owned(), (Topic::Outbox, None)).await;
    }
}
