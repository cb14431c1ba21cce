//! Which encoding a text file is in, and its text as UTF-8, piece by piece.

use crate::refusal::{Reason, Refusal};
use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// So much of the file's beginning tells its encoding.
pub(crate) const SAMPLE_BYTES: usize = 256 << 10;
/// GBK does not look like so many characters of UTF-8 by chance.
const CERTAIN: usize = 8;
/// Bytes that are decoded at once.
const PIECE: usize = 32 << 10;

/// The encoding of a file that begins so. `whole` when there is nothing behind.
pub(crate) fn detect(sample: &[u8], whole: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    // UTF-16 without a mark: every other byte of digits, commas and letters is NUL.
    let nul = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let half = sample.len() / 2;
    match (nul(0), nul(1)) {
        (0, high) if high > half / 4 && half > 1 => return UTF_16LE,
        (low, 0) if low > half / 4 && half > 1 => return UTF_16BE,
        _ => {}
    }
    if is_utf8(sample, whole) {
        return UTF_8;
    }
    // Spreadsheets of shops are GBK when they are not UTF-8. Big5 shows by what no Chinese writes: private characters.
    let lines = sample.iter().rposition(|byte| *byte == b'\n').filter(|_| !whole).map_or(sample, |end| &sample[..end]);
    let is_odd = |encoding: &'static Encoding| {
        let (text, _, had_errors) = encoding.decode(lines);
        had_errors || text.contains(|c| matches!(c, '\u{e000}'..='\u{f8ff}'))
    };
    if is_odd(GB18030) && !is_odd(BIG5) { BIG5 } else { GB18030 }
}

/// Whether the bytes are UTF-8: all of them, but for a character that the sample's end cuts, or so much that what is not
/// must be a fault.
fn is_utf8(sample: &[u8], whole: bool) -> bool {
    match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) if error.error_len().is_none() && !whole => true,
        Err(error) => {
            let sound = String::from_utf8_lossy(&sample[..error.valid_up_to()]);
            sound.chars().filter(|c| !c.is_ascii()).nth(CERTAIN).is_some()
        }
    }
}

/// Reads a source as UTF-8. It ends with an error at the first bytes that are no text, and remembers why and in which
/// line.
pub(crate) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    at: usize,
    /// The source has no more.
    ended: bool,
    /// The decoder has no more.
    over: bool,
    text: Vec<u8>,
    given: usize,
    /// Lines that are over.
    lines: u32,
    last: u8,
    refused: Option<Refusal>,
}

impl<R: Read> Decoded<R> {
    /// `first` are bytes of the source that were read already.
    pub fn new(source: R, encoding: &'static Encoding, first: Vec<u8>) -> Self {
        let decoder = encoding.new_decoder();
        Decoded {
            source,
            decoder,
            raw: first,
            at: 0,
            ended: false,
            over: false,
            text: Vec::new(),
            given: 0,
            lines: 0,
            last: 0,
            refused: None,
        }
    }

    /// Why reading ended with an error.
    pub fn refused(&self) -> Option<&Refusal> {
        self.refused.as_ref()
    }

    fn count(&mut self, decoded: usize) -> Option<Reason> {
        for byte in &self.text[..decoded] {
            match (*byte, self.last) {
                (0, _) => return Some(Reason::NotText),
                (b'\n', b'\r') => {}
                (b'\n' | b'\r', _) => self.lines += 1,
                _ => {}
            }
            self.last = *byte;
        }
        None
    }

    fn refuse(&mut self, reason: Reason) -> io::Error {
        self.refused = Some(Refusal::from(reason).at_row(self.lines + 1));
        io::ErrorKind::InvalidData.into()
    }
}

impl<R: Read> Decoded<R> {
    /// Decodes the next piece into `text`, which stays empty at the end.
    fn decode(&mut self) -> io::Result<()> {
        self.text.resize(PIECE, 0);
        let mut written = 0;
        while written == 0 && !self.over {
            if self.at == self.raw.len() && !self.ended {
                self.raw.resize(PIECE, 0);
                let read = self.source.read(&mut self.raw)?;
                self.raw.truncate(read);
                self.at = 0;
                self.ended = read == 0;
            }
            let (result, read, decoded) =
                self.decoder.decode_to_utf8_without_replacement(&self.raw[self.at..], &mut self.text, self.ended);
            self.at += read;
            written = decoded;
            if let Some(reason) = self.count(decoded) {
                return Err(self.refuse(reason));
            }
            match result {
                DecoderResult::Malformed(..) => return Err(self.refuse(Reason::MixedEncoding)),
                DecoderResult::InputEmpty => self.over = self.ended,
                DecoderResult::OutputFull => {}
            }
        }
        self.text.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.decode()?;
        }
        let bytes = buffer.len().min(self.text.len() - self.given);
        buffer[..bytes].copy_from_slice(&self.text[self.given..self.given + bytes]);
        self.given += bytes;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GBK;
    use rstest::rstest;

    const TEXT: &str = "商品名称,价格\n雪纺碎花连衣裙,199.00\n手冲咖啡豆,58\n";

    fn utf16(order: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        TEXT.encode_utf16().flat_map(order).collect()
    }

    #[rstest]
    #[case(TEXT.as_bytes().to_vec(), UTF_8)]
    #[case([b"\xef\xbb\xbf".as_slice(), TEXT.as_bytes()].concat(), UTF_8)]
    #[case(GBK.encode(TEXT).0.into_owned(), GB18030)]
    #[case(utf16(u16::to_le_bytes), UTF_16LE)]
    #[case(utf16(u16::to_be_bytes), UTF_16BE)]
    #[case([b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(), UTF_16LE)]
    fn encodings_are_told_apart(#[case] bytes: Vec<u8>, #[case] encoding: &'static Encoding) {
        assert_eq!(detect(&bytes, true), encoding);
        let mut text = String::new();
        Decoded::new(io::empty(), encoding, bytes).read_to_string(&mut text).unwrap();
        assert_eq!(text, TEXT);
    }
}
