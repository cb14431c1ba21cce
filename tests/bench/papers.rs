//! Two hundred papers brought into the vault in the real window: 180 photos of 12 megapixels and 20 scanned PDFs of 20 pages.
//! How fluent the window stays, what memory it takes, and whether it says how far it is.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and stops")]

#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
#[path = "../support/mod.rs"]
mod support;

fn main() {
    // `cargo test --benches` and clippy only ask whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    #[cfg(target_os = "linux")]
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(measure::run());
    #[cfg(not(target_os = "linux"))]
    println!("The window is driven on Linux only: not measured here.");
}

#[cfg(target_os = "linux")]
mod measure {
    use super::{
        memory,
        support::{
            photos,
            window::{Desk, Window},
        },
    };
    use kaibo_media::{
        dossier::{self, DossierPage},
        page,
        run_sheet::RunSheet,
    };
    use serde::Deserialize;
    use std::{
        fs,
        path::{Path, PathBuf},
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
        thread,
        time::{Duration, Instant},
    };

    const PHOTOS: usize = 180;
    const PDFS: usize = 20;
    const PAGES: usize = 20;
    const PASSPHRASE: &str = "九点开播九点开播";
    /// How long the window is watched at rest, and how often its memory is looked at.
    const REST: Duration = Duration::from_secs(8);
    const LOOK: Duration = Duration::from_millis(200);
    /// Everything is brought in by then, on any machine.
    const PATIENCE_S: u64 = 3600;

    /// Watches every frame, and what is said of the progress, until it is told to stop.
    const WATCH: &str = "
        const watched = (window.watched = { frames: [], told: [] })
        let last
        function frame(now) {
            if (last !== undefined) watched.frames.push(now - last)
            last = now
            const said = document.querySelector('[data-testid=paper-progress]')?.innerText
            if (said && said !== watched.told.at(-1)) watched.told.push(said)
            if (window.watched === watched) requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
    ";
    const STOP: &str = "const watched = window.watched; window.watched = null; return watched";

    const LAST_SHOWN: &str = "
        const row = document.querySelector('li:last-child > [data-testid=paper-row]')
        row?.scrollIntoView()
        const image = row?.querySelector('img')
        return Boolean(image && image.complete && image.naturalWidth)
    ";

    #[derive(Deserialize)]
    struct Watched {
        /// Milliseconds from one frame to the next.
        frames: Vec<f64>,
        /// What was said of the progress.
        told: Vec<String>,
    }

    pub async fn run() {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = photos::different(folder.path(), PHOTOS);
        let pages = paths[..PAGES].to_vec();
        paths.extend((0..PDFS).map(|number| scanned(folder.path(), number, &pages)));
        // Nothing that a released program does not take: KAIBO_E2E_PROGRAM may name one.
        let mut desk = Desk::new();
        desk.without_keychain = true;
        let window = desk.open().await;
        window.type_into("passphrase-input", PASSPHRASE).await;
        window.type_into("passphrase-confirm", PASSPHRASE).await;
        window.click("passphrase-submit").await;
        window.click("welcome-practice").await;
        window.resize(1280, 800).await;
        window.click("nav-vault").await;
        window.drop_files("vault", &paths.iter().map(PathBuf::as_path).collect::<Vec<_>>()).await;
        window.find("paper-add-confirm").await;

        println!(
            "the window | seconds | frames | p50 | p95 | longest | memory of all processes, most | times it said how far"
        );
        println!("--- | --- | --- | --- | --- | --- | --- | ---");
        let (rest, _) = watched("at rest", &window, async || tokio::time::sleep(REST).await).await;
        let (taking, told) = watched("bringing in 200 papers, to the last picture", &window, async || {
            window.click("paper-add-confirm").await;
            window.find("paper-progress").await;
            let is_done = "return !document.querySelector('[data-testid=paper-progress]')";
            window.wait_until("everything is brought in", is_done, PATIENCE_S).await;
            window.wait_until("the last one is shown", LAST_SHOWN, 60).await;
        })
        .await;
        let listed = window.run("return document.querySelectorAll('[data-testid=paper-row]').length").await;
        println!(
            "memory while bringing in, against at rest: {:.2}; papers in the list: {listed}; said last: {told}",
            taking / rest
        );
        window.close().await;
    }

    /// Most MiB, and what was said last.
    async fn watched(what: &str, window: &Window, work: impl AsyncFnOnce()) -> (f64, String) {
        let (program, going) = (window.program_id(), Arc::new(AtomicBool::new(true)));
        let is_going = Arc::clone(&going);
        let looks = thread::spawn(move || {
            let mut most = 0f64;
            while is_going.load(Ordering::Relaxed) {
                most = most.max(memory::of_family_mib(program));
                thread::sleep(LOOK);
            }
            most
        });
        window.run(WATCH).await;
        let begun = Instant::now();
        work().await;
        let seconds = begun.elapsed().as_secs_f64();
        let Watched { mut frames, told } = serde_json::from_value(window.run(STOP).await).unwrap();
        going.store(false, Ordering::Relaxed);
        let most = looks.join().unwrap();
        frames.sort_by(f64::total_cmp);
        let at = |percent: usize| frames[(frames.len() - 1) * percent / 100];
        println!(
            "{what} | {seconds:.0} | {} | {:.1} ms | {:.1} ms | {:.0} ms | {most:.0} MiB | {}",
            frames.len(),
            at(50),
            at(95),
            at(100),
            told.len()
        );
        (most, told.last().cloned().unwrap_or_default())
    }

    /// A PDF of scanned pages, each another photo, no two files alike.
    fn scanned(folder: &Path, number: usize, photos: &[PathBuf]) -> PathBuf {
        let pages = photos.iter().enumerate().map(|(at, photo)| {
            let page = page(&fs::read(photo).unwrap()).unwrap();
            DossierPage {
                label: format!("合同 {number} 第 {} 页", at + 1),
                jpeg: page.jpeg,
                pixels: (page.width, page.height),
            }
        });
        let list = RunSheet { heading: format!("合同 {number}"), facts: String::new(), lines: Vec::new() };
        // The list is a page as well.
        let bytes = dossier::pdf(&list, &pages.skip(1).collect::<Vec<_>>()).unwrap();
        let path = folder.join(format!("合同{number:02}.pdf"));
        fs::write(&path, bytes).unwrap();
        path
    }
}
