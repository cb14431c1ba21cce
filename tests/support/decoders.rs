//! Two decoders, neither of which is ours, for what stands on the screen.

use super::window::read_code;
use std::{
    io::Write,
    process::{Command, Stdio},
};

/// What the one code in a picture says, as two decoders read it; why not, where they do not both read the same.
pub fn read(png: &[u8]) -> Result<String, String> {
    let (first, second) = (read_code(png), read_by_zbar(png));
    match (first, second) {
        (Some(first), Some(second)) if first == second => Ok(first),
        (first, second) => Err(format!("rqrr read {first:?}, zbar {second:?}")),
    }
}

fn read_by_zbar(png: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(png).expect("the picture can be written");
    let mut zbar = Command::new("zbarimg");
    zbar.args(["--quiet", "--raw", "--set", "*.enable=0", "--set", "qrcode.enable=1"]).arg(file.path());
    let done = zbar.stderr(Stdio::null()).output().expect("zbarimg starts (cargo xtask test installs it)");
    let text = String::from_utf8(done.stdout).ok()?;
    let text = text.trim_end_matches('\n');
    (!text.is_empty() && !text.contains('\n')).then(|| text.to_owned())
}
