//! The real engine in a process of its own, to be killed: this very test program started again, in a role.

use super::{
    away, backups, full_disk, moving,
    random::Random,
    shop::{FileClock, TurnedClock, client, clock_file, listed, open_desk, settled_within, submit, try_desk},
    storefront, vault,
};
use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess, SystemClock,
    view::{AppState, GoodsPatch, GoodsState},
};
use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::{Child as Process, Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

const ROLE: &str = "KAIBO_FAULT_ROLE";
const FOLDER: &str = "KAIBO_FAULT_FOLDER";
const ADDRESS: &str = "KAIBO_FAULT_ADDRESS";
const SEED: &str = "KAIBO_FAULT_SEED";
/// What its lines begin with; the test runner prints lines of its own.
pub const MARK: &str = "child ";

/// What a child does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Types into drafts as fast as they are acknowledged: `ack <id> <name>`.
    Autosave,
    /// Submits every draft, five at a time (`ack <id>`), carries what stands in the outbox, and says when all is
    /// `settled`. Its clock is [`FileClock`].
    Submit,
    /// Opens the data and says how that went; says it anew after each byte it is given: it opens again what did not
    /// open. Where the data may not be written, says what can be seen of them and why nothing is kept.
    Open,
    /// Fills the disk it is on, again and again.
    Fill,
    /// Hands in the one application there is, unless it is under way already (`handed`), and carries what waits.
    Apply,
    /// Fills the disk it is on with papers, again and again.
    FillPapers,
    /// Adds papers to the vault: `ack <id> <pages>`.
    Papers,
    /// Locks the vault and unlocks it, each time it is given a byte; says which it is.
    Lock,
    /// Publishes the storefront again and again: `ack <version>`.
    Publish,
    /// Publishes the storefront, once more after each byte it is given; says the version, or why not.
    PublishWhenTold,
    /// Fills the disk that it publishes to, again and again.
    FillSite,
    /// Changes something and takes a backup, again and again: `ack <id>`.
    BackUp,
    /// Changes something and copies it elsewhere, again and again: `ack <when> <hash of the content>`.
    CopyAway,
    /// Fills the disk that it copies to, again and again.
    FillAway,
    /// Moves the data from disk to disk, again and again: `ack <folder>`.
    Move,
    /// Moves data to a disk that gets full meanwhile, again and again.
    FillTarget,
    /// Calls until it is answered well, and says each time by how many KiB its memory grew at most.
    Swallow,
}

/// A running child; killed when dropped.
pub struct Child {
    process: Process,
    lines: mpsc::Receiver<String>,
}

impl Child {
    /// Starts one on a data folder.
    pub fn start(role: Role, folder: &Path, address: &str, seed: u64) -> Child {
        Self::run(command(role, folder, address, seed))
    }

    /// The same as somebody else, who owns nothing.
    pub fn start_as_nobody(role: Role, folder: &Path) -> Child {
        let mut command = command(role, folder, "", 0);
        // Root may write anything; somebody else (65534, 'nobody') may not.
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.uid(65_534);
        }
        Self::run(command)
    }

    /// Starts one by its [`command`].
    pub fn run(mut command: Command) -> Child {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = process.stdout.take().unwrap();
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // The runner's own words may stand before ours on the line.
                if let Some((_, said)) = line.split_once(MARK) {
                    let _ = send.send(said.to_owned());
                }
            }
        });
        Child { process, lines }
    }

    /// Its next line.
    pub fn line(&self) -> String {
        // The platform, which may run on this very thread, goes on meanwhile.
        tokio::task::block_in_place(|| self.lines.recv_timeout(Duration::from_secs(60)))
            .expect("the child says nothing")
    }

    /// Reads on until it says that; an acknowledgement on the way is passed over.
    pub fn until(&self, said: &str) {
        while self.line() != said {}
    }

    /// Has it go on: open again what did not open, or lock what is open.
    pub fn retry(&mut self) {
        self.process.stdin.as_mut().unwrap().write_all(b"!").unwrap();
    }

    /// Sends a signal by name.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(self.process.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// Its id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Kills it, waits for its end, and says what it had said and nobody had read.
    pub fn kill(mut self) -> Vec<String> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        // The pipe outlives the process: what was acknowledged is still read.
        self.lines.iter().collect()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The command line of a child.
pub fn command(role: Role, folder: &Path, address: &str, seed: u64) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "support::child::child_process_plays_its_role", "--nocapture", "--test-threads=1"]);
    command.env(ROLE, format!("{role:?}")).env(FOLDER, folder).env(ADDRESS, address).env(SEED, seed.to_string());
    command.stdin(Stdio::piped()).stderr(Stdio::null());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn child_process_plays_its_role() {
    if !play().await {
        // Nobody's child: has one of its own.
        let folder = tempfile::tempdir().unwrap();
        let child = Child::start(Role::Open, &folder.path().join("data"), "", 0);
        assert_eq!(child.line(), "FirstStart");
    }
}

/// In a child: plays the role until it is killed. Elsewhere does nothing, and says so.
async fn play() -> bool {
    let Ok(role) = env::var(ROLE) else { return false };
    let folder = env::var(FOLDER).unwrap();
    let address = env::var(ADDRESS).unwrap();
    let mut random = Random::new(env::var(SEED).unwrap().parse().unwrap());
    match role.as_str() {
        "Autosave" => autosave(Path::new(&folder), &address, &mut random).await,
        "Submit" => carry(Path::new(&folder), &address).await,
        "Apply" => apply(Path::new(&folder), &address).await,
        "FillPapers" => {
            vault::fill(Path::new(&folder), &mut random).await;
            println!("\n{MARK}full");
        }
        "Papers" => vault::add_on(Path::new(&folder), &mut random).await,
        "Lock" => vault::lock_on(Path::new(&folder)).await,
        "Publish" => storefront::publish_on(Path::new(&folder), &mut random, MARK).await,
        "PublishWhenTold" => storefront::publish_when_told(Path::new(&folder), &mut random, MARK).await,
        "FillSite" => {
            storefront::fill(Path::new(&folder), &mut random).await;
            println!("\n{MARK}full");
        }
        "BackUp" => backups::back_up_on(Path::new(&folder), &mut random, MARK),
        "CopyAway" => away::copy_on(Path::new(&folder), &mut random, MARK),
        "FillAway" => {
            away::fill(Path::new(&folder), &mut random);
            println!("\n{MARK}full");
        }
        "Move" => moving::move_on(Path::new(&folder), &mut random, MARK),
        "FillTarget" => {
            moving::fill(Path::new(&folder), &mut random);
            println!("\n{MARK}full");
        }
        "Swallow" => swallow(&address).await,
        "Fill" => {
            full_disk::play(Path::new(&folder), &mut random);
            println!("\n{MARK}full");
        }
        _ => open(Path::new(&folder)).await,
    }
    true
}

async fn autosave(folder: &Path, address: &str, random: &mut Random) {
    let desk = open_desk(folder, address, Arc::new(TurnedClock::default())).await;
    let console = desk.console().unwrap();
    let goods = listed(&console, "").await;
    println!("\n{MARK}ready");
    loop {
        let id = random.pick(&goods).id;
        let name = format!("手工布艺 {:016x}", random.number());
        let patch = GoodsPatch { name: Some(name.clone()), ..GoodsPatch::default() };
        let saved = console.goods_save(id, patch).await.unwrap();
        println!("{MARK}ack {id} {} {name}", saved.revision);
    }
}

async fn carry(folder: &Path, address: &str) {
    let desk = match try_desk(folder, address, Arc::new(FileClock(clock_file(folder)))).await {
        Ok(desk) => desk,
        Err(code) => return println!("\n{MARK}{code}"),
    };
    let console = desk.console().unwrap();
    println!("\n{MARK}ready");
    let rows = listed(&console, "布艺").await;
    let drafts: Vec<_> = rows.iter().filter(|row| row.state == GoodsState::Draft).map(|row| row.id).collect();
    for some in drafts.chunks(5) {
        submit(&console, some).await;
        for id in some {
            println!("{MARK}ack {id}");
        }
    }
    let goods: Vec<_> = rows.iter().map(|row| row.id).collect();
    settled_within(&console, &goods, Duration::from_secs(3600), "child").await;
    println!("{MARK}settled");
    std::future::pending::<()>().await;
}

async fn apply(folder: &Path, address: &str) {
    let desk = open_desk(folder, address, Arc::new(SystemClock)).await;
    let console = desk.console().unwrap();
    println!("\n{MARK}ready");
    let line = console.applying_list().await.unwrap().remove(0);
    if line.state.is_none() {
        console.applying_hand_in(line.id).await.unwrap();
    }
    println!("{MARK}handed");
    std::future::pending::<()>().await;
}

async fn swallow(address: &str) {
    let client = client(address, Duration::from_secs(30));
    client.check_credentials().await.unwrap();
    let memory = |name: &str| -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap()
    };
    loop {
        // Sets the peak back to what is used now (proc(5), clear_refs).
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = memory("VmRSS:");
        let answered = client.live_info(0, 100).await;
        println!("\n{MARK}{}", memory("VmHWM:").saturating_sub(before));
        if answered.is_ok() {
            break;
        }
    }
    std::future::pending::<()>().await;
}

async fn open(folder: &Path) {
    let config = DeskConfig {
        data_dir: folder.to_owned(),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    };
    let desk = Desk::new(config);
    let mut state = desk.open().await;
    loop {
        let said = match state {
            AppState::CannotOpen { problem } => problem.code,
            AppState::Ready { read_only: true, .. } => look(&desk.console().unwrap()).await,
            AppState::Ready { .. } => "ready".to_owned(),
            other => format!("{other:?}"),
        };
        println!("\n{MARK}{said}");
        if std::io::stdin().read(&mut [0]).is_ok_and(|bytes| bytes == 0) {
            return;
        }
        state = desk.reopen().await;
    }
}

/// What is seen of data that may not be written, and what a save, a submission and a reading are told.
async fn look(console: &Console) -> String {
    let goods = listed(console, "布艺").await;
    let first = console.goods_get(goods[0].id).await.unwrap();
    let patch = GoodsPatch { name: Some("不会留下".into()), ..GoodsPatch::default() };
    let refused = [
        console.goods_save(first.id, patch).await.map(drop),
        console.goods_submit(vec![first.id]).await.map(drop),
        console.sync_now().await,
    ];
    let refused = refused.map(|answer| answer.map_or_else(|problem| problem.code, |()| "kept".to_owned()));
    let names: Vec<_> = goods.into_iter().map(|good| good.name).collect();
    format!("{}: {}", refused.join(" "), names.join("|"))
}
