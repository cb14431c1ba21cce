//! What support needs to know of the data, and how much is logged.
//!
//! Invariant: numbers and choices only. No name, no draft, no text of the platform, no secret: what is not counted here
//! has no place in a report.

use crate::{
    Desk,
    problem::of_store,
    view::{AppState, Problem},
};
use kaibo_domain::time::beijing_clock;
use kaibo_store::{Health, SCHEMA_VERSION, counts, counts::CountRow, settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;
use std::{fmt::Write, fs, path::Path};

/// The name of the setting.
pub(crate) const LOG_LEVEL: &str = "log-level";

/// How much our own crates log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// What happened.
    #[default]
    Info,
    /// Every call to the platform too.
    Debug,
}

impl LogLevel {
    /// As it stands in the setting and in a filter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// What a support bundle says of the data: plain text, a line for each fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Phase of the program and its settings.
    pub settings: String,
    /// How many things there are, by state.
    pub contents: String,
    /// Versions, health and sizes.
    pub database: String,
}

impl Desk {
    /// How much is to be logged; [`LogLevel::Info`] until the data are open.
    pub async fn log_level(&self) -> Result<LogLevel, Problem> {
        let Some(store) = self.store() else { return Ok(LogLevel::default()) };
        let chosen = store.read(|db| settings::get(db, LOG_LEVEL)).await.map_err(|error| of_store(&error))?;
        let known = [LogLevel::Info, LogLevel::Debug];
        Ok(known.into_iter().find(|level| chosen.as_deref() == Some(level.name())).unwrap_or_default())
    }

    /// Chooses how much is logged; kept where data are open.
    pub async fn set_log_level(&self, level: LogLevel) -> Result<(), Problem> {
        let Some(store) = self.store() else { return Ok(()) };
        store.write(move |tx| settings::set(tx, LOG_LEVEL, level.name())).await.map_err(|error| of_store(&error))
    }

    /// Looks at everything; whatever cannot be read is said in its place, for this is asked when something is broken.
    pub async fn report(&self) -> Report {
        let mut settings = format!("phase: {}\n", phase(&self.state().await));
        match self.settings().await {
            Ok(view) => list(&mut settings, "", &serde_json::to_value(view).unwrap_or_default()),
            Err(problem) => line(&mut settings, "settings", problem.code),
        }
        if let Ok(level) = self.log_level().await {
            line(&mut settings, "logLevel", level.name());
        }
        let (mut contents, mut database) = (String::new(), String::new());
        match self.store() {
            Some(store) => {
                match store.read(counts::by_state).await {
                    Ok(counts) => counts.iter().for_each(|count| self::count(&mut contents, count)),
                    Err(error) => line(&mut contents, "not readable", error),
                }
                let looked = tokio::task::spawn_blocking(move || store.health()).await;
                match looked {
                    Ok(Ok(found)) => health(&mut database, &found),
                    Ok(Err(error)) => line(&mut database, "not readable", error),
                    Err(_) => line(&mut database, "not readable", "the check ended early"),
                }
            }
            None => {
                line(&mut contents, "data", "not open");
                line(&mut database, "data", "not open");
            }
        }
        let folder = self.data_dir();
        let sizes = tokio::task::spawn_blocking(move || sizes(&folder)).await;
        database.push_str(&sizes.unwrap_or_default());
        Report { settings, contents, database }
    }
}

fn line(text: &mut String, name: &str, value: impl std::fmt::Display) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{name}: {value}");
}

/// Every value of the settings, whatever settings there are: none of them is secret (see `view`).
fn list(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(field, value)| {
            let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
            list(text, &name, value);
        }),
        Value::Null => line(text, name, "-"),
        Value::String(value) => line(text, name, value),
        other => line(text, name, other),
    }
}

fn phase(state: &AppState) -> String {
    match state {
        AppState::Opening => "opening".into(),
        AppState::NeedsPassphrase { .. } => "needs a passphrase".into(),
        AppState::CannotOpen { problem } => format!("cannot open ({})", problem.code),
        AppState::DataGone { at_home, .. } => format!("the data's folder is not there (at home: {at_home})"),
        AppState::Moving => "the data are being moved".into(),
        AppState::FirstStart => "no shop yet".into(),
        AppState::Ready { shop, read_only } => {
            let open = if *read_only { "open to be looked at only" } else { "open" };
            let kind = if shop.practice { "practice" } else { "real" };
            let online = shop.online.map_or("not tried", |online| if online { "yes" } else { "no" });
            let synced = shop.synced_ms.map_or_else(|| "never".to_owned(), beijing_clock);
            format!("{open}, {kind} shop, online: {online}, last sync: {synced}")
        }
    }
}

fn count(text: &mut String, count: &CountRow) {
    line(text, &format!("{} [{}]", count.what, count.state), count.rows);
}

fn health(text: &mut String, health: &Health) {
    line(text, "schema", format_args!("{} (this program: {SCHEMA_VERSION})", health.schema_version));
    line(text, "SQLite", &health.sqlite);
    line(text, "SQLCipher", &health.cipher);
    line(text, "pages", format_args!("{} of {} B, {} free", health.pages, health.page_bytes, health.free_pages));
    match health.faults.len() {
        0 => line(text, "check", "sound"),
        faults => line(text, "check", format_args!("{faults} faults")),
    }
    // The first ones name the kind; thousands more would say the same.
    health.faults.iter().take(20).for_each(|fault| line(text, "fault", fault));
}

/// Files in the data folder by name; folders with the number and the bytes of what is in them.
fn sizes(folder: &Path) -> String {
    let mut text = String::new();
    let mut entries: Vec<_> = match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().collect(),
        Err(error) => {
            line(&mut text, "data folder", error);
            return text;
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (files, bytes) = total(&entry);
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            line(&mut text, &format!("{name}/"), format_args!("{files} files, {bytes} B"));
        } else {
            line(&mut text, &name, format_args!("{bytes} B"));
        }
    }
    text
}

fn total(entry: &fs::DirEntry) -> (u64, u64) {
    let Ok(about) = entry.metadata() else { return (0, 0) };
    if !about.is_dir() {
        return (1, about.len());
    }
    let inside = fs::read_dir(entry.path()).into_iter().flatten().flatten();
    inside.map(|entry| total(&entry)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}
