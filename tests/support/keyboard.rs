//! Keyboard and mouse of the X display, as it is whichever program has the keys.

use super::screen::{Place, Screen};
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{
            BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt, GrabMode, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
            MOTION_NOTIFY_EVENT, ModMask,
        },
        xtest::ConnectionExt as _,
    },
};

/// Keysyms (X11, keysymdef.h): letters are their own lower-case ASCII.
const CONTROL: u32 = 0xffe3;
const ALT: u32 = 0xffe9;
const ESCAPE: u32 = 0xff1b;

/// A keyboard under nobody's fingers.
pub struct Keyboard(Screen);

impl Keyboard {
    /// That of the environment's display.
    pub fn open() -> Keyboard {
        Keyboard(Screen::open())
    }

    /// That of the display of that name.
    pub fn on(display: &str) -> Keyboard {
        Keyboard(Screen::named(Some(display)))
    }

    /// Presses Ctrl, Alt and a letter, and lets go of them.
    pub fn press_ctrl_alt(&self, letter: char) {
        self.press(&[CONTROL, ALT, u32::from(letter)]);
    }

    /// Clicks in the middle of that place, and presses Esc there.
    pub fn press_escape_at(&self, place: Place) {
        let (x, y) = (place.x + place.width as i16 / 2, place.y + place.height as i16 / 2);
        self.send(MOTION_NOTIFY_EVENT, 0, (x, y));
        self.send(BUTTON_PRESS_EVENT, 1, (0, 0));
        self.send(BUTTON_RELEASE_EVENT, 1, (0, 0));
        self.press(&[ESCAPE]);
    }

    /// Presses the keys one after the other, and lets go of them all.
    fn press(&self, keysyms: &[u32]) {
        let keys: Vec<_> = keysyms.iter().map(|keysym| self.code(*keysym)).collect();
        keys.iter().for_each(|key| self.send(KEY_PRESS_EVENT, *key, (0, 0)));
        keys.iter().rev().for_each(|key| self.send(KEY_RELEASE_EVENT, *key, (0, 0)));
    }

    fn send(&self, event: u8, detail: u8, (x, y): (i16, i16)) {
        let sent = self.0.display.xtest_fake_input(event, detail, 0, self.0.root, x, y, 0);
        sent.expect("the display answers").check().expect("an event of the devices");
    }

    /// Takes Ctrl, Alt and a letter for itself, as another program that has a shortcut, until it is dropped; says
    /// whether no other had it.
    pub fn take_ctrl_alt(&self, letter: char) -> bool {
        let held = ModMask::CONTROL | ModMask::M1;
        let key = self.code(u32::from(letter));
        let taken = self.0.display.grab_key(false, self.0.root, held, key, GrabMode::ASYNC, GrabMode::ASYNC);
        taken.expect("the display answers").check().is_ok()
    }

    /// The key that has this sign.
    fn code(&self, keysym: u32) -> u8 {
        let (first, last) = (self.0.display.setup().min_keycode, self.0.display.setup().max_keycode);
        let mapping = self.0.display.get_keyboard_mapping(first, last - first + 1).expect("the display answers");
        let mapping = mapping.reply().expect("the keys");
        let signs = mapping.keysyms.chunks(mapping.keysyms_per_keycode.into());
        let at = signs.zip(first..).find(|(signs, _)| signs.contains(&keysym));
        at.expect("a keyboard with that key").1
    }
}
