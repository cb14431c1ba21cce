//! A compound file ([MS-CFB]): which streams it has, and their bytes. Every chain of sectors is followed to its end and
//! must have one.

use super::{number16, number32};

/// Above these no sector is meant.
const LAST_SECTOR: u32 = 0xffff_fffa;
/// Places for sectors of the allocation table in the head.
const IN_HEAD: usize = 109;
/// Smaller streams stand in the mini stream.
const MINI_BELOW: u64 = 4096;

/// A compound file whose head is sound.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// Sector size as a power of two.
    shift: u32,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    bytes: u64,
}

impl<'a> Compound<'a> {
    /// Reads the head; `None` when it is damaged.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(number16(bytes, 30)?);
        // A chain of further sectors for the table would only be needed above the size that is read.
        if ![9, 12].contains(&shift) || number32(bytes, 68)? < LAST_SECTOR {
            return None;
        }
        let mut compound =
            Compound { bytes, shift, table: Vec::new(), mini_table: Vec::new(), mini: Vec::new(), entries: Vec::new() };
        for place in 0..IN_HEAD {
            let sector = number32(bytes, 76 + 4 * place)?;
            if sector < LAST_SECTOR {
                compound.table.extend(numbers(compound.sector(sector)?));
            }
        }
        let directory = compound.chain(number32(bytes, 48)?)?;
        compound.entries = directory.chunks_exact(128).filter_map(entry).collect();
        compound.mini_table = match number32(bytes, 60)? {
            start if start < LAST_SECTOR => numbers(&compound.chain(start)?).collect(),
            _ => Vec::new(),
        };
        let root = compound.entries.first()?;
        compound.mini = if root.start < LAST_SECTOR { compound.chain(root.start)? } else { Vec::new() };
        Some(compound)
    }

    /// Whether there is a stream or folder of that name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut stream = if entry.bytes < MINI_BELOW {
            follow(entry.start, &self.mini_table, |sector| self.mini.get(64 * sector..64 * (sector + 1)))?
        } else {
            self.chain(entry.start)?
        };
        stream.truncate(usize::try_from(entry.bytes).ok()?);
        Some(stream)
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        follow(start, &self.table, |sector| self.sector(sector as u32))
    }

    /// The bytes of a sector; the last one may be cut.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let begin = (number as usize).checked_add(1)? << self.shift;
        let end = (begin + (1 << self.shift)).min(self.bytes.len());
        self.bytes.get(begin..end)
    }
}

/// The bytes of all sectors of a chain; `None` when it turns back on itself or leads out of the file.
fn follow<'s>(start: u32, table: &[u32], sector: impl Fn(usize) -> Option<&'s [u8]>) -> Option<Vec<u8>> {
    let (mut at, mut bytes) = (start, Vec::new());
    for _ in 0..=table.len() {
        if at >= LAST_SECTOR {
            return Some(bytes);
        }
        bytes.extend_from_slice(sector(at as usize)?);
        at = *table.get(at as usize)?;
    }
    None
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(number16(bytes, 64)?).checked_sub(2)?;
    let name: Vec<u16> =
        bytes.get(..length.min(64))?.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    let size = u64::from(number32(bytes, 120)?);
    Some(Entry { name: String::from_utf16_lossy(&name), start: number32(bytes, 116)?, bytes: size })
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
