//! The files of the log: `kaibo.log`, and those before it, `kaibo.1.log` the youngest. Never more, never larger.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

/// Bytes of one file. With [`FILES`] 20 MiB in all, less than the 50 MiB that an error storm may leave.
pub const FILE_BYTES: u64 = 4 * 1024 * 1024;
/// How many files there are at most.
pub const FILES: usize = 5;
/// How long a folder that took nothing is left alone.
const PAUSE: Duration = Duration::from_secs(30);
/// Bytes of a file that are looked through for its last lines.
const LOOKED_THROUGH: u64 = 256 * 1024;

pub(super) struct Files {
    folder: PathBuf,
    state: State,
}

enum State {
    Closed,
    Open { file: File, bytes: u64 },
    Failed { why: String, at: Instant },
}

impl Files {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, state: State::Closed }
    }

    /// Why nothing is written, if that is so.
    pub fn trouble(&self) -> Option<String> {
        match &self.state {
            State::Failed { why, .. } => Some(why.clone()),
            _ => None,
        }
    }

    /// Writes a line, or forgets it where the disk takes none.
    pub fn write(&mut self, line: &str) {
        if matches!(&self.state, State::Failed { at, .. } if at.elapsed() < PAUSE) {
            return;
        }
        if let Err(error) = self.try_write(line) {
            self.state = State::Failed { why: error.to_string(), at: Instant::now() };
        }
    }

    fn try_write(&mut self, line: &str) -> io::Result<()> {
        let added = line.len() as u64 + 1;
        if matches!(&self.state, State::Open { bytes, .. } if bytes + added > FILE_BYTES) {
            self.state = State::Closed;
            self.shift()?;
        }
        let (mut file, bytes) = match std::mem::replace(&mut self.state, State::Closed) {
            State::Open { file, bytes } => (file, bytes),
            _ => self.open()?,
        };
        // In one piece: a second program may be writing to the same file.
        file.write_all(format!("{line}\n").as_bytes())?;
        self.state = State::Open { file, bytes: bytes + added };
        Ok(())
    }

    fn open(&self) -> io::Result<(File, u64)> {
        let mut folders = fs::DirBuilder::new();
        folders.recursive(true);
        // The data folder above may be made here, too: for the user only, as the store makes it.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
        folders.create(&self.folder)?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(self.path(0))?;
        let bytes = file.metadata()?.len();
        Ok((file, bytes))
    }

    /// Makes room for a new file; the oldest goes.
    fn shift(&self) -> io::Result<()> {
        for age in (0..FILES - 1).rev() {
            match fs::rename(self.path(age), self.path(age + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    // Held open by another program: better an empty file than one without a limit.
                    return OpenOptions::new().write(true).open(self.path(0))?.set_len(0);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The last lines of what is there, oldest first.
    pub fn last_lines(&self, wanted: usize) -> Vec<String> {
        let mut text = String::new();
        for age in [1, 0] {
            // A file that is not there or does not read has no lines.
            text.push_str(&self.end_of(age).unwrap_or_default());
        }
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(wanted)..].iter().map(|line| (*line).to_owned()).collect()
    }

    fn end_of(&self, age: usize) -> io::Result<String> {
        let mut file = File::open(self.path(age))?;
        let skipped = file.metadata()?.len().saturating_sub(LOOKED_THROUGH);
        file.seek(SeekFrom::Start(skipped))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Half a line at the beginning is none.
        let whole = if skipped == 0 { 0 } else { text.find('\n').map_or(text.len(), |at| at + 1) };
        Ok(text[whole..].to_owned())
    }

    fn path(&self, age: usize) -> PathBuf {
        self.folder.join(if age == 0 { "kaibo.log".to_owned() } else { format!("kaibo.{age}.log") })
    }
}
