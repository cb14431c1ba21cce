//! The support bundle: what a developer needs to know, in plain text that a clerk can read before it is kept.
//!
//! It is made offline, leaves by no way but the clerk's hand, and passes [`redact`] as a whole, its log once more.

use super::{
    journal::{Journal, KEPT_LINES, Tail},
    redact::redact,
};
use kaibo_console::{Desk, Report};
use kaibo_domain::time::beijing_clock;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::time::{SystemTime, UNIX_EPOCH};

/// The bundle, part by part: what the window shows is what is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    /// Its parts, in the order of the file.
    pub parts: Vec<BundlePart>,
    /// The name suggested for the file.
    pub file_name: String,
}

/// A part of the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BundlePart {
    /// What it is about.
    pub name: PartName,
    /// Its lines.
    pub text: String,
}

/// What a part of the bundle is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PartName {
    /// Program, system, webview.
    Versions,
    /// Phase and settings.
    Settings,
    /// Counts by state.
    Contents,
    /// Health and sizes.
    Database,
    /// The last lines of the log.
    Log,
}

impl PartName {
    fn heading(self) -> &'static str {
        match self {
            Self::Versions => "versions",
            Self::Settings => "settings",
            Self::Contents => "contents",
            Self::Database => "database",
            Self::Log => "log",
        }
    }
}

impl Bundle {
    /// As it stands in the file.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| format!("== {} ==\n{}\n", part.name.heading(), part.text)).collect()
    }
}

/// Looks at everything.
pub(super) async fn collect(desk: &Desk, webview: &str, journal: &Journal) -> Bundle {
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
    let Report { settings, contents, database } = desk.report().await;
    let journal = journal.clone();
    let tail = tokio::task::spawn_blocking(move || journal.tail()).await.unwrap_or_default();
    let parts = [
        (PartName::Versions, versions(now_ms, webview)),
        (PartName::Settings, settings),
        (PartName::Contents, contents),
        (PartName::Database, database),
        (PartName::Log, log(&tail)),
    ];
    // Line by line, so that nothing of one line changes how the next one is read.
    let redacted = |text: String| text.lines().map(|line| redact(line) + "\n").collect();
    Bundle {
        parts: parts.into_iter().map(|(name, text)| BundlePart { name, text: redacted(text) }).collect(),
        file_name: format!("kaibo-diagnostics-{}.txt", &beijing_clock(now_ms)[..16].replace([' ', ':'], "-")),
    }
}

fn versions(now_ms: i64, webview: &str) -> String {
    format!(
        "Kaibo: {}\nsystem: {} {} {}\nwebview: {webview}\ntime: {} (UTC+8)\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        distribution().unwrap_or_default(),
        beijing_clock(now_ms),
    )
}

/// Linux says which one it is in a file (os-release(5)); elsewhere the webview's own name says it.
fn distribution() -> Option<String> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').to_owned())
}

fn log(tail: &Tail) -> String {
    let trouble = tail.trouble.iter().map(|why| format!("not written to disk: {why}"));
    let lines: Vec<String> = trouble.chain(tail.lines.iter().take(KEPT_LINES).cloned()).collect();
    lines.join("\n")
}
