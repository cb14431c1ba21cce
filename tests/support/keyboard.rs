//! The keyboard of the X display, as it is whichever program has the keys.

use super::screen::Screen;
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{ConnectionExt, GrabMode, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, ModMask},
        xtest::ConnectionExt as _,
    },
};

/// Keysyms (X11, keysymdef.h): letters are their own lower-case ASCII.
const CONTROL: u32 = 0xffe3;
const ALT: u32 = 0xffe9;

/// A keyboard under nobody's fingers.
pub struct Keyboard(Screen);

impl Keyboard {
    /// That of the environment's display.
    pub fn open() -> Keyboard {
        Keyboard(Screen::open())
    }

    /// Presses Ctrl, Alt and a letter, and lets go of them.
    pub fn press_ctrl_alt(&self, letter: char) {
        let keys = [CONTROL, ALT, u32::from(letter)].map(|keysym| self.code(keysym));
        let strokes = keys.iter().map(|key| (KEY_PRESS_EVENT, *key));
        let releases = keys.iter().rev().map(|key| (KEY_RELEASE_EVENT, *key));
        for (stroke, key) in strokes.chain(releases) {
            let sent = self.0.display.xtest_fake_input(stroke, key, 0, self.0.root, 0, 0, 0);
            sent.expect("the display answers").check().expect("a key stroke");
        }
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
