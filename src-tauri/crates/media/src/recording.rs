//! What the head of a recording says of it: that it is MP4 or MOV, whole, has a picture, how large and how long it is.
//!
//! Invariant: only heads of boxes and the index (`moov`) are read, however long the recording is; what breaks the parser
//! (Mozilla's `mp4parse`, which Firefox plays with) is damage.

use crate::{error::PictureError, fit::contained};
use mp4parse::{TrackType, read_mp4};
use std::io::{Cursor, Error, ErrorKind, Read, Seek, SeekFrom};
use thiserror::Error;

/// The index of an hour has a few MiB.
const INDEX_MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Boxes on the first level: a recording made in pieces has two for each second.
const BOXES_MAX: u32 = 200_000;

/// What a recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recording {
    /// How it is wrapped.
    pub container: Container,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Length in milliseconds; `None` where its head does not say, as of one made in pieces.
    pub duration_ms: Option<u64>,
}

/// How a recording is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// MP4.
    Mp4,
    /// QuickTime.
    Mov,
}

/// Why a file is no recording that is taken.
#[derive(Debug, Error)]
pub enum RecordingError {
    /// Neither MP4 nor MOV.
    #[error("neither MP4 nor MOV")]
    OtherContainer,
    /// Cut off, or broken.
    #[error("the recording is damaged")]
    Damaged,
    /// It has sound only.
    #[error("there is no picture in it")]
    NoPicture,
    /// It cannot be read.
    #[error("the recording cannot be read")]
    Io(#[source] Error),
}

impl From<Error> for RecordingError {
    fn from(error: Error) -> Self {
        if error.kind() == ErrorKind::UnexpectedEof { RecordingError::Damaged } else { RecordingError::Io(error) }
    }
}

/// Looks at the head of a recording.
///
/// # Errors
/// Any [`RecordingError`]; one that was cut off is [`RecordingError::Damaged`].
pub fn inspect(source: &mut (impl Read + Seek)) -> Result<Recording, RecordingError> {
    let length = source.seek(SeekFrom::End(0))?;
    let (mut head, mut container, mut at) = (Vec::new(), None, 0);
    for _ in 0..BOXES_MAX {
        if at == length {
            break;
        }
        let Some((kind, size)) = next_box(source, at, length)? else {
            return Err(if container.is_some() { RecordingError::Damaged } else { RecordingError::OtherContainer });
        };
        if &kind == b"ftyp" || &kind == b"moov" {
            if size > INDEX_MAX_BYTES {
                return Err(RecordingError::Damaged);
            }
            source.seek(SeekFrom::Start(at))?;
            let begin = head.len();
            source.take(size).read_to_end(&mut head)?;
            if &kind == b"ftyp" {
                container =
                    Some(if head[begin..].get(8..12) == Some(b"qt  ") { Container::Mov } else { Container::Mp4 });
            }
        }
        // Old QuickTime files have no box that says what they are, but begin with these.
        if container.is_none() && (&kind == b"moov" || &kind == b"mdat") {
            container = Some(Container::Mov);
        }
        if container.is_none() && &kind != b"free" && &kind != b"wide" && &kind != b"skip" {
            return Err(RecordingError::OtherContainer);
        }
        at += size;
    }
    let container = container.ok_or(RecordingError::OtherContainer)?;
    contained(|| read(&head, container).map_err(|_| PictureError::Damaged))
        .map_err(|_| RecordingError::Damaged)?
        .ok_or(RecordingError::NoPicture)
}

/// Kind and size of the box there; `None` where it does not fit into the file.
fn next_box(source: &mut (impl Read + Seek), at: u64, length: u64) -> Result<Option<([u8; 4], u64)>, Error> {
    const HEAD: u64 = 8;
    if length - at < HEAD {
        return Ok(None);
    }
    let mut head = [0; HEAD as usize];
    source.seek(SeekFrom::Start(at))?;
    source.read_exact(&mut head)?;
    let [a, b, c, d, kind @ ..] = head;
    let size = match u32::from_be_bytes([a, b, c, d]) {
        // Up to the end.
        0 => length - at,
        // The next eight bytes say.
        1 if length - at >= 2 * HEAD => {
            let mut large = [0; 8];
            source.read_exact(&mut large)?;
            u64::from_be_bytes(large)
        }
        size => size.into(),
    };
    Ok((size >= HEAD && size <= length - at).then_some((kind, size)))
}

/// `None` where no track has a picture.
fn read(head: &[u8], container: Container) -> mp4parse::Result<Option<Recording>> {
    let context = read_mp4(&mut Cursor::new(head))?;
    let pictures = context.tracks.iter().filter(|track| track.track_type == TrackType::Video);
    let largest = pictures.filter_map(|track| Some((track, track.tkhd.as_ref()?))).max_by_key(|(_, head)| head.width);
    Ok(largest.map(|(track, head)| {
        let times = track.duration.as_ref().zip(track.timescale.as_ref());
        let millis = times.and_then(|(duration, scale)| duration.0.checked_mul(1000)?.checked_div(scale.0));
        // Sixteen bits before the point, sixteen behind it (ISO 14496-12, 8.3.2).
        let (width, height) = (head.width >> 16, head.height >> 16);
        Recording { container, width, height, duration_ms: millis.filter(|millis| *millis > 0) }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::{Film, film};
    use proptest::prelude::*;

    fn look(bytes: &[u8]) -> Result<Recording, RecordingError> {
        inspect(&mut Cursor::new(bytes))
    }

    #[test]
    fn a_recording_is_known_by_its_head_wherever_that_stands() {
        for (brand, container) in [(b"isom", Container::Mp4), (b"qt  ", Container::Mov)] {
            for index_last in [false, true] {
                let made = film(&Film { brand: *brand, seconds: 75, index_last, ..Film::default() });
                let expected = Recording { container, width: 1080, height: 1920, duration_ms: Some(75_000) };
                assert_eq!(look(&made).unwrap(), expected);
            }
        }
        let pieces = film(&Film { seconds: 0, ..Film::default() });
        assert_eq!(look(&pieces).unwrap().duration_ms, None);
    }

    #[test]
    fn what_is_none_is_named() {
        let sound = film(&Film { picture: false, ..Film::default() });
        assert!(matches!(look(&sound), Err(RecordingError::NoPicture)));
        for other in
            [b"".as_slice(), b"RIFF....AVI LIST", b"\x1a\x45\xdf\xa3 matroska and more", b"MZ a program, longer"]
        {
            assert!(matches!(look(other), Err(RecordingError::OtherContainer)), "{other:?}");
        }
        let whole = film(&Film::default());
        for length in [whole.len() - 1, whole.len() / 2, 40] {
            assert!(matches!(look(&whole[..length]), Err(RecordingError::Damaged)), "{length}");
        }
        // A table that claims four milliards of entries takes no memory for them.
        let mut bomb = whole.clone();
        let table = whole.windows(4).position(|window| window == b"stts").unwrap();
        bomb[table + 8..table + 12].fill(0xff);
        assert!(matches!(look(&bomb), Err(RecordingError::Damaged)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn altered_heads_make_nothing_fall_over(place in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 1..9)) {
            let mut made = film(&Film { sound_bytes: 64, ..Film::default() });
            let place = place.index(made.len() - bytes.len());
            made[place..place + bytes.len()].copy_from_slice(&bytes);
            if let Ok(seen) = look(&made) {
                prop_assert!(seen.width <= 65_535 && seen.height <= 65_535);
            }
        }
    }
}
