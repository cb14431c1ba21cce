//! Strings that cells share, close together in memory.

use super::xml::{Xml, resolve};
use crate::{
    limit,
    refusal::{Reason, Refusal},
};
use quick_xml::events::Event;
use std::io::BufRead;

/// Shared strings by number.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// The string of that number.
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let begin = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(begin as usize..end as usize)
    }
}

/// Reads the part; how many strings it says to hold is not believed.
pub(super) fn read<R: BufRead>(mut xml: Xml<R>) -> Result<Strings, Refusal> {
    let mut strings = Strings::default();
    let (mut in_text, mut in_phonetic, mut in_string) = (false, false, false);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => in_string = true,
                "t" => in_text = in_string && !in_phonetic,
                "rPh" => in_phonetic = true,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.end()?,
            Event::End(tag) => match tag.local_name().as_ref() {
                "si" => {
                    in_string = false;
                    strings.end()?;
                }
                "t" => in_text = false,
                "rPh" => in_phonetic = false,
                _ => {}
            },
            Event::Text(text) if in_text => strings.text.push_str(&text.xml10_content()),
            Event::CData(text) if in_text => strings.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if in_text => strings.text.push(resolve(&reference)?),
            _ => {}
        }
        if strings.text.len() > limit::CELL_TEXT_BYTES {
            return Err(Reason::TooMuchText.into());
        }
    }
    Ok(strings)
}

impl Strings {
    fn end(&mut self) -> Result<(), Refusal> {
        if self.ends.len() >= limit::SHARED_STRINGS {
            return Err(Reason::TooManyCells.into());
        }
        let begin = self.ends.last().map_or(0, |end| *end as usize);
        if let Some(decoded) = unescaped(&self.text[begin..]) {
            self.text.truncate(begin);
            self.text.push_str(&decoded);
        }
        self.ends.push(self.text.len() as u32);
        Ok(())
    }
}

/// `_x000D_` and its like as the characters they stand for (ECMA-376, ST_Xstring); `None` when there are none.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let escape = |rest: &str| {
        let digits = rest.strip_prefix("_x")?.get(..4)?;
        let closed = rest.as_bytes().get(6) == Some(&b'_');
        u32::from_str_radix(digits, 16).ok().filter(|_| closed).and_then(char::from_u32)
    };
    text.match_indices("_x").find_map(|(at, _)| escape(&text[at..]))?;
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        decoded.push_str(&rest[..at]);
        match escape(&rest[at..]) {
            Some(character) => {
                decoded.push(character);
                rest = &rest[at + 7..];
            }
            None => {
                decoded.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    decoded.push_str(rest);
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_themselves() {
        assert_eq!(unescaped("a_x000D_b_x005F_x000D_").as_deref(), Some("a\rb_x000D_"));
        assert_eq!(unescaped("max_x1_x00"), None);
        assert_eq!(unescaped("_x裙子很长_"), None);
    }
}
