//! Pages of a PDF drawn as pictures: the platform takes no PDF.
//!
//! Invariant: a PDF is looked into by [`drawing`] alone, in a program of its own that is ended when it takes too long and
//! ends itself when it takes too much memory: the library that draws can be told neither.

pub mod drawing;
mod scan;

use crate::{fit::Fitted, probe::MAX_BYTES};
use drawing::Drawer;
use std::time::Duration;
use thiserror::Error;

/// Pages of a PDF at most: three slots of an application; one with more is a book, not a paper.
pub const PDF_PAGES_MAX: usize = 30;

/// How long a page is waited for. One of a scanned contract takes a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a PDF cannot be used.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PdfError {
    /// It opens with a password only: print it without one.
    #[error("the PDF is protected by a password")]
    Locked,
    /// More pages than are taken: print those that are needed into a PDF of their own.
    #[error("the PDF has {0} pages, too many")]
    TooManyPages(usize),
    /// More bytes than are read.
    #[error("the PDF has {0} bytes, too many to read")]
    TooLarge(u64),
    /// A page takes too long or too much memory to draw: too complicated, or made to do harm.
    #[error("the PDF takes too long or too much memory to draw")]
    TooHeavy,
    /// Broken, or without a page.
    #[error("the PDF is damaged")]
    Damaged,
}

/// Whether the file is a PDF, by its first kilobyte, as readers look (ISO 32000-1, annex H, 3.4.1).
pub fn is_pdf(bytes: &[u8]) -> bool {
    let first = &bytes[..bytes.len().min(1024)];
    first.windows(5).any(|window| window == b"%PDF-")
}

/// An opened PDF. Its bytes are with who draws it alone.
pub struct Pages {
    count: usize,
    patience: Duration,
    /// None since a page was given up.
    drawer: Option<Drawer>,
}

impl Pages {
    /// Opens a PDF.
    ///
    /// # Errors
    /// Any [`PdfError`].
    pub fn open(bytes: Vec<u8>) -> Result<Pages, PdfError> {
        Self::open_within(bytes, PATIENCE)
    }

    fn open_within(bytes: Vec<u8>, patience: Duration) -> Result<Pages, PdfError> {
        if bytes.len() > MAX_BYTES {
            return Err(PdfError::TooLarge(bytes.len() as u64));
        }
        let (drawer, count) = Drawer::open(bytes, patience)?;
        Ok(Pages { count, patience, drawer: Some(drawer) })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Draws one of them, counted from 0.
    ///
    /// # Errors
    /// [`PdfError::Damaged`]; [`PdfError::TooHeavy`], and then for every other page too.
    pub fn draw(&mut self, number: usize) -> Result<Fitted, PdfError> {
        let page = self.drawer.as_mut().ok_or(PdfError::TooHeavy)?.draw(number, self.patience);
        if page == Err(PdfError::TooHeavy) {
            self.drawer = None;
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pdf_writer::{Content, Finish, Name, Rect, Ref, Str};
    use proptest::prelude::*;

    /// So many A4 pages, each with a black bar as long as its number says.
    fn document(pages: usize) -> Vec<u8> {
        let mut pdf = pdf_writer::Pdf::new();
        let [catalog, tree] = [1, 2].map(Ref::new);
        let kids: Vec<Ref> = (0..pages).map(|number| Ref::new(10 + 2 * number as i32)).collect();
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree).kids(kids.iter().copied()).count(pages as i32);
        for (number, kid) in kids.into_iter().enumerate() {
            let drawing = Ref::new(kid.get() + 1);
            let mut page = pdf.page(kid);
            page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(tree).contents(drawing);
            page.resources().fonts();
            page.finish();
            let mut content = Content::new();
            content.rect(0.0, 421.0, 100.0 * (number + 1) as f32, 50.0).fill_nonzero();
            content.begin_text().set_font(Name(b"F1"), 12.0).show(Str(b"licence")).end_text();
            pdf.stream(drawing, &content.finish());
        }
        pdf.finish()
    }

    #[test]
    fn pages_are_drawn_large_enough_to_be_read() {
        let mut pages = Pages::open(document(2)).unwrap();
        assert_eq!(pages.count(), 2);
        for number in 0..2 {
            let page = pages.draw(number).unwrap();
            assert!(page.height >= crate::LEGIBLE_PX && page.jpeg.len() <= crate::PAGE_BYTES, "{page:?}");
            let drawn = turbojpeg::decompress(&page.jpeg, turbojpeg::PixelFormat::GRAY).unwrap();
            let row = &drawn.pixels[drawn.pitch * (drawn.height * 95 / 200)..][..drawn.width];
            let black = row.iter().filter(|value| **value < 64).count() as f64 / drawn.width as f64;
            assert!((black - 100.0 * (number + 1) as f64 / 595.0).abs() < 0.01, "page {number}: {black}");
        }
        assert_eq!(pages.draw(2), Err(PdfError::Damaged));
    }

    #[test]
    fn a_book_is_not_taken_and_thirty_pages_are() {
        assert_eq!(Pages::open(document(31)).err(), Some(PdfError::TooManyPages(31)));
        assert_eq!(Pages::open(document(30)).unwrap().count(), 30);
        assert_eq!(Pages::open(document(300)).err(), Some(PdfError::TooManyPages(300)));
    }

    /// A page of ten forms of ten forms … of a line: more lines than anybody waits for.
    fn endless() -> Vec<u8> {
        let mut pdf = pdf_writer::Pdf::new();
        let [catalog, tree, leaf, drawing] = [1, 2, 3, 4].map(Ref::new);
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree).kids([leaf]).count(1);
        let form = |level: i32| Ref::new(10 + level);
        let mut page = pdf.page(leaf);
        page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(tree).contents(drawing);
        page.resources().x_objects().pair(Name(b"F"), form(0));
        page.finish();
        pdf.stream(drawing, b"/F Do");
        for level in 0..12 {
            let tens = "/F Do ".repeat(10);
            let mut made = pdf.form_xobject(form(level), tens.as_bytes());
            made.bbox(Rect::new(0.0, 0.0, 595.0, 842.0));
            made.resources().x_objects().pair(Name(b"F"), form(level + 1));
        }
        pdf.form_xobject(form(12), b"0 0 m 500 800 l S").bbox(Rect::new(0.0, 0.0, 595.0, 842.0));
        pdf.finish()
    }

    #[test]
    fn a_page_without_end_is_given_up_and_the_file_with_it() {
        let mut pages = Pages::open_within(endless(), Duration::from_millis(300)).unwrap();
        for _ in 0..2 {
            assert_eq!(pages.draw(0), Err(PdfError::TooHeavy));
        }
    }

    #[test]
    fn what_is_no_pdf_is_damaged() {
        assert!(is_pdf(&document(1)) && !is_pdf(b"\xff\xd8\xff\xe0") && !is_pdf(b""));
        for bytes in [b"%PDF-1.7".as_slice(), b"", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>"] {
            assert_eq!(Pages::open(bytes.to_vec()).err(), Some(PdfError::Damaged));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_damaged_pdf_makes_nothing_fall_over(place in 0usize..900, bytes in prop::collection::vec(any::<u8>(), 1..40)) {
            let mut document = document(1);
            let place = place.min(document.len() - 1);
            let end = (place + bytes.len()).min(document.len());
            document[place..end].copy_from_slice(&bytes[..end - place]);
            let _ = Pages::open(document).map(|mut pages| pages.draw(0));
        }
    }
}
