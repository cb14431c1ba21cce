//! What a file says is checked before anything of it is used.

use super::*;
use rstest::rstest;
use std::io::Cursor;

const ID: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

fn good() -> Entry {
    let draft = GoodsDraft { name: "雪纺碎花连衣裙".into(), price: "199".into(), ..GoodsDraft::default() };
    let draft = Draft::Goods { code: "A-1".into(), draft };
    Entry { id: ID, updated_ms: 5, draft, picture: None, base: None }
}

fn photo() -> (Picture, Vec<u8>) {
    let bytes = b"as good as a photo".to_vec();
    let hash = blake3::hash(&bytes).to_hex().to_string();
    (Picture { hash, name: "连衣裙.jpg".into(), bytes: bytes.len() as u64 }, bytes)
}

fn contents() -> Contents {
    let (picture, _) = photo();
    let foci = vec![Spot::of(Focus { x: 0.123_456, y: 1.0 })];
    let used = PictureUse { hash: picture.hash.clone(), foci, edit: Edit::default() };
    let entry = Entry { picture: Some(used), base: Some(good().fields()), ..good() };
    Contents { shop: "小店".into(), made_ms: 7, entries: vec![entry], pictures: vec![picture] }
}

/// As a hand that keeps no limits writes it.
fn written(contents: &Contents, pictures: &[u8]) -> Vec<u8> {
    let text = serde_json::to_vec(contents).unwrap();
    [&(text.len() as u64).to_le_bytes()[..], &text, pictures].concat()
}

fn read(bytes: &[u8]) -> Result<(Contents, Vec<Vec<u8>>), Problem> {
    let mut file = Cursor::new(bytes);
    let contents = Contents::read(&mut file, bytes.len() as u64)?;
    let mut pictures = Vec::new();
    contents.read_pictures(&mut file, |_, bytes| {
        pictures.push(bytes);
        Ok(())
    })?;
    Ok((contents, pictures))
}

#[test]
fn what_is_written_reads_back() {
    let (contents, (_, photo)) = (contents(), photo());
    let mut file = Vec::new();
    contents.write(&mut file).unwrap();
    file.extend(&photo);
    let (again, pictures) = read(&file).unwrap();
    assert_eq!((again, pictures), (contents, vec![photo]));
}

#[test]
fn a_text_cut_or_continued_at_any_byte_is_refused() {
    let whole = written(&contents(), &photo().1);
    for length in 0..whole.len() {
        assert_eq!(read(&whole[..length]).unwrap_err().code, "team.damaged", "{length}");
    }
    let longer = [&whole[..], b"x"].concat();
    assert_eq!(read(&longer).unwrap_err().code, "team.damaged");
}

/// One thing wrong with a file that is sealed as it should be.
#[rstest]
#[case::a_text_too_long(|c: &mut Contents| c.entries[0].draft = Draft::Goods { code: "长".repeat(TEXT_MAX + 1), draft: GoodsDraft::default() })]
#[case::a_shop_too_long(|c: &mut Contents| c.shop = "长".repeat(TEXT_MAX + 1))]
#[case::an_id_of_another_kind(|c: &mut Contents| c.entries[0].id = Uuid::from_u128(1))]
#[case::an_id_twice(|c: &mut Contents| c.entries.push(good()))]
#[case::too_many_records(|c: &mut Contents| c.entries.extend((0..RECORDS_MAX as u128).map(|n| Entry { id: Uuid::from_u128(ID.as_u128() + 1 + n), ..good() })))]
#[case::a_time_before_all(|c: &mut Contents| c.entries[0].updated_ms = -1)]
#[case::a_time_after_all(|c: &mut Contents| c.made_ms = i64::MAX)]
#[case::a_picture_that_does_not_follow(|c: &mut Contents| c.pictures.clear())]
#[case::a_picture_of_another_content(|c: &mut Contents| { let other = blake3::hash(b"other").to_hex().to_string(); c.pictures[0].hash.clone_from(&other); c.entries[0].picture.as_mut().unwrap().hash = other })]
#[case::a_picture_twice(|c: &mut Contents| c.pictures.push(c.pictures[0].clone()))]
#[case::a_picture_without_bytes(|c: &mut Contents| c.pictures[0].bytes = 0)]
#[case::a_picture_larger_than_any(|c: &mut Contents| c.pictures[0].bytes = MAX_BYTES as u64 + 1)]
#[case::a_picture_of_no_end(|c: &mut Contents| c.pictures[0].bytes = u64::MAX)]
#[case::an_address_that_is_none(|c: &mut Contents| c.pictures[0].hash = "../../kaibo.db".into())]
#[case::foci_of_another_kind(|c: &mut Contents| c.entries[0].picture.as_mut().unwrap().foci.clear())]
#[case::a_base_of_many_fields(|c: &mut Contents| c.entries[0].base = Some((0..=BASE_MAX).map(|n| (n.to_string(), String::new())).collect()))]
fn what_keeps_no_limit_is_refused(#[case] spoil: fn(&mut Contents)) {
    let mut contents = contents();
    spoil(&mut contents);
    assert_eq!(read(&written(&contents, &photo().1)).unwrap_err().code, "team.damaged");
}

#[test]
fn a_length_that_is_a_lie_takes_no_memory() {
    for size in [u64::MAX, JSON_MAX + 1, JSON_MAX] {
        let file = [&size.to_le_bytes()[..], b"{}"].concat();
        assert_eq!(read(&file).unwrap_err().code, "team.damaged");
    }
}

#[test]
fn a_draft_that_is_too_long_is_named_before_anything_is_written() {
    let mut contents = contents();
    contents.entries[0].draft = Draft::Goods {
        code: String::new(),
        draft: GoodsDraft { name: "长".repeat(TEXT_MAX + 1), ..Default::default() },
    };
    let mut file = Vec::new();
    let problem = contents.write(&mut file).unwrap_err();
    assert_eq!((problem.code.as_str(), file.len()), ("team.too-long", 0));
    assert_eq!(problem.params["name"].chars().count(), 30);
}

#[rstest]
#[case(PriceKind::Single, "199", "", "199.00")]
#[case(PriceKind::Single, "199.00", "88", "199.00")]
#[case(PriceKind::Single, " 面议 ", "", "面议")]
#[case(PriceKind::Range, "99", "199.5", "99.00-199.50")]
#[case(PriceKind::Discount, "199", "99", "199.00>99.00")]
fn prices_are_compared_as_amounts(
    #[case] price_kind: PriceKind,
    #[case] price: &str,
    #[case] price2: &str,
    #[case] text: &str,
) {
    let draft = GoodsDraft { price_kind, price: price.into(), price2: price2.into(), ..Default::default() };
    assert_eq!(super::price(&draft), text);
}

#[test]
fn a_focus_is_the_same_on_both_sides() {
    for part in 0..=10_000_u16 {
        let spot = Spot(part, 10_000 - part);
        assert_eq!(Spot::of(spot.focus()), spot);
    }
}
