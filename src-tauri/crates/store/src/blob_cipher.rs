//! How a blob stands on disk: a header, then chunks of 64 KiB under XChaCha20-Poly1305 in STREAM mode.
//!
//! Each chunk carries its number and whether it is the last, so a file that was cut, reordered or changed by one bit
//! does not open. The header is bound to every chunk.

use crate::key::DerivedKey;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{
        Payload,
        stream::{NewStream, StreamBE32, StreamPrimitive},
    },
};

/// Clear bytes in a chunk.
pub(crate) const CHUNK: usize = 64 * 1024;
/// What a chunk has besides.
pub(crate) const TAG: usize = 16;
/// Seven letters and the version of this form.
const MAGIC: [u8; 8] = *b"KAIBOFL\x01";
/// Length of what no two files have in common.
pub(crate) const NONCE: usize = 19;
/// Length of the header.
pub(crate) const HEADER: usize = MAGIC.len() + NONCE;

/// The file does not open: cut, changed, or sealed with another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotWhole;

/// The chunks of one file, each by its place.
pub(crate) struct Chunks {
    stream: StreamBE32<XChaCha20Poly1305>,
    /// What the file begins with.
    pub header: [u8; HEADER],
}

impl Chunks {
    /// Of a file to be written, under a nonce that was never used with this key.
    pub fn of_nonce(key: &DerivedKey, nonce: [u8; NONCE]) -> Self {
        let mut header = [0; HEADER];
        header[..MAGIC.len()].copy_from_slice(&MAGIC);
        header[MAGIC.len()..].copy_from_slice(&nonce);
        Self { stream: StreamBE32::from_aead(XChaCha20Poly1305::new((&**key).into()), (&nonce).into()), header }
    }

    /// Of a file that begins so.
    pub fn of_header(key: &DerivedKey, header: &[u8]) -> Result<Self, NotWhole> {
        let nonce = header.strip_prefix(&MAGIC).and_then(|tail| tail.try_into().ok()).ok_or(NotWhole)?;
        Ok(Self::of_nonce(key, nonce))
    }

    /// Seals the chunk of that place; only the last may be shorter than [`CHUNK`].
    pub fn seal(&self, place: u32, is_last: bool, clear: &[u8]) -> Result<Vec<u8>, NotWhole> {
        let payload = Payload { msg: clear, aad: &self.header };
        self.stream.encrypt(place, is_last, payload).map_err(|_| NotWhole)
    }

    /// Opens the chunk of that place.
    pub fn open(&self, place: u32, is_last: bool, sealed: &[u8]) -> Result<Vec<u8>, NotWhole> {
        let payload = Payload { msg: sealed, aad: &self.header };
        self.stream.decrypt(place, is_last, payload).map_err(|_| NotWhole)
    }
}

/// Clear bytes of a file of that length.
pub(crate) fn clear_len(sealed: u64) -> Result<u64, NotWhole> {
    let body = sealed.checked_sub(HEADER as u64).filter(|body| *body >= TAG as u64).ok_or(NotWhole)?;
    let chunks = body.div_ceil((CHUNK + TAG) as u64);
    body.checked_sub(chunks * TAG as u64).ok_or(NotWhole)
}

/// The place of the last chunk of so many clear bytes.
pub(crate) fn last_place(clear: u64) -> Result<u32, NotWhole> {
    u32::try_from(clear.saturating_sub(1) / CHUNK as u64).map_err(|_| NotWhole)
}

/// Seals `clear` under a nonce that was never used with this key.
pub(crate) fn seal(key: &DerivedKey, nonce: [u8; NONCE], clear: &[u8]) -> Result<Vec<u8>, NotWhole> {
    let chunks = Chunks::of_nonce(key, nonce);
    let mut sealed = Vec::with_capacity(HEADER + clear.len() + (clear.len() / CHUNK + 1) * TAG);
    sealed.extend_from_slice(&chunks.header);
    let last = last_place(clear.len() as u64)?;
    for place in 0..=last {
        let from = place as usize * CHUNK;
        let chunk = &clear[from..clear.len().min(from + CHUNK)];
        sealed.extend(chunks.seal(place, place == last, chunk)?);
    }
    Ok(sealed)
}

/// Opens what [`seal`] made.
pub(crate) fn open(key: &DerivedKey, sealed: &[u8]) -> Result<Vec<u8>, NotWhole> {
    let (header, rest) = sealed.split_at_checked(HEADER).ok_or(NotWhole)?;
    let chunks = Chunks::of_header(key, header)?;
    let length = clear_len(sealed.len() as u64)?;
    let last = last_place(length)?;
    let mut clear = Vec::with_capacity(rest.len());
    for (place, chunk) in (0..=last).zip(rest.chunks(CHUNK + TAG)) {
        clear.extend(chunks.open(place, place == last, chunk)?);
    }
    if clear.len() as u64 == length { Ok(clear) } else { Err(NotWhole) }
}

/// A nonce from the operating system's randomness: 19 bytes never meet twice.
pub(crate) fn random_nonce() -> Result<[u8; NONCE], getrandom::Error> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    Ok(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use zeroize::Zeroizing;

    fn key() -> DerivedKey {
        Zeroizing::new([3; 32])
    }

    #[rstest]
    #[case(0)]
    #[case(1)]
    #[case(CHUNK - 1)]
    #[case(CHUNK)]
    #[case(CHUNK + 1)]
    #[case(2 * CHUNK)]
    #[case(3 * CHUNK + 5)]
    fn what_was_sealed_opens(#[case] length: usize) {
        let clear: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
        let sealed = seal(&key(), [9; NONCE], &clear).unwrap();
        assert_eq!(open(&key(), &sealed).unwrap(), clear);
        assert_eq!(open(&Zeroizing::new([4; 32]), &sealed), Err(NotWhole));
    }

    #[test]
    fn chunks_in_another_order_do_not_open() {
        let mut sealed = seal(&key(), [9; NONCE], &vec![1; 3 * CHUNK]).unwrap();
        let (first, second) = (HEADER..HEADER + CHUNK + TAG, HEADER + CHUNK + TAG);
        let chunk = sealed[first.clone()].to_vec();
        sealed.copy_within(second..second + CHUNK + TAG, HEADER);
        sealed[second..second + CHUNK + TAG].copy_from_slice(&chunk);
        assert_eq!(open(&key(), &sealed), Err(NotWhole));
    }

    #[test]
    fn a_file_cut_at_a_chunk_does_not_open() {
        let sealed = seal(&key(), [9; NONCE], &vec![1; 3 * CHUNK]).unwrap();
        assert_eq!(open(&key(), &sealed[..HEADER + CHUNK + TAG]), Err(NotWhole));
        assert_eq!(open(&key(), &sealed[..HEADER]), Err(NotWhole));
        assert_eq!(open(&key(), &[]), Err(NotWhole));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_flipped_bit_is_found(length in 0usize..(CHUNK + 100), place in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut sealed = seal(&key(), [9; NONCE], &vec![5; length]).unwrap();
            let place = place.index(sealed.len());
            sealed[place] ^= 1 << bit;
            prop_assert_eq!(open(&key(), &sealed), Err(NotWhole));
        }
    }
}
