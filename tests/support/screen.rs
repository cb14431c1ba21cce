//! What stands on the X display, as a person would see it.

use image::{ImageFormat, RgbImage};
use std::io::Cursor;
use x11rb::{
    connection::Connection,
    protocol::xproto::{ConnectionExt, ImageFormat as Transfer, MapState},
};

/// The largest window on the display, as PNG.
pub fn capture() -> Vec<u8> {
    let (display, number) = x11rb::connect(None).expect("an X display (cargo xtask test starts one)");
    let root = display.setup().roots[number].root;
    let shown = |window: &u32| {
        let attributes = display.get_window_attributes(*window).ok()?.reply().ok()?;
        let place = display.get_geometry(*window).ok()?.reply().ok()?;
        (attributes.map_state == MapState::VIEWABLE).then_some((*window, place))
    };
    let children = display.query_tree(root).expect("the display answers").reply().expect("its windows").children;
    let windows = children.iter().filter_map(shown);
    let largest = windows.max_by_key(|(_, place)| u32::from(place.width) * u32::from(place.height));
    let (window, place) = largest.expect("a window on the display");
    let (width, height) = (place.width, place.height);
    let grab = display.get_image(Transfer::Z_PIXMAP, window, 0, 0, width, height, u32::MAX);
    let pixels = grab.expect("the display answers").reply().expect("the window's pixels").data;
    let picture = RgbImage::from_fn(width.into(), height.into(), |x, y| {
        let at = ((y * u32::from(width) + x) * 4) as usize;
        image::Rgb([pixels[at + 2], pixels[at + 1], pixels[at]])
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).expect("a PNG");
    png.into_inner()
}
