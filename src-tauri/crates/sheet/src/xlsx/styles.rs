//! Which styles show a number as a date or as a percentage.

use super::xml::{Xml, attribute};
use crate::{
    number::{Shown, built_in, of_code},
    refusal::{Reason, Refusal},
};
use quick_xml::events::{BytesStart, Event};
use std::{collections::HashMap, io::BufRead};

/// Excel's own ceiling on cell formats.
const FORMATS: usize = 65_490;

/// How numbers are shown, by the style of their cell.
#[derive(Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    /// How a number of that style is shown.
    pub fn shown(&self, style: usize) -> Shown {
        self.0.get(style).copied().unwrap_or_default()
    }
}

/// Reads the part.
pub(super) fn read<R: BufRead>(mut xml: Xml<R>) -> Result<Styles, Refusal> {
    let (mut own, mut styles, mut in_cells) = (HashMap::new(), Vec::new(), false);
    let id = |tag: &BytesStart| -> Result<u32, Refusal> {
        Ok(attribute(tag, "numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0))
    };
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let code = attribute(&tag, "formatCode")?.unwrap_or_default();
                    own.insert(id(&tag)?, of_code(&code));
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = id(&tag)?;
                    styles.push(own.get(&id).copied().unwrap_or(built_in(id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = false,
            _ => {}
        }
        if styles.len() > FORMATS || own.len() > FORMATS {
            return Err(Reason::Damaged.into());
        }
    }
    Ok(Styles(styles))
}
