//! XML, one event after the other, within limits: on bytes in all and of one piece, on depth; no entities but the five of
//! XML.

use crate::{
    limit,
    refusal::{Reason, Refusal},
};
use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};
use std::io::{self, BufRead, Read};

/// A part of a workbook.
pub(super) struct Xml<R> {
    reader: Reader<Meter<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    pub fn new(meter: Meter<R>) -> Self {
        Xml { reader: Reader::from_reader(meter), buffer: Vec::new(), depth: 0 }
    }

    /// The next event; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Event<'_>>, Refusal> {
        self.buffer.clear();
        self.reader.get_mut().piece_left = limit::PIECE_BYTES;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(_) => return Err(self.reader.get_ref().refused.unwrap_or(Reason::Damaged).into()),
        };
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(Reason::Entities.into()),
            Event::Eof if self.depth > 0 => return Err(Reason::Damaged.into()),
            Event::Eof => return Ok(None),
            _ => {}
        }
        if self.depth > limit::DEPTH { Err(Reason::TooNested.into()) } else { Ok(Some(event)) }
    }
}

/// The value of an attribute, its prefix aside.
pub(super) fn attribute(tag: &BytesStart, name: &str) -> Result<Option<String>, Refusal> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Reason::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| Reason::Entities)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// The character that a reference stands for.
pub(super) fn resolve(reference: &BytesRef) -> Result<char, Refusal> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| Reason::Damaged)? {
        return Ok(character);
    }
    match reference.xml10_content().as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(Reason::Entities.into()),
    }
}

/// Counts what is unpacked.
pub(super) struct Meter<R> {
    source: R,
    /// Bytes that may still come.
    left: u64,
    /// Of the event at hand.
    piece_left: usize,
    refused: Option<Reason>,
}

impl<R: BufRead> Meter<R> {
    /// Reads `source`, which says to unpack to so many bytes.
    pub fn new(source: R, bytes: u64) -> Self {
        Meter { source, left: bytes, piece_left: limit::PIECE_BYTES, refused: None }
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece_left == 0 {
            self.refused = Some(Reason::CellTooLong);
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let there = self.source.fill_buf()?;
        if there.len() as u64 > self.left {
            self.refused = Some(Reason::UnpacksTooLarge);
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        Ok(there)
    }

    fn consume(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes as u64);
        self.piece_left = self.piece_left.saturating_sub(bytes);
        self.source.consume(bytes);
    }
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let bytes = there.len().min(buffer.len());
        buffer[..bytes].copy_from_slice(&there[..bytes]);
        self.consume(bytes);
        Ok(bytes)
    }
}
