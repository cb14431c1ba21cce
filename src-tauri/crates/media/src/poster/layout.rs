//! Where everything stands on a poster, and the words and shapes as SVG.
//!
//! Lengths are in pixels of the sheet; `unit` is a pixel of a sheet 1080 pixels wide.

use super::Poster;
use kaibo_domain::poster::PosterLayout;
use std::fmt::Write;

/// The brand's green, and its dark end.
const GREEN: [u8; 3] = [7, 122, 62];
const WHITE: [u8; 3] = [255; 3];
const DARK: &str = "#181818";
const GREY: &str = "#5a5a5a";
/// White left free around the code, of its side.
const QUIET: f64 = 0.06;

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Place {
    /// In whole pixels, at least one each way.
    pub(super) fn size(self) -> (u32, u32) {
        ((self.width.round() as u32).max(1), (self.height.round() as u32).max(1))
    }

    pub(super) fn left(self) -> i64 {
        self.x.round() as i64
    }

    pub(super) fn top(self) -> i64 {
        self.y.round() as i64
    }

    /// Smaller by `edge` on every side.
    fn within(self, edge: f64) -> Place {
        Place { x: self.x + edge, y: self.y + edge, width: self.width - 2.0 * edge, height: self.height - 2.0 * edge }
    }
}

/// What is drawn where.
pub(super) struct Plan {
    pub(super) ground: [u8; 3],
    pub(super) cover: Option<Place>,
    pub(super) code: Place,
    pub(super) svg: String,
}

/// Plans the poster for a sheet of that size.
pub(super) fn plan(poster: &Poster, (width, height): (f64, f64)) -> Plan {
    let mut page = Page { width, height, unit: width / 1080.0, shapes: String::new() };
    let (ground, cover, code) = match poster.layout {
        PosterLayout::Cover => page.cover(poster),
        PosterLayout::Card => page.card(poster),
        PosterLayout::Plain => page.plain(poster),
    };
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{}</svg>"#,
        page.shapes
    );
    Plan { ground, cover, code, svg }
}

/// How a line of words is set.
#[derive(Clone, Copy)]
struct Words {
    /// Height of a character, units.
    size: f64,
    bold: bool,
    fill: &'static str,
    /// `start` or `middle`.
    anchor: &'static str,
}

struct Page {
    width: f64,
    height: f64,
    unit: f64,
    shapes: String,
}

impl Page {
    fn cover(&mut self, poster: &Poster) -> ([u8; 3], Option<Place>, Place) {
        let (unit, edge) = (self.unit, 72.0 * self.unit);
        let foot = 460.0 * unit;
        let picture = Place { x: 0.0, y: 0.0, width: self.width, height: self.height - foot };
        if poster.cover.is_none() {
            self.rect(picture, "#077a3e");
        }
        self.shade(picture);
        let title = Words { size: 92.0, bold: true, fill: "#fff", anchor: "start" };
        let lines = wrapped(&poster.title, (self.width - 2.0 * edge) / (title.size * unit));
        let top = picture.height - 70.0 * unit - (lines.len() as f64 - 1.0) * title.size * 1.3 * unit;
        self.lines(&lines, (edge, top), title);
        let heading = Words { size: 44.0, bold: true, fill: "#fff", anchor: "start" };
        self.line(&poster.heading, (edge, top - 130.0 * unit), heading);

        let code =
            Place { x: self.width - edge - 330.0 * unit, y: self.height - foot + 65.0 * unit, ..square(330.0 * unit) };
        let room = (code.x - edge - 24.0 * unit) / unit;
        let time = Words { size: 58.0, bold: true, fill: "#057a3e", anchor: "start" };
        let small = Words { size: 40.0, bold: false, fill: GREY, anchor: "start" };
        let mut y = self.height - foot + 140.0 * unit;
        for (text, words) in [(&poster.time, time), (&poster.anchor, small), (&poster.invitation, small)] {
            let lines = wrapped(text, room / words.size);
            self.lines(&lines, (edge, y), words);
            y += (lines.len() as f64 * words.size * 1.3 + 26.0) * unit;
        }
        (WHITE, Some(picture), code)
    }

    fn card(&mut self, poster: &Poster) -> ([u8; 3], Option<Place>, Place) {
        let (unit, edge) = (self.unit, 72.0 * self.unit);
        let heading = Words { size: 48.0, bold: true, fill: "#fff", anchor: "middle" };
        self.line(&poster.heading, (self.width / 2.0, 108.0 * unit), heading);
        let card = Place {
            x: edge,
            y: 160.0 * unit,
            width: self.width - 2.0 * edge,
            height: self.height - 160.0 * unit - edge,
        };
        let below = 760.0 * unit;
        let picture = Place { height: (card.height - below).min(card.width), ..card };
        let under = card.y + picture.height;
        if poster.cover.is_none() {
            self.rect(picture, "#e8f8ef");
        }
        // White below the cover only: the cover lies under the drawing.
        self.rect(Place { y: under, height: card.height - picture.height, ..card }, "#fff");
        let inner = 48.0 * unit;
        let title = Words { size: 72.0, bold: true, fill: DARK, anchor: "start" };
        let lines = wrapped(&poster.title, (card.width - 2.0 * inner) / (title.size * unit));
        self.lines(&lines, (card.x + inner, under + 110.0 * unit), title);
        let side = 320.0 * unit;
        let code =
            Place { x: card.x + card.width - inner - side, y: card.y + card.height - inner - side, ..square(side) };
        let room = (code.x - card.x - inner - 24.0 * unit) / unit;
        let time = Words { size: 54.0, bold: true, fill: "#057a3e", anchor: "start" };
        let small = Words { size: 38.0, bold: false, fill: GREY, anchor: "start" };
        let mut y = code.y + 80.0 * unit;
        for (text, words) in [(&poster.time, time), (&poster.anchor, small), (&poster.invitation, small)] {
            let lines = wrapped(text, room / words.size);
            self.lines(&lines, (card.x + inner, y), words);
            y += (lines.len() as f64 * words.size * 1.3 + 22.0) * unit;
        }
        (GREEN, Some(picture), code)
    }

    fn plain(&mut self, poster: &Poster) -> ([u8; 3], Option<Place>, Place) {
        let (unit, middle) = (self.unit, self.width / 2.0);
        let room = self.width - 160.0 * unit;
        // In the middle of what is left over: sheets differ in height.
        let spare = (self.height - 1500.0 * unit).max(0.0);
        let mut y = 150.0 * unit + spare / 2.0;
        let heading = Words { size: 52.0, bold: true, fill: "#057a3e", anchor: "middle" };
        self.line(&poster.heading, (middle, y), heading);
        y += 130.0 * unit;
        for (text, size, bold, fill) in
            [(&poster.title, 96.0, true, DARK), (&poster.time, 68.0, true, DARK), (&poster.anchor, 48.0, false, GREY)]
        {
            let words = Words { size, bold, fill, anchor: "middle" };
            let lines = wrapped(text, room / (size * unit));
            self.lines(&lines, (middle, y), words);
            y += (lines.len() as f64 * size * 1.3 + 24.0) * unit;
        }
        let side = 620.0 * unit;
        let frame = Place { x: middle - side / 2.0, y: y - 20.0 * unit, ..square(side) };
        let _ = write!(
            self.shapes,
            r##"<rect x="{}" y="{}" width="{side}" height="{side}" rx="{}" fill="#fff" stroke="#c8c8c8" stroke-width="{}"/>"##,
            frame.x,
            frame.y,
            24.0 * unit,
            3.0 * unit
        );
        let words = Words { size: 48.0, bold: false, fill: DARK, anchor: "middle" };
        self.line(&poster.invitation, (middle, frame.y + side + 100.0 * unit), words);
        (WHITE, None, frame.within(side * QUIET))
    }

    /// Darkness over the lower part of a picture, so that white words are read on any of them.
    fn shade(&mut self, picture: Place) {
        let Place { x, y, width, height } = picture;
        let _ = write!(
            self.shapes,
            r##"<defs><linearGradient id="shade" x1="0" y1="0" x2="0" y2="1"><stop offset="0.45" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.78"/></linearGradient></defs><rect x="{x}" y="{y}" width="{width}" height="{height}" fill="url(#shade)"/>"##
        );
    }

    fn rect(&mut self, Place { x, y, width, height }: Place, fill: &str) {
        let _ = write!(self.shapes, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>"#);
    }

    fn lines(&mut self, lines: &[String], (x, y): (f64, f64), words: Words) {
        for (number, line) in lines.iter().enumerate() {
            self.line(line, (x, y + number as f64 * words.size * 1.3 * self.unit), words);
        }
    }

    fn line(&mut self, text: &str, (x, y): (f64, f64), words: Words) {
        let Words { size, bold, fill, anchor } = words;
        let (size, weight) = (size * self.unit, if bold { 700 } else { 400 });
        let _ = write!(
            self.shapes,
            r#"<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{}</text>"#,
            escaped(text)
        );
    }
}

fn square(side: f64) -> Place {
    Place { x: 0.0, y: 0.0, width: side, height: side }
}

/// The text in as few lines as it takes, of at most `ems` times the height of a character, and as even as they can be;
/// broken where there are spaces, if that takes no line more.
pub(crate) fn wrapped(text: &str, ems: f64) -> Vec<String> {
    let (words, phrases) = (pieces(text.trim()), phrases(text.trim()));
    let widest = broken(&words, ems);
    let are_kept = widest_of(&phrases) <= ems && broken(&phrases, ems).len() == widest.len();
    let kept = if are_kept { phrases } else { words };
    // A line narrower than what is kept would tear it.
    let least = widest_of(&kept);
    let narrower = (0..).map(|step| ems - f64::from(step) * 0.5).take_while(|ems| *ems >= least);
    let as_few = narrower.map(|ems| broken(&kept, ems)).take_while(|lines| lines.len() == widest.len());
    as_few.last().unwrap_or(widest)
}

/// Width of the widest of the pieces, and of a character at least.
fn widest_of(pieces: &[String]) -> f64 {
    pieces.iter().map(|piece| piece.chars().map(width_of).sum()).fold(1.0, f64::max)
}

/// The pieces in lines of at most `ems`.
fn broken(pieces: &[String], ems: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for piece in pieces {
        let width: f64 = piece.chars().map(width_of).sum();
        if used > 0.0 && used + width > ems {
            lines.push(String::new());
            used = 0.0;
        }
        for character in piece.chars() {
            let width = width_of(character);
            // A word longer than a line.
            if used > 0.0 && used + width > ems {
                lines.push(String::new());
                used = 0.0;
            }
            if let Some(line) = lines.last_mut().filter(|line| !(line.is_empty() && character == ' ')) {
                line.push(character);
                used += width;
            }
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// What stands between spaces, and the spaces.
fn phrases(text: &str) -> Vec<String> {
    text.split_inclusive(' ')
        .flat_map(|piece| match piece.strip_suffix(' ') {
            Some(phrase) => vec![phrase.to_owned(), " ".to_owned()],
            None => vec![piece.to_owned()],
        })
        .collect()
}

/// What is not torn apart: runs of letters and digits; every other character by itself.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut in_word = false;
    for character in text.chars() {
        let is_word = character.is_ascii_graphic();
        match pieces.last_mut().filter(|_| is_word && in_word) {
            Some(piece) => piece.push(character),
            None => pieces.push(character.to_string()),
        }
        in_word = is_word;
    }
    pieces
}

/// Width of a character, of its height; never less than it is in the fonts that are used.
fn width_of(character: char) -> f64 {
    match character {
        'W' | 'M' | '@' | '%' | 'm' | 'w' => 0.98,
        ' ' | '.' | ',' | ':' | 'i' | 'l' | 'j' | '!' | '\'' => 0.35,
        'A'..='Z' | '&' | '#' => 0.76,
        c if c.is_ascii() => 0.64,
        _ => 1.0,
    }
}

/// Text as it stands in SVG; characters that XML cannot hold are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}
