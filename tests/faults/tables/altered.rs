//! Broken copies of honest files: read, or refused by name; never a panic, never long.

use crate::{
    archive::{workbook, xls},
    support::{campaign::Campaign, random::Random},
};
use kaibo_sheet::{read, write_xlsx};
use std::{
    io::Cursor,
    time::{Duration, Instant},
};

/// Longest that a broken file of a few kilobytes may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Honest workbooks.
pub fn workbooks() -> Vec<Vec<u8>> {
    let rows = "<row r='1'><c r='A1' t='inlineStr'><is><r><t>名称</t></r></is></c><c r='B1' t='s'><v>0</v></c></row>
        <row r='2'><c r='A2' t='str'><v>裙</v></c><c r='B2' s='1'><v>46348.5</v></c></row>";
    let line = || vec!["雪纺碎花连衣裙".to_owned(), "199.00".into(), "pages/goods/index?id=1".into()];
    vec![
        workbook(rows, &[]),
        write_xlsx("商品", &["商品名称", "价格", "页面路径"], (0..5).map(|_| line())).unwrap(),
        xls(&[(0, 0, "商品名称"), (0, 1, "价格"), (1, 0, "裙"), (1, 1, "199")], (2, 2)),
    ]
}

/// Honest texts.
pub fn texts() -> Vec<Vec<u8>> {
    vec![
        "商品名称,价格\n\"裙, 长\",199\n杯,9\n".as_bytes().to_vec(),
        encoding_rs::GBK.encode("商品名称;价格\n裙;199\n").0.into_owned(),
        "商品\t价格\n裙\t1\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ]
}

/// Reads so many broken copies of them and keeps the figures.
pub fn rounds(campaign: &mut Campaign, honest: &[Vec<u8>], rounds: usize) {
    for file in honest {
        assert!(read(Cursor::new(file)).is_ok());
    }
    let mut refused = 0;
    // What calamine's panics say is of no interest: that they are caught is.
    std::panic::set_hook(Box::new(|_| {}));
    for round in 0..rounds {
        let file = altered(honest, &mut campaign.round(round));
        let begun = Instant::now();
        let outcome = std::panic::catch_unwind(|| read(Cursor::new(&file)).is_err());
        let took = begun.elapsed();
        if outcome.is_err() || took > PATIENCE {
            drop(std::panic::take_hook());
            panic!("round {round}: panics {}, {took:?}", outcome.is_err());
        }
        refused += usize::from(outcome.unwrap_or_default());
    }
    drop(std::panic::take_hook());
    assert!(refused > rounds / 10 && refused < rounds, "{refused} of {rounds} refused");
    campaign.figure("altered files", rounds);
    campaign.figure("of them refused", refused);
}

fn altered(honest: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut file = random.pick(honest).clone();
    for _ in 0..=random.below(4) {
        let at = random.below(file.len());
        match random.below(5) {
            0 => file[at] = random.number() as u8,
            1 => file.truncate(at.max(8)),
            2 => file[at] ^= 1 << random.below(8),
            3 => file.insert(at, random.number() as u8),
            _ => {
                let end = (at + random.below(40)).min(file.len());
                let piece = file[at..end].to_vec();
                let to = random.below(file.len());
                file.splice(to..to, piece);
            }
        }
    }
    file
}
