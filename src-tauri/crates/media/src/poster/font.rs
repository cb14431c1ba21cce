//! A Chinese font of the system: read once, when the first poster is made.

use super::Fonts;
use resvg::usvg::fontdb::{Database, Family, Query, Weight};
use std::sync::{Arc, LazyLock};

/// A font file and the face in it.
pub(crate) type Face = (Arc<Vec<u8>>, u32);

/// Families that have all Chinese characters in several weights, the systems' own first.
const FAMILIES: [&str; 10] = [
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "HarmonyOS Sans SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
];

/// The fonts, or nothing where no known Chinese family is installed.
pub(crate) fn chinese() -> Option<&'static Fonts> {
    static FONTS: LazyLock<Option<Fonts>> = LazyLock::new(|| {
        let mut database = Database::new();
        database.load_system_fonts();
        let is_there = |family: &&&str| {
            let query = Query { families: &[Family::Name(family)], weight: Weight::BOLD, ..Query::default() };
            database.query(&query).is_some()
        };
        let family = FAMILIES.iter().find(is_there)?.to_string();
        Some(Fonts { database: Arc::new(database), family })
    });
    FONTS.as_ref()
}

/// The file of the font, for what draws letters itself.
pub(crate) fn chinese_face() -> Option<Face> {
    static FACE: LazyLock<Option<Face>> = LazyLock::new(|| {
        let fonts = chinese()?;
        let query = Query { families: &[Family::Name(&fonts.family)], ..Query::default() };
        let id = fonts.database.query(&query)?;
        fonts.database.with_face_data(id, |data, index| (Arc::new(data.to_vec()), index))
    });
    FACE.clone()
}
