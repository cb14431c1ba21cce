//! Stands in for the desktop's screen saver on the session's bus, and counts who keeps the displays awake
//! (org.freedesktop.ScreenSaver, freedesktop.org "Idle Inhibition Service Draft").

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use zbus::{Connection, connection::Builder, interface};

/// The screen saver, as long as this value lives.
pub struct ScreenSaver {
    _bus: Connection,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    last: u32,
    /// Who asked, by the number that was given for it.
    by: BTreeMap<u32, String>,
}

struct Service(Arc<Mutex<Held>>);

#[interface(name = "org.freedesktop.ScreenSaver")]
impl Service {
    fn inhibit(&self, application: String, _reason: String) -> u32 {
        let mut held = self.0.lock().expect("nobody panics with it");
        held.last += 1;
        let cookie = held.last;
        held.by.insert(cookie, application);
        cookie
    }

    fn un_inhibit(&self, cookie: u32) {
        self.0.lock().expect("nobody panics with it").by.remove(&cookie);
    }
}

impl ScreenSaver {
    /// Takes its place on the session's bus.
    pub async fn start() -> ScreenSaver {
        let held = Arc::new(Mutex::new(Held::default()));
        let mut bus = Builder::session().expect("a session's bus (cargo xtask test starts one)");
        for path in ["/ScreenSaver", "/org/freedesktop/ScreenSaver"] {
            bus = bus.serve_at(path, Service(held.clone())).expect("its object");
        }
        let bus = bus.name("org.freedesktop.ScreenSaver").expect("its name").build().await;
        ScreenSaver { _bus: bus.expect("the bus gives it the name"), held }
    }

    /// Waits until somebody keeps the displays awake, or nobody does.
    pub async fn wait_until_held(&self, wanted: bool) {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let by = self.held.lock().expect("nobody panics with it").by.clone();
            if by.is_empty() != wanted {
                return;
            }
            assert!(Instant::now() < deadline, "wanted awake: {wanted}, but held by {by:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
