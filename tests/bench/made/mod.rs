//! Goods by the hundred thousand, as a large shop has them: names as merchants write them, codes, prices in all three
//! forms, every state, rooms, pictures that goods share. The same seed makes the same goods.

use kaibo_domain::{
    AuditStatus, GoodsId, PictureId, PlatformGoodsId, PriceKind, RoomId, ShopId, SubmissionId, chance::Chance,
    outbox::SubmissionState,
};
use kaibo_store::{
    Origin, Store, StoreError, Transaction,
    goods::{self, GoodsRow},
    room_goods::{self, ShelfState},
    rooms::{self, RoomRow},
    submissions::{self, ObjectKind, SubmissionKind, SubmissionRow},
};
use std::{ops::Range, sync::Arc};
use uuid::Uuid;

/// Goods in one transaction.
const AT_ONCE: usize = 2_000;
/// Rooms, and goods on each shelf.
const ROOMS: usize = 20;
const SHELF: usize = 200;
/// Under which the platform has the good of number zero.
pub const FIRST_ID: i64 = 5_000_000;

const STYLES: &[&str] = &[
    "雪纺",
    "真丝",
    "纯棉",
    "羊毛",
    "羊绒",
    "亚麻",
    "针织",
    "牛仔",
    "碎花",
    "条纹",
    "复古",
    "法式",
    "韩版",
    "新中式",
    "手工",
    "有机",
    "冷萃",
    "无糖",
    "儿童",
    "加厚",
    "轻薄",
    "防晒",
    "抗菌",
    "便携",
    "大容量",
    "不锈钢",
    "陶瓷",
    "竹制",
    "重庆",
    "长白山",
    "云南",
    "新疆",
    "内蒙古",
    "阳澄湖",
    "景德镇",
    "宜兴",
];
const THINGS: &[&str] = &[
    "连衣裙",
    "半身裙",
    "衬衫",
    "T恤",
    "风衣",
    "羽绒服",
    "卫衣",
    "阔腿裤",
    "围巾",
    "帽子",
    "帆布包",
    "双肩包",
    "小白鞋",
    "拖鞋",
    "袜子",
    "睡衣",
    "四件套",
    "抱枕",
    "毛巾",
    "马克杯",
    "保温杯",
    "茶具",
    "炒锅",
    "菜刀",
    "收纳盒",
    "台灯",
    "咖啡豆",
    "红枣",
    "大闸蟹",
    "小面",
    "牛肉干",
    "蜂蜜",
    "面膜",
    "口红",
    "洗发水",
    "奶粉",
    "绘本",
    "积木",
    "猫粮",
    "音乐盒",
];
const ENDS: &[&str] = &[
    "",
    "女款",
    "男款",
    "XL码",
    "均码",
    "2件装",
    "3件套",
    "500g",
    "礼盒装",
    "新款",
    "清仓",
    "限量",
    "Pro",
    "🔥爆款",
    "𠀀纹",
    "2026春",
];

/// Makes goods by their numbers.
pub struct Maker {
    shop: ShopId,
    pictures: Vec<PictureId>,
    chance: Chance,
    /// UTC milliseconds of the last change.
    until_ms: i64,
}

impl Maker {
    /// Goods of that shop, each with one of those pictures if there are any, the last one changed at `until_ms`.
    pub fn new(shop: ShopId, pictures: Vec<PictureId>, until_ms: i64) -> Self {
        Maker { shop, pictures, chance: Chance::new(7), until_ms }
    }

    /// Makes the goods of these numbers and puts some of them on the shelves of rooms; `told` sees them in parts, as soon
    /// as they are written.
    pub fn fill(
        &mut self,
        store: &Store,
        numbers: Range<usize>,
        mut told: impl FnMut(&[GoodsRow]),
    ) -> Result<(), StoreError> {
        let mut ids = Vec::with_capacity(numbers.len());
        for from in numbers.clone().step_by(AT_ONCE) {
            let part = from..numbers.end.min(from + AT_ONCE);
            let (made, refused): (Vec<_>, Vec<_>) = part.map(|number| self.good(number, numbers.end)).unzip();
            ids.extend(made.iter().map(|good| good.id));
            let made: Arc<[GoodsRow]> = made.into();
            let written = made.clone();
            store.write_blocking(move |tx| {
                written.iter().zip(refused).try_for_each(|(good, is_refused)| put(tx, good, is_refused))
            })?;
            told(&made);
        }
        for number in 1..=ROOMS {
            let shelf: Vec<_> = (0..SHELF).map(|_| ids[self.below(ids.len())]).collect();
            let (name, shop, now) = (format!("第{number}场专场直播"), self.shop, self.until_ms);
            store.write_blocking(move |tx| {
                let id = RoomId::from_uuid(Uuid::now_v7());
                rooms::insert(tx, &RoomRow { name, ..RoomRow::draft(id, shop, now) })?;
                shelf.iter().try_for_each(|good| room_goods::put(tx, id, *good, ShelfState::Wanted, now))
            })?;
        }
        Ok(())
    }

    fn below(&mut self, end: usize) -> usize {
        self.chance.up_to(end as i64 - 1) as usize
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// A good, and whether its last call was refused.
    fn good(&mut self, number: usize, end: usize) -> (GoodsRow, bool) {
        let uuid = Uuid::now_v7();
        let made_ms = self.until_ms - (end - number) as i64 * 60_000;
        let short_key = format!("{:012x}", uuid.as_u128() & 0xFFFF_FFFF_FFFF);
        let name = [self.pick(STYLES), self.pick(STYLES), self.pick(THINGS), self.pick(ENDS)].concat();
        let price_kind = [PriceKind::Single, PriceKind::Range, PriceKind::Discount][self.below(3)];
        let (low, more) = (self.below(50_000) as i64 + 100, self.below(30_000) as i64 + 1);
        let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
        let (price_text, price2_text) = match price_kind {
            PriceKind::Single => (yuan(low), String::new()),
            PriceKind::Range => (yuan(low), yuan(low + more)),
            PriceKind::Discount => (yuan(low + more), yuan(low)),
        };
        let audit_status = match self.below(100) {
            0..10 => None,
            10..14 => Some(AuditStatus::NotAudited),
            14..20 => Some(AuditStatus::Auditing),
            20..27 => Some(AuditStatus::Rejected),
            _ => Some(AuditStatus::Approved),
        };
        let is_refused = audit_status.is_none() && self.below(10) == 0;
        let is_elsewhere = audit_status.is_some() && self.below(20) == 0;
        let pictures = self.pictures.len();
        let picture_id = (pictures > 0).then(|| self.below(pictures)).map(|picture| self.pictures[picture]);
        let row = GoodsRow {
            code: if number.is_multiple_of(5) { String::new() } else { format!("KB{:03}-{number:06}", number % 700) },
            name,
            price_kind,
            price_text,
            price2_text,
            path: format!("pages/goods/index?id={number}"),
            picture_id,
            sent_revision: audit_status.map(|_| 1),
            platform_goods_id: audit_status.map(|_| PlatformGoodsId(FIRST_ID + number as i64)),
            audit_status,
            origin: if is_elsewhere { Origin::Console } else { Origin::App },
            ..GoodsRow::draft(GoodsId::from_uuid(uuid), self.shop, short_key, made_ms)
        };
        (row, is_refused)
    }
}

fn put(tx: &Transaction, good: &GoodsRow, is_refused: bool) -> Result<(), StoreError> {
    goods::insert(tx, good)?;
    if !is_refused {
        return Ok(());
    }
    let refused = SubmissionRow {
        id: SubmissionId::from_uuid(Uuid::now_v7()),
        shop_id: good.shop_id,
        kind: SubmissionKind::GoodsAdd,
        object_kind: ObjectKind::Goods,
        object_id: good.id.to_string(),
        revision: good.revision,
        state: SubmissionState::Rejected,
        request_hash: String::new(),
        waiting_until_ms: None,
        cause: None,
        errcode: Some(300_002),
        errmsg: Some("name length invalid".into()),
        rid: None,
        payload: None,
        created_ms: good.updated_ms,
        updated_ms: good.updated_ms,
        version: 1,
        batch_id: None,
        lease_owner: None,
        lease_until_ms: None,
        tries: 1,
        trying_since_ms: None,
        code_url: None,
    };
    submissions::insert(tx, &refused)
}
