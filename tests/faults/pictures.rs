//! Pictures that mean harm, and what a picture tells besides its pixels: checks C1 and C2 of the scorecard.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "steps that campaigns share stop at once, as tests do")]
#![allow(clippy::print_stdout, reason = "a campaign prints its line for the scorecard")]

#[path = "../../src-tauri/crates/media/src/corpus.rs"]
#[allow(dead_code, reason = "the crate's own tests use the rest")]
mod corpus;
mod hostile;
#[path = "support"]
#[allow(dead_code, reason = "other campaigns use the rest")]
mod support {
    pub mod campaign;
    pub mod random;
}

use corpus::{CORNERS, PLAIN, Style};
use image::{DynamicImage, ImageEncoder, RgbImage};
use kaibo_domain::{Focus, Slot};
use kaibo_media::{PictureError, fit, thumbnail};
use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use support::campaign::Campaign;

/// Longest that any picture may take (reliability anchors, C1).
const TIME: Duration = Duration::from_secs(3);
/// Most memory over what the program had: for one that is refused, for one that is read row by row, and for one that its
/// format demands whole (progressive JPEG, WebP).
const REFUSED_KIB: u64 = 64 * 1024;
const BY_ROWS_KIB: u64 = 64 * 1024;
const WHOLE_KIB: u64 = 256 * 1024;

/// Memory is measured: one campaign at a time.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work` and says how long it took and by how many KiB the program grew at most (0 where the system does not tell).
fn measured<T>(work: impl FnOnce() -> T) -> (T, Duration, u64) {
    // The mark of the most memory is set back to what is in use now.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = memory_kib("VmRSS:");
    let begun = Instant::now();
    let result = work();
    (result, begun.elapsed(), memory_kib("VmHWM:").saturating_sub(before))
}

/// Has the allocator give large pieces back at once. Else it learns to keep what one picture took for the next, which would
/// then be measured by what it takes beyond that.
fn give_back_what_is_freed() {
    #[cfg(target_env = "gnu")]
    // SAFETY: plain numbers; the threshold is the allocator's own to begin with, and setting it ends its learning.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 128 * 1024)
    };
}

fn memory_kib(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = status.lines().find_map(|text| text.strip_prefix(line)?.split_whitespace().next()?.parse().ok());
    value.unwrap_or_default()
}

#[test]
fn rel_c1_hostile_pictures() {
    let _alone = alone();
    give_back_what_is_freed();
    let mut campaign = Campaign::new("C1");
    let mut slowest = Duration::ZERO;
    let mut fitted = |what: &str, bytes: &[u8], most: u64| {
        let (result, took, grew) = measured(|| fit(bytes, Slot::Background, Focus::CENTRE));
        println!("C1: {what}: {:?} in {took:?}, {grew} KiB", result.as_ref().map(|_| ()));
        assert!(took <= TIME && grew <= most, "{what}: {took:?}, {grew} KiB");
        slowest = slowest.max(took);
        (result, grew)
    };
    let mut refused = 0;
    for (what, bytes, expected) in hostile::refused_by_header() {
        let (result, grew) = fitted(what, &bytes, REFUSED_KIB);
        assert_eq!(result, Err(expected), "{what}");
        refused = refused.max(grew);
    }
    for (what, bytes) in hostile::damaged() {
        let (result, grew) = fitted(what, &bytes, REFUSED_KIB);
        assert_eq!(result, Err(PictureError::Damaged), "{what}");
        refused = refused.max(grew);
    }
    campaign.figure("refused, most KiB over base", refused);
    let (mut by_rows, mut whole) = (0, 0);
    for (what, bytes, most) in hostile::heavy() {
        let (result, grew) = fitted(what, &bytes, most);
        assert!(result.is_ok(), "{what}: {result:?}");
        let counted = if most == WHOLE_KIB { &mut whole } else { &mut by_rows };
        *counted = grew.max(*counted);
    }
    campaign.figure("read by rows, most KiB over base", by_rows);
    campaign.figure("read whole, most KiB over base", whole);
    campaign.figure("slowest ms", slowest.as_millis() as u64);

    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let seeds = hostile::sound();
    let rounds = campaign.count(2_000, 1_000_000, 1_000_000);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
    }));
    let mut accepted = 0;
    for round in 0..rounds {
        let bytes = hostile::altered(&seeds, &mut campaign.round(round));
        let begun = Instant::now();
        let fitted = fit(&bytes, Slot::Goods, Focus::CENTRE);
        let whole = thumbnail(&bytes, 64, 0);
        let is_kept = fitted.as_ref().is_ok_and(|fitted| (fitted.width, fitted.height) == (300, 300));
        if begun.elapsed() > TIME || (fitted.is_ok() && !is_kept) || whole.is_ok_and(|whole| whole.width > 64) {
            std::panic::set_hook(before);
            panic!("round {round}");
        }
        accepted += usize::from(is_kept);
    }
    std::panic::set_hook(before);
    campaign.figure("altered files", rounds);
    campaign.figure("of them still pictures", accepted);
    campaign.figure("panics of decoders, contained", PANICS.load(Ordering::Relaxed));
    assert!(accepted < rounds && accepted > 0);
}

#[test]
fn rel_c2_nothing_but_pixels_comes_out() {
    let _alone = alone();
    let mut campaign = Campaign::new("C2");
    let mut clean = 0;
    let samples = hostile::telling();
    for (what, bytes) in &samples {
        for secret in hostile::SECRETS {
            assert!(bytes.windows(secret.len()).any(|window| window == secret), "{what} holds none of {secret:?}");
        }
        for fitted in [fit(bytes, Slot::Goods, Focus::CENTRE).unwrap(), thumbnail(bytes, 320, 0).unwrap()] {
            hostile::assert_bare(&fitted.jpeg, what);
            let picture = turbojpeg::decompress(&fitted.jpeg, turbojpeg::PixelFormat::RGB).unwrap();
            for (n, wanted) in CORNERS.into_iter().enumerate() {
                let x = if n % 2 == 0 { picture.width / 8 } else { picture.width - 1 - picture.width / 8 };
                let y = if n / 2 == 0 { picture.height / 8 } else { picture.height - 1 - picture.height / 8 };
                let found = &picture.pixels[3 * (y * picture.width + x)..][..3];
                let apart = found.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max().unwrap();
                assert!(apart < 16, "{what}, corner {n}: {found:?} for {wanted:?}");
            }
        }
        clean += 1;
    }
    campaign.figure("samples", samples.len());
    campaign.figure("of them bare and upright", clean);
    assert!(samples.len() >= 100 && clean == samples.len());
}
