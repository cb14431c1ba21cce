//! Check E4: the window is seen whatever became of the place where it stood.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{
    displays::{self, TwoDisplays},
    screen::{Place, Screen},
    window::Desk,
};
use serde_json::json;
use std::time::{Duration, Instant};

/// Waits until the program's window stands where `fits`.
async fn wait_until(what: &str, screen: &Screen, fits: impl Fn(Place) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let places: Vec<_> = screen.shown().into_iter().map(|window| screen.place(window)).collect();
        if places.iter().max_by_key(|place| place.width).is_some_and(|place| fits(*place)) {
            return;
        }
        assert!(Instant::now() < deadline, "{what}: {places:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Its upper left corner stands on the first display, with enough of it to be taken hold of.
fn is_seen(place: Place) -> bool {
    let (width, height) = (displays::SIZE.0 as i16, displays::SIZE.1 as i16);
    (0..width - 200).contains(&place.x) && (0..height - 200).contains(&place.y)
}

/// Writes down that the window stood there, as the window-state plugin does.
fn remember(desk: &Desk, (x, y): (i32, i32)) {
    let folder = desk.path().join("config/app.kaibo.desktop");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let state = json!({ "main": {
        "width": 1000, "height": 700, "x": x, "y": y, "prev_x": x, "prev_y": y,
        "maximized": false, "visible": true, "decorated": true, "fullscreen": false,
    } });
    std::fs::write(folder.join(".window-state.json"), state.to_string()).expect("the state can be written");
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_e4_a_window_is_seen_when_its_display_is_gone_and_when_it_stood_off_the_screen() {
    let mut desk = Desk::new();
    let displays = TwoDisplays::start(desk.path());
    desk.env.push(("DISPLAY".into(), displays.name.clone()));
    let screen = Screen::named(Some(&displays.name));
    let width = i32::from(displays::SIZE.0);

    // What is remembered is followed, as long as the display is there.
    let second = (width + 60, 40);
    remember(&desk, second);
    let window = desk.open().await;
    wait_until("it stands on the second display", &screen, |place| i32::from(place.x) >= width).await;
    window.click("welcome-practice").await;
    window.find("nav-today").await;
    window.close().await;

    displays.unplug();
    for (what, place) in [("its display is gone", second), ("it stood off the screen", (-6000, -6000))] {
        remember(&desk, place);
        let window = desk.open().await;
        window.find("nav-today").await;
        wait_until(what, &screen, is_seen).await;
        window.close().await;
    }
}
