//! The log's lines: the last ones in memory, all of them in a few files of limited size, written on a thread of their own.
//!
//! Whoever writes a line never waits: when the disk is slower than the program, lines are lost and counted. When the
//! folder cannot be written, the journal tries again later and says so.

mod files;

use super::flow::Flow;
use files::Files;
use kaibo_domain::time::beijing_clock;
use std::{
    collections::VecDeque,
    io::Write,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tracing::{Level, Metadata, level_filters::LevelFilter};

/// Lines that the bundle shows.
pub const KEPT_LINES: usize = 500;
/// Lines on their way to the disk.
const QUEUE: usize = 4096;
/// How long anybody waits for the journal.
const PATIENCE: Duration = Duration::from_secs(2);
const THREAD: &str = "kaibo-journal";

/// The journal of a process; copies share it.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    queue: SyncSender<Message>,
    flow: Flow,
    lost: AtomicU64,
}

enum Message {
    Line(Level, String),
    Folder(PathBuf),
    Tail(SyncSender<Tail>),
}

/// The end of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// The last lines, of earlier runs too, oldest first.
    pub lines: Vec<String>,
    /// Why lines are not written to the disk, if they are not.
    pub trouble: Option<String>,
}

impl Journal {
    /// Begins; lines of that level and worse go to standard error too.
    pub fn start(echo: LevelFilter) -> Self {
        let (queue, messages) = sync_channel(QUEUE);
        // Without a thread every line counts as lost, and the program goes on.
        let _ = thread::Builder::new().name(THREAD.into()).spawn(move || keep(&messages, echo));
        Self(Arc::new(Inner { queue, flow: Flow::default(), lost: AtomicU64::new(0) }))
    }

    /// Keeps the lines in that folder, those in memory first.
    pub fn write_to(&self, folder: PathBuf) {
        let _ = self.0.queue.send(Message::Folder(folder));
    }

    /// The end of the log, once everything before it is written.
    pub fn tail(&self) -> Tail {
        if thread::current().name() == Some(THREAD) {
            return Tail::default();
        }
        for (place, count) in self.0.flow.held_back() {
            self.note_held_back(place, count);
        }
        let (answer, tail) = sync_channel(1);
        match self.0.queue.send(Message::Tail(answer)) {
            Ok(()) => tail.recv_timeout(PATIENCE).unwrap_or_default(),
            Err(_) => Tail::default(),
        }
    }

    pub(super) fn flow(&self) -> &Flow {
        &self.0.flow
    }

    /// Says how many lines of a place were not worth writing.
    pub(super) fn note_held_back(&self, place: &Metadata<'_>, count: u64) {
        if count > 0 {
            self.write(*place.level(), &format!("{:5} {} ({count} more like it)", place.level(), place.target()));
        }
    }

    /// Writes a redacted line, or counts it as lost.
    pub(super) fn write(&self, level: Level, line: &str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        let lost = self.0.lost.swap(0, Ordering::Relaxed);
        let told = if lost > 0 { format!(" ({lost} lines before it were lost)") } else { String::new() };
        let line = format!("{} {line}{told}", beijing_clock(now));
        if self.0.queue.try_send(Message::Line(level, line)).is_err() {
            self.0.lost.fetch_add(lost + 1, Ordering::Relaxed);
        }
    }
}

/// The thread: until the last copy of the journal is gone.
fn keep(messages: &Receiver<Message>, echo: LevelFilter) {
    let mut lines: VecDeque<String> = VecDeque::with_capacity(KEPT_LINES + 1);
    let mut files: Option<Files> = None;
    for message in messages {
        match message {
            Message::Line(level, line) => {
                if level <= echo {
                    // A closed standard error is nobody's trouble.
                    let _ = writeln!(std::io::stderr(), "{line}");
                }
                if let Some(files) = &mut files {
                    files.write(&line);
                }
                lines.push_back(line);
                if lines.len() > KEPT_LINES {
                    lines.pop_front();
                }
            }
            Message::Folder(folder) => {
                let mut opened = Files::new(folder);
                let before = opened.last_lines(KEPT_LINES.saturating_sub(lines.len()));
                lines.iter().for_each(|line| opened.write(line));
                before.into_iter().rev().for_each(|line| lines.push_front(line));
                files = Some(opened);
            }
            Message::Tail(answer) => {
                let trouble = files.as_ref().and_then(Files::trouble);
                // Who asked may have gone.
                let _ = answer.try_send(Tail { lines: lines.iter().cloned().collect(), trouble });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        files::{FILE_BYTES, FILES},
        *,
    };
    use std::{fs, path::Path};

    /// What an error storm may leave (reliability F4).
    const CEILING: u64 = 50 * 1024 * 1024;

    fn bytes(folder: &Path) -> u64 {
        fs::read_dir(folder).unwrap().flatten().map(|file| file.metadata().unwrap().len()).sum()
    }

    #[test]
    fn the_files_never_grow_beyond_their_limit() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::start(LevelFilter::OFF);
        journal.write_to(folder.path().to_owned());
        let line = "fault ".repeat(300);
        let limit = FILE_BYTES * FILES as u64;
        for number in 0..2 * limit / line.len() as u64 {
            journal.write(Level::ERROR, &line);
            if number % 1_000 == 0 {
                journal.tail();
                assert!(bytes(folder.path()) <= limit);
            }
        }
        journal.tail();
        assert!((limit - FILE_BYTES..CEILING).contains(&bytes(folder.path())));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), FILES);
    }

    #[cfg(unix)]
    #[test]
    fn folders_and_files_are_for_the_user_only() {
        use std::os::unix::fs::PermissionsExt;
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("data/logs");
        let journal = Journal::start(LevelFilter::OFF);
        journal.write_to(folder.clone());
        journal.write(Level::INFO, "started");
        journal.tail();
        for path in [folder.join("kaibo.log"), folder.clone(), data.path().join("data")] {
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
        }
    }

    #[test]
    fn a_slow_disk_costs_lines_not_time_and_the_loss_is_told() {
        let (queue, messages) = sync_channel(2);
        let journal = Journal(Arc::new(Inner { queue, flow: Flow::default(), lost: AtomicU64::new(0) }));
        let texts = |count| {
            let lines = messages.try_iter().map(|message| match message {
                Message::Line(_, line) => line,
                _ => panic!("only lines were sent"),
            });
            let lines: Vec<String> = lines.collect();
            assert_eq!(lines.len(), count);
            lines
        };
        (0..7).for_each(|number| journal.write(Level::ERROR, &format!("line {number}")));
        texts(2);
        journal.write(Level::ERROR, "after");
        assert!(texts(1)[0].ends_with("after (5 lines before it were lost)"));
    }
}
