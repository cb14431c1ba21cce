//! Shortcuts of 场控 that work while another program has the keyboard: what each does, and which keys it may have.
//!
//! While they are listened for, no other program gets these keys. A chord therefore needs two modifiers, so that no
//! program's own Ctrl+C is lost, or is a function key.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Keys that are pressed together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Chord {
    /// Ctrl, the same key on a Mac.
    pub ctrl: bool,
    /// Alt, ⌥ on a Mac.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// The Windows key, ⌘ on a Mac.
    pub meta: bool,
    /// The key by its place on the keyboard, as `KeyboardEvent.code` names it (W3C UI Events): `KeyN`, `Digit1`, `F9`.
    pub code: String,
}

impl Chord {
    fn ctrl_alt(code: &str) -> Self {
        Self { ctrl: true, alt: true, shift: false, meta: false, code: code.to_owned() }
    }

    fn fault(&self) -> Option<ChordFault> {
        let modifiers = [self.ctrl, self.alt, self.shift, self.meta].into_iter().filter(|held| *held).count();
        let one = |prefix: &str| self.code.strip_prefix(prefix).filter(|rest| rest.len() == 1);
        let is_letter = one("Key").is_some_and(|key| key.bytes().all(|byte| byte.is_ascii_uppercase()));
        let is_digit = one("Digit").is_some_and(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
        let number = self.code.strip_prefix('F').filter(|number| !number.starts_with(['0', '+']));
        let is_function = number.and_then(|number| number.parse().ok()).is_some_and(|at: u8| (1..=24).contains(&at));
        // Alt+F4 and its like belong to the desktop.
        let is_free = is_function && !(self.alt || self.meta);
        match is_letter || is_digit || is_function {
            false => Some(ChordFault::NotAKey),
            true if modifiers < 2 && !is_free => Some(ChordFault::TooPlain),
            true => None,
        }
    }
}

/// What a shortcut does in the control view that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LiveAction {
    /// Pushes the next good.
    Next,
    /// Mutes everybody, or ends that.
    Mute,
    /// Marks the item of the run of show as done.
    Done,
}

/// Which keys do what; none are listened for unless staff wish it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LiveKeys {
    /// Whether they are listened for while a control view is open.
    pub on: bool,
    /// Keys of [`LiveAction::Next`]; `None` for none.
    pub next: Option<Chord>,
    /// Keys of [`LiveAction::Mute`].
    pub mute: Option<Chord>,
    /// Keys of [`LiveAction::Done`].
    pub done: Option<Chord>,
}

impl Default for LiveKeys {
    /// Off; Ctrl+Alt and the letter that the control view itself has for it.
    fn default() -> Self {
        let [next, mute, done] = ["KeyN", "KeyM", "KeyD"].map(|code| Some(Chord::ctrl_alt(code)));
        Self { on: false, next, mute, done }
    }
}

/// Why keys cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChordFault {
    /// No letter, digit or function key.
    NotAKey,
    /// Fewer than two modifiers.
    TooPlain,
    /// Another action has them.
    Taken,
}

impl LiveKeys {
    /// Every action that has keys, with them.
    pub fn chords(&self) -> impl Iterator<Item = (LiveAction, &Chord)> {
        let all = [(LiveAction::Next, &self.next), (LiveAction::Mute, &self.mute), (LiveAction::Done, &self.done)];
        all.into_iter().filter_map(|(action, chord)| Some((action, chord.as_ref()?)))
    }

    /// The first action whose keys cannot be had, and why.
    pub fn fault(&self) -> Option<(LiveAction, ChordFault)> {
        let mut seen = Vec::new();
        self.chords().find_map(|(action, chord)| {
            let taken = seen.contains(&chord);
            seen.push(chord);
            let fault = chord.fault().or(taken.then_some(ChordFault::Taken))?;
            Some((action, fault))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// Keys written as `ctrl+alt+KeyN`.
    fn chord(written: &str) -> Chord {
        let held = |name: &str| written.split('+').any(|part| part == name);
        let code = written.rsplit('+').next().unwrap_or_default().to_owned();
        Chord { ctrl: held("ctrl"), alt: held("alt"), shift: held("shift"), meta: held("meta"), code }
    }

    #[rstest]
    #[case("ctrl+alt+KeyN", None)]
    #[case("ctrl+shift+Digit1", None)]
    #[case("F9", None)]
    #[case("shift+F24", None)]
    #[case("ctrl+alt+F4", None)]
    #[case("alt+F4", Some(ChordFault::TooPlain))]
    #[case("meta+F4", Some(ChordFault::TooPlain))]
    #[case("KeyN", Some(ChordFault::TooPlain))]
    #[case("ctrl+KeyC", Some(ChordFault::TooPlain))]
    #[case("ctrl+alt+Delete", Some(ChordFault::NotAKey))]
    #[case("ctrl+alt+Escape", Some(ChordFault::NotAKey))]
    #[case("ctrl+alt+ControlLeft", Some(ChordFault::NotAKey))]
    #[case("ctrl+alt+Key钮", Some(ChordFault::NotAKey))]
    #[case("F25", Some(ChordFault::NotAKey))]
    #[case("F01", Some(ChordFault::NotAKey))]
    #[case("F", Some(ChordFault::NotAKey))]
    #[case("", Some(ChordFault::NotAKey))]
    fn keys_that_can_be_had(#[case] written: &str, #[case] fault: Option<ChordFault>) {
        assert_eq!(chord(written).fault(), fault);
    }

    #[test]
    fn two_actions_cannot_share_their_keys_and_an_action_may_have_none() {
        let keys = LiveKeys::default();
        assert_eq!((keys.on, keys.fault(), keys.chords().count()), (false, None, 3));
        let shared = LiveKeys { done: keys.next.clone(), ..keys.clone() };
        assert_eq!(shared.fault(), Some((LiveAction::Done, ChordFault::Taken)));
        let fewer = LiveKeys { next: None, mute: None, ..keys };
        assert_eq!((fewer.fault(), fewer.chords().count()), (None, 1));
    }
}
