//! Posters of a live room: cover, title, time and the viewers' code on one sheet, as PNG or as a page to print.
//!
//! The words are drawn by resvg in a Chinese font of the system; cover and code are laid under and over them at the exact
//! pixels. Invariant: the code stands on white with a quiet zone, and nothing is drawn over it.

pub(crate) mod font;
pub(crate) mod layout;
pub(crate) mod pdf;

use crate::{
    encode,
    error::PictureError,
    fit::{contained, render},
    orientation,
    probe::probe,
    resize::Part,
};
use image::{ExtendedColorType, ImageEncoder, RgbImage, codecs::png::PngEncoder, imageops};
use kaibo_domain::{
    Treatment,
    poster::{PosterLayout, PosterSheet},
};
use resvg::{tiny_skia, usvg};
use std::sync::Arc;
use thiserror::Error;

/// Quality of the picture on a page to print: no loss that an eye sees, and a file that can be mailed.
const PRINT_QUALITY: u8 = 92;

/// What a poster shows.
#[derive(Clone, Debug)]
pub struct Poster {
    /// How it is laid out.
    pub layout: PosterLayout,
    /// What stands over the title, such as 直播预告.
    pub heading: String,
    /// The room's name.
    pub title: String,
    /// When, as people read it.
    pub time: String,
    /// Who, as people read it; empty for nobody.
    pub anchor: String,
    /// What to do with the code.
    pub invitation: String,
    /// The room's photo, where there is one.
    pub cover: Option<(Vec<u8>, Treatment)>,
    /// The viewers' code as a picture file.
    pub code: Vec<u8>,
}

/// Why there is no poster.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PosterError {
    /// No font of the system has Chinese characters: install one.
    #[error("no font with Chinese characters is installed")]
    NoFont,
    /// The cover or the code cannot be read.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// It could not be drawn or written.
    #[error("the poster could not be drawn")]
    NotDrawn,
}

/// The poster as PNG at the sheet's pixels, without metadata.
///
/// # Errors
/// Any [`PosterError`].
pub fn png(poster: &Poster, sheet: PosterSheet) -> Result<Vec<u8>, PosterError> {
    let picture = drawn(poster, sheet.pixels())?;
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(|_| PosterError::NotDrawn)?;
    Ok(png)
}

/// The poster on one A4 page, as PDF at 300 dpi.
///
/// # Errors
/// Any [`PosterError`].
pub fn pdf(poster: &Poster) -> Result<Vec<u8>, PosterError> {
    let picture = drawn(poster, PosterSheet::A4.pixels())?;
    Ok(pdf::pages(&[encode::at_quality(&picture, PRINT_QUALITY)?.jpeg], picture.dimensions()))
}

/// A small JPEG of the poster, `width` pixels wide, to be looked at while it is chosen.
///
/// # Errors
/// Any [`PosterError`].
pub fn preview(poster: &Poster, sheet: PosterSheet, width: u32) -> Result<Vec<u8>, PosterError> {
    let (whole, height) = sheet.pixels();
    let picture = drawn(poster, (width, height * width / whole))?;
    Ok(encode::at_quality(&picture, PRINT_QUALITY)?.jpeg)
}

fn drawn(poster: &Poster, (width, height): (u32, u32)) -> Result<RgbImage, PosterError> {
    let fonts = font::chinese().ok_or(PosterError::NoFont)?;
    let plan = layout::plan(poster, (f64::from(width), f64::from(height)));
    let mut sheet = RgbImage::from_pixel(width, height, image::Rgb(plan.ground));
    if let Some((bytes, treatment)) = &poster.cover
        && let Some(place) = plan.cover
    {
        imageops::replace(&mut sheet, &cropped(bytes, *treatment, place.size())?, place.left(), place.top());
    }
    let options =
        usvg::Options { fontdb: fonts.database.clone(), font_family: fonts.family.clone(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&plan.svg, &options).map_err(|_| PosterError::NotDrawn)?;
    let mut sheet = over(sheet, &tree)?;
    let code = contained(|| {
        let probe = probe(&poster.code)?;
        render(&poster.code, &probe, Part::whole(probe.stored()), plan.code.size())
    })?;
    imageops::replace(&mut sheet, &code, plan.code.left(), plan.code.top());
    Ok(sheet)
}

/// The picture around its focus at these pixels, upright.
fn cropped(bytes: &[u8], treatment: Treatment, size: (u32, u32)) -> Result<RgbImage, PictureError> {
    contained(|| {
        let probe = probe(bytes)?.turned_by(treatment.edit.quarters());
        let target = orientation::turned(probe.orientation, size);
        let focus = orientation::stored_focus(probe.orientation, treatment.focus);
        render(bytes, &probe, Part::cropped(probe.stored(), target, focus), target)
    })
}

/// The drawing over the picture.
pub(crate) fn over(picture: RgbImage, tree: &usvg::Tree) -> Result<RgbImage, PosterError> {
    let (width, height) = picture.dimensions();
    let opaque = picture.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 255]).collect();
    let size = tiny_skia::IntSize::from_wh(width, height).ok_or(PosterError::NotDrawn)?;
    let mut canvas = tiny_skia::Pixmap::from_vec(opaque, size).ok_or(PosterError::NotDrawn)?;
    resvg::render(tree, tiny_skia::Transform::identity(), &mut canvas.as_mut());
    // Everything under the drawing is opaque, so the alpha stays 255 and the colours are as they are.
    let rgb = canvas.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    RgbImage::from_raw(width, height, rgb).ok_or(PosterError::NotDrawn)
}

/// The system's fonts, and the Chinese family among them.
pub(crate) struct Fonts {
    pub(crate) database: Arc<usvg::fontdb::Database>,
    pub(crate) family: String,
}

#[cfg(test)]
mod tests;
