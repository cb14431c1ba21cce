//! A run of show on A4 pages, in letters that a host reads at arm's length.
//!
//! Lengths are in millimetres of the page. Invariant: nothing that was planned is left out: what does not fit goes on on the
//! next page.

use crate::{
    encode,
    poster::{
        PosterError, font,
        layout::{escaped, wrapped},
        over,
        pdf::pages as bound,
    },
};
use image::RgbImage;
use resvg::usvg;
use std::fmt::Write;

/// A4, and its pixels at 200 dpi.
const PAGE: (f64, f64) = (210.0, 297.0);
pub(crate) const PIXELS: (u32, u32) = (1654, 2339);
/// How high a strip with a line of words is, and its pixels at the same density.
pub(crate) const STRIP: f64 = 14.0;
pub(crate) const STRIP_PIXELS: (u32, u32) = (1654, 110);
/// Quality of the pages: no loss that an eye sees.
const QUALITY: u8 = 90;
/// Where words may stand.
const LEFT: f64 = 14.0;
const RIGHT: f64 = 196.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 280.0;
/// Where what is said begins, right of the times.
const COLUMN: f64 = 42.0;
/// Left free between two items, half of it on each side of the rule.
const GAP: f64 = 5.0;
/// Lines are so much higher than their letters.
const LEADING: f64 = 1.4;

/// What is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSheet {
    /// What it is of.
    pub heading: String,
    /// When, who, how long.
    pub facts: String,
    /// The items, in order.
    pub lines: Vec<RunLine>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunLine {
    /// When it begins, as people read it.
    pub time: String,
    /// How long it lasts, as people read it.
    pub length: String,
    /// What is shown.
    pub title: String,
    /// What it costs; empty for nothing.
    pub price: String,
    /// What to say of the price; empty for nothing.
    pub cue: String,
    /// What to say; empty for nothing.
    pub notes: String,
}

/// How words are set.
#[derive(Clone, Copy)]
struct Words {
    /// Height of a character.
    size: f64,
    bold: bool,
    fill: &'static str,
}

const HEADING: Words = Words { size: 7.4, bold: true, fill: "#181818" };
const FACTS: Words = Words { size: 4.6, bold: false, fill: "#5a5a5a" };
const TIME: Words = Words { size: 6.4, bold: true, fill: "#057a3e" };
const TITLE: Words = Words { size: 6.4, bold: true, fill: "#181818" };
const PRICE: Words = Words { size: 5.4, bold: true, fill: "#c0392b" };
const NOTES: Words = Words { size: 4.9, bold: false, fill: "#181818" };

/// The pages as PDF, at 200 dpi.
///
/// # Errors
/// [`PosterError::NoFont`] and [`PosterError::NotDrawn`].
pub fn pdf(sheet: &RunSheet) -> Result<Vec<u8>, PosterError> {
    Ok(bound(&jpegs(sheet)?, PIXELS))
}

/// The pages as JPEGs of [`PIXELS`].
pub(crate) fn jpegs(sheet: &RunSheet) -> Result<Vec<Vec<u8>>, PosterError> {
    let drawings = pages(sheet);
    let page = |(number, drawing): (usize, &String)| {
        let mut foot = String::new();
        text(&mut foot, (RIGHT, PAGE.1 - 8.0), &format!("{} / {}", number + 1, drawings.len()), (FACTS, "end"));
        drawn(&format!("{drawing}{foot}"), PAGE, PIXELS)
    };
    drawings.iter().enumerate().map(page).collect()
}

/// A line of words on a strip as wide as a page and [`STRIP`] high, as a JPEG of [`STRIP_PIXELS`].
pub(crate) fn strip(words: &str) -> Result<Vec<u8>, PosterError> {
    let mut drawing = String::new();
    let line = wrapped(words, (RIGHT - LEFT) / FACTS.size).into_iter().next().unwrap_or_default();
    text(&mut drawing, (LEFT, STRIP - 3.0), &line, (FACTS, "start"));
    drawn(&drawing, (PAGE.0, STRIP), STRIP_PIXELS)
}

/// A drawing of that many millimetres as a JPEG of that many pixels, on white.
fn drawn(drawing: &str, (width, height): (f64, f64), pixels: (u32, u32)) -> Result<Vec<u8>, PosterError> {
    let fonts = font::chinese().ok_or(PosterError::NoFont)?;
    let options =
        usvg::Options { fontdb: fonts.database.clone(), font_family: fonts.family.clone(), ..usvg::Options::default() };
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {width} {height}">{drawing}</svg>"#,
        pixels.0, pixels.1
    );
    let tree = usvg::Tree::from_str(&svg, &options).map_err(|_| PosterError::NotDrawn)?;
    let white = RgbImage::from_pixel(pixels.0, pixels.1, image::Rgb([255; 3]));
    Ok(encode::at_quality(&over(white, &tree)?, QUALITY)?.jpeg)
}

/// One line of words of an item.
struct Row {
    words: Words,
    text: String,
}

/// The drawings of all pages.
fn pages(sheet: &RunSheet) -> Vec<String> {
    let mut pages = Vec::new();
    let mut y = 24.0;
    let mut page = String::new();
    for line in wrapped(&sheet.heading, (RIGHT - LEFT) / HEADING.size) {
        text(&mut page, (LEFT, y), &line, (HEADING, "start"));
        y += HEADING.size * LEADING;
    }
    text(&mut page, (LEFT, y), &sheet.facts, (FACTS, "start"));
    y += GAP;
    for item in &sheet.lines {
        let rows = rows(item);
        let height: f64 = rows.iter().map(|row| row.words.size * LEADING).sum::<f64>() + GAP;
        // Kept together where a page can hold it.
        if y + height > BOTTOM && height < BOTTOM - TOP {
            pages.push(std::mem::take(&mut page));
            y = TOP;
        }
        let _ = write!(page, r##"<path d="M{LEFT} {y}H{RIGHT}" stroke="#c8c8c8" stroke-width="0.3"/>"##);
        y += GAP / 2.0;
        for (number, row) in rows.iter().enumerate() {
            let down = row.words.size * LEADING;
            if y + down > BOTTOM {
                pages.push(std::mem::take(&mut page));
                y = TOP;
            }
            let base = y + row.words.size * 1.1;
            if number == 0 {
                text(&mut page, (LEFT, base), &item.time, (TIME, "start"));
                text(&mut page, (RIGHT, base), &item.length, (FACTS, "end"));
            }
            text(&mut page, (COLUMN, base), &row.text, (row.words, "start"));
            y += down;
        }
        y += GAP / 2.0;
    }
    pages.push(page);
    pages
}

fn rows(item: &RunLine) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut put = |words: Words, text: &str, width: f64| {
        for paragraph in text.lines().filter(|paragraph| !paragraph.trim().is_empty()) {
            let lines = wrapped(paragraph, width / words.size);
            rows.extend(lines.into_iter().map(|text| Row { words, text }));
        }
    };
    let whole = RIGHT - COLUMN;
    // Beside it stands how long it lasts.
    let title = if item.title.trim().is_empty() { "—" } else { &item.title };
    put(TITLE, title, whole - 26.0);
    put(PRICE, &[item.price.as_str(), item.cue.as_str()].join("　"), whole);
    put(NOTES, &item.notes, whole);
    rows
}

fn text(drawing: &mut String, (x, y): (f64, f64), text: &str, (words, anchor): (Words, &str)) {
    let Words { size, bold, fill } = words;
    let weight = if bold { 700 } else { 400 };
    let _ = write!(
        drawing,
        r#"<text x="{x}" y="{y:.2}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{}</text>"#,
        escaped(text)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(items: usize, notes: &str) -> RunSheet {
        let line = |number: usize| RunLine {
            time: "20:05".into(),
            length: "5 分钟".into(),
            title: format!("雪纺碎花连衣裙 {number}"),
            price: "¥199.00".into(),
            cue: "今晚 159".into(),
            notes: notes.into(),
        };
        RunSheet {
            heading: "双十二之夜 直播流程".into(),
            facts: "2026-12-12 20:00".into(),
            lines: (0..items).map(line).collect(),
        }
    }

    #[test]
    fn every_item_stands_on_one_of_the_pages_and_none_below_the_foot() {
        let pages = pages(&sheet(40, "显瘦\n小个子也能穿"));
        assert!(pages.len() > 2);
        for number in 0..40 {
            let title = format!(">雪纺碎花连衣裙 {number}<");
            assert_eq!(pages.iter().filter(|page| page.contains(&title)).count(), 1, "{title}");
        }
        for y in pages.iter().flat_map(|page| page.split(r#"" y=""#).skip(1)) {
            let y: f64 = y.split('"').next().unwrap().parse().unwrap();
            assert!(y < BOTTOM, "{y}");
        }
    }

    #[test]
    fn an_item_longer_than_a_page_goes_on_on_the_next_one() {
        let notes: Vec<_> = (0..90).map(|number| format!("要点{number}。")).collect();
        let pages = pages(&sheet(1, &notes.join("\n")));
        assert_eq!(pages.len(), 3);
        assert!(pages[0].contains("要点0。") && pages[2].contains("要点89。"));
    }

    #[test]
    fn the_pdf_has_a4_pages_and_hostile_words_draw_nothing() {
        let pdf = pdf(&sheet(20, "</text><rect width=\"99\"/>")).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(pdf.starts_with(b"%PDF-") && text.contains("/MediaBox [0 0 595.276 841.89]"));
        let count = pages(&sheet(20, "</text><rect width=\"99\"/>")).len();
        assert!(count > 1 && text.contains(&format!("/Count {count}")));
        assert!(pages(&sheet(1, "<rect/>")).iter().all(|page| !page.contains("<rect")));
    }
}
