//! The vault in a process of its own: a paper after the other, until it is killed; its lock, while its memory is read.

use super::{
    full_disk::{TIMES, leave},
    random::Random,
};
use image::{ImageFormat, Rgb, RgbImage};
use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess,
    view::{AppState, PaperPatch, PapersTake, Problem},
};
use kaibo_domain::{PaperId, vault::PaperKind};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The vault's own passphrase.
pub const PASSPHRASE: &str = "资料库的密码一二三";
/// What staff typed, and must not be found in any file.
pub const CANARIES: [&str; 4] = ["330106199001011234", "6222021234567890123", "13800138000", "金丝雀姓名"];

/// Opens the data, making the sample shop where there is none.
pub async fn open(folder: &Path) -> Desk {
    let config =
        DeskConfig { data_dir: folder.to_owned(), key: KeyAccess::Injected(hex_key()), on_change: Arc::new(|_| {}) };
    let desk = Desk::new(config);
    match desk.open().await {
        AppState::FirstStart => drop(desk.start_practice().await.unwrap()),
        AppState::Ready { .. } => {}
        other => panic!("{other:?}"),
    }
    desk
}

/// The key of every test's data.
pub const KEY: [u8; 32] = [
    7, 211, 34, 150, 91, 18, 240, 77, 162, 5, 199, 58, 133, 224, 46, 101, 12, 188, 73, 215, 39, 164, 250, 88, 141, 3,
    117, 232, 66, 179, 25, 206,
];

fn hex_key() -> String {
    KEY.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A scan that no other looks like; drawn of the number.
pub fn scan(folder: &Path, number: u64) -> PathBuf {
    let path = folder.join(format!("金丝雀姓名{number:016x}.png"));
    let number_spread = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let dot = |x: u32, y: u32| {
        let mixed =
            number_spread ^ u64::from(x / 8).wrapping_mul(0x9e37_79b9) ^ u64::from(y / 8).wrapping_mul(0x85eb_ca6b);
        Rgb([(mixed >> 3) as u8, (mixed >> 11) as u8, (mixed >> 19) as u8])
    };
    RgbImage::from_fn(160, 200, dot).save_with_format(&path, ImageFormat::Png).unwrap();
    path
}

/// Makes one paper of so many pages; with what must not be found.
pub async fn add(console: &Console, paths: Vec<PathBuf>) -> PaperId {
    let id = take(console, paths).await.unwrap();
    console.papers_save(id, typed()).await.unwrap();
    id
}

/// Makes one paper of so many pages, or says why not.
async fn take(console: &Console, paths: Vec<PathBuf>) -> Result<PaperId, Problem> {
    let request = PapersTake { paths, kind: Some(PaperKind::Identity), together: true, consent: true };
    let mut taken = console.papers_take(request, |_| ()).await?;
    match taken.iter_mut().find_map(|page| page.problem.take()) {
        Some(problem) => Err(problem),
        None => Ok(taken[0].paper.unwrap()),
    }
}

/// What staff type of it.
fn typed() -> PaperPatch {
    let [identity, bank, phone, holder] = CANARIES;
    PaperPatch {
        number: Some(format!("{identity} {bank} {phone}")),
        holder: Some(holder.into()),
        ..PaperPatch::default()
    }
}

/// In a child: adds papers of one to three pages without end: `ack <id> <pages>`.
pub async fn add_on(folder: &Path, random: &mut Random) {
    let desk = open(folder).await;
    let console = desk.console().unwrap();
    let scans = tempfile::tempdir_in(folder.parent().unwrap()).unwrap();
    println!("\n{}ready", super::child::MARK);
    loop {
        let pages = 1 + random.below(3);
        let paths = (0..pages).map(|_| scan(scans.path(), random.number())).collect();
        let id = add(&console, paths).await;
        println!("{}ack {id} {pages}", super::child::MARK);
        for scan in fs::read_dir(scans.path()).unwrap().flatten() {
            fs::remove_file(scan.path()).unwrap();
        }
    }
}

/// In a child: adds papers until the disk is full, and goes on when there is room; again and again.
pub async fn fill(disk: &Path, random: &mut Random) {
    let (folder, ballast) = (disk.join("data"), disk.join("ballast"));
    let scans = tempfile::tempdir().unwrap();
    let (mut desk, mut papers) = (open(&folder).await, HashMap::new());
    for time in 0..TIMES {
        leave(random.below(512 * 1024) as u64, &ballast);
        let mut console = desk.console().unwrap();
        let refused = loop {
            let paths: Vec<_> = (0..1 + random.below(3)).map(|_| scan(scans.path(), random.number())).collect();
            match take(&console, paths.clone()).await {
                Ok(id) => drop(papers.insert(id, paths.len() as u32)),
                Err(problem) => {
                    assert_eq!(problem.code, "store.disk-full", "time {time}");
                    break paths;
                }
            }
            assert!(papers.len() < 4000, "time {time}: the disk does not get full");
        };
        hold(&console, &papers, time).await;
        if random.chance(50) {
            desk.close().await;
            fs::remove_file(&ballast).unwrap();
            desk = open(&folder).await;
            console = desk.console().unwrap();
            hold(&console, &papers, time).await;
        } else {
            fs::remove_file(&ballast).unwrap();
        }
        // The same pages again, now that there is room.
        let pages = refused.len() as u32;
        let id = take(&console, refused).await.unwrap();
        console.papers_save(id, typed()).await.unwrap();
        papers.insert(id, pages);
        hold(&console, &papers, time).await;
        // Room for the next time.
        let ids: Vec<_> = papers.drain().map(|(id, _)| id).collect();
        console.papers_remove(ids.clone()).await.unwrap();
        console.papers_erase(ids).await.unwrap();
    }
}

/// Every paper is there with all its pages, and nothing else.
async fn hold(console: &Console, papers: &HashMap<PaperId, u32>, time: usize) {
    let listed = console.papers_list().await.unwrap();
    let there: HashMap<_, _> = listed.iter().map(|row| (row.id, row.pages)).collect();
    assert_eq!(&there, papers, "time {time}");
    for id in papers.keys() {
        assert_eq!(console.papers_check(*id).await.unwrap(), [], "time {time}");
    }
}

/// In a child: has a locked and an open vault in turn, each time it is given a byte; says which.
pub async fn lock_on(folder: &Path) {
    let desk = open(folder).await;
    let console = desk.console().unwrap();
    let scans = tempfile::tempdir().unwrap();
    desk.vault_choose_passphrase(String::new(), PASSPHRASE.into()).await.unwrap();
    let id = add(&console, vec![scan(scans.path(), 1)]).await;
    loop {
        assert_eq!(console.papers_check(id).await.unwrap(), []);
        println!("\n{}open", super::child::MARK);
        wait_for_byte();
        console.vault_lock();
        println!("\n{}locked", super::child::MARK);
        wait_for_byte();
        desk.vault_unlock(PASSPHRASE.into()).await.unwrap();
    }
}

fn wait_for_byte() {
    tokio::task::block_in_place(|| std::io::Read::read_exact(&mut std::io::stdin(), &mut [0]).unwrap());
}
