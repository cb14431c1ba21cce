//! Stands in for the desktop's notifications on the session's bus: keeps what programs show, and clicks on it
//! (org.freedesktop.Notifications, freedesktop.org "Desktop Notifications Specification" 1.3).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use zbus::{Connection, connection::Builder, interface, object_server::SignalEmitter, zvariant::OwnedValue};

const PATH: &str = "/org/freedesktop/Notifications";

/// The service, as long as this value lives.
pub struct Notifications {
    bus: Connection,
    shown: Arc<Mutex<Vec<Shown>>>,
}

/// One notice; its number is its place, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub title: String,
    pub text: String,
}

struct Service(Arc<Mutex<Vec<Shown>>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        _app_name: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires_ms: i32,
    ) -> u32 {
        let mut shown = self.0.lock().expect("nobody panics with it");
        shown.push(Shown { title: summary, text: body });
        // A test shows a few.
        shown.len() as u32
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".into(), "actions".into()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("tests".into(), "Kaibo".into(), "1".into(), "1.3".into())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

impl Notifications {
    /// Takes its place on the session's bus.
    pub async fn start() -> Notifications {
        let shown = Arc::new(Mutex::new(Vec::new()));
        let bus = Builder::session().expect("a session's bus (cargo xtask test starts one)");
        let bus = bus.serve_at(PATH, Service(shown.clone())).expect("its object");
        let bus = bus.name("org.freedesktop.Notifications").expect("its name").build().await;
        Notifications { bus: bus.expect("the bus gives it the name"), shown }
    }

    /// Waits for a notice of that title, and says its number and text.
    pub async fn wait_for(&self, title: &str) -> (u32, String) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let shown = self.shown.lock().expect("nobody panics with it").clone();
            if let Some(place) = shown.iter().position(|one| one.title == title) {
                return (place as u32 + 1, shown[place].text.clone());
            }
            assert!(Instant::now() < deadline, "no notice '{title}' among {shown:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks on a notice until `done`: a program listens a moment after its notice is shown, and misses what is before.
    pub async fn click_until(&self, id: u32, done: impl Future) {
        let clicks = async {
            let emitter = SignalEmitter::new(&self.bus, PATH).expect("its path");
            loop {
                Service::action_invoked(&emitter, id, "default").await.expect("the bus takes it");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        };
        tokio::select! {
            _ = done => {}
            () = clicks => {}
        }
    }
}
