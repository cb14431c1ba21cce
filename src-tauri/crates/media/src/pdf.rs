//! Pages of a PDF drawn as pictures: the platform takes no PDF.
//!
//! Invariant: no more than [`PDF_PAGES_MAX`] pages are drawn, each of bounded size and for a bounded time; what breaks the
//! library is damage. The library cannot be told to stop: a page that takes too long is left to a thread of its own, and only
//! so many such threads may be at work.

use crate::{
    error::PictureError,
    fit::{Fitted, contained},
    page::{LONGEST_PX, within_bytes},
    poster::font::chinese_face,
    probe::MAX_BYTES,
};
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::{InterpreterSettings, font::FontQuery},
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use image::RgbImage;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};
use thiserror::Error;

/// Pages of a PDF at most: three slots of an application; one with more is a book, not a paper.
pub const PDF_PAGES_MAX: usize = 30;

/// How long a page is waited for. One of a scanned contract takes a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages that were given up and are still being drawn, at most.
const GIVEN_UP_MAX: usize = 2;

/// How many there are now.
static GIVEN_UP: AtomicUsize = AtomicUsize::new(0);

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
    /// A page takes too long to draw: too complicated, or made to do harm.
    #[error("a page of the PDF takes too long to draw")]
    TooSlow,
    /// Broken, or without a page.
    #[error("the PDF is damaged")]
    Damaged,
}

/// Whether the file is a PDF, by its first kilobyte, as readers look (ISO 32000-1, annex H, 3.4.1).
pub fn is_pdf(bytes: &[u8]) -> bool {
    let first = &bytes[..bytes.len().min(1024)];
    first.windows(5).any(|window| window == b"%PDF-")
}

/// An opened PDF.
pub struct Pages(Arc<Pdf>);

impl Pages {
    /// Opens a PDF.
    ///
    /// # Errors
    /// Any [`PdfError`].
    pub fn open(bytes: Vec<u8>) -> Result<Pages, PdfError> {
        if bytes.len() > MAX_BYTES {
            return Err(PdfError::TooLarge(bytes.len() as u64));
        }
        let opened = contained(|| Ok(Pdf::new(bytes))).map_err(|_| PdfError::Damaged)?;
        let pdf = opened.map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::Locked,
            _ => PdfError::Damaged,
        })?;
        match pdf.pages().len() {
            0 => Err(PdfError::Damaged),
            pages if pages > PDF_PAGES_MAX => Err(PdfError::TooManyPages(pages)),
            _ => Ok(Pages(Arc::new(pdf))),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.pages().len()
    }

    /// Draws one of them, counted from 0.
    ///
    /// # Errors
    /// [`PdfError::Damaged`], [`PdfError::TooSlow`].
    pub fn draw(&self, number: usize) -> Result<Fitted, PdfError> {
        let pdf = Arc::clone(&self.0);
        waited_for(move || contained(|| drawn(&pdf, number)), PATIENCE, &GIVEN_UP)
    }
}

/// Has a page drawn on a thread of its own, and gives it up after so long.
fn waited_for(
    draw: impl FnOnce() -> Result<Fitted, PictureError> + Send + 'static,
    patience: Duration,
    given_up: &'static AtomicUsize,
) -> Result<Fitted, PdfError> {
    if given_up.load(Ordering::Relaxed) >= GIVEN_UP_MAX {
        return Err(PdfError::TooSlow);
    }
    let (tell, heard) = mpsc::sync_channel(1);
    let state = Arc::new(AtomicUsize::new(DRAWING));
    let its_state = Arc::clone(&state);
    let drawing = move || {
        // Nobody hears it who has given up; then there is one less of those.
        drop(tell.send(draw()));
        if its_state.swap(ENDED, Ordering::AcqRel) == LEFT {
            given_up.fetch_sub(1, Ordering::Relaxed);
        }
    };
    thread::Builder::new().name("pdf page".into()).spawn(drawing).map_err(|_| PdfError::TooSlow)?;
    match heard.recv_timeout(patience) {
        Ok(page) => page.map_err(|_| PdfError::Damaged),
        Err(RecvTimeoutError::Disconnected) => Err(PdfError::Damaged),
        Err(RecvTimeoutError::Timeout) => {
            given_up.fetch_add(1, Ordering::Relaxed);
            if state.swap(LEFT, Ordering::AcqRel) == ENDED {
                given_up.fetch_sub(1, Ordering::Relaxed);
            }
            Err(PdfError::TooSlow)
        }
    }
}

/// What has become of the drawing of a page: it goes on, has ended, or nobody waits for it any more.
const DRAWING: usize = 0;
const ENDED: usize = 1;
const LEFT: usize = 2;

fn drawn(pdf: &Pdf, number: usize) -> Result<Fitted, PictureError> {
    let page = pdf.pages().get(number).ok_or(PictureError::Damaged)?;
    let (width, height) = page.render_dimensions();
    let scale = LONGEST_PX as f32 / width.max(height);
    // A page so narrow that nothing of it is left has no size either.
    if !scale.is_finite() || width.min(height) * scale < 1.0 {
        return Err(PictureError::Damaged);
    }
    let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixels = render(page, &RenderCache::new(), &settings(), &RenderSettings::default(), &size);
    let colours = pixels.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    within_bytes(RgbImage::from_raw(width, height, colours.collect()).ok_or(PictureError::Damaged)?)
}

/// Chinese letters of a font that is not in the file are drawn in the system's.
fn settings() -> InterpreterSettings {
    InterpreterSettings {
        font_resolver: Arc::new(|query| match query {
            FontQuery::Standard(standard) => Some(standard.get_font_data()),
            FontQuery::Fallback(wanted) if wanted.character_collection.is_some() => {
                chinese_face().map(|(file, face)| (file as _, face))
            }
            FontQuery::Fallback(wanted) => Some(wanted.pick_standard_font().get_font_data()),
        }),
        ..InterpreterSettings::default()
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
        let pages = Pages::open(document(2)).unwrap();
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

    #[test]
    fn a_page_without_end_is_given_up_and_no_more_than_two_of_them_are_at_work() {
        static OF_THIS_TEST: AtomicUsize = AtomicUsize::new(0);
        let wait = |ends: mpsc::Receiver<()>| {
            let draw = move || {
                let _ = ends.recv();
                Err(PictureError::Damaged)
            };
            waited_for(draw, Duration::from_millis(10), &OF_THIS_TEST)
        };
        let (ends, threads): (Vec<_>, Vec<_>) = (0..GIVEN_UP_MAX).map(|_| mpsc::channel()).unzip();
        for thread in threads {
            assert_eq!(wait(thread), Err(PdfError::TooSlow));
        }
        assert_eq!(OF_THIS_TEST.load(Ordering::Relaxed), GIVEN_UP_MAX);
        let begun = waited_for(|| panic!("nothing more is begun"), PATIENCE, &OF_THIS_TEST);
        assert_eq!(begun, Err(PdfError::TooSlow));
        drop(ends);
        while OF_THIS_TEST.load(Ordering::Relaxed) > 0 {
            thread::yield_now();
        }
        let next = waited_for(|| Err(PictureError::Damaged), PATIENCE, &OF_THIS_TEST);
        assert_eq!(next, Err(PdfError::Damaged), "the next is drawn again");
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
            let _ = Pages::open(document).map(|pages| pages.draw(0));
        }
    }
}
