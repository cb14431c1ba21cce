//! The goods list: which goods a filter shows and in which order, as keys; the rows are read page by page
//! ([`super::goods_lines::rows`]).

use super::column::{Origin, Text};
use crate::StoreError;
use kaibo_domain::{
    Fen, GoodsState, RoomId, ShopId,
    search::{self, Term},
};
use rusqlite::{Connection, named_params};
use std::cmp::Reverse;

/// What to list. Whatever is empty narrows nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodsQuery {
    /// Shop.
    pub shop_id: ShopId,
    /// As typed: parts of the name, of the code, of the platform's id.
    pub search: String,
    /// Only goods in one of these states.
    pub states: Vec<GoodsState>,
    /// Only goods that stand on this room's shelf, or are to.
    pub room: Option<RoomId>,
    /// Only goods that somebody may pay that much for, or more.
    pub price_from: Option<Fen>,
    /// Only goods that somebody may pay that much for, or less.
    pub price_to: Option<Fen>,
    /// Only goods that a person has to look after: refused, rejected, or gone from the platform.
    pub has_problem: bool,
    /// Only goods made there.
    pub origin: Option<Origin>,
    /// Order.
    pub order: GoodsOrder,
    /// Whether the order is turned round.
    pub descending: bool,
}

impl GoodsQuery {
    /// All goods of the shop, the last change first.
    pub const fn all(shop_id: ShopId) -> Self {
        GoodsQuery {
            shop_id,
            search: String::new(),
            states: Vec::new(),
            room: None,
            price_from: None,
            price_to: None,
            has_problem: false,
            origin: None,
            order: GoodsOrder::Updated,
            descending: true,
        }
    }

    /// Whether something else than the state is asked for.
    fn is_narrow(&self) -> bool {
        let GoodsQuery { search, room, price_from, price_to, has_problem, origin, .. } = self;
        !search::terms(search).is_empty()
            || room.is_some()
            || price_from.is_some()
            || price_to.is_some()
            || *has_problem
            || origin.is_some()
    }
}

/// What a list is sorted by; what is alike stands with the last change first, but for names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoodsOrder {
    /// Last change.
    Updated,
    /// The name's sound.
    Name,
    /// What is to be paid at least; goods without a price last in either direction.
    Price,
    /// State.
    State,
}

/// Goods by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoodsCounts([u32; GoodsState::ALL.len()]);

impl GoodsCounts {
    /// How many are in that state.
    pub const fn of(self, state: GoodsState) -> u32 {
        self.0[state as usize]
    }

    /// All of them.
    pub fn total(self) -> u32 {
        self.0.iter().sum()
    }
}

/// What a query found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsFound {
    /// The keys of the goods, in their order.
    pub keys: Vec<i64>,
    /// How many goods each state would show, the states chosen aside.
    pub counts: GoodsCounts,
}

/// What one line is judged by.
struct Line {
    key: i64,
    state: usize,
    updated_ms: i64,
    price: Option<i64>,
}

/// Finds the goods. Reads one narrow entry of an index for each good that is looked through.
pub fn find(conn: &Connection, query: &GoodsQuery) -> Result<GoodsFound, StoreError> {
    // The counts are of every state: goods of the others are read only where those have to be counted.
    let counted = if query.is_narrow() { None } else { Some(count(conn, query.shop_id)?) };
    let mut counts = GoodsCounts::default();
    let mut lines = Vec::with_capacity(counted.map_or(0, |counts| counts.total() as usize));
    let wanted = |state| query.states.is_empty() || query.states.iter().any(|one| *one as usize == state);
    look_through(conn, query, counted.is_none(), |line| {
        if let Some(count) = counts.0.get_mut(line.state) {
            *count += 1;
        }
        if wanted(line.state) {
            lines.push(line);
        }
    })?;
    let counts = counted.unwrap_or(counts);
    let mut keys = match query.order {
        GoodsOrder::Updated => sorted(lines, |line| line.updated_ms, query.descending),
        GoodsOrder::State => sorted(lines, |line| line.state, query.descending),
        GoodsOrder::Price => by_price(lines, query.descending),
        GoodsOrder::Name => by_name(conn, query.shop_id, &lines, query.descending)?,
    };
    keys.shrink_to_fit();
    Ok(GoodsFound { keys, counts })
}

/// How many goods the shop has, by state.
pub fn count(conn: &Connection, shop: ShopId) -> Result<GoodsCounts, StoreError> {
    let sql = "SELECT state, goods FROM goods_counts WHERE shop = (SELECT key FROM shop_keys WHERE shop_id = ?1)";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([Text(shop)])?;
    let mut counts = GoodsCounts::default();
    while let Some(row) = rows.next()? {
        if let Some(count) = counts.0.get_mut(usize::from(row.get::<_, u8>(0)?)) {
            *count = row.get(1)?;
        }
    }
    Ok(counts)
}

fn look_through(
    conn: &Connection,
    query: &GoodsQuery,
    in_every_state: bool,
    mut see: impl FnMut(Line),
) -> Result<(), StoreError> {
    let terms = search::terms(&query.search);
    // Conditions on the words first: they find their lines one by one; else the index is read from end to end.
    let from = match terms.is_empty() {
        true => "goods_lines INDEXED BY goods_lines_shown WHERE",
        false => "goods_search CROSS JOIN goods_lines ON key = goods_search.rowid WHERE goods_search MATCH :words AND",
    };
    // Other conditions than those that are asked for would cost their time on every line.
    let mut narrow = String::new();
    if query.room.is_some() {
        narrow.push_str(
            " AND key IN (SELECT line.key FROM room_goods JOIN goods_lines AS line USING (goods_id)
                WHERE room_id = :room)",
        );
    }
    if query.price_from.is_some() {
        narrow.push_str(" AND price_to >= :from");
    }
    if query.price_to.is_some() {
        narrow.push_str(" AND price_from <= :to");
    }
    if query.has_problem {
        let [draft, refused, rejected] =
            [GoodsState::Draft, GoodsState::Refused, GoodsState::Rejected].map(|s| s as u8);
        narrow.push_str(&format!(" AND (state IN ({refused}, {rejected}) OR (state = {draft} AND gone))"));
    }
    if query.origin.is_some() {
        narrow.push_str(" AND elsewhere = :elsewhere");
    }
    if !in_every_state && !query.states.is_empty() {
        let states: Vec<_> = query.states.iter().map(|state| (*state as u8).to_string()).collect();
        narrow.push_str(&format!(" AND state IN ({})", states.join(", ")));
    }
    let sql = format!(
        "SELECT key, state, updated_ms, price_from FROM {from} shop = (SELECT key FROM shop_keys WHERE shop_id = :shop)
            AND state IS NOT NULL {narrow}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let values = named_params! {
        ":words": expression(&terms), ":shop": Text(query.shop_id), ":room": query.room.map(Text),
        ":from": query.price_from.map(|price| price.0), ":to": query.price_to.map(|price| price.0),
        ":elsewhere": query.origin.map(|origin| origin == Origin::Console),
    };
    let known: Vec<_> = values
        .iter()
        .filter_map(|(name, value)| statement.parameter_index(name).ok().flatten().map(|_| (*name, *value)))
        .collect();
    let mut rows = statement.query(known.as_slice())?;
    while let Some(row) = rows.next()? {
        see(Line {
            key: row.get(0)?,
            state: usize::from(row.get::<_, u8>(1)?),
            updated_ms: row.get(2)?,
            price: row.get(3)?,
        });
    }
    Ok(())
}

/// The terms in the language of FTS5. Its words hold no sign of that language ([`search`]), and all stand in quotes.
fn expression(terms: &[Term]) -> String {
    let term = |term: &Term| {
        let goes_on = if term.goes_on { " *" } else { "" };
        let written = format!("{{name code number}} : \"{}\"{goes_on}", term.words.join(" "));
        match &term.spelled {
            Some(spelled) => format!("({written} OR spelling : \"{spelled}\" *)"),
            None => format!("({written})"),
        }
    };
    terms.iter().map(term).collect::<Vec<_>>().join(" AND ")
}

fn sorted<K: Ord>(mut lines: Vec<Line>, by: impl Fn(&Line) -> K, descending: bool) -> Vec<i64> {
    let newest = |line: &Line| Reverse((line.updated_ms, line.key));
    // Of each state the lines come in the order of their changes, and this sort makes use of such runs.
    lines.reverse();
    match descending {
        true => lines.sort_by_key(|line| (Reverse(by(line)), newest(line))),
        false => lines.sort_by_key(|line| (by(line), newest(line))),
    }
    lines.into_iter().map(|line| line.key).collect()
}

/// Prices come in no runs. So the lines are first put in the order of their changes, which they nearly have, and then sorted
/// by the price alone: a third of what comparing both at once takes.
fn by_price(mut lines: Vec<Line>, descending: bool) -> Vec<i64> {
    lines.reverse();
    lines.sort_by_key(|line| Reverse((line.updated_ms, line.key)));
    let (mut priced, mut unpriced) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        match line.price {
            Some(price) => priced.push((price, line.key)),
            None => unpriced.push(line.key),
        }
    }
    match descending {
        true => priced.sort_by_key(|(price, _)| Reverse(*price)),
        false => priced.sort_by_key(|(price, _)| *price),
    }
    priced.into_iter().map(|(_, key)| key).chain(unpriced).collect()
}

fn by_name(conn: &Connection, shop: ShopId, lines: &[Line], descending: bool) -> Result<Vec<i64>, StoreError> {
    // Keys are given one after the other, so a place for each is little.
    let place = |key: i64| usize::try_from(key).unwrap_or_default();
    let mut found = vec![false; lines.iter().map(|line| place(line.key) + 1).max().unwrap_or_default()];
    for line in lines {
        found[place(line.key)] = true;
    }
    // The order is the index's: comparing long texts anew would take longer than reading them all.
    let sql = "SELECT key FROM goods_lines
        WHERE shop = (SELECT key FROM shop_keys WHERE shop_id = ?1) AND state IS NOT NULL ORDER BY name_order, state, key";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([Text(shop)])?;
    let mut keys = Vec::with_capacity(lines.len());
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        if found.get(place(key)) == Some(&true) {
            keys.push(key);
        }
    }
    if descending {
        keys.reverse();
    }
    Ok(keys)
}
