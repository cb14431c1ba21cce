//! A phone's HEIC made JPEG by the decoder that the system has: `heif-dec` or `heif-convert` (package libheif-examples)
//! on Linux, `sips` on macOS. Windows has one only inside its own programs.
//!
//! Invariants: the decoder runs as a child, in a folder of its own, with an end to its time and (on Linux) its memory;
//! whatever it writes is checked like any other JPEG.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Longest a child may take: ten times what 48 megapixels took on a slow machine.
const TIME: Duration = Duration::from_secs(30);
/// How often it is looked after.
const LOOK: Duration = Duration::from_millis(20);
/// The quality asked for: the picture is made smaller afterwards, so nothing of it shows.
const QUALITY: &str = "95";
/// Address space of a child, KiB, and its seconds of processor time; the shell sets both before it becomes the decoder.
const LIMITED: &str = "ulimit -v 3145728; ulimit -t 60; exec \"$0\" \"$@\"";

/// A decoder, and how it is spoken to.
struct Decoder {
    program: PathBuf,
    arguments: fn(&Path, &Path) -> Vec<PathBuf>,
    is_limited: bool,
}

/// The photo as JPEG; `None` where the system has no decoder, or its decoder does not read the file.
pub(super) fn to_jpeg(heic: &[u8]) -> Option<Vec<u8>> {
    to_jpeg_by(&decoder(&env::var_os("PATH")?)?, heic, TIME)
}

/// Whether the system has a decoder.
pub(super) fn has_decoder() -> bool {
    env::var_os("PATH").is_some_and(|path| decoder(&path).is_some())
}

fn decoder(search_path: &OsStr) -> Option<Decoder> {
    let find = |name: &str| env::split_paths(search_path).map(|folder| folder.join(name)).find(|path| path.is_file());
    if cfg!(target_os = "macos") {
        let arguments = |from: &Path, to: &Path| {
            let words = ["-s", "format", "jpeg", "-s", "formatOptions", QUALITY].map(PathBuf::from);
            words.into_iter().chain([from.to_owned(), "--out".into(), to.to_owned()]).collect()
        };
        return find("sips").map(|program| Decoder { program, arguments, is_limited: false });
    }
    if cfg!(windows) {
        return None;
    }
    let arguments = |from: &Path, to: &Path| vec!["-q".into(), QUALITY.into(), from.to_owned(), to.to_owned()];
    let program = ["heif-dec", "heif-convert"].into_iter().find_map(find)?;
    Some(Decoder { program, arguments, is_limited: true })
}

fn to_jpeg_by(decoder: &Decoder, heic: &[u8], time: Duration) -> Option<Vec<u8>> {
    // For the user only, and gone with everything in it at the end.
    let folder = tempfile::tempdir().ok()?;
    let (from, to) = (folder.path().join("photo.heic"), folder.path().join("photo.jpg"));
    fs::write(&from, heic).ok()?;
    let mut command = if decoder.is_limited {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", LIMITED]).arg(&decoder.program);
        shell
    } else {
        Command::new(&decoder.program)
    };
    command.args((decoder.arguments)(&from, &to)).current_dir(folder.path());
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    if !ends_well(child, time) {
        tracing::info!("the system's decoder did not read a HEIC picture");
        return None;
    }
    // Of a file with several pictures each gets a number.
    let first = folder.path().join("photo-1.jpg");
    [to, first].iter().find_map(|path| read(path))
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let is_small = fs::metadata(path).is_ok_and(|info| info.is_file() && info.len() <= kaibo_media::MAX_BYTES as u64);
    if is_small { fs::read(path).ok() } else { None }
}

/// Waits for the child; one that takes too long is ended.
fn ends_well(mut child: Child, time: Duration) -> bool {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if begun.elapsed() < time => thread::sleep(LOOK),
            _ => {
                // It may have ended by itself meanwhile; either way it is waited for, so that nothing is left of it.
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A folder with a decoder in it that does what the script says; its arguments are those of heif-convert.
    fn fake(script: &str) -> (tempfile::TempDir, Decoder) {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("heif-convert");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let decoder = decoder(folder.path().as_os_str()).unwrap();
        assert_eq!(decoder.program, program);
        (folder, decoder)
    }

    #[test]
    fn what_the_decoder_writes_comes_back_and_nothing_stays_behind() {
        let (folder, decoder) = fake("cat \"$3\" > \"$4\"; pwd > \"$(dirname \"$0\")/place\"");
        assert_eq!(to_jpeg_by(&decoder, b"photo", TIME).as_deref(), Some(b"photo".as_slice()));
        let place = fs::read_to_string(folder.path().join("place")).unwrap();
        assert!(!Path::new(place.trim()).exists(), "{place}");
        let (_folder, decoder) = fake("cat \"$3\" > photo-1.jpg; cat \"$3\" > photo-2.jpg");
        assert_eq!(to_jpeg_by(&decoder, b"first", TIME).as_deref(), Some(b"first".as_slice()));
    }

    #[test]
    fn a_decoder_that_fails_hangs_or_writes_nothing_gives_nothing() {
        for script in ["exit 1", "true", "ln -s /etc/hostname \"$4\"; exit 3"] {
            let (_folder, decoder) = fake(script);
            assert_eq!(to_jpeg_by(&decoder, b"photo", TIME), None, "{script}");
        }
        let (_folder, decoder) = fake("exec sleep 600");
        let begun = Instant::now();
        assert_eq!(to_jpeg_by(&decoder, b"photo", Duration::from_millis(100)), None);
        assert!(begun.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_decoder_has_bounds_and_none_is_no_fault() {
        let (_folder, bounded) = fake("ulimit -v > \"$4\"; ulimit -t >> \"$4\"");
        assert_eq!(to_jpeg_by(&bounded, b"photo", TIME).as_deref(), Some(b"3145728\n60\n".as_slice()));
        let empty = tempfile::tempdir().unwrap();
        assert!(decoder(empty.path().as_os_str()).is_none());
    }
}
