//! The real window, driven through WebKitWebDriver (see the spike's section 5: no driver of Tauri's is needed).

use super::{drag::Drag, read_only, screen::Screen};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::Capabilities};
use kaibo_console::view::REPLY_MAX_BYTES;
use serde_json::json;
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The key that tests inject instead of the keychain's.
pub const TEST_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// One started program with its own data folder.
pub struct Window {
    pub(super) client: Client,
    driver: Child,
    pick: PathBuf,
    /// The X display it stands on, where it is not the tests' own.
    display: Option<String>,
    shots: Option<PathBuf>,
    shot: std::cell::Cell<u32>,
}

/// The program: the one built here, or an installed one.
fn program() -> PathBuf {
    std::env::var_os("KAIBO_E2E_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_kaibo").into(), PathBuf::from)
}

/// A folder that outlives restarts of the program.
pub struct Desk {
    folder: TempDir,
    /// Environment of the program besides the usual.
    pub env: Vec<(String, String)>,
    /// Whether the program behaves as where no keychain answers, instead of taking the test's key.
    pub without_keychain: bool,
    /// Whether the program may not write its data folder, until [`Window::give_back`].
    pub read_only: bool,
}

impl Desk {
    /// An empty desk: a first start.
    pub fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Desk { folder, env: Vec::new(), without_keychain: false, read_only: false }
    }

    /// The folder for files of the test's own.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The environment of a program on this desk.
    fn furnish(&self, command: &mut Command) {
        for (name, folder) in [("XDG_DATA_HOME", "share"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")] {
            command.env(name, self.folder.path().join(folder));
        }
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        command.env("KAIBO_DATA_DIR", self.data());
        command.env("KAIBO_TEST_PICK", self.folder.path().join("pick.txt"));
        if self.without_keychain {
            command.env("KAIBO_TEST_NO_KEYCHAIN", "1");
        } else {
            command.env("KAIBO_TEST_KEY", TEST_KEY);
        }
        command.envs(self.env.iter().cloned());
    }

    /// Starts the program once more beside a running one, undriven.
    pub fn start_again(&self) -> Child {
        let mut command = Command::new(program());
        self.furnish(&mut command);
        command.spawn().expect("the program starts")
    }

    /// Starts the program on this desk.
    pub async fn open(&self) -> Window {
        let pick = self.folder.path().join("pick.txt");
        let port = free_port();
        let mut command = match self.read_only {
            true => read_only::command("WebKitWebDriver", &self.data()),
            false => Command::new("WebKitWebDriver"),
        };
        command.args([format!("--port={port}"), "--host=127.0.0.1".into()]);
        command.stdout(Stdio::null());
        for name in ["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"] {
            command.env(name, "true");
        }
        self.furnish(&mut command);
        let driver = command.spawn().expect("WebKitWebDriver starts (cargo xtask test installs it)");
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": program(), "args": [] }));
        let address = format!("http://127.0.0.1:{port}");
        let client = connect(&address, capabilities).await;
        let shots = std::env::var_os("KAIBO_DEMO_DIR").map(PathBuf::from);
        let display = self.env.iter().find_map(|(name, value)| (name == "DISPLAY").then(|| value.clone()));
        let window = Window { client, driver, pick, display, shots, shot: std::cell::Cell::new(0) };
        let stands =
            "return document.readyState === 'complete' && document.querySelector('#app')?.firstElementChild != null";
        window.wait_until("the page stands", stands, 30).await;
        window
    }
}

async fn connect(address: &str, capabilities: Capabilities) -> Client {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let mut builder = ClientBuilder::new(hyper_connector());
        match builder.capabilities(capabilities.clone()).connect(address).await {
            Ok(client) => return client,
            Err(error) if Instant::now() > deadline => panic!("the window did not open: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

fn hyper_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Scrolls an element into view and waits until it has stood at one place for 60 ms; for 3 s at most.
const STANDS_STILL: &str = "
    return new Promise((done) => {
        let before, still = 0, tries = 0
        const look = () => {
            const element = document.querySelector(`[data-testid='TEST_ID']`)
            element?.scrollIntoView({ block: 'nearest' })
            const { x, y, width, height } = element?.getBoundingClientRect() ?? {}
            const place = [x, y, width, height].join()
            still = place === before ? still + 1 : 0
            before = place
            if (still === 3 || ++tries === 150) done(true)
            else setTimeout(look, 20)
        }
        look()
    })
";

impl Window {
    /// Answers the next file dialogs with `path`.
    pub fn answer_dialogs_with(&self, path: &Path) {
        fs::write(&self.pick, path.to_str().expect("a readable path")).expect("the answer can be written");
    }

    /// Lets the program write the data folder that was kept from it.
    pub fn give_back(&self, data: &Path) {
        read_only::give_back(self.driver.id(), data);
    }

    /// The element with that test id, waited for.
    pub async fn find(&self, test_id: &str) -> Element {
        self.find_css(&format!("[data-testid='{test_id}']")).await
    }

    /// The first element of a CSS selector, waited for.
    pub async fn find_css(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(Duration::from_secs(20)).every(Duration::from_millis(50));
        match wait.for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => panic!("no {css} in the window: {error}\n{}", self.page_text().await),
        }
    }

    /// Presses it as a mouse would, once it stands still: the place is looked up before the button goes down, and
    /// what moves meanwhile is missed without a word.
    pub async fn click(&self, test_id: &str) {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let element = self.find(test_id).await;
            self.run(&STANDS_STILL.replace("TEST_ID", test_id)).await;
            match element.click().await {
                Ok(()) => return,
                Err(error) if Instant::now() > deadline => panic!("{test_id} cannot be pressed: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Types into it, key by key.
    pub async fn type_into(&self, test_id: &str, text: &str) {
        let field = self.find(test_id).await;
        if let Err(error) = field.send_keys(text).await {
            panic!("{test_id} takes no keys: {error}");
        }
    }

    /// Empties an input, as select-all and delete do.
    pub async fn clear(&self, test_id: &str) {
        let field = self.find(test_id).await;
        field.send_keys("\u{e009}a\u{e000}\u{e003}").await.expect("the field takes keys");
    }

    /// Chooses appearance and language through the program's own command, as the settings page does.
    pub async fn choose(&self, appearance: &str, language: &str) {
        let script = format!(
            "return window.__TAURI_INTERNALS__.invoke('settings_set', {{ language: '{language}', appearance: '{appearance}' }}).then(() => true)"
        );
        self.run(&script).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }

    /// Chooses how large everything is drawn, as the settings page does.
    pub async fn choose_text(&self, size: &str) {
        let script = format!(
            "return window.__TAURI_INTERNALS__.invoke('settings_set', {{ textSize: '{size}' }}).then(() => true)"
        );
        self.run(&script).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }

    /// Presses keys on whatever has the focus.
    pub async fn press(&self, keys: &str) {
        let body = self.find_css("body").await;
        body.send_keys(keys).await.expect("the window takes keys");
    }

    /// The value of an input.
    pub async fn value(&self, test_id: &str) -> String {
        let field = self.find(test_id).await;
        field.prop("value").await.expect("a property").unwrap_or_default()
    }

    /// What stands in red under the field of that input; empty when nothing is wrong with it.
    pub async fn fault(&self, test_id: &str) -> String {
        let script = format!(
            "return document.querySelector(`[data-testid='{test_id}']`).closest('.field').querySelector('[role=alert]')?.innerText ?? ''"
        );
        self.run(&script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until `text` stands in red under the field of that input.
    pub async fn wait_for_fault(&self, test_id: &str, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(10);
        let mut seen = self.fault(test_id).await;
        while !seen.contains(text) {
            assert!(Instant::now() < deadline, "{test_id} says {seen:?}, not {text:?}\n{}", self.page_text().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
            seen = self.fault(test_id).await;
        }
    }

    /// Waits until nothing stands in red under the field of that input.
    pub async fn wait_until_no_fault(&self, test_id: &str) {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let seen = self.fault(test_id).await;
            if seen.is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "{test_id} still says {seen:?}\n{}", self.page_text().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Drags files from a file manager over an element, the button still down.
    pub async fn drag_files(&self, test_id: &str, files: &[&Path]) -> Drag {
        self.find(test_id).await;
        let script = format!(
            "const field = document.querySelector(`[data-testid='{test_id}']`);
            field.scrollIntoView({{ block: 'center' }});
            const box = field.getBoundingClientRect();
            // Larger text is a larger page in the same window.
            const zoom = Math.max(1, Math.round(outerWidth / innerWidth * 20) / 20);
            return [box.x + box.width / 2, box.y + box.height / 2].map(at => Math.round(at * zoom))"
        );
        let middle = serde_json::from_value(self.run(&script).await).expect("a place in the window");
        let screen = Screen::open();
        let program = screen.program().await;
        Drag::over(screen, program, middle, files)
    }

    /// Drags files onto an element and lets go.
    pub async fn drop_files(&self, test_id: &str, files: &[&Path]) {
        self.drag_files(test_id, files).await.let_go();
    }

    /// Waits until the element says `text`.
    pub async fn wait_for_text(&self, test_id: &str, text: &str, seconds: u64) {
        let deadline = Instant::now() + Duration::from_secs(seconds);
        let mut seen = String::new();
        while Instant::now() < deadline {
            if let Ok(element) = self.client.find(Locator::Css(&format!("[data-testid='{test_id}']"))).await {
                seen = element.text().await.unwrap_or(seen);
                if seen.contains(text) {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{test_id} did not say {text} within {seconds} s, but {seen:?}\n{}", self.page_text().await);
    }

    /// Waits until a script gives `true`.
    pub async fn wait_until(&self, what: &str, script: &str, seconds: u64) {
        let deadline = Instant::now() + Duration::from_secs(seconds);
        while Instant::now() < deadline {
            if self.client.execute(script, vec![]).await.is_ok_and(|value| value == json!(true)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("not within {seconds} s: {what}\n{}", self.page_text().await);
    }

    /// Runs a script in the window.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, vec![]).await.expect("the script runs")
    }

    /// What the window looks like, as PNG; kept under that name when a demo is being recorded.
    pub async fn screenshot(&self, name: &str) -> Vec<u8> {
        // Time for two frames, so that the picture shows what the page says.
        tokio::time::sleep(Duration::from_millis(150)).await;
        let png = Screen::named(self.display.as_deref()).capture();
        if let Some(folder) = &self.shots {
            fs::create_dir_all(folder).expect("the demo folder");
            self.shot.set(self.shot.get() + 1);
            fs::write(folder.join(format!("{:02}-{name}.png", self.shot.get())), &png)
                .expect("the screenshot is written");
        }
        png
    }

    /// For the guide: without passing notices, and as `NAME-en` in English too. Only while a demo is being recorded.
    pub async fn screenshot_both(&self, name: &str) {
        if self.shots.is_none() {
            return;
        }
        let gone = "return !document.querySelector('[data-testid=toast]')";
        self.wait_until("no notice stands in the picture", gone, 20).await;
        self.screenshot(name).await;
        self.choose("light", "en").await;
        self.screenshot(&format!("{name}-en")).await;
        self.choose("light", "zh-CN").await;
    }

    /// Waits until the editor shows the picture that was picked.
    pub async fn wait_for_picked_picture(&self) {
        self.find_css("img[src*='/whole']").await;
        self.wait_for_pictures().await;
    }

    /// Waits until every picture in the page has arrived.
    pub async fn wait_for_pictures(&self) {
        let script =
            "return [...document.images].filter(i => i.offsetParent).every(i => i.complete && i.naturalWidth > 0)";
        self.wait_until("all pictures are there", script, 20).await;
    }

    /// Resizes the window.
    pub async fn resize(&self, width: u32, height: u32) {
        let _ = self.client.set_window_size(width, height).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    async fn page_text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => format!("--- the window says:\n{}", body.text().await.unwrap_or_default()),
            Err(error) => format!("--- the window is gone: {error}"),
        }
    }

    /// Process id of the program: the one that this window's driver started.
    pub fn program_id(&self) -> u32 {
        self.find_program().expect("the program runs")
    }

    fn find_program(&self) -> Option<u32> {
        let program = fs::canonicalize(program()).ok()?;
        let parent = format!("PPid:\t{}", self.driver.id());
        fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            let same = fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == program);
            let status = same.then(|| fs::read_to_string(entry.path().join("status")).ok())??;
            status.lines().any(|line| line == parent).then_some(id)
        })
    }

    /// Ends the program as a crash would, and waits until it is gone.
    pub async fn kill(mut self) {
        let id = self.program_id().to_string();
        Command::new("kill").args(["-9", &id]).status().expect("kill runs");
        self.finish().await;
    }

    /// Closes the program as staff would, and waits until it is gone. No message to the page was too long meanwhile.
    pub async fn close(mut self) {
        // A released program counts none.
        let long = self.run("return (window.kaiboReplies?.long ?? []).join('; ')").await;
        assert_eq!(long, "", "messages of more than {REPLY_MAX_BYTES} bytes");
        let _ = self.client.clone().close().await;
        self.finish().await;
    }

    /// Waits until the program has ended by itself.
    pub async fn gone(mut self) {
        self.finish().await;
        assert!(self.find_program().is_none(), "the program goes on");
    }

    async fn finish(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.find_program().is_some() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(id) = self.find_program() {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Reads the one QR code in a screenshot: in the whole, else in a part of it, as a phone is held closer to the code.
/// (rqrr may take two icons of the window for corners of the code.)
pub fn read_code(png: &[u8]) -> Option<String> {
    let image = image::load_from_memory_with_format(png, image::ImageFormat::Png).ok()?.to_luma8();
    let (width, height) = image.dimensions();
    let parts = (0..9).map(|at| (at % 3 * width / 6, at / 3 * height / 6, width * 2 / 3, height * 2 / 3));
    std::iter::once((0, 0, width, height)).chain(parts).find_map(|(left, top, width, height)| {
        let pixel = |x, y| image.get_pixel(left + x as u32, top + y as u32).0[0];
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, pixel);
        prepared.detect_grids().iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
    })
}
