//! What was written reads back, and what was cut, changed or made to harm does not.

use super::*;
use rstest::rstest;
use std::time::Instant;
use tempfile::TempDir;

const CHEAP: KdfParams = KdfParams { memory_kib: 64, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "请用电话告诉小李";

fn clear(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8).collect()
}

fn written(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("草稿.kaibo");
    let mut writer = TeamFileWriter::create(&path, PASSPHRASE, CHEAP).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap();
    path
}

fn read(path: &Path, passphrase: &str) -> Result<Vec<u8>, TeamFileError> {
    let (mut reader, mut bytes) = (TeamFileReader::open(path, passphrase)?, Vec::new());
    reader.read_to_end(&mut bytes).map_err(TeamFileError::of_stream)?;
    assert_eq!(bytes.len() as u64, reader.length());
    Ok(bytes)
}

#[rstest]
#[case(0)]
#[case(1)]
#[case(CHUNK - 1)]
#[case(CHUNK)]
#[case(CHUNK + 1)]
#[case(3 * CHUNK)]
#[case(3 * CHUNK + 17)]
fn what_was_written_reads_back(#[case] length: usize) {
    let folder = TempDir::new().unwrap();
    let path = written(&folder, &clear(length));
    assert_eq!(read(&path, PASSPHRASE).unwrap(), clear(length));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "and nothing stands beside it");
}

#[test]
fn a_file_is_read_anew_from_its_beginning() {
    let folder = TempDir::new().unwrap();
    let path = written(&folder, &clear(2 * CHUNK + 9));
    let mut reader = TeamFileReader::open(&path, PASSPHRASE).unwrap();
    let mut begun = vec![0; CHUNK + 7];
    reader.read_exact(&mut begun).unwrap();
    reader.rewind().unwrap();
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, clear(2 * CHUNK + 9));
}

#[test]
fn nothing_stands_in_clear_and_no_two_files_are_alike() {
    let folder = TempDir::new().unwrap();
    let text = "雪纺碎花连衣裙".repeat(40);
    let path = written(&folder, text.as_bytes());
    let first = fs::read(&path).unwrap();
    assert!(!first.windows(12).any(|window| window == &text.as_bytes()[..12]));
    let second = fs::read(written(&folder, text.as_bytes())).unwrap();
    assert_ne!(first[COSTS..], second[COSTS..]);
}

#[test]
fn another_passphrase_is_told_from_another_file() {
    let folder = TempDir::new().unwrap();
    let path = written(&folder, b"drafts");
    assert!(matches!(read(&path, "请用电话告诉小王"), Err(TeamFileError::WrongPassphrase)));
    for foreign in [&b""[..], b"KAIBO", b"PK\x03\x04 a spreadsheet", b"KAIBOFL\x01 a picture of ours"] {
        fs::write(&path, foreign).unwrap();
        assert!(matches!(read(&path, PASSPHRASE), Err(TeamFileError::Foreign)), "{foreign:?}");
    }
    assert!(matches!(read(folder.path(), PASSPHRASE), Err(TeamFileError::Foreign)), "a folder");
    assert!(matches!(read(&folder.path().join("none"), PASSPHRASE), Err(TeamFileError::Io(_))));
    let short = TeamFileWriter::create(&path, "7 chars", CHEAP);
    assert!(matches!(short.err(), Some(TeamFileError::ShortPassphrase)));
}

#[test]
fn a_file_of_a_later_version_says_so() {
    let folder = TempDir::new().unwrap();
    let path = written(&folder, b"drafts");
    let mut bytes = fs::read(&path).unwrap();
    bytes[7] = VERSION + 1;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(read(&path, PASSPHRASE), Err(TeamFileError::Newer)));
    bytes[7] = 0;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(read(&path, PASSPHRASE), Err(TeamFileError::Damaged)));
}

#[test]
fn a_header_that_asks_for_too_much_costs_nothing() {
    let folder = TempDir::new().unwrap();
    let path = written(&folder, b"drafts");
    let whole = fs::read(&path).unwrap();
    let begun = Instant::now();
    for (at, number) in [(8, 64 * 1024 * 1024), (8, u32::MAX), (8, 256 * 1024 + 1), (12, 9), (12, u32::MAX), (16, 5)] {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
        fs::write(&path, bytes).unwrap();
        assert!(matches!(read(&path, PASSPHRASE), Err(TeamFileError::Damaged)), "{number} at {at}");
    }
    assert!(begun.elapsed().as_millis() < 500, "it was spent before it was bounded");
}

#[test]
fn a_file_cut_at_any_place_does_not_read_to_its_end() {
    let folder = TempDir::new().unwrap();
    let path = written(&folder, &clear(2 * CHUNK + 100));
    let whole = fs::read(&path).unwrap();
    let chunk = CHUNK + TAG;
    let edges = [FRONT, FRONT + HEADER, FRONT + HEADER + TAG, FRONT + HEADER + chunk, FRONT + HEADER + 2 * chunk];
    let near = edges.iter().flat_map(|edge| [edge - 1, *edge, edge + 1]);
    let places: Vec<usize> = (7..FRONT + HEADER).chain(near).chain((1000..whole.len()).step_by(1013)).collect();
    assert!(places.len() > 250, "{}", places.len());
    for place in places {
        fs::write(&path, &whole[..place]).unwrap();
        assert!(matches!(read(&path, PASSPHRASE), Err(TeamFileError::Damaged)), "cut at {place}");
    }
    let mut longer = whole;
    longer.push(0);
    fs::write(&path, longer).unwrap();
    assert!(matches!(read(&path, PASSPHRASE), Err(TeamFileError::Damaged)), "continued");
}

#[test]
fn a_bit_flipped_at_any_place_is_found() {
    let folder = TempDir::new().unwrap();
    let path = written(&folder, &clear(CHUNK + 100));
    let whole = fs::read(&path).unwrap();
    let places = (0..FRONT + HEADER).chain((FRONT + HEADER..whole.len()).step_by(397));
    let mut tried = 0;
    for place in places {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(read(&path, PASSPHRASE).is_err(), "flipped at {place}");
        tried += 1;
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn what_is_not_finished_leaves_what_was_there() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("草稿.kaibo");
    fs::write(&path, "of yesterday").unwrap();
    let mut writer = TeamFileWriter::create(&path, PASSPHRASE, CHEAP).unwrap();
    writer.write_all(&clear(3 * CHUNK)).unwrap();
    drop(writer);
    assert_eq!(fs::read(&path).unwrap(), b"of yesterday");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
