//! Papers bound into one PDF: a list of them first, then each page on A4 under a line that says what it is.
//!
//! Invariant: a page stands in the PDF with the very bytes it is kept with, in its own proportions, and beside no other.

use crate::{
    poster::{
        PosterError,
        pdf::{A4_POINTS, Placed, bound, filling},
    },
    run_sheet::{self, PIXELS, RunSheet, STRIP, STRIP_PIXELS},
};

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;
/// Left free around a page's picture, in millimetres.
const MARGIN: f32 = 8.0;

/// One page of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierPage {
    /// What it is, in one line.
    pub label: String,
    /// A JPEG in RGB, as [`crate::page`] makes it.
    pub jpeg: Vec<u8>,
    /// Its pixels, width and height.
    pub pixels: (u32, u32),
}

/// The list and the pages as PDF.
///
/// # Errors
/// [`PosterError::NoFont`] and [`PosterError::NotDrawn`].
pub fn pdf(list: &RunSheet, pages: &[DossierPage]) -> Result<Vec<u8>, PosterError> {
    let first = run_sheet::jpegs(list)?;
    let labels = pages.iter().map(|page| run_sheet::strip(&page.label)).collect::<Result<Vec<_>, _>>()?;
    let listed = first.iter().map(|jpeg| vec![filling(jpeg, PIXELS)]);
    let papers = pages.iter().zip(&labels).map(|(page, label)| vec![labelled(label), placed(page)]);
    Ok(bound(&listed.chain(papers).collect::<Vec<_>>()))
}

/// At the head of the page.
fn labelled(jpeg: &[u8]) -> Placed<'_> {
    let size = (A4_POINTS.0, STRIP as f32 * MM);
    Placed { jpeg, pixels: STRIP_PIXELS, corner: (0.0, A4_POINTS.1 - size.1), size }
}

/// As large as there is room under the label, in the middle.
fn placed(page: &DossierPage) -> Placed<'_> {
    let room = (A4_POINTS.0 - 2.0 * MARGIN * MM, A4_POINTS.1 - (STRIP as f32 + MARGIN) * MM);
    let (width, height) = (page.pixels.0.max(1) as f32, page.pixels.1.max(1) as f32);
    let scale = (room.0 / width).min(room.1 / height);
    let size = (width * scale, height * scale);
    let corner = ((A4_POINTS.0 - size.0) / 2.0, MARGIN * MM + (room.1 - size.1) / 2.0);
    Placed { jpeg: &page.jpeg, pixels: page.pixels, corner, size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{corpus, encode, pdf::Pages, run_sheet::RunLine};
    use image::RgbImage;

    fn page(width: u32, height: u32) -> DossierPage {
        let picture = RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30]));
        let jpeg = encode::at_quality(&picture, 90).unwrap().jpeg;
        DossierPage { label: "01 营业执照 第 1/1 页 <rect/>".into(), jpeg, pixels: (width, height) }
    }

    fn list() -> RunSheet {
        let line = RunLine {
            time: "01".into(),
            length: "√".into(),
            title: "营业执照".into(),
            price: String::new(),
            cue: String::new(),
            notes: "营业执照".into(),
        };
        RunSheet { heading: "黄金 类目资质".into(), facts: "2026-11-23".into(), lines: vec![line] }
    }

    #[test]
    fn every_page_keeps_its_bytes_and_its_proportions() {
        let noisy = corpus::noise(300, 200);
        let noisy = DossierPage {
            label: "02".into(),
            jpeg: encode::at_quality(&noisy, 80).unwrap().jpeg,
            pixels: noisy.dimensions(),
        };
        let pages = [page(1200, 1600), page(1600, 900), noisy];
        let pdf = pdf(&list(), &pages).unwrap();
        for page in &pages {
            assert!(pdf.windows(page.jpeg.len()).any(|window| window == page.jpeg));
            let Placed { corner, size, .. } = placed(page);
            let (own, shown) = (page.pixels.0 as f32 / page.pixels.1 as f32, size.0 / size.1);
            assert!((own - shown).abs() < 0.001, "{own} {shown}");
            let top = labelled(&[]).corner.1;
            assert!(corner.0 >= 0.0 && corner.1 >= 0.0, "{corner:?}");
            assert!(corner.0 + size.0 <= A4_POINTS.0 && corner.1 + size.1 <= top + 0.1, "{corner:?} {size:?}");
        }
        assert_eq!(Pages::open(pdf).unwrap().count(), 4);
    }

    #[test]
    fn a_page_is_seen_where_it_stands() {
        let bytes = pdf(&list(), &[page(1600, 900)]).unwrap();
        let drawn = Pages::open(bytes).unwrap().draw(1).unwrap();
        let page = turbojpeg::decompress(&drawn.jpeg, turbojpeg::PixelFormat::RGB).unwrap();
        let pixel = |x: usize, y: usize| &page.pixels[y * page.pitch + x * 3..][..3];
        let middle = pixel(page.width / 2, page.height / 2);
        assert!(middle[0] > 150 && middle[1] < 90, "{middle:?}");
        assert!(pixel(page.width / 2, page.height - 4).iter().all(|part| *part > 240));
    }
}
