//! What stands on the X display, as a person would see it, and what a person does there with the window manager.

use image::{ImageFormat, RgbImage};
use std::{
    io::Cursor,
    time::{Duration, Instant},
};
use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::xproto::{
        AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat as Transfer, MapState, Window,
    },
    rust_connection::RustConnection,
};

/// `WM_STATE` of a window that is minimised (ICCCM 4.1.3.1).
const ICONIC: u32 = 3;

/// The X display of the tests.
pub struct Screen {
    pub(super) display: RustConnection,
    pub(super) root: Window,
    /// Pixels of the whole screen.
    pub size: (u16, u16),
}

/// Where something stands on the screen, in pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub x: i16,
    pub y: i16,
    pub width: u16,
    pub height: u16,
}

impl Screen {
    /// The display that the environment names.
    pub fn open() -> Screen {
        Screen::named(None)
    }

    /// The display of that name; without one, that of the environment.
    pub fn named(name: Option<&str>) -> Screen {
        let (display, number) = x11rb::connect(name).expect("an X display (cargo xtask test starts one)");
        let (root, size) = {
            let screen = &display.setup().roots[number];
            (screen.root, (screen.width_in_pixels, screen.height_in_pixels))
        };
        Screen { display, root, size }
    }

    /// The largest window, the upper one of two of a size, as PNG.
    pub fn capture(&self) -> Vec<u8> {
        self.capture_of(self.largest())
    }

    /// A window, as PNG.
    pub fn capture_of(&self, window: Window) -> Vec<u8> {
        let Place { width, height, .. } = self.place(window);
        let grab = self.display.get_image(Transfer::Z_PIXMAP, window, 0, 0, width, height, u32::MAX);
        let pixels = grab.expect("the display answers").reply().expect("the window's pixels").data;
        let picture = RgbImage::from_fn(width.into(), height.into(), |x, y| {
            let at = ((y * u32::from(width) + x) * 4) as usize;
            image::Rgb([pixels[at + 2], pixels[at + 1], pixels[at]])
        });
        let mut png = Cursor::new(Vec::new());
        picture.write_to(&mut png, ImageFormat::Png).expect("a PNG");
        png.into_inner()
    }

    /// The largest window, the upper one of two of a size.
    pub fn largest(&self) -> Window {
        self.shown().into_iter().max_by_key(|window| self.area(*window)).expect("a window on the display")
    }

    /// Windows that can be seen, the lowest first.
    pub fn shown(&self) -> Vec<Window> {
        self.children(self.root).into_iter().filter(|window| self.is_viewable(*window)).collect()
    }

    /// The program's window, waited for: the largest that takes drops, below whatever frame the window manager gave it.
    pub async fn program(&self) -> Window {
        self.wait_until("the program shows its window", || self.find_program().is_some()).await;
        self.find_program().expect("the program's window")
    }

    /// Where a window stands.
    pub fn place(&self, window: Window) -> Place {
        let size = self.display.get_geometry(window).expect("the display answers").reply().expect("a window");
        let corner = self.display.translate_coordinates(window, self.root, 0, 0);
        let corner = corner.expect("the display answers").reply().expect("a window");
        Place { x: corner.dst_x, y: corner.dst_y, width: size.width, height: size.height }
    }

    /// Waits until the window stands at exactly that place.
    pub async fn wait_for_place(&self, window: Window, wanted: Place) {
        self.wait_until(&format!("the window stands at {wanted:?}"), || self.place(window) == wanted).await;
    }

    /// Minimises a window, as the button in its frame does.
    pub async fn minimise(&self, window: Window) {
        self.tell_manager("WM_CHANGE_STATE", window, ICONIC);
        self.wait_until("the window manager has minimised the window", || !self.is_viewable(window)).await;
    }

    /// Closes a window, as the button in its frame does.
    pub fn close(&self, window: Window) {
        self.tell_manager("_NET_CLOSE_WINDOW", window, CURRENT_TIME);
    }

    /// Waits until the window can be seen and has the keys.
    pub async fn wait_until_active(&self, window: Window) {
        let active = || {
            let name = self.atom("_NET_ACTIVE_WINDOW");
            let property = self.display.get_property(false, self.root, name, AtomEnum::WINDOW, 0, 1);
            let property = property.expect("the display answers").reply().expect("a property");
            property.value32().and_then(|mut windows| windows.next())
        };
        self.wait_until("the window is in front", || self.is_viewable(window) && active() == Some(window)).await;
    }

    /// The number of a name.
    pub(super) fn atom(&self, name: &str) -> u32 {
        let answer = self.display.intern_atom(false, name.as_bytes()).expect("the display answers");
        answer.reply().expect("an atom").atom
    }

    fn find_program(&self) -> Option<Window> {
        let aware = self.atom("XdndAware");
        let mut open = vec![self.root];
        let mut found = Vec::new();
        while let Some(parent) = open.pop() {
            for window in self.children(parent) {
                let property = self.display.get_property(false, window, aware, AtomEnum::ANY, 0, 1);
                match property.expect("the display answers").reply() {
                    Ok(version) if version.value_len > 0 && self.is_viewable(window) => found.push(window),
                    _ => open.push(window),
                }
            }
        }
        found.into_iter().max_by_key(|window| self.area(*window))
    }

    fn tell_manager(&self, name: &str, window: Window, word: u32) {
        let message = ClientMessageEvent::new(32, window, self.atom(name), [word, 0, 0, 0, 0]);
        let mask = EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT;
        self.display.send_event(false, self.root, mask, message).expect("the display answers");
        self.display.flush().expect("the display answers");
    }

    async fn wait_until(&self, what: &str, reached: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !reached() {
            assert!(Instant::now() < deadline, "not within 10 s: {what}");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Windows of a window, the lowest first; none when it has just gone.
    fn children(&self, window: Window) -> Vec<Window> {
        let tree = self.display.query_tree(window).expect("the display answers");
        tree.reply().map(|tree| tree.children).unwrap_or_default()
    }

    fn is_viewable(&self, window: Window) -> bool {
        let attributes = self.display.get_window_attributes(window).expect("the display answers");
        attributes.reply().is_ok_and(|found| found.map_state == MapState::VIEWABLE)
    }

    fn area(&self, window: Window) -> u32 {
        let size = self.display.get_geometry(window).expect("the display answers");
        size.reply().map(|size| u32::from(size.width) * u32::from(size.height)).unwrap_or_default()
    }
}
