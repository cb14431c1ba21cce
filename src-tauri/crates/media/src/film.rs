//! Recordings made for tests: a head as phones write it, and noise for pictures.

/// What the recording is to be.
pub struct Film {
    /// Its brand.
    pub brand: [u8; 4],
    /// Length.
    pub seconds: u32,
    /// Whether the index stands behind the pictures.
    pub index_last: bool,
    /// Whether it has a picture; only sound else.
    pub picture: bool,
    /// Bytes of pictures.
    pub sound_bytes: usize,
}

impl Default for Film {
    fn default() -> Self {
        Film { brand: *b"isom", seconds: 12, index_last: false, picture: true, sound_bytes: 3000 }
    }
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// The recording.
pub fn film(film: &Film) -> Vec<u8> {
    const SCALE: u32 = 600;
    const MATRIX: [u32; 9] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000];
    let duration = film.seconds * SCALE;
    let movie =
        [words(&[0, 0, 0, SCALE, duration, 0x10000, 0x0100_0000, 0, 0]), words(&MATRIX), words(&[0; 6]), words(&[2])];
    let (width, height) = if film.picture { (1080 << 16, 1920 << 16) } else { (0, 0) };
    let track = [words(&[7, 0, 0, 1, 0, duration, 0, 0, 0, 0]), words(&MATRIX), words(&[width, height])];
    let handler: &[u8; 4] = if film.picture { b"vide" } else { b"soun" };
    let tables = [
        boxed(b"stsd", &words(&[0, 0])),
        boxed(b"stts", &words(&[0, 1, 1, duration])),
        boxed(b"stsc", &words(&[0, 1, 1, 1, 1])),
        boxed(b"stsz", &words(&[0, film.sound_bytes as u32, 1])),
        boxed(b"stco", &words(&[0, 1, 48])),
    ];
    let media = [
        boxed(b"mdhd", &words(&[0, 0, 0, SCALE, duration, 0x55c4_0000])),
        boxed(b"hdlr", &[&words(&[0, 0]), handler.as_slice(), &words(&[0, 0, 0]), b"k\0"].concat()),
        boxed(b"minf", &boxed(b"stbl", &tables.concat())),
    ];
    let tracks = [boxed(b"tkhd", &track.concat()), boxed(b"mdia", &media.concat())];
    let index = boxed(b"moov", &[boxed(b"mvhd", &movie.concat()), boxed(b"trak", &tracks.concat())].concat());
    let kind = boxed(b"ftyp", &[film.brand.as_slice(), &[0, 0, 2, 0], film.brand.as_slice()].concat());
    let noise: Vec<u8> =
        (0..film.sound_bytes as u32).map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let pictures = boxed(b"mdat", &noise);
    if film.index_last { [kind, pictures, index].concat() } else { [kind, index, pictures].concat() }
}
