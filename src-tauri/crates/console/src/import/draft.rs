//! A row of a table as a good: which amounts make which price, which number makes which page path.

use kaibo_domain::{Fen, GoodsDraft, PriceKind};
use kaibo_sheet::{Columns, Meaning, Row, price_kind};

/// Characters of a cell at most: what is longer breaks a rule of every field anyway.
pub(super) const CELL_MAX: usize = 1000;

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub draft: GoodsDraft,
    pub code: String,
    pub picture: String,
}

/// Reads a row.
pub(super) fn of_row(row: &Row, columns: &Columns) -> Said {
    let cell = |meaning: Meaning| {
        let column = columns.meanings.iter().position(|held| *held == Some(meaning));
        column.map(|column| cut(row.cell(column))).unwrap_or_default()
    };
    let mut path = cell(Meaning::Path);
    let id = cell(Meaning::Id);
    if path.is_empty() && !id.is_empty() && columns.path_pattern.contains(ID) {
        path = columns.path_pattern.replace(ID, &encoded(&id));
    }
    let named = price_kind(&cell(Meaning::PriceKind));
    let (kind, price, price2) = price(named, &cell(Meaning::Price), &cell(Meaning::Original), &cell(Meaning::Highest));
    Said {
        draft: GoodsDraft { name: cell(Meaning::Name), price_kind: kind, price, price2, path, has_picture: false },
        code: cell(Meaning::Code),
        picture: cell(Meaning::Picture),
    }
}

/// Where the number stands in a pattern of page paths.
const ID: &str = "{id}";

/// A cell's text without the space around it, cut to [`CELL_MAX`].
pub(super) fn cut(text: &str) -> String {
    text.trim().chars().take(CELL_MAX).collect()
}

/// The form of the price and its amounts as the platform wants them, from what a table says: the price, what it was
/// before, the highest.
fn price(named: Option<PriceKind>, price: &str, original: &str, highest: &str) -> (PriceKind, String, String) {
    let amount = |text: &str| Fen::parse_yuan(text).ok();
    let above = |text: &str| amount(text).zip(amount(price)).is_some_and(|(one, other)| one > other);
    let (low, high) = split(price).unwrap_or((price, highest));
    let kind = named.unwrap_or(if split(price).is_some() || above(highest) {
        PriceKind::Range
    } else if above(original) {
        PriceKind::Discount
    } else {
        PriceKind::Single
    });
    let (first, second) = match kind {
        PriceKind::Single if price.is_empty() => (original, ""),
        PriceKind::Single => (price, ""),
        PriceKind::Range => (low, high),
        PriceKind::Discount => (original, price),
    };
    (kind, first.to_owned(), second.to_owned())
}

/// `99-199` and its like.
fn split(price: &str) -> Option<(&str, &str)> {
    let (low, high) = price.split_once(['-', '~', '～', '—', '至'])?;
    let is_amount = |text: &str| Fen::parse_yuan(text).is_ok();
    (is_amount(low) && is_amount(high)).then(|| (low.trim(), high.trim()))
}

/// A number as it may stand in a page path.
fn encoded(id: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    id.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_sheet::read_pasted;
    use rstest::rstest;

    #[rstest]
    #[case(None, "199", "", "", PriceKind::Single, "199", "")]
    #[case(None, "", "299", "", PriceKind::Single, "299", "")]
    #[case(None, "199", "299", "", PriceKind::Discount, "299", "199")]
    #[case(None, "199", "199", "", PriceKind::Single, "199", "")]
    #[case(None, "199", "0", "", PriceKind::Single, "199", "")]
    #[case(None, "99", "", "199", PriceKind::Range, "99", "199")]
    #[case(None, "99", "", "99", PriceKind::Single, "99", "")]
    #[case(None, "99-199", "", "", PriceKind::Range, "99", "199")]
    #[case(None, "¥99～¥199", "", "", PriceKind::Range, "¥99", "¥199")]
    #[case(None, "面议", "", "", PriceKind::Single, "面议", "")]
    #[case(Some(PriceKind::Single), "199", "299", "", PriceKind::Single, "199", "")]
    #[case(Some(PriceKind::Discount), "199", "", "", PriceKind::Discount, "", "199")]
    #[case(Some(PriceKind::Range), "99", "", "199", PriceKind::Range, "99", "199")]
    fn prices(
        #[case] named: Option<PriceKind>,
        #[case] sale: &str,
        #[case] original: &str,
        #[case] highest: &str,
        #[case] kind: PriceKind,
        #[case] first: &str,
        #[case] second: &str,
    ) {
        assert_eq!(price(named, sale, original, highest), (kind, first.to_owned(), second.to_owned()));
    }

    #[test]
    fn a_page_path_is_built_from_the_number_where_none_is_given() {
        let book = read_pasted("名称\t编号\t路径\n裙\t7&a\t\n包\t8\tpages/own\n").unwrap();
        let columns = Columns {
            source: String::new(),
            meanings: vec![Some(Meaning::Name), Some(Meaning::Id), Some(Meaning::Path)],
            path_pattern: "pages/goods/index?id={id}".into(),
        };
        let path = |at| of_row(&book.sheets[0].row(at).unwrap(), &columns).draft.path;
        assert_eq!((path(1).as_str(), path(2).as_str()), ("pages/goods/index?id=7%26a", "pages/own"));
    }
}
