//! Pictures on A4 pages, one on each.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

/// A4 in points, 1/72 of an inch: 210×297 mm.
const A4_POINTS: (f32, f32) = (595.276, 841.89);

/// A page for each JPEG, which fills it; all have `width`×`height` pixels, in RGB.
pub(crate) fn pages(jpegs: &[Vec<u8>], (width, height): (u32, u32)) -> Vec<u8> {
    let [catalog, pages] = [1, 2].map(Ref::new);
    // Three objects a page: itself, its picture, its content.
    let of = |number: usize| [0, 1, 2].map(|part| Ref::new(3 + number as i32 * 3 + part));
    let (across, down) = A4_POINTS;
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids((0..jpegs.len()).map(|number| of(number)[0])).count(jpegs.len() as i32);
    for (number, jpeg) in jpegs.iter().enumerate() {
        let [page, picture, content] = of(number);
        let mut sheet = pdf.page(page);
        sheet.media_box(Rect::new(0.0, 0.0, across, down)).parent(pages).contents(content);
        sheet.resources().x_objects().pair(Name(b"Picture"), picture);
        sheet.finish();
        let mut image = pdf.image_xobject(picture, jpeg);
        image.filter(Filter::DctDecode);
        image.width(width as i32).height(height as i32).bits_per_component(8);
        image.color_space().device_rgb();
        image.finish();
        let mut drawing = Content::new();
        drawing.transform([across, 0.0, 0.0, down, 0.0, 0.0]).x_object(Name(b"Picture"));
        pdf.stream(content, &drawing.finish());
    }
    pdf.finish()
}
