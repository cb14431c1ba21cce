//! A panic leaves its place and its message in the log, redacted like everything else.

use super::journal::Journal;

/// From now on panics of every thread are logged, and not printed past the journal.
pub fn note_panics(journal: Journal) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("(no message)");
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        tracing::error!(target: "kaibo_panic", place, thread, "panicked: {message}");
        // The process may end with this thread: wait until the line is written.
        let _ = journal.tail();
    }));
}
