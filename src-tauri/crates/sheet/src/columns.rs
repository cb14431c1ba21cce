//! Which column holds what, told from the headings. The headings that systems write stand as data in `assets/imports`.

use crate::table::Sheet;
use kaibo_domain::PriceKind;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{collections::BTreeMap, sync::LazyLock};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// 名称.
    Name,
    /// 价格形式: one of [`price_kind`]'s words.
    PriceKind,
    /// 售价: what the buyer pays, or the low end of a range.
    Price,
    /// 原价: what it cost before; above the price it makes a discount.
    Original,
    /// 最高价: the high end of a range.
    Highest,
    /// 页面路径.
    Path,
    /// The good's number in the mall, from which its page path is built.
    Id,
    /// 商家编码.
    Code,
    /// 图片: a file's name or path; an address is not fetched.
    Picture,
}

/// What the columns of a table hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Columns {
    /// The system that writes such headings; empty when it is not known.
    pub source: String,
    /// By column; `None` for one that is not read.
    pub meanings: Vec<Option<Meaning>>,
    /// The page path of a good of that number, with `{id}` in its place; empty for none.
    pub path_pattern: String,
}

/// A system whose headings are known: a file of `assets/imports`, which also says where they come from (`origin`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    /// What staff call it.
    title: String,
    /// Its page path for a good, with `{id}`; empty for none.
    #[serde(default)]
    path_pattern: String,
    /// Headings by what they hold.
    headings: BTreeMap<Meaning, Vec<String>>,
    /// Words for the price forms; of the generic source alone.
    #[serde(default)]
    price_kinds: BTreeMap<PriceKindName, Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PriceKindName {
    Single,
    Range,
    Discount,
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$(include_str!(concat!("../../../../assets/imports/", $name, ".json"))),+]
    };
}

/// The generic one first.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let texts = shipped!["generic", "himall", "crmeb", "fecmall", "likeshop", "youzan", "weidian"];
    // The test reads every file: none is left out where it runs.
    texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
});

/// How many rows may stand above the headings.
const ABOVE: usize = 10;

/// Finds the headings: their row, among the rows that hold something, and what the columns hold. `None` without headings
/// that are known.
pub fn guess(sheet: &Sheet) -> Option<(usize, Columns)> {
    let rows = sheet.rows().take(ABOVE).enumerate();
    let guessed = rows.map(|(at, row)| (at, of_headings(&row.cells().collect::<Vec<_>>())));
    let known = |columns: &Columns| columns.meanings.iter().flatten().count();
    let best = guessed.max_by_key(|(at, columns)| (known(columns), std::cmp::Reverse(*at)));
    best.filter(|(_, columns)| columns.meanings.contains(&Some(Meaning::Name)) && known(columns) > 1)
}

/// What the columns under those headings hold. Each meaning is given once, to the first column that may have it.
fn of_headings(headings: &[&str]) -> Columns {
    let headings: Vec<String> = headings.iter().map(|heading| comparable(heading)).collect();
    let Some((generic, systems)) = SOURCES.split_first() else { return Columns::default() };
    let matches = |source: &Source| {
        let known: Vec<String> = source.headings.values().flatten().map(|heading| comparable(heading)).collect();
        headings.iter().filter(|heading| known.contains(heading)).count()
    };
    // A system must know its table better than what is known in general, or as well and all of its own columns.
    let system = systems
        .iter()
        .rev()
        .max_by_key(|source| matches(source))
        .filter(|source| matches(source) > 1 && matches(source) >= matches(generic));
    let mut meanings = vec![None; headings.len()];
    for source in system.into_iter().chain([generic]) {
        for (meaning, words) in &source.headings {
            if meanings.contains(&Some(*meaning)) {
                continue;
            }
            // In the order of the words: the first is the one that is meant most.
            let column = words.iter().find_map(|word| {
                let word = comparable(word);
                headings.iter().zip(&meanings).position(|(heading, taken)| taken.is_none() && *heading == word)
            });
            if let Some(column) = column {
                meanings[column] = Some(*meaning);
            }
        }
    }
    Columns {
        source: system.map(|source| source.title.clone()).unwrap_or_default(),
        meanings,
        path_pattern: system.map(|source| source.path_pattern.clone()).unwrap_or_default(),
    }
}

/// The price form that a cell names.
pub fn price_kind(text: &str) -> Option<PriceKind> {
    let text = comparable(text);
    let kinds = &SOURCES.first()?.price_kinds;
    let named = kinds.iter().find(|(_, words)| words.iter().any(|word| comparable(word) == text))?;
    Some(match named.0 {
        PriceKindName::Single => PriceKind::Single,
        PriceKindName::Range => PriceKind::Range,
        PriceKindName::Discount => PriceKind::Discount,
    })
}

/// A heading without what differs from file to file: spaces, letter case, width, marks of what must be filled in, units.
fn comparable(heading: &str) -> String {
    let narrow = heading.chars().map(|c| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    });
    let plain: String = narrow.filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '_' | '-')).collect();
    let plain = plain.to_lowercase();
    ["(必填)", "(选填)", "(元)", "(¥)", "必填", "选填"].iter().fold(plain, |text, mark| text.replace(mark, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_pasted;
    use Meaning::*;
    use rstest::rstest;

    #[test]
    fn every_source_reads_and_says_where_it_comes_from() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/imports");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(SOURCES.len(), files.len());
        for file in files {
            let source: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            assert!(source["origin"].as_str().is_some_and(|origin| !origin.is_empty()), "{}", file.display());
        }
        for source in SOURCES.iter() {
            assert!(!source.title.is_empty(), "{source:?}");
            assert!(source.path_pattern.is_empty() || source.path_pattern.contains("{id}"), "{source:?}");
            let mut words: Vec<_> = source.headings.values().flatten().map(|word| comparable(word)).collect();
            words.sort();
            let all = words.len();
            words.dedup();
            assert_eq!(words.len(), all, "{}: one heading with two meanings", source.title);
        }
    }

    #[rstest]
    #[case("", "商品名称（必填）\t价格形式\t售价\t原价\t最高价\t页面路径\t商家编码\t图片", vec![Some(Name), Some(PriceKind), Some(Price), Some(Original), Some(Highest), Some(Path), Some(Code), Some(Picture)])]
    #[case("", "序号\t品名\t价格\t备注", vec![None, Some(Name), Some(Price), None])]
    #[case("HiMall", "商品ID\t商品名称\t商品货号\t商城价\t市场价\t库存\t商品主图", vec![Some(Id), Some(Name), Some(Code), Some(Price), Some(Original), None, Some(Picture)])]
    #[case("CRMEB", "商品ID\t商品图片\t商品名称\t商品售价\t商品原价\t商品条形码\t销量\t库存", vec![Some(Id), Some(Picture), Some(Name), Some(Price), Some(Original), Some(Code), None, None])]
    #[case("Fecmall", "spu\tsku\tname\tprice\tspecial_price\tqty\tmain_image", vec![None, Some(Code), Some(Name), Some(Original), Some(Price), None, Some(Picture)])]
    #[case("likeshop", "商品编号\t商品名称\t商品封面图\t最低价格\t最高价格\t划线价\t总库存", vec![Some(Id), Some(Name), Some(Picture), Some(Price), Some(Highest), Some(Original), None])]
    #[case("有赞", "商品标题\t商品别名\t商品编码\t商品价格(元)\t划线价(元)\t总库存\t商品图片链接", vec![Some(Name), Some(Id), Some(Code), Some(Price), Some(Original), None, Some(Picture)])]
    #[case("微店", "商品ID\t商品标题\t商品型号编码\t商品现价\t商品原价\t商品主图\t商品库存", vec![Some(Id), Some(Name), Some(Code), Some(Price), Some(Original), Some(Picture), None])]
    fn headings_are_known(#[case] source: &str, #[case] headings: &str, #[case] meanings: Vec<Option<Meaning>>) {
        let table = format!("{headings}\n1\t2\t3\t4\t5\n");
        let (row, columns) = guess(&read_pasted(&table).unwrap().sheets[0]).unwrap();
        assert_eq!((row, columns.source.as_str(), columns.meanings), (0, source, meanings));
    }

    #[test]
    fn a_title_above_the_headings_is_passed_over() {
        let table = "双十一备货表\n\n制表\t小王\n商品名称\t价格\n连衣裙\t199\n";
        let (row, columns) = guess(&read_pasted(table).unwrap().sheets[0]).unwrap();
        assert_eq!((row, columns.meanings), (2, vec![Some(Name), Some(Price)]));
    }

    #[test]
    fn a_table_without_headings_is_not_guessed_at() {
        assert_eq!(guess(&read_pasted("连衣裙\t199\n挎包\t59\n").unwrap().sheets[0]), None);
    }

    #[rstest]
    #[case("一口价", Some(kaibo_domain::PriceKind::Single))]
    #[case("价格区间", Some(kaibo_domain::PriceKind::Range))]
    #[case(" Discount ", Some(kaibo_domain::PriceKind::Discount))]
    #[case("面议", None)]
    fn price_kinds_are_words(#[case] text: &str, #[case] kind: Option<kaibo_domain::PriceKind>) {
        assert_eq!(price_kind(text), kind);
    }
}
