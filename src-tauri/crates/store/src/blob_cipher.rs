//! How a blob stands on disk: a header, then chunks of 64 KiB under XChaCha20-Poly1305 in STREAM mode.
//!
//! Each chunk carries its number and whether it is the last, so a file that was cut, reordered or changed by one bit
//! does not open. The header is bound to every chunk.

use crate::key::DerivedKey;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{
        Payload,
        stream::{DecryptorBE32, EncryptorBE32},
    },
};

/// Clear bytes in a chunk.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// Seven letters and the version of this form.
const MAGIC: [u8; 8] = *b"KAIBOFL\x01";
const NONCE: usize = 19;
const HEADER: usize = MAGIC.len() + NONCE;

/// The file does not open: cut, changed, or sealed with another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotWhole;

/// Seals `clear` under a nonce that was never used with this key.
pub(crate) fn seal(key: &DerivedKey, nonce: [u8; NONCE], clear: &[u8]) -> Result<Vec<u8>, NotWhole> {
    let mut sealed = Vec::with_capacity(HEADER + clear.len() + (clear.len() / CHUNK + 1) * TAG);
    sealed.extend_from_slice(&MAGIC);
    sealed.extend_from_slice(&nonce);
    let header = sealed.clone();
    let mut stream = EncryptorBE32::from_aead(XChaCha20Poly1305::new((&**key).into()), (&nonce).into());
    let mut rest = clear;
    while rest.len() > CHUNK {
        let (chunk, tail) = rest.split_at(CHUNK);
        let payload = Payload { msg: chunk, aad: &header };
        sealed.extend(stream.encrypt_next(payload).map_err(|_| NotWhole)?);
        rest = tail;
    }
    sealed.extend(stream.encrypt_last(Payload { msg: rest, aad: &header }).map_err(|_| NotWhole)?);
    Ok(sealed)
}

/// Opens what [`seal`] made.
pub(crate) fn open(key: &DerivedKey, sealed: &[u8]) -> Result<Vec<u8>, NotWhole> {
    let (header, mut rest) = sealed.split_at_checked(HEADER).ok_or(NotWhole)?;
    let nonce: &[u8; NONCE] = header.strip_prefix(&MAGIC).and_then(|tail| tail.try_into().ok()).ok_or(NotWhole)?;
    let mut stream = DecryptorBE32::from_aead(XChaCha20Poly1305::new((&**key).into()), nonce.into());
    let mut clear = Vec::with_capacity(rest.len());
    while rest.len() > CHUNK + TAG {
        let (chunk, tail) = rest.split_at(CHUNK + TAG);
        clear.extend(stream.decrypt_next(Payload { msg: chunk, aad: header }).map_err(|_| NotWhole)?);
        rest = tail;
    }
    clear.extend(stream.decrypt_last(Payload { msg: rest, aad: header }).map_err(|_| NotWhole)?);
    Ok(clear)
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
