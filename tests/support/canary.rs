//! What must not be found, in every form in which it could stand in a file, and where it is looked for.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use memchr::memmem::Finder;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The marker as UTF-8, UTF-16 of both orders, hexadecimal, Base64 wherever it stands in what was encoded, and as in a URL.
pub fn forms(marker: &str) -> Vec<Vec<u8>> {
    let wide = marker.encode_utf16();
    let little: Vec<u8> = wide.clone().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = wide.flat_map(u16::to_be_bytes).collect();
    let hex = marker.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let url = utf8_percent_encode(marker, NON_ALPHANUMERIC).to_string();
    let mut forms = vec![marker.as_bytes().to_vec(), little, big];
    forms.extend([hex.to_uppercase(), hex, url.to_lowercase(), url].map(String::into_bytes));
    forms.extend((0..3).map(|before| in_base64(marker, before)));
    forms
}

/// The letters of Base64 that belong to the marker alone where so many bytes stand before it in a group of three.
fn in_base64(marker: &str, before: usize) -> Vec<u8> {
    let bytes = [&[0; 2][..before], marker.as_bytes()].concat();
    let letters = STANDARD_NO_PAD.encode(&bytes).into_bytes();
    let (first, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
    letters[first..end].to_vec()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The first file below the folder that holds one of the markers, and which, and how many files were looked through.
pub fn found(folder: &Path, markers: &[Vec<u8>]) -> (Option<(PathBuf, String)>, usize) {
    let all = files(folder);
    let count = all.len();
    let finders: Vec<_> = markers.iter().map(Finder::new).collect();
    let hit = all.into_iter().find_map(|path| {
        // A file that is being written may be gone again, and a socket is none.
        let bytes = fs::read(&path).unwrap_or_default();
        let finder = finders.iter().find(|finder| finder.find(&bytes).is_some())?;
        Some((path, String::from_utf8_lossy(finder.needle()).into_owned()))
    });
    (hit, count)
}
