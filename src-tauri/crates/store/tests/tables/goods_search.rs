//! The search: what finds a good, that nothing gets past its index, and that nothing stays there.

use crate::{Shop, goods_id, goods_list::names, shop, short_key};
use kaibo_domain::{AuditStatus, GoodsId, PlatformGoodsId};
use kaibo_store::{
    goods,
    goods::{Adoption, GoodsPatch, GoodsQuery, GoodsRow},
};
use proptest::prelude::*;
use rstest::rstest;

fn found(shop: &Shop, typed: &str) -> Vec<String> {
    names(shop, &GoodsQuery { search: typed.into(), ..GoodsQuery::all(shop.id) })
}

/// The index says what its table says, row by row.
fn index_is_sound(shop: &Shop) {
    shop.write(|tx| {
        tx.execute("INSERT INTO goods_search (goods_search, rank) VALUES ('integrity-check', 1)", [])?;
        Ok(())
    });
    assert!(!shop.read(goods::are_unread), "every write reads what it changed");
}

fn adopted(shop: &Shop, good: GoodsId, platform: i64) {
    let adoption = Adoption {
        platform_goods_id: PlatformGoodsId(platform),
        audit_id: None,
        audit_status: AuditStatus::Approved,
        sent_revision: 1,
        found: false,
    };
    shop.write(move |tx| goods::adopt(tx, good, &adoption, 2));
}

#[rstest]
#[case("裙")]
#[case("连衣")]
#[case("连衣裙")]
#[case("碎花连衣裙女")]
#[case("ＸＬ码")]
#[case("xl码 连衣")]
#[case("3件套")]
#[case("3")]
#[case("🔥")]
#[case("𠀀")]
#[case("lyq")]
#[case("lianyi")]
#[case("chongqing")]
#[case("zhongqing")]
#[case("A01")]
#[case("sku-a0")]
#[case("01")]
#[case("87654")]
#[case("连衣裙 sku 重庆")]
fn a_good_is_found_by(#[case] typed: &str) {
    let shop = shop();
    let good = shop.good("重庆碎花连衣裙女XL码3件套🔥𠀀布", 1);
    shop.write(move |tx| goods::set_code(tx, good.id, "SKU-A01-7", 2));
    adopted(&shop, good.id, 8_765_432_109);
    shop.good("羊毛围巾", 2);
    assert_eq!(found(&shop, typed), [good.name]);
}

#[rstest]
#[case("衣连")]
#[case("码 手套")]
#[case("L码")]
#[case("yiq裙")]
#[case("5432")]
#[case("女SKU")]
fn a_good_is_not_found_by(#[case] typed: &str) {
    let shop = shop();
    let good = shop.good("碎花连衣裙女XL码", 1).id;
    shop.write(move |tx| goods::set_code(tx, good, "SKU", 2));
    adopted(&shop, good, 8_765_432_109);
    assert_eq!(found(&shop, typed), Vec::<String>::new());
}

#[rstest]
#[case("\"")]
#[case("*")]
#[case("-")]
#[case("\0")]
#[case("  ")]
fn what_holds_no_word_narrows_nothing(#[case] typed: &str) {
    let shop = shop();
    shop.good("连衣裙", 1);
    assert_eq!(found(&shop, typed), ["连衣裙"]);
}

#[rstest]
#[case("连衣裙\" OR \"围巾")]
#[case("name : 围巾")]
#[case("NEAR(连 裙)")]
#[case("^连衣裙 AND NOT 围")]
#[case("\0\0'; DROP TABLE goods; --")]
fn the_index_knows_no_commands(#[case] typed: &str) {
    let shop = shop();
    shop.good("羊毛围巾", 1);
    shop.good("雪纺", 2);
    assert_eq!(found(&shop, typed), Vec::<String>::new());
    assert_eq!(found(&shop, &typed.repeat(400)), Vec::<String>::new());
}

#[test]
fn ten_thousand_characters_are_harmless() {
    let shop = shop();
    shop.good(&"很长的名字".repeat(2_000), 1);
    assert_eq!(found(&shop, "长的名").len(), 1);
    assert_eq!(found(&shop, &"连衣裙\"* ".repeat(1_500)).len(), 0);
    index_is_sound(&shop);
}

#[test]
fn whatever_changes_a_good_changes_what_finds_it() {
    let shop = shop();
    let good = shop.good("连衣裙", 1).id;
    let name = |name: &str| GoodsPatch { name: Some(name.into()), ..GoodsPatch::default() };
    let (typed, there) = (name("羊毛围巾"), name("真丝围巾"));
    shop.write(move |tx| goods::update(tx, good, &typed, 2));
    assert_eq!((found(&shop, "裙").len(), found(&shop, "羊毛").len(), found(&shop, "ymwj").len()), (0, 1, 1));
    shop.write(move |tx| goods::take_over(tx, good, &there));
    assert_eq!((found(&shop, "羊毛").len(), found(&shop, "真丝").len()), (0, 1));
    shop.write(move |tx| goods::set_code(tx, good, "K7", 3));
    assert_eq!(found(&shop, "k7").len(), 1);
    adopted(&shop, good, 12);
    assert_eq!(found(&shop, "12").len(), 1);
    shop.write(move |tx| goods::detach(tx, good, 4));
    assert_eq!(found(&shop, "12").len(), 0);
    shop.write(move |tx| goods::mark_deleted(tx, good, 5));
    assert_eq!(found(&shop, "真丝").len(), 0);
    shop.write(move |tx| goods::restore(tx, good));
    assert_eq!(found(&shop, "真丝").len(), 1);
    index_is_sound(&shop);
}

#[test]
fn a_change_that_is_taken_back_leaves_the_index_as_it_was() {
    let shop = shop();
    let good = shop.good("连衣裙", 1).id;
    let patch = GoodsPatch { name: Some("围巾".into()), ..GoodsPatch::default() };
    let lost = shop.store.write_blocking(move |tx| {
        goods::update(tx, good, &patch, 2)?;
        Err::<(), _>(kaibo_store::StoreError::NotFound)
    });
    assert!(lost.is_err());
    assert_eq!((found(&shop, "连衣").len(), found(&shop, "围").len()), (1, 0));
    index_is_sound(&shop);
}

#[test]
fn words_that_are_erased_leave_the_index() {
    let shop = shop();
    let good = shop.good("秘密样衣", 1).id;
    for other in ["连衣裙", "围巾", "帽子"] {
        shop.good(other, 2);
    }
    let patch = GoodsPatch { name: Some("样品".into()), ..GoodsPatch::default() };
    shop.write(move |tx| goods::update(tx, good, &patch, 3));
    let secret = ["秘".as_bytes(), b"mmyy", b"mimiyangyi"];
    let left: Vec<Vec<u8>> = shop.read(|conn| {
        let mut statement = conn.prepare("SELECT block FROM goods_search_data")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    });
    assert!(!left.is_empty());
    for word in secret {
        assert!(!left.iter().any(|block| block.windows(word.len()).any(|part| part == word)), "{word:?}");
    }
}

#[test]
fn goods_of_an_earlier_version_are_listed_at_once_and_found_when_they_are_read() {
    let shop = shop();
    for number in 0..30 {
        shop.good(&format!("连衣裙 {number}"), number);
    }
    // As the migration leaves them.
    shop.write(|tx| {
        tx.execute("DELETE FROM goods_words", [])?;
        tx.execute("UPDATE goods_lines SET read = 0, price_from = NULL, price_to = NULL, name_order = NULL", [])?;
        Ok(())
    });
    assert_eq!((found(&shop, "").len(), found(&shop, "连衣").len()), (30, 0));
    assert_eq!(shop.write(|tx| goods::read_more(tx, 20)), 20);
    assert_eq!(found(&shop, "连衣").len(), 20);
    assert_eq!(found(&shop, "连衣")[0], "连衣裙 29", "the newest first");
    assert_eq!(shop.write(|tx| goods::read_more(tx, 20)), 10);
    assert_eq!(shop.write(|tx| goods::read_more(tx, 20)), 0);
    assert_eq!(found(&shop, "lyq").len(), 30);
    index_is_sound(&shop);
}

#[test]
fn an_erased_good_leaves_the_index() {
    let shop = shop();
    let gone = shop.good("连衣裙", 1).id;
    shop.good("帽子", 1);
    shop.write(move |tx| Ok(tx.execute("DELETE FROM goods WHERE id = ?1", [gone.to_string()])?));
    assert_eq!((found(&shop, "帽子").len(), found(&shop, "连衣").len()), (1, 0));
    index_is_sound(&shop);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Any part of a name is found, whatever else it holds, and so is nothing that is not in it.
    #[test]
    fn any_part_of_a_name_finds_it(
        name in "[连衣裙羊毛围巾重长乐行]{6,14}", from in 0usize..6, count in 1usize..=6, other in "[帽子手套]{2,5}",
    ) {
        let shop = shop();
        shop.good(&other, 1);
        let row = GoodsRow { name: name.clone(), ..GoodsRow::draft(goods_id(), shop.id, short_key(), 2) };
        shop.write(move |tx| goods::insert(tx, &row));
        let part: String = name.chars().skip(from).take(count).collect();
        prop_assert_eq!(found(&shop, &part), [name]);
    }

    /// Nothing that is typed is an error.
    #[test]
    fn whatever_is_typed_is_harmless(typed in "\\PC*|[\\x00-\\x7f]{0,60}") {
        let shop = shop();
        shop.good("连衣裙", 1);
        found(&shop, &typed);
    }
}
