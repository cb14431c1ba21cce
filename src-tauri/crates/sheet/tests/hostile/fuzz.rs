//! Broken copies of honest files: read, or refused by name; never a panic, never long.

use crate::archive::{workbook, xls};
use kaibo_sheet::{limit, read, write_xlsx};
use std::{
    io::Cursor,
    time::{Duration, Instant},
};

/// SplitMix64, as in the fault tests.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// How often, and from which seed: as the fault tests are told.
fn campaign() -> (usize, u64) {
    let times = match std::env::var("KAIBO_SCORECARD_LEVEL").as_deref() {
        Ok("nightly") => 100_000,
        Ok("release") => 1_000_000,
        _ => 2_000,
    };
    let seed = std::env::var("KAIBO_SCORECARD_SEED").ok().and_then(|seed| seed.parse().ok());
    (times, seed.unwrap_or(20_261_122))
}

fn honest() -> Vec<Vec<u8>> {
    let rows = "<row r='1'><c r='A1' t='inlineStr'><is><r><t>名称</t></r></is></c><c r='B1' t='s'><v>0</v></c></row>
        <row r='2'><c r='A2' t='str'><v>裙</v></c><c r='B2' s='1'><v>46348.5</v></c></row>";
    let line = || vec!["雪纺碎花连衣裙".to_owned(), "199.00".into(), "pages/goods/index?id=1".into()];
    vec![
        workbook(rows, &[]),
        write_xlsx("商品", &["商品名称", "价格", "页面路径"], (0..5).map(|_| line())).unwrap(),
        "商品名称,价格\n\"裙, 长\",199\n杯,9\n".as_bytes().to_vec(),
        encoding_rs::GBK.encode("商品名称;价格\n裙;199\n").0.into_owned(),
        "商品\t价格\n裙\t1\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
        xls(&[(0, 0, "商品名称"), (0, 1, "价格"), (1, 0, "裙"), (1, 1, "199")], (2, 2)),
    ]
}

#[test]
fn broken_files_are_read_or_refused() {
    let honest = honest();
    for file in &honest {
        assert!(read(Cursor::new(file)).is_ok());
    }
    let (times, seed) = campaign();
    let (mut random, mut refused) = (Random(seed), 0);
    // What calamine's panics say is of no interest: that they are caught is.
    std::panic::set_hook(Box::new(|_| {}));
    for round in 0..times {
        let mut file = honest[round % honest.len()].clone();
        for _ in 0..=random.below(4) {
            let at = random.below(file.len());
            match random.below(5) {
                0 => file[at] = random.below(256) as u8,
                1 => file.truncate(at.max(8)),
                2 => file[at] ^= 1 << random.below(8),
                3 => file.insert(at, random.below(256) as u8),
                _ => {
                    let end = (at + random.below(40)).min(file.len());
                    let piece = file[at..end].to_vec();
                    let to = random.below(file.len());
                    file.splice(to..to, piece);
                }
            }
        }
        let begun = Instant::now();
        let outcome = std::panic::catch_unwind(|| read(Cursor::new(&file)).is_err());
        assert!(outcome.is_ok(), "round {round} of seed {seed} panics");
        assert!(begun.elapsed() < limit::TIME.min(Duration::from_secs(2)), "round {round} of seed {seed} is slow");
        refused += usize::from(outcome.unwrap_or_default());
    }
    drop(std::panic::take_hook());
    assert!(refused > times / 10, "{refused} of {times} refused: nothing was broken");
}
