//! PDFs that nobody would want to add, and what they are.

use flate2::{Compression, write::ZlibEncoder};
use std::io::Write;

/// Opens with a password only (RC4 of 40 bits, "a password").
pub const LOCKED: &[u8] = include_bytes!("locked.pdf");

/// A PDF of one page with that drawing, and with `more` objects (numbers from 5 on), the first of which it knows as `/X`.
fn page(drawing: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(drawing).expect("written to memory");
    let packed = packed.finish().expect("written to memory");
    let mut pdf = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\n\
        endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>\n\
        endobj\n"
        .to_vec();
    pdf.extend(format!("4 0 obj\n<</Filter/FlateDecode/Length {}>>\nstream\n", packed.len()).bytes());
    pdf.extend(packed);
    pdf.extend(b"\nendstream\nendobj\n");
    for (number, object) in (5..).zip(more) {
        pdf.extend(format!("{number} 0 obj\n").bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    pdf.extend(b"trailer\n<</Root 1 0 R>>\n");
    pdf
}

/// So many empty pages.
pub fn book(pages: usize) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut pdf = format!(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count {pages}/Kids[{kids}]>>\nendobj\n"
    );
    for page in 0..pages {
        pdf += &format!("{} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n", page + 3);
    }
    (pdf + "trailer\n<</Root 1 0 R>>\n").into_bytes()
}

/// PDFs of a few kilobytes that take gigabytes to draw.
pub fn hungry() -> Vec<(&'static str, Vec<u8>)> {
    let mask = b"<</Type/XObject/Subtype/Image/ImageMask true/BitsPerComponent 1/Width 2147483647/Height 2147483647/Length 3>>\n\
        stream\nabc\nendstream"
        .to_vec();
    let curves = format!("0 0 m\n{}f", "100 900 500 -900 595 842 c\n".repeat(3_000_000));
    vec![
        ("四亿亿个点的蒙版", page(b"q 500 0 0 500 0 0 cm /X Do Q", &[mask])),
        ("三百万条曲线", page(curves.as_bytes(), &[])),
    ]
}
