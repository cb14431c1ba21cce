//! The goods list scrolled in the real window: 3,000 pixels a second through 100,000 goods. How long frames take, and for
//! how long a line in view stays empty.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and stops")]

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
    use super::support::{
        large,
        window::{Desk, TEST_KEY, Window},
    };
    use kaibo_console::{Clock as _, SystemClock};
    use kaibo_sandbox::{Sandbox, SandboxConfig};
    use serde::Deserialize;
    use std::{collections::HashMap, fs, iter};

    const GOODS: usize = 100_000;
    /// Pixels a millisecond.
    const SPEED: u32 = 3;
    /// Where a part begins, as a share of the list.
    const PARTS: [f64; 3] = [0.0, 0.5, 0.9];

    /// Scrolls for eight seconds and looks at every frame which lines in view are not drawn. A line is drawn when it shows
    /// its good; one that is on its way is empty.
    const SCROLL: &str = "
        const [HIGH, LASTS] = [64, 8000]
        const box = document.querySelector('[data-testid=goods-scroll]')
        const from = Math.floor(SHARE * box.scrollHeight)
        box.scrollTop = from
        return new Promise((resolve) => setTimeout(() => {
            const frames = [], blanks = [], empty = new Map()
            let begun, last
            function frame(now) {
                begun ??= now
                if (last !== undefined) frames.push(now - last)
                last = now
                const drawn = new Set()
                for (const line of box.querySelectorAll('[data-testid=goods-row]')) drawn.add(Number(line.dataset.index))
                const view = [Math.floor(box.scrollTop / HIGH), Math.ceil((box.scrollTop + box.clientHeight) / HIGH)]
                for (let line = view[0]; line < view[1]; line += 1)
                    if (!drawn.has(line) && !empty.has(line)) empty.set(line, now)
                for (const [line, since] of empty)
                    if (drawn.has(line) || line < view[0]) {
                        blanks.push(now - since)
                        empty.delete(line)
                    }
                box.scrollTop = from + (now - begun) * SPEED
                if (now - begun < LASTS) requestAnimationFrame(frame)
                else resolve({ frames, blanks, lines: (box.scrollTop - from) / HIGH })
            }
            requestAnimationFrame(frame)
        }, 1000))
    ";

    #[derive(Deserialize)]
    struct Seen {
        /// Milliseconds from one frame to the next.
        frames: Vec<f64>,
        /// Milliseconds for which a line in view was empty, for each that was.
        blanks: Vec<f64>,
        /// Lines that went by.
        lines: f64,
    }

    pub async fn run() {
        let platform = Sandbox::start(SandboxConfig::default()).await.unwrap();
        let mut desk = Desk::new();
        large::lay_out(&desk.data(), TEST_KEY, &platform, GOODS, SystemClock.now_ms()).await;
        // Offline: what is measured is the list.
        let address = platform.base_url().to_owned();
        platform.shutdown().await.unwrap();
        desk.env.push(("KAIBO_TEST_PRACTICE".into(), address));
        let window = desk.open().await;
        window.click("nav-goods").await;
        window.find("goods-row").await;
        window.resize(1280, 800).await;
        println!(
            "part of the list | frames | p50 | p95 | longest | processor, a frame | lines gone by | empty lines | longest empty"
        );
        println!("--- | --- | --- | --- | --- | --- | --- | --- | ---");
        // The same list at rest: what the machine gives.
        part(&window, 0.0, 0).await;
        for share in PARTS {
            part(&window, share, SPEED).await;
        }
        window.close().await;
    }

    /// Processor milliseconds that the program and its web processes have used.
    fn used_ms(program: u32) -> f64 {
        /// Of a second (getconf CLK_TCK).
        const TICK_MS: f64 = 10.0;
        let stats = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            // After the name come the state, the parent, and as the twelfth and thirteenth the ticks used.
            let fields: Vec<_> = stat.rsplit(')').next()?.split_whitespace().collect();
            let (user, system): (f64, f64) = (fields[11].parse().ok()?, fields[12].parse().ok()?);
            Some((id, (fields[1].parse::<u32>().ok()?, user + system)))
        });
        let stats: HashMap<_, _> = stats.collect();
        let is_ours =
            |id: &u32| iter::successors(Some(*id), |id| stats.get(id).map(|stat| stat.0)).any(|id| id == program);
        stats.iter().filter(|(id, _)| is_ours(id)).map(|(_, stat)| stat.1 * TICK_MS).sum()
    }

    async fn part(window: &Window, share: f64, speed: u32) {
        let before = used_ms(window.program_id());
        let seen = window.run(&SCROLL.replace("SHARE", &share.to_string()).replace("SPEED", &speed.to_string())).await;
        let Seen { mut frames, mut blanks, lines } = serde_json::from_value(seen).unwrap();
        let used = (used_ms(window.program_id()) - before) / frames.len() as f64;
        frames.sort_by(f64::total_cmp);
        blanks.sort_by(f64::total_cmp);
        let at = |percent: usize| frames[(frames.len() - 1) * percent / 100];
        println!(
            "from {:.0} %, {speed} px/ms | {} | {:.1} ms | {:.1} ms | {:.1} ms | {used:.1} ms | {lines:.0} | {} | {:.0} ms",
            share * 100.0,
            frames.len(),
            at(50),
            at(95),
            at(100),
            blanks.len(),
            blanks.last().copied().unwrap_or_default(),
        );
    }
}
