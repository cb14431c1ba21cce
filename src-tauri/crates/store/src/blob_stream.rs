//! Files too large for the memory: kept, read in parts and checked chunk by chunk.
//!
//! Invariant: of a file of any length, no more than a few chunks are in memory at a time.

use crate::{
    BlobError, BlobId, Blobs,
    blob_cipher::{CHUNK, Chunks, HEADER, NotWhole, TAG, clear_len, last_place},
    blobs::fresh_nonce,
    disk::{create_new, make_folder, sync_folder_of},
    key::{BlobKeys, wiped},
};
use std::{
    fs::{self, File},
    io::{BufWriter, ErrorKind, Read, Seek, SeekFrom, Write},
    path::Path,
};

impl From<NotWhole> for BlobError {
    fn from(_: NotWhole) -> Self {
        BlobError::Damaged
    }
}

impl Blobs {
    /// Keeps what `source` gives, durably, and says its address and length. `goes_on` is told how much has been read and says
    /// whether to go on; what was written of a file that does not come to its end is taken away.
    pub fn put_from(
        &self,
        source: &mut impl Read,
        goes_on: impl FnMut(u64) -> bool,
    ) -> Result<(BlobId, u64), BlobError> {
        let (keys, nonce) = (self.keys()?, fresh_nonce()?);
        let temporary = self.temporary(&nonce)?;
        let kept = wiped(|| written(&keys, nonce, &temporary, source, goes_on)).and_then(|(id, bytes)| {
            let target = self.path(&id);
            if let Some(folder) = target.parent() {
                make_folder(folder)?;
            }
            fs::rename(&temporary, &target).map_err(|error| match target.is_dir() {
                true => BlobError::Damaged,
                false => error.into(),
            })?;
            sync_folder_of(&target)?;
            Ok((id, bytes))
        });
        if kept.is_err() {
            // The first error is the one to report; what is left here is swept at the next start.
            let _ = fs::remove_file(&temporary);
        }
        kept
    }

    /// Opens the file of that address, to be read in parts.
    pub fn open_parts(&self, id: &BlobId) -> Result<BlobReader, BlobError> {
        let (keys, path) = (self.keys()?, self.path(id));
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(BlobError::Damaged);
        }
        let mut file = File::open(&path)?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).map_err(cut)?;
        let clear = clear_len(file.metadata()?.len())?;
        let chunks = wiped(|| Chunks::of_header(&keys.cipher, &header).map(Box::new))?;
        Ok(BlobReader { chunks, file, clear, last: last_place(clear)? })
    }

    /// Reads the file of that address through: whether it is what was put, to the last bit.
    pub fn check(&self, id: &BlobId) -> Result<(), BlobError> {
        let (keys, mut reader) = (self.keys()?, self.open_parts(id)?);
        let address = wiped(|| -> Result<_, BlobError> {
            let mut hasher = blake3::Hasher::new_keyed(&keys.address);
            for place in 0..=reader.last {
                hasher.update(&reader.chunk(place)?);
            }
            Ok(*hasher.finalize().as_bytes())
        });
        if address? == id.0 { Ok(()) } else { Err(BlobError::Damaged) }
    }
}

/// An open file. Each part is checked against the file's key and its place in the file, not against the file's address:
/// that takes [`Blobs::check`].
pub struct BlobReader {
    chunks: Box<Chunks>,
    file: File,
    clear: u64,
    last: u32,
}

impl BlobReader {
    /// Its length.
    pub fn bytes(&self) -> u64 {
        self.clear
    }

    /// At most `most` bytes from there on; fewer only at its end.
    pub fn read_at(&mut self, from: u64, most: usize) -> Result<Vec<u8>, BlobError> {
        let until = self.clear.min(from.saturating_add(most as u64));
        let mut part = Vec::new();
        while from + (part.len() as u64) < until {
            let at = from + part.len() as u64;
            let place = u32::try_from(at / CHUNK as u64).map_err(|_| BlobError::Damaged)?;
            let chunk = self.chunk(place)?;
            let (begin, wanted) = ((at % CHUNK as u64) as usize, (until - at).min(CHUNK as u64) as usize);
            part.extend_from_slice(&chunk[begin..chunk.len().min(begin + wanted)]);
        }
        Ok(part)
    }

    /// Writes all of it.
    pub fn copy_to(&mut self, target: &mut impl Write, mut goes_on: impl FnMut(u64) -> bool) -> Result<(), BlobError> {
        let mut done = 0;
        for place in 0..=self.last {
            let chunk = self.chunk(place)?;
            target.write_all(&chunk)?;
            done += chunk.len() as u64;
            if !goes_on(done) {
                return Err(BlobError::Stopped);
            }
        }
        Ok(())
    }

    fn chunk(&mut self, place: u32) -> Result<Vec<u8>, BlobError> {
        let from = u64::from(place) * CHUNK as u64;
        let length = (self.clear - from).min(CHUNK as u64) as usize;
        let mut sealed = vec![0; length + TAG];
        self.file.seek(SeekFrom::Start(HEADER as u64 + u64::from(place) * (CHUNK + TAG) as u64))?;
        self.file.read_exact(&mut sealed).map_err(cut)?;
        Ok(wiped(|| self.chunks.open(place, place == self.last, &sealed))?)
    }
}

fn cut(error: std::io::Error) -> BlobError {
    if error.kind() == ErrorKind::UnexpectedEof { BlobError::Damaged } else { error.into() }
}

fn written(
    keys: &BlobKeys,
    nonce: [u8; crate::blob_cipher::NONCE],
    temporary: &Path,
    source: &mut impl Read,
    mut goes_on: impl FnMut(u64) -> bool,
) -> Result<(BlobId, u64), BlobError> {
    let chunks = Chunks::of_nonce(&keys.cipher, nonce);
    let mut file = BufWriter::with_capacity(4 * CHUNK, create_new(temporary)?);
    file.write_all(&chunks.header)?;
    let mut hasher = blake3::Hasher::new_keyed(&keys.address);
    let (mut bytes, mut place) = (0, 0_u32);
    let (mut chunk, mut next) = (filled(source)?, Vec::new());
    loop {
        if chunk.len() == CHUNK {
            next = filled(source)?;
        }
        let is_last = next.is_empty();
        hasher.update(&chunk);
        file.write_all(&chunks.seal(place, is_last, &chunk)?)?;
        bytes += chunk.len() as u64;
        if !goes_on(bytes) {
            return Err(BlobError::Stopped);
        }
        if is_last {
            break;
        }
        place = place.checked_add(1).ok_or(BlobError::Damaged)?;
        chunk = std::mem::take(&mut next);
    }
    let file = file.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    Ok((BlobId(*hasher.finalize().as_bytes()), bytes))
}

/// The next chunk; shorter only at the end.
fn filled(source: &mut impl Read) -> Result<Vec<u8>, BlobError> {
    let mut chunk = Vec::with_capacity(CHUNK);
    source.by_ref().take(CHUNK as u64).read_to_end(&mut chunk).map_err(BlobError::Source)?;
    Ok(chunk)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RootKey;
    use rstest::rstest;
    use std::io;
    use tempfile::TempDir;

    fn blobs(dir: &TempDir) -> Blobs {
        Blobs::open(&dir.path().join("vault"), RootKey::from_bytes([1; 32]).vault()).unwrap()
    }

    fn made(length: usize) -> Vec<u8> {
        (0..length).map(|index| (index % 251) as u8).collect()
    }

    fn unfinished(dir: &TempDir) -> usize {
        fs::read_dir(dir.path().join("vault").join("unfinished")).unwrap().count()
    }

    #[rstest]
    #[case(0)]
    #[case(1)]
    #[case(CHUNK - 1)]
    #[case(CHUNK)]
    #[case(CHUNK + 1)]
    #[case(3 * CHUNK)]
    #[case(3 * CHUNK + 17)]
    fn what_was_put_in_parts_is_what_would_have_been_put_whole(#[case] length: usize) {
        let dir = TempDir::new().unwrap();
        let (blobs, clear) = (blobs(&dir), made(length));
        let mut told = 0;
        let (id, bytes) = blobs
            .put_from(&mut clear.as_slice(), |done| {
                told = done;
                true
            })
            .unwrap();
        assert_eq!((bytes, told, unfinished(&dir)), (length as u64, length as u64, 0));
        assert_eq!(blobs.get(&id).unwrap(), clear);
        assert_eq!(blobs.put(&clear).unwrap(), id);
        blobs.check(&id).unwrap();
        let mut reader = blobs.open_parts(&id).unwrap();
        assert_eq!(reader.bytes(), length as u64);
        for (from, most) in
            [(0, 10), (CHUNK - 3, 7), (length / 2, CHUNK * 2), (length.saturating_sub(4), 100), (length, 5)]
        {
            let until = length.min(from + most);
            let expected = clear.get(from..until).unwrap_or_default();
            assert_eq!(reader.read_at(from as u64, most).unwrap(), expected, "{from}, {most}");
        }
        let mut copy = Vec::new();
        reader.copy_to(&mut copy, |_| true).unwrap();
        assert_eq!(copy, clear);
    }

    #[test]
    fn what_does_not_come_to_its_end_leaves_nothing() {
        struct Broken(usize);
        impl Read for Broken {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("the stick was pulled out"))?;
                buffer.fill(7);
                Ok(buffer.len())
            }
        }
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        assert!(matches!(blobs.put_from(&mut Broken(3), |_| true), Err(BlobError::Source(_))));
        let stopped = blobs.put_from(&mut made(5 * CHUNK).as_slice(), |done| done < 2 * CHUNK as u64);
        assert!(matches!(stopped, Err(BlobError::Stopped)));
        assert_eq!((unfinished(&dir), blobs.list().unwrap().len()), (0, 0));
    }

    #[test]
    fn a_changed_or_cut_file_is_found_by_its_part_and_by_the_check() {
        let dir = TempDir::new().unwrap();
        let blobs = blobs(&dir);
        let (id, _) = blobs.put_from(&mut made(3 * CHUNK).as_slice(), |_| true).unwrap();
        let path = blobs.path(&id);
        let whole = fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        flipped[HEADER + CHUNK + TAG + 5] ^= 1;
        fs::write(&path, &flipped).unwrap();
        let mut reader = blobs.open_parts(&id).unwrap();
        assert_eq!(reader.read_at(0, 100).unwrap().len(), 100);
        assert!(matches!(reader.read_at(CHUNK as u64, 1), Err(BlobError::Damaged)));
        assert!(matches!(blobs.check(&id), Err(BlobError::Damaged)));
        for length in [0, HEADER - 1, HEADER, HEADER + TAG - 1, HEADER + CHUNK + TAG, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(matches!(blobs.check(&id), Err(BlobError::Damaged)), "{length}");
        }
        fs::remove_file(&path).unwrap();
        assert!(matches!(blobs.check(&id), Err(BlobError::Missing)));
        let (other, _) = blobs.put_from(&mut made(9).as_slice(), |_| true).unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(blobs.path(&other), &path).unwrap();
        assert!(matches!(blobs.check(&id), Err(BlobError::Damaged)), "a file under another address");
    }
}
