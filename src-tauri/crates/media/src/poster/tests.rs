//! Posters: the code on them is read, nothing is lost in any layout, hostile words draw nothing else.

use super::*;
use crate::{corpus, qr};
use kaibo_domain::Edit;
use rstest::rstest;

const LINK: &str = "https://wxaurl.cn/BQZRrcFCPvg?room=6209";

fn poster(layout: PosterLayout, title: &str) -> Poster {
    Poster {
        layout,
        heading: "直播预告".into(),
        title: title.into(),
        time: "12月12日 周六 20:00".into(),
        anchor: "主播 小开".into(),
        invitation: "微信扫码，进入直播间".into(),
        cover: Some((photo(), Treatment { focus: kaibo_domain::Focus::CENTRE, edit: Edit::default() })),
        code: qr::png(LINK, 600).unwrap(),
    }
}

fn photo() -> Vec<u8> {
    encode::at_quality(&corpus::corners(1600, 1200), 90).unwrap().jpeg
}

fn read(picture: &RgbImage) -> Vec<String> {
    let grey = image::DynamicImage::ImageRgb8(picture.clone()).into_luma8();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(grey.width() as usize, grey.height() as usize, |x, y| {
            grey.get_pixel(x as u32, y as u32).0[0]
        });
    prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

#[rstest]
fn the_code_on_every_poster_is_read(
    #[values(PosterLayout::Cover, PosterLayout::Card, PosterLayout::Plain)] layout: PosterLayout,
    #[values(PosterSheet::Phone, PosterSheet::A4)] sheet: PosterSheet,
) {
    let png = png(&poster(layout, "双十二预热专场 冬装五折起"), sheet).unwrap();
    let picture = image::load_from_memory(&png).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), sheet.pixels());
    assert_eq!(read(&picture), [LINK]);
}

#[test]
fn a_page_to_print_is_a4_and_its_code_is_read() {
    let pdf = pdf(&poster(PosterLayout::Plain, "双十二预热专场")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("/MediaBox [0 0 595.276 841.89]"), "A4");
    let from = pdf.windows(3).position(|bytes| bytes == b"\xFF\xD8\xFF").unwrap();
    let picture = turbojpeg::decompress(&pdf[from..], turbojpeg::PixelFormat::RGB).unwrap();
    let picture = RgbImage::from_raw(picture.width as u32, picture.height as u32, picture.pixels).unwrap();
    assert_eq!((picture.dimensions(), read(&picture)), (PosterSheet::A4.pixels(), vec![LINK.to_owned()]));
}

#[rstest]
fn the_longest_names_stay_on_the_sheet(
    #[values(PosterLayout::Cover, PosterLayout::Card, PosterLayout::Plain)] layout: PosterLayout,
    #[values(
        "一二三四五六七八九十一二三四五六七",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "Winter Sale 2026 Big Brands Live!!"
    )]
    title: &str,
) {
    let plain = Poster { cover: None, ..poster(layout, title) };
    let picture = drawn(&plain, (540, 960)).unwrap();
    // Words that ran over the edge would be cut by it: the outermost columns are of one colour.
    for x in [0, 539] {
        let column: Vec<_> = (0..960).map(|y| picture.get_pixel(x, y).0).collect();
        let ground = if layout == PosterLayout::Cover { None } else { Some(column[0]) };
        assert!(ground.is_none_or(|ground| column.iter().all(|pixel| *pixel == ground)), "{title} in {layout:?}");
    }
    assert_eq!(read(&picture), [LINK]);
}

#[test]
fn the_title_is_drawn_and_what_looks_like_markup_is_words() {
    let with = |title: &str| drawn(&poster(PosterLayout::Plain, title), (540, 960)).unwrap();
    let blank = with("");
    assert_ne!(with("开播").as_raw(), blank.as_raw());
    let hostile = with("</text><rect width=\"9999\" height=\"9999\"/>\u{0}&amp;");
    assert_eq!(read(&hostile), [LINK], "it hides nothing");
}

#[test]
fn words_are_broken_between_han_and_between_words() {
    assert_eq!(layout::wrapped("一二三四五", 3.0), ["一二三", "四五"]);
    assert_eq!(layout::wrapped("Big Winter Sale", 5.0), ["Big", "Winter", "Sale"]);
    assert_eq!(layout::wrapped("WWWW", 2.0), ["WW", "WW"]);
    assert_eq!(layout::wrapped("", 5.0), [""]);
    assert_eq!(layout::wrapped("一二三四五六七", 6.0), ["一二三四", "五六七"], "no character is left alone");
}

#[test]
fn words_are_broken_at_a_space_where_that_takes_no_line_more() {
    assert_eq!(layout::wrapped("双十二预热专场 冬装五折起", 8.0), ["双十二预热专场", "冬装五折起"]);
    assert_eq!(layout::wrapped("双十二预热专场 冬装五折起", 13.0), ["双十二预热专场 冬装五折起"]);
    let three_phrases = ["会员日  冬装五折起", "全场包邮"];
    assert_eq!(layout::wrapped("会员日  冬装五折起 全场包邮", 10.0), three_phrases);
    assert_eq!(layout::wrapped("一二三 四五六七八九十", 6.0), ["一二三 四五", "六七八九十"], "too long between spaces");
}
