//! From an event to a redacted line of the journal.

use super::{
    journal::Journal,
    redact::{MASK, is_secret_name, redact},
};
use std::{
    fmt::{Debug, Write},
    time::Instant,
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

/// Bytes of an event that are looked at.
const READ: usize = 8192;
/// Bytes of a line that are kept.
const KEPT: usize = 2048;

/// Writes every event that reaches it into the journal, redacted, unless its place has said enough.
pub struct Recorder(Journal);

impl Recorder {
    /// Into that journal.
    pub fn new(journal: Journal) -> Self {
        Self(journal)
    }
}

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let place = event.metadata();
        if !self.0.flow().admits(place, Instant::now()) {
            return;
        }
        // Outside of any lock: what is formatted here is a caller's and may panic.
        let mut text = Text::default();
        event.record(&mut text);
        let line = format!("{:5} {} {}", place.level(), place.target(), cut(&redact(&cut(&text.line(), READ)), KEPT));
        if let Some(held_back) = self.0.flow().take(place, &line) {
            self.0.note_held_back(place, held_back);
            self.0.write(*place.level(), &line);
        }
    }
}

#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Text {
    /// One event, one line.
    fn line(self) -> String {
        (self.message + &self.fields).replace(char::is_control, " ")
    }
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a string does not fail; a value that fails to format is cut off.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name if is_secret_name(name) => write!(self.fields, " {name}={MASK}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

/// The beginning of a long text, up to the last whole word: half a number might pass for a short one.
fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let begin = &text[..text.floor_char_boundary(bytes)];
    let whole = begin.rfind(' ').unwrap_or(0);
    format!("{} …", &begin[..whole])
}
