//! Pictures on A4 pages.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

/// A4 in points, 1/72 of an inch: 210×297 mm.
pub(crate) const A4_POINTS: (f32, f32) = (595.276, 841.89);

/// A picture on a page.
pub(crate) struct Placed<'a> {
    /// A JPEG in RGB.
    pub jpeg: &'a [u8],
    /// Its pixels, width and height.
    pub pixels: (u32, u32),
    /// Its lower left corner from that of the page, in points.
    pub corner: (f32, f32),
    /// Its width and height there, in points.
    pub size: (f32, f32),
}

/// A page for each JPEG, which fills it; all have `pixels`, in RGB.
pub(crate) fn pages(jpegs: &[Vec<u8>], pixels: (u32, u32)) -> Vec<u8> {
    let pages: Vec<_> = jpegs.iter().map(|jpeg| vec![filling(jpeg, pixels)]).collect();
    bound(&pages)
}

/// A picture that fills its page.
pub(crate) fn filling(jpeg: &[u8], pixels: (u32, u32)) -> Placed<'_> {
    Placed { jpeg, pixels, corner: (0.0, 0.0), size: A4_POINTS }
}

/// A page for each row of pictures.
pub(crate) fn bound(pages: &[Vec<Placed>]) -> Vec<u8> {
    let (across, down) = A4_POINTS;
    let mut next = Ref::new(1);
    let [catalog, tree] = [next.bump(), next.bump()];
    let refs: Vec<_> = pages.iter().map(|_| (next.bump(), next.bump())).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    // Some dozens.
    pdf.pages(tree).kids(refs.iter().map(|(page, _)| *page)).count(pages.len() as i32);
    for (placed, (page, content)) in pages.iter().zip(&refs) {
        let pictures: Vec<_> = placed.iter().map(|picture| (picture, next.bump())).collect();
        let mut sheet = pdf.page(*page);
        sheet.media_box(Rect::new(0.0, 0.0, across, down)).parent(tree).contents(*content);
        let mut resources = sheet.resources();
        let mut named = resources.x_objects();
        for (_, id) in &pictures {
            named.pair(Name(&name(*id)), *id);
        }
        named.finish();
        resources.finish();
        sheet.finish();
        let mut drawing = Content::new();
        for (picture, id) in pictures {
            let Placed { jpeg, pixels, corner, size } = picture;
            let mut image = pdf.image_xobject(id, jpeg);
            image.filter(Filter::DctDecode);
            image.width(pixels.0 as i32).height(pixels.1 as i32).bits_per_component(8);
            image.color_space().device_rgb();
            image.finish();
            drawing.save_state().transform([size.0, 0.0, 0.0, size.1, corner.0, corner.1]);
            drawing.x_object(Name(&name(id))).restore_state();
        }
        pdf.stream(*content, &drawing.finish());
    }
    pdf.finish()
}

fn name(id: Ref) -> Vec<u8> {
    format!("P{}", id.get()).into_bytes()
}
