//! The archive that a workbook is: what it holds is counted before anything is unpacked, and nothing unpacks to more than
//! it says.

use super::xml::{Meter, Xml};
use crate::{
    limit,
    refusal::{Reason, Refusal},
    table::Budget,
};
use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    rc::Rc,
};
use zip::{ZipArchive, result::ZipError};

/// An archive within its limits.
pub(super) struct Archive<R> {
    zip: ZipArchive<Gauge<R>>,
    /// Bytes that may still be unpacked.
    unpackable: u64,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads what the archive holds.
    pub fn open(source: R) -> Result<Self, Refusal> {
        let allowed = Rc::new(Cell::new(limit::DIRECTORY_BYTES));
        let gauge = Gauge { source, allowed: allowed.clone() };
        let opened = ZipArchive::new(gauge);
        let was_used_up = allowed.replace(u64::MAX) == 0;
        let zip = match opened {
            _ if was_used_up => return Err(Reason::TooManyEntries.into()),
            Ok(zip) if zip.len() > limit::ENTRIES => return Err(Reason::TooManyEntries.into()),
            Ok(zip) => zip,
            Err(ZipError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error.into()),
            Err(_) => return Err(Reason::Damaged.into()),
        };
        let archive = Archive { zip, unpackable: limit::UNPACKED_BYTES };
        let has_macros = archive.names().any(|name| name.to_lowercase().ends_with("vbaproject.bin"));
        if has_macros { Err(Reason::Macros.into()) } else { Ok(archive) }
    }

    /// The names of all entries.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned()))
    }

    /// Opens a part; its name as the archive has it, letter case aside.
    pub fn part(&mut self, path: &str, budget: &Budget) -> Result<Xml<impl BufRead + '_>, Refusal> {
        let known = self.names().find(|name| name.eq_ignore_ascii_case(path)).ok_or(Reason::Damaged)?;
        budget.check_time()?;
        let entry = match self.zip.by_name(&known) {
            Ok(entry) => entry,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(Reason::Encrypted.into()),
            Err(_) => return Err(Reason::Damaged.into()),
        };
        let (packed, unpacked) = (entry.compressed_size().max(1), entry.size());
        let is_bomb = unpacked > limit::RATIO_FROM_BYTES && unpacked / packed > limit::RATIO;
        if is_bomb || unpacked > self.unpackable {
            return Err(Reason::UnpacksTooLarge.into());
        }
        self.unpackable -= unpacked;
        Ok(Xml::new(Meter::new(BufReader::with_capacity(64 << 10, entry), unpacked)))
    }
}

/// Lets so many bytes through.
struct Gauge<R> {
    source: R,
    allowed: Rc<Cell<u64>>,
}

impl<R: Read> Read for Gauge<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let allowed = self.allowed.get();
        if allowed == 0 {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let wanted = buffer.len().min(usize::try_from(allowed).unwrap_or(usize::MAX));
        let read = self.source.read(&mut buffer[..wanted])?;
        self.allowed.set(allowed - read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Gauge<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}
