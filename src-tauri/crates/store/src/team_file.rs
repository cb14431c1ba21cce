//! A file for a colleague: a stream of bytes, sealed under a passphrase that is told by another way.
//!
//! In front stand the form's version and what a guess at the passphrase costs; then a key of the file's own, wrapped under the
//! passphrase as `key.json` wraps one; then the bytes in chunks, as picture files have them. Invariants: nothing of a chunk
//! is handed out before it was authenticated; a file that was cut, continued or changed does not read to its end; what a
//! header asks for is bounded before anything is spent on it.

use crate::{
    KdfParams, MIN_PASSPHRASE_CHARS, RootKey,
    blob_cipher::{self, CHUNK, Chunks, HEADER, NotWhole, TAG, clear_len, last_place},
    disk::{beside, create_new, sync_folder_of},
    key::wiped,
    passphrase::{self, NONCE_LEN, NotUnwrapped, SALT_LEN, Wrapped},
};
use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Seven letters; the version of the form follows.
const MAGIC: [u8; 7] = *b"KAIBOTM";
const VERSION: u8 = 1;
/// Magic, version and what a guess costs.
const COSTS: usize = 8 + 3 * 4;
/// A wrapped key.
const SEALED: usize = 32 + TAG;
/// All that stands before the chunks and their own header.
const FRONT: usize = COSTS + SALT_LEN + NONCE_LEN + SEALED;
/// The largest file: what WeChat still sends (1 GB), with room.
const MAX_BYTES: u64 = 2_000_000_000;
/// What a guess may cost at most: a quarter of a gigabyte, a few seconds.
const MAX_COST: KdfParams = KdfParams { memory_kib: 256 * 1024, passes: 8, lanes: 4 };

/// Why a file for a colleague is not written or read.
#[derive(Debug, thiserror::Error)]
pub enum TeamFileError {
    /// It is some other file.
    #[error("the file is none of ours")]
    Foreign,
    /// A later version made it.
    #[error("the file is from a newer version")]
    Newer,
    /// It was cut or changed.
    #[error("the file is damaged")]
    Damaged,
    /// Ask again; or the key in it was changed, which cannot be told apart.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Ask for a longer one.
    #[error("the passphrase is shorter than {MIN_PASSPHRASE_CHARS} characters")]
    ShortPassphrase,
    /// More than such a file takes.
    #[error("the file is too large")]
    TooLarge,
    /// It cannot be read or written.
    #[error("the file cannot be read or written")]
    Io(#[from] io::Error),
}

impl From<NotWhole> for TeamFileError {
    fn from(_: NotWhole) -> Self {
        TeamFileError::Damaged
    }
}

impl TeamFileError {
    /// What went wrong while the bytes of a [`TeamFileReader`] or [`TeamFileWriter`] went through somebody else's hands.
    pub fn of_stream(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::InvalidData | ErrorKind::UnexpectedEof => TeamFileError::Damaged,
            ErrorKind::FileTooLarge => TeamFileError::TooLarge,
            _ => TeamFileError::Io(error),
        }
    }
}

/// A file being written: its name is taken when all of it is on the disk. What is dropped before leaves nothing.
pub struct TeamFileWriter {
    chunks: Box<Chunks>,
    file: Option<BufWriter<File>>,
    temporary: PathBuf,
    target: PathBuf,
    pending: Vec<u8>,
    place: u32,
}

impl TeamFileWriter {
    /// Begins a file. Takes a good part of a second.
    pub fn create(target: &Path, passphrase: &str, kdf: KdfParams) -> Result<Self, TeamFileError> {
        if passphrase.chars().count() < MIN_PASSPHRASE_CHARS {
            return Err(TeamFileError::ShortPassphrase);
        }
        let random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|error| io::Error::other(error.to_string()));
        let (mut salt, mut nonce) = ([0; SALT_LEN], [0; NONCE_LEN]);
        random(&mut salt)?;
        random(&mut nonce)?;
        let stream = blob_cipher::random_nonce().map_err(|error| io::Error::other(error.to_string()))?;
        let root = RootKey::generate().map_err(|error| io::Error::other(error.to_string()))?;
        let costs = costs(kdf);
        let wrapped = wiped(|| passphrase::wrap(&root, passphrase, kdf, (salt, nonce), &costs));
        let Wrapped { salt, nonce, sealed } = wrapped.ok_or(TeamFileError::Damaged)?;
        let key = root.team_file();
        let chunks = wiped(|| Box::new(Chunks::of_nonce(&key, stream)));
        let temporary = beside(target, &format!(".{}.part", hex::encode(&stream[..4])));
        let file = Some(BufWriter::new(create_new(&temporary)?));
        let mut writer =
            TeamFileWriter { chunks, file, temporary, target: target.to_owned(), pending: Vec::new(), place: 0 };
        for part in [&costs[..], &salt, &nonce, &sealed, &writer.chunks.header.clone()] {
            writer.raw(part)?;
        }
        Ok(writer)
    }

    /// Seals the end, and gives the file its name.
    pub fn finish(mut self) -> Result<(), TeamFileError> {
        let last = std::mem::take(&mut self.pending);
        self.seal(true, &last)?;
        let file = self.file.take().ok_or_else(|| io::Error::other("written already"))?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&self.temporary, &self.target)?;
        Ok(sync_folder_of(&self.target)?)
    }

    fn seal(&mut self, is_last: bool, clear: &[u8]) -> io::Result<()> {
        let sealed = wiped(|| self.chunks.seal(self.place, is_last, clear)).map_err(|_| ErrorKind::InvalidData)?;
        self.raw(&sealed)?;
        let written = FRONT as u64 + HEADER as u64 + (u64::from(self.place) + 1) * (CHUNK + TAG) as u64;
        if written > MAX_BYTES {
            return Err(ErrorKind::FileTooLarge.into());
        }
        self.place += 1;
        Ok(())
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().ok_or_else(|| io::Error::other("written already"))?.write_all(bytes)
    }
}

impl Write for TeamFileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.pending.len() == CHUNK {
            // Not the last one: more follows.
            let full = std::mem::take(&mut self.pending);
            self.seal(false, &full)?;
        }
        let taken = bytes.len().min(CHUNK - self.pending.len());
        self.pending.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Whole chunks only; the rest leaves with the end.
        Ok(())
    }
}

impl Drop for TeamFileWriter {
    fn drop(&mut self) {
        // After `finish` it has another name.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// A file being read from its beginning on. Reading to the end proves that it is whole.
pub struct TeamFileReader {
    chunks: Box<Chunks>,
    file: BufReader<File>,
    clear: u64,
    given: u64,
    chunk: Vec<u8>,
    used: usize,
    place: u32,
}

impl TeamFileReader {
    /// Opens a file. Takes a good part of a second.
    pub fn open(path: &Path, passphrase: &str) -> Result<Self, TeamFileError> {
        let about = fs::metadata(path)?;
        if !about.is_file() {
            return Err(TeamFileError::Foreign);
        }
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut front = Vec::with_capacity(FRONT + HEADER);
        (&mut file).take((FRONT + HEADER) as u64).read_to_end(&mut front)?;
        let version = front.strip_prefix(&MAGIC).ok_or(TeamFileError::Foreign)?.first();
        match version {
            Some(&VERSION) => {}
            Some(later) if *later > VERSION => return Err(TeamFileError::Newer),
            _ => return Err(TeamFileError::Damaged),
        }
        if length > MAX_BYTES {
            return Err(TeamFileError::TooLarge);
        }
        if front.len() < FRONT + HEADER {
            return Err(TeamFileError::Damaged);
        }
        let (front, header) = front.split_at(FRONT);
        let root = wiped(|| unwrapped(front, passphrase))?;
        let key = root.team_file();
        let chunks = wiped(|| Chunks::of_header(&key, header).map(Box::new))?;
        let clear = clear_len(length - FRONT as u64)?;
        last_place(clear)?;
        let file = BufReader::with_capacity(CHUNK, file);
        Ok(TeamFileReader { chunks, file, clear, given: 0, chunk: Vec::new(), used: 0, place: 0 })
    }

    /// Begins anew. Whatever took the file's name meanwhile, it is the same file that is read.
    pub fn rewind(&mut self) -> Result<(), TeamFileError> {
        self.file.seek(SeekFrom::Start((FRONT + HEADER) as u64))?;
        (self.given, self.used, self.place) = (0, 0, 0);
        self.chunk.clear();
        Ok(())
    }

    /// Bytes in it, sealed ones aside.
    pub fn length(&self) -> u64 {
        self.clear
    }

    fn next(&mut self) -> io::Result<()> {
        let last = last_place(self.clear).map_err(|_| ErrorKind::InvalidData)?;
        let from = u64::from(self.place) * CHUNK as u64;
        let length = (self.clear - from).min(CHUNK as u64) as usize;
        let mut sealed = vec![0; length + TAG];
        self.file.read_exact(&mut sealed)?;
        let opened = wiped(|| self.chunks.open(self.place, self.place == last, &sealed));
        self.chunk = opened.map_err(|_| ErrorKind::InvalidData)?;
        (self.used, self.place) = (0, self.place + 1);
        Ok(())
    }
}

impl Read for TeamFileReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // An empty file has a chunk, too, which proves it.
        if self.used == self.chunk.len() && (self.given < self.clear || self.place == 0) {
            self.next()?;
        }
        let taken = buffer.len().min(self.chunk.len() - self.used);
        buffer[..taken].copy_from_slice(&self.chunk[self.used..self.used + taken]);
        self.used += taken;
        self.given += taken as u64;
        Ok(taken)
    }
}

/// What a file begins with: authenticated with its key.
fn costs(kdf: KdfParams) -> [u8; COSTS] {
    let mut costs = [0; COSTS];
    costs[..7].copy_from_slice(&MAGIC);
    costs[7] = VERSION;
    for (part, number) in costs[8..].chunks_exact_mut(4).zip([kdf.memory_kib, kdf.passes, kdf.lanes]) {
        part.copy_from_slice(&number.to_le_bytes());
    }
    costs
}

fn unwrapped(front: &[u8], passphrase: &str) -> Result<RootKey, TeamFileError> {
    let (costs, rest) = front.split_at(COSTS);
    let (salt, rest) = rest.split_at(SALT_LEN);
    let (nonce, sealed) = rest.split_at(NONCE_LEN);
    let number = |at: usize| {
        let bytes = costs.get(8 + 4 * at..12 + 4 * at).and_then(|bytes| bytes.try_into().ok());
        bytes.map(u32::from_le_bytes).ok_or(TeamFileError::Damaged)
    };
    let kdf = KdfParams { memory_kib: number(0)?, passes: number(1)?, lanes: number(2)? };
    let is_bounded =
        kdf.memory_kib <= MAX_COST.memory_kib && kdf.passes <= MAX_COST.passes && kdf.lanes <= MAX_COST.lanes;
    if !is_bounded {
        return Err(TeamFileError::Damaged);
    }
    let (Ok(salt), Ok(nonce)) = (salt.try_into(), nonce.try_into()) else { return Err(TeamFileError::Damaged) };
    let wrapped = Wrapped { salt, nonce, sealed: sealed.to_vec() };
    passphrase::unwrap(&wrapped, passphrase, kdf, costs).map_err(|error| match error {
        NotUnwrapped::Damaged => TeamFileError::Damaged,
        NotUnwrapped::WrongPassphrase => TeamFileError::WrongPassphrase,
    })
}

#[cfg(test)]
mod tests;
