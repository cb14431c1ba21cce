//! A page that is one photo and nothing else, as scanners write it. The photo itself is sharper than a drawing of it, whose
//! pixels stand elsewhere, and takes half the memory.

use crate::{
    page::LEGIBLE_PX,
    probe::{Format, probe},
};
use hayro::hayro_syntax::{
    content::ops::TypedInstruction,
    object::{Array, Name, Number, Stream},
    page::{Page, Rotation},
};
use image::metadata::Orientation;
use std::borrow::Cow;

/// How far edges may stand from the page's, and proportions from the photo's, as a share of the page.
const ALIKE: f64 = 0.01;

/// The JPEG that fills the page alone, upright, in its own proportions, large enough to be read and in colours that need no
/// translation.
pub(super) fn photo<'a>(page: &'a Page<'a>) -> Option<Cow<'a, [u8]>> {
    if !matches!(page.rotation(), Rotation::None) || page.raw().contains_key("Annots") {
        return None;
    }
    let photo = page.resources().get_x_object(&only_x_object(page)?)?;
    let jpeg = plain_jpeg(&photo)?;
    let about = probe(&jpeg).ok().filter(|about| about.format == Format::Jpeg)?;
    // A reader of PDFs does not turn a photo by what the camera noted.
    let is_upright = about.orientation == Orientation::NoTransforms;
    let (width, height) = page.render_dimensions();
    let stretched = f64::from(width) * f64::from(about.height) / (f64::from(height) * f64::from(about.width));
    let is_fit = about.width.max(about.height) >= LEGIBLE_PX && (stretched - 1.0).abs() <= 2.0 * ALIKE;
    (is_upright && is_fit).then_some(jpeg)
}

/// The name of what the page draws, if it draws that alone and from edge to edge.
fn only_x_object<'a>(page: &'a Page<'a>) -> Option<Name<'a>> {
    let whole = page.intersected_crop_box();
    let (mut operations, mut drawn) = (page.typed_operations(), None);
    // The upright square that a photo fills: where it begins, and how large it is.
    let mut square = [0.0, 0.0, 1.0, 1.0];
    while let Some(operation) = operations.next() {
        match operation {
            TypedInstruction::SaveState(_) if drawn.is_none() => {}
            TypedInstruction::RestoreState(_) if drawn.is_some() => {}
            TypedInstruction::Transform(by) if drawn.is_none() => {
                let [a, b, c, d, e, f] = [&by.0, &by.1, &by.2, &by.3, &by.4, &by.5].map(Number::as_f64);
                if b != 0.0 || c != 0.0 {
                    return None;
                }
                let [left, low, width, height] = square;
                square = [left + e * width, low + f * height, a * width, d * height];
            }
            TypedInstruction::XObject(named) if drawn.is_none() => drawn = Some(named.0.clone()),
            _ => return None,
        }
    }
    let is_near = |value: f64, edge: f64, side: f64| (value - edge).abs() <= ALIKE * side;
    let [left, low, width, height] = square;
    let fills = is_near(left, whole.x0, whole.width())
        && is_near(low, whole.y0, whole.height())
        && is_near(left + width, whole.x1, whole.width())
        && is_near(low + height, whole.y1, whole.height());
    drawn.filter(|_| fills)
}

/// The bytes of a photo in plain RGB or grey that stands there as a JPEG.
fn plain_jpeg<'a>(photo: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
    let about = photo.dict();
    let is = |key: &str, wanted: &[&str]| {
        about.get::<Name<'_>>(key).is_some_and(|name| wanted.iter().any(|it| name.as_ref() == it.as_bytes()))
    };
    // Some write a list of one.
    let filters = || {
        let list = about.get::<Array<'_>>("Filter")?;
        let mut names = list.iter::<Name<'_>>();
        names.next().filter(|_| names.next().is_none())
    };
    let changed = ["SMask", "Mask", "ImageMask", "Decode", "DecodeParms", "OC"];
    let is_plain = is("Subtype", &["Image"])
        && is("ColorSpace", &["DeviceRGB", "DeviceGray"])
        && (is("Filter", &["DCTDecode"]) || filters().is_some_and(|only| only.as_ref() == b"DCTDecode"))
        && !changed.iter().any(|key| about.contains_key(key));
    is_plain.then(|| photo.raw_data())
}

#[cfg(test)]
mod tests {
    use super::super::Pages;
    use crate::{
        corpus::{self, PLAIN},
        page::LONGEST_PX,
    };
    use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

    /// A portrait page as a scanner of 200 dots an inch sees it.
    const SCAN: (u32, u32) = (1654, 2339);

    /// What a page is made of; as it is here, a scanner has made it.
    struct Made {
        /// The EXIF orientation that a camera noted.
        orientation: Option<u16>,
        pixels: (u32, u32),
        placed: [f32; 6],
        turned: i32,
        noted: bool,
        space: &'static [u8],
        before: &'static str,
        behind: &'static str,
    }

    impl Default for Made {
        fn default() -> Self {
            let placed = [595.0, 0.0, 0.0, 842.0, 0.0, 0.0];
            let space = b"DeviceRGB";
            Made { orientation: None, pixels: SCAN, placed, turned: 0, noted: false, space, before: "", behind: "" }
        }
    }

    fn pdf(made: &Made) -> (Vec<u8>, Vec<u8>) {
        let jpeg = corpus::jpeg(&corpus::photo(made.pixels.0, made.pixels.1, 5), PLAIN);
        let noted = |orientation| corpus::with_segment(&jpeg, 0xe1, &corpus::exif(orientation, false));
        let jpeg = made.orientation.map_or_else(|| jpeg.clone(), noted);
        let mut pdf = Pdf::new();
        let [catalog, tree, leaf, drawing, photo] = [1, 2, 3, 4, 5].map(Ref::new);
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree).kids([leaf]).count(1);
        let mut page = pdf.page(leaf);
        page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(tree).contents(drawing).rotate(made.turned);
        if made.noted {
            page.annotations([Ref::new(9)]);
        }
        page.resources().x_objects().pair(Name(b"P"), photo);
        page.finish();
        let mut image = pdf.image_xobject(photo, &jpeg);
        image.filter(Filter::DctDecode);
        image.width(made.pixels.0 as i32).height(made.pixels.1 as i32).bits_per_component(8);
        image.color_space_name(Name(made.space));
        image.finish();
        let mut content = Content::new();
        content.save_state().transform(made.placed).x_object(Name(b"P")).restore_state();
        let drawn = String::from_utf8(content.finish().to_vec()).unwrap();
        pdf.stream(drawing, format!("{}\n{drawn}\n{}", made.before, made.behind).as_bytes());
        (pdf.finish(), jpeg)
    }

    #[test]
    fn a_scanned_page_is_its_photo() {
        let (pdf, jpeg) = pdf(&Made::default());
        let page = Pages::open(pdf).unwrap().draw(0).unwrap();
        assert_eq!(page, crate::page(&jpeg).unwrap());
        assert_eq!((page.width, page.height), SCAN);
    }

    #[test]
    fn what_is_more_or_less_than_a_photo_is_drawn() {
        let faults = [
            ("a line over it", Made { behind: "0 0 m 500 800 l S", ..Made::default() }),
            ("a line under it", Made { before: "0 0 m 500 800 l S", ..Made::default() }),
            ("the same photo twice", Made { behind: "/P Do", ..Made::default() }),
            ("a photo in what was clipped", Made { before: "0 0 100 100 re W n", ..Made::default() }),
            ("a turned page", Made { turned: 90, ..Made::default() }),
            ("a stamp", Made { noted: true, ..Made::default() }),
            ("a margin", Made { placed: [500.0, 0.0, 0.0, 707.0, 47.0, 67.0], ..Made::default() }),
            ("a mirrored photo", Made { placed: [-595.0, 0.0, 0.0, 842.0, 595.0, 0.0], ..Made::default() }),
            ("a slanting photo", Made { placed: [595.0, 20.0, 0.0, 842.0, 0.0, 0.0], ..Made::default() }),
            ("a stretched photo", Made { pixels: (2339, 1654), ..Made::default() }),
            ("a photo too small to be read", Made { pixels: (827, 1170), ..Made::default() }),
            ("a camera's note on which way is up", Made { orientation: Some(6), ..Made::default() }),
            ("another space of colours", Made { space: b"DeviceCMYK", ..Made::default() }),
        ];
        for (what, made) in faults {
            let page = Pages::open(pdf(&made).0).unwrap().draw(0).unwrap();
            assert_eq!(page.width.max(page.height), LONGEST_PX, "{what}");
        }
    }
}
