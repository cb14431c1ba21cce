//! Who fits pictures: Kaibo and its peers, each in a process of its own that stays, does what a line asks, and answers
//! with the processor time it took, all its threads together.

use kaibo_domain::{Focus, Slot};
use std::{
    fs,
    io::{BufRead, BufReader, Lines, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Set where the benchmark's own program is Kaibo's process.
const ROLE: &str = "KAIBO_FITS_PICTURES";
/// Pictures that every engine fits at a time, where it gets several.
const HANDS: usize = 2;

/// One of them, running.
pub struct Engine {
    pub name: &'static str,
    tag: &'static str,
    child: Child,
    wishes: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Engine {
    /// Kaibo first, then the peers that are installed; says which are not.
    pub fn all() -> Vec<Engine> {
        let ours = Command::new(std::env::current_exe().unwrap());
        let python = |tag: &str| {
            let mut command = Command::new("python3");
            command.args(["-c", include_str!("pillow.py"), tag]);
            command
        };
        let mut node = Command::new("node");
        node.args(["-e", include_str!("sharp.js")]);
        let known = [
            ("Kaibo", "kaibo", ours),
            ("sharp", "sharp", node),
            ("Pillow", "full", python("full")),
            ("Pillow with draft()", "draft", python("draft")),
        ];
        let started = known.into_iter().filter_map(|(name, tag, command)| {
            let engine = Engine::start(name, tag, command);
            if engine.is_none() {
                eprintln!("{name} is not installed: skipped");
            }
            engine
        });
        started.collect()
    }

    fn start(name: &'static str, tag: &'static str, mut command: Command) -> Option<Engine> {
        command.env(ROLE, "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let (wishes, answers) = (child.stdin.take()?, BufReader::new(child.stdout.take()?).lines());
        let mut engine = Engine { name, tag, child, wishes, answers };
        (engine.answers.next()?.ok()? == "ready").then_some(engine)
    }

    /// Fits the pictures; milliseconds of processor time.
    pub fn fit(&mut self, pictures: &[PathBuf]) -> f64 {
        let line: Vec<&str> = pictures.iter().map(|path| path.to_str().unwrap()).collect();
        writeln!(self.wishes, "{}", line.join("\t")).unwrap();
        let answer = self.answers.next().and_then(Result::ok);
        answer.and_then(|answer| answer.parse().ok()).unwrap_or_else(|| panic!("{} gave up on {line:?}", self.name))
    }

    /// Where its last result of a picture is.
    pub fn result_of(&self, picture: &Path) -> PathBuf {
        result(picture, self.tag)
    }

    /// The most memory its process has had, MB; nothing where the system does not tell.
    pub fn peak_mb(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn result(picture: &Path, tag: &str) -> PathBuf {
    PathBuf::from(format!("{}.{tag}.jpg", picture.display()))
}

/// In Kaibo's process: does what the lines ask, and says so. False in the benchmark itself.
pub fn serve() -> bool {
    if std::env::var_os(ROLE).is_none() {
        return false;
    }
    println!("ready");
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let paths: Vec<&Path> = line.split('\t').map(Path::new).collect();
        let begun = spent_ms();
        let next = AtomicUsize::new(0);
        let hand = || {
            while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                let fitted = kaibo_media::fit(&fs::read(path).unwrap(), Slot::Cover, Focus::CENTRE).unwrap();
                fs::write(result(path, "kaibo"), fitted.jpeg).unwrap();
            }
        };
        thread::scope(|scope| {
            (1..HANDS.min(paths.len())).for_each(|_| drop(scope.spawn(hand)));
            hand();
        });
        println!("{}", spent_ms() - begun);
    }
    true
}

/// Processor time of this process, user's and system's, milliseconds.
fn spent_ms() -> f64 {
    // SAFETY: all zeros is a valid rusage, which getrusage fills in.
    let usage = unsafe {
        let mut usage = std::mem::zeroed::<libc::rusage>();
        assert_eq!(libc::getrusage(libc::RUSAGE_SELF, &mut usage), 0);
        usage
    };
    let ms = |time: libc::timeval| time.tv_sec as f64 * 1e3 + time.tv_usec as f64 / 1e3;
    ms(usage.ru_utime) + ms(usage.ru_stime)
}
