//! The shop's limits. Lengths are in characters: a Chinese character, a letter and a digit each count one.

use std::ops::RangeInclusive;

/// qualification/upload, and img/upload for a media_id: 2 MB (10020060). The smaller reading of the unit is the safe one.
pub const FILE_MAX_BYTES: usize = 2_000_000;
/// img/upload for a permanent address: 10 MB (10020060).
pub const PICTURE_MAX_BYTES: usize = 10_000_000;
/// img/upload and qualification/upload, calls in a minute (change log of 2026-01-06).
pub const UPLOADS_PER_MINUTE: u32 = 5000;
/// What the address of an uploaded picture holds; products take no other pictures (10020035).
pub const PICTURE_ADDRESS: &str = "mmecimage.cn/p/";

/// Pictures in one slot of a category application (category/add).
pub const SLOT_PICTURES_MAX: usize = 10;
/// Applications on a page of getbizcatflowlist that Kaibo asks for; no limit is published.
pub const FLOW_PAGE: u32 = 20;
/// What `jingyingpingtai`, the platform sold on before, may be (category/add).
pub const PAST_PLATFORMS: [&str; 6] = ["taobao", "jd", "douyin", "kuaishou", "pdd", "other"];
/// Their names, in the same order.
pub const PAST_PLATFORM_NAMES: [&str; 6] = ["淘宝（含天猫）", "京东", "抖音", "快手", "拼多多", "其他"];

/// The brand of goods without a brand.
pub const NO_BRAND: u64 = 2_100_000_000;
/// Page size of brand/all, brand/list/get and brand/valid/list/get.
pub const BRAND_PAGE_MAX: i64 = 50;
/// Their page size when none is sent.
pub const BRAND_PAGE: i64 = 10;
/// Classes of trademarks, `classification_no`.
pub const TRADEMARK_CLASSES: RangeInclusive<i64> = 1..=45;
/// Certificates of an R mark: exactly one.
pub const REGISTER_CERTIFICATIONS: usize = 1;
/// Renewal certificates of an R mark.
pub const RENEW_CERTIFICATIONS_MAX: usize = 5;
/// Acceptance notices of a TM mark: exactly one.
pub const ACCEPTANCE_CERTIFICATIONS: usize = 1;
/// Letters of authorisation of a licensed brand.
pub const GRANT_CERTIFICATIONS_MAX: usize = 9;
/// Levels of authorisation.
pub const GRANT_LEVELS: RangeInclusive<i64> = 1..=3;
/// Both sides of the brand owner's identity card.
pub const OWNER_PHOTOS_MAX: usize = 2;

/// Page size of product/list/get.
pub const PRODUCT_PAGE_MAX: i64 = 30;
/// Products whose state Kaibo asks for in one reading of the platform, a call each (product/get). Its own choice: the
/// calls of a day are shared with whatever else uses the account.
pub const PRODUCTS_READ: usize = 20;
/// `out_product_id` and `out_sku_id`. The platform does not ask whether they are unique.
pub const OUT_ID_MAX: usize = 128;
/// Title: at least so many Chinese characters, letters and digits.
pub const TITLE_MIN: usize = 5;
/// Title: at most so many characters.
pub const TITLE_MAX: usize = 60;
/// Head images: three to nine (10020106, 10020023).
pub const HEAD_IMAGES: RangeInclusive<usize> = 3..=9;
/// Detail images: one to fifty (10020107, 10020025; fifty since May 2026).
pub const DETAIL_IMAGES: RangeInclusive<usize> = 1..=50;
/// Head images of food and fresh goods: at least four (10020229).
pub const HEAD_IMAGES_FOOD_MIN: usize = 4;
/// Detail images where the category asks for more: at least three (10020230).
pub const DETAIL_IMAGES_FOOD_MIN: usize = 3;
/// `product_qua_infos`: pictures of one qualification (10020027).
pub const PRODUCT_QUALIFICATIONS_MAX: usize = 5;
/// `aftersale_desc`.
pub const AFTERSALE_MAX: usize = 200;
/// SKUs of one product.
pub const SKUS: RangeInclusive<usize> = 1..=500;
/// Price of a SKU in fen: ten million yuan (10020028; the older add_spu page has both figures).
pub const PRICE_MAX: i64 = 1_000_000_000;
/// Stock of a SKU.
pub const STOCK_MAX: i64 = 10_000_000;
/// Name and value of a specification (10020032, 10020033).
pub const SPEC_TEXT_MAX: usize = 40;
/// Values of one specification over all SKUs (10020031).
pub const SPEC_VALUES_MAX: usize = 100;
/// product/add and product/update together in an hour (10020066); a grown shop may get more.
pub const SUBMITS_PER_HOUR: u32 = 200;
/// The same in a day (10020111).
pub const SUBMITS_PER_DAY: u32 = 1000;
