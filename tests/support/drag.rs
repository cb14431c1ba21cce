//! Files dragged in from a file manager: the source's side of the XDND protocol, version 5
//! (<https://www.freedesktop.org/wiki/Specifications/XDND/>).

use super::screen::Screen;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use x11rb::{
    CURRENT_TIME, NONE,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
            SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
        },
    },
    wrapper::ConnectionExt as _,
};

const VERSION: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(10);

/// Files over a window, the mouse button still down.
pub struct Drag {
    screen: Screen,
    source: Window,
    target: Window,
    uris: String,
}

impl Drag {
    /// Drags files to a point of a window, in its own pixels, and waits until the window says that it takes them.
    pub fn over(screen: Screen, target: Window, (x, y): (i16, i16), files: &[&Path]) -> Drag {
        let source = screen.display.generate_id().expect("an id");
        let (class, settings) = (WindowClass::INPUT_ONLY, CreateWindowAux::new().override_redirect(1));
        let made = screen.display.create_window(0, source, screen.root, -10, -10, 1, 1, 0, class, 0, &settings);
        made.expect("the display answers");
        let owned = screen.display.set_selection_owner(source, screen.atom("XdndSelection"), CURRENT_TIME);
        owned.expect("the display answers");
        let place = screen.place(target);
        let point = (u32::from((place.x + x) as u16) << 16) | u32::from((place.y + y) as u16);
        let (copy, list) = (screen.atom("XdndActionCopy"), screen.atom("text/uri-list"));
        let drag = Drag { screen, source, target, uris: files.iter().map(|file| uri(file) + "\r\n").collect() };
        drag.send("XdndEnter", [VERSION << 24, list, NONE, NONE]);
        let deadline = Instant::now() + PATIENCE;
        loop {
            drag.send("XdndPosition", [0, point, CURRENT_TIME, copy]);
            if drag.wait_for("XdndStatus")[1] & 1 == 1 {
                return drag;
            }
            assert!(Instant::now() < deadline, "the window does not take the files");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets go of the button.
    pub fn let_go(self) {
        self.send("XdndDrop", [0, CURRENT_TIME, 0, 0]);
        self.wait_for("XdndFinished");
    }

    /// Moves out of the window again. The window forgets a source that is gone: keep it until it has noticed.
    pub fn leave(&self) {
        self.send("XdndLeave", [0, 0, 0, 0]);
    }

    /// Sends one message of the protocol; its first word is always the source.
    fn send(&self, name: &str, [first, second, third, fourth]: [u32; 4]) {
        let words = [self.source, first, second, third, fourth];
        let message = ClientMessageEvent::new(32, self.target, self.screen.atom(name), words);
        let sent = self.screen.display.send_event(false, self.target, EventMask::NO_EVENT, message);
        sent.expect("the display answers");
        self.screen.display.flush().expect("the display answers");
    }

    /// Waits for the target's message, handing over the files whenever it asks for them.
    fn wait_for(&self, name: &str) -> [u32; 5] {
        let wanted = self.screen.atom(name);
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.screen.display.poll_for_event().expect("the display answers") {
                Some(Event::SelectionRequest(request)) => self.hand_over(&request),
                Some(Event::ClientMessage(message)) if message.type_ == wanted => return message.data.as_data32(),
                Some(_) => {}
                None if Instant::now() > deadline => panic!("no {name} from the window"),
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Answers a request for what is being dragged (ICCCM 2.2).
    fn hand_over(&self, request: &SelectionRequestEvent) {
        let list = self.screen.atom("text/uri-list");
        let display = &self.screen.display;
        let (requestor, property) = (request.requestor, request.property);
        if request.target == list {
            display.change_property8(PropMode::REPLACE, requestor, property, list, self.uris.as_bytes())
        } else if request.target == self.screen.atom("TARGETS") {
            display.change_property32(PropMode::REPLACE, requestor, property, AtomEnum::ATOM, &[list])
        } else {
            panic!("the window asks for what was not offered");
        }
        .expect("the display answers");
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        display.send_event(false, requestor, EventMask::NO_EVENT, answer).expect("the display answers");
        display.flush().expect("the display answers");
    }
}

/// `file:` address of a path, everything but plain characters percent-encoded.
fn uri(path: &Path) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    let text = path.to_str().expect("a readable path");
    "file://".chars().map(String::from).chain(text.bytes().map(encode)).collect()
}
