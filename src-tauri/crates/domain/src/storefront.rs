//! The storefront (店面): where the live entrance stands on the mini program's home page and what it is called, and the
//! buyers' list of live rooms behind it.
//!
//! Sources: HiMall's manual, chapter four (position and name of the entrance on the home page, a tap leads to the list)
//! and chapter three (the list shows a cover of 750×750). Where it gives no number, the limit is ours and says so.

mod diff;
mod document;
mod list;
mod target;

pub use diff::{EntranceChange, EntrancePart, RoomChange, RoomPart, StorefrontDiff, diff};
pub use document::{
    Document, DocumentFault, DocumentPicture, DocumentRoom, DocumentShop, Entry, FORMAT, FORMAT_VERSION,
    POINTER_FORMAT, Pointer, PublishedEntrance, Replay, document_path, is_picture_path, picture_path,
};
pub use list::{Absence, Arranged, Candidate, ListedState, arrange};
pub use target::{BucketStyle, S3Settings, ServerSettings, TargetField, TargetKind};

use crate::{
    RoomId, Rule, Violation,
    text::{is_special, wide_len},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Units of the entrance's name at most, a Han character counting two: eight of them stand in one line beside the icon.
/// Our limit.
pub const NAME_UNITS_MAX: u32 = 16;
/// Rooms that are pinned at most: more would push what is live off a phone's first screen. Our limit.
pub const PINS_MAX: usize = 3;
/// Rooms in the published list at most. Our limit: each has a cover that buyers load.
pub const ROOMS_MAX: usize = 50;
/// Days for which rooms that ended stay in the list, at most. Our limit.
pub const ENDED_DAYS_MAX: u32 = 180;

/// A part of the mini program's home page, as mall systems call them. Kaibo lays out the entrance among them; the others are
/// the mall's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PageBlock {
    /// 搜索框.
    Search,
    /// 轮播图.
    Banner,
    /// 公告.
    Notice,
    /// 图文导航.
    Nav,
    /// 直播入口: the entrance itself.
    Live,
    /// 优惠券.
    Coupons,
    /// 营销活动: flash sales, group buying.
    Promotion,
    /// 商品列表.
    Goods,
    /// 图文内容.
    Article,
}

impl PageBlock {
    /// All of them.
    pub const ALL: [PageBlock; 9] = [
        PageBlock::Search,
        PageBlock::Banner,
        PageBlock::Notice,
        PageBlock::Nav,
        PageBlock::Live,
        PageBlock::Coupons,
        PageBlock::Promotion,
        PageBlock::Goods,
        PageBlock::Article,
    ];
    /// The home page of most malls, with the entrance below the navigation.
    pub const USUAL: [PageBlock; 5] =
        [PageBlock::Search, PageBlock::Banner, PageBlock::Nav, PageBlock::Live, PageBlock::Goods];
}

/// What stands beside the entrance's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum EntranceIcon {
    /// A camera.
    #[default]
    Camera,
    /// A triangle in a circle.
    Play,
    /// A shopping bag.
    Bag,
    /// A gift.
    Gift,
    /// A picture of the shop's own, 300×300.
    Own,
}

impl EntranceIcon {
    /// Those that are drawn.
    pub const DRAWN: [EntranceIcon; 4] =
        [EntranceIcon::Camera, EntranceIcon::Play, EntranceIcon::Bag, EntranceIcon::Gift];

    /// The name in addresses, equal to its serialised form.
    pub const fn name(self) -> &'static str {
        match self {
            EntranceIcon::Camera => "camera",
            EntranceIcon::Play => "play",
            EntranceIcon::Bag => "bag",
            EntranceIcon::Gift => "gift",
            EntranceIcon::Own => "own",
        }
    }

    /// The drawing of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::DRAWN.into_iter().find(|icon| icon.name() == name)
    }
}

/// The entrance on the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Entrance {
    /// Whether buyers see it.
    pub on: bool,
    /// What it is called.
    pub name: String,
    /// What stands beside the name.
    pub icon: EntranceIcon,
}

/// In which order rooms stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ListOrder {
    /// Live ones, then the next to come, then what ended last.
    #[default]
    Automatic,
    /// As staff put them; rooms that nobody put anywhere stand behind, as above.
    ByHand,
}

/// What becomes of rooms that ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum EndedRooms {
    /// Those with a replay stay, until it goes.
    #[default]
    WithReplay,
    /// All of them stay.
    All,
    /// None stays.
    None,
}

/// The buyers' list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ListDraft {
    /// In which order.
    pub order: ListOrder,
    /// The order of staff; what it does not name stands behind.
    pub by_hand: Vec<RoomId>,
    /// Rooms above all others, in order.
    pub pinned: Vec<RoomId>,
    /// Rooms that buyers do not see.
    pub hidden: Vec<RoomId>,
    /// What becomes of rooms that ended.
    pub ended: EndedRooms,
    /// For how many days they stay.
    pub ended_days: u32,
}

/// The storefront as staff lay it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontDraft {
    /// The entrance.
    pub entrance: Entrance,
    /// The home page from top to bottom; [`PageBlock::Live`] is the entrance.
    pub page: Vec<PageBlock>,
    /// The list.
    pub list: ListDraft,
    /// The Channels account (视频号ID, `sph…`) that `wx.openChannelsLive` opens for Channels rooms; empty where they are only
    /// announced.
    pub finder_user_name: String,
    /// Whether it is published by itself when the platform was read and something changed.
    pub automatic: bool,
}

impl Default for Entrance {
    fn default() -> Self {
        Self { on: true, name: "直播".into(), icon: EntranceIcon::default() }
    }
}

impl Default for StorefrontDraft {
    fn default() -> Self {
        Self {
            entrance: Entrance::default(),
            page: PageBlock::USUAL.to_vec(),
            list: ListDraft { ended_days: 30, ..ListDraft::default() },
            finder_user_name: String::new(),
            automatic: false,
        }
    }
}

/// What can be at fault in a storefront.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StorefrontField {
    /// The entrance's name.
    Name,
    /// The entrance's own picture.
    Icon,
    /// The blocks of the home page.
    Page,
    /// Pinned rooms.
    Pinned,
    /// For how many days rooms that ended stay.
    EndedDays,
    /// The Channels account.
    FinderUserName,
}

impl StorefrontDraft {
    /// Everything that is wrong with it; `has_own_icon`: a picture of the shop's own is there. An entrance that is off has no
    /// faults of its own.
    pub fn violations(&self, has_own_icon: bool) -> Vec<Violation<StorefrontField>> {
        let mut violations = Vec::new();
        let name = self.entrance.name.trim();
        let units = wide_len(name);
        if self.entrance.on && name.is_empty() {
            violations.push(Violation::new(StorefrontField::Name, Rule::Required));
        } else if units > NAME_UNITS_MAX {
            let fault = Violation::new(StorefrontField::Name, Rule::TooLong);
            violations.push(fault.with("max", NAME_UNITS_MAX).with("units", units));
        } else if let Some(character) = name.chars().find(|c| is_special(*c)) {
            violations.push(Violation::new(StorefrontField::Name, Rule::SpecialCharacter).with("character", character));
        }
        if self.entrance.on && self.entrance.icon == EntranceIcon::Own && !has_own_icon {
            violations.push(Violation::new(StorefrontField::Icon, Rule::PictureMissing));
        }
        if !(1..=ENDED_DAYS_MAX).contains(&self.list.ended_days) {
            violations
                .push(Violation::new(StorefrontField::EndedDays, Rule::DaysOutOfRange).with("max", ENDED_DAYS_MAX));
        }
        let finder = self.finder_user_name.trim();
        if !(finder.is_empty() || is_finder(finder)) {
            violations.push(Violation::new(StorefrontField::FinderUserName, Rule::NotAFinder));
        }
        violations
    }

    /// The same with one entrance among the blocks, each block and room named once, and no more pins than there may be: what is
    /// kept is always of this form.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        once(&mut self.page);
        if !self.page.contains(&PageBlock::Live) {
            self.page.push(PageBlock::Live);
        }
        once(&mut self.list.by_hand);
        once(&mut self.list.hidden);
        once(&mut self.list.pinned);
        self.list.pinned.truncate(PINS_MAX);
        self
    }

    /// How many blocks stand above the entrance.
    pub fn position(&self) -> usize {
        self.page.iter().position(|block| *block == PageBlock::Live).unwrap_or(self.page.len())
    }
}

/// `sph` and letters or digits: how Channels accounts are named in the API (channels-shop-api, `finder_id`).
fn is_finder(text: &str) -> bool {
    text.strip_prefix("sph").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn once<T: PartialEq + Clone>(items: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use uuid::Uuid;

    fn named(name: &str) -> StorefrontDraft {
        StorefrontDraft { entrance: Entrance { name: name.into(), ..Entrance::default() }, ..Default::default() }
    }

    #[test]
    fn what_nobody_has_changed_can_be_published() {
        assert_eq!(StorefrontDraft::default().violations(false), []);
        assert_eq!(StorefrontDraft::default().position(), 3);
    }

    #[rstest]
    #[case("", Some(Rule::Required))]
    #[case("  ", Some(Rule::Required))]
    #[case("今晚八点直播专场", None)]
    #[case("今晚八点直播专场!", Some(Rule::TooLong))]
    #[case("直播🔥", Some(Rule::SpecialCharacter))]
    fn names(#[case] name: &str, #[case] rule: Option<Rule>) {
        assert_eq!(named(name).violations(false).first().map(|fault| fault.rule), rule);
    }

    #[test]
    fn an_entrance_that_is_off_needs_neither_name_nor_picture() {
        let entrance = Entrance { on: false, name: String::new(), icon: EntranceIcon::Own };
        let draft = StorefrontDraft { entrance, ..Default::default() };
        assert_eq!(draft.violations(false), []);
        let on = StorefrontDraft { entrance: Entrance { on: true, name: "直播".into(), ..draft.entrance }, ..draft };
        assert_eq!(on.violations(false)[0].rule, Rule::PictureMissing);
        assert_eq!(on.violations(true), []);
    }

    #[rstest]
    #[case("", None)]
    #[case("sphA1b2C3", None)]
    #[case("sph", Some(Rule::NotAFinder))]
    #[case("kaibo", Some(Rule::NotAFinder))]
    fn channels_accounts(#[case] finder: &str, #[case] rule: Option<Rule>) {
        let draft = StorefrontDraft { finder_user_name: finder.into(), ..Default::default() };
        assert_eq!(draft.violations(false).first().map(|fault| fault.rule), rule);
    }

    #[rstest]
    #[case(0, false)]
    #[case(1, true)]
    #[case(ENDED_DAYS_MAX, true)]
    #[case(ENDED_DAYS_MAX + 1, false)]
    fn days(#[case] ended_days: u32, #[case] fine: bool) {
        let list = ListDraft { ended_days, ..Default::default() };
        assert_eq!(StorefrontDraft { list, ..Default::default() }.violations(false).is_empty(), fine);
    }

    #[test]
    fn what_is_kept_has_one_entrance_and_names_nothing_twice() {
        let room = |number| RoomId::from_uuid(Uuid::from_u128(number));
        let list = ListDraft { pinned: (1..6).chain(1..3).map(room).collect(), ..Default::default() };
        let page = vec![PageBlock::Goods, PageBlock::Search, PageBlock::Goods];
        let tidied = StorefrontDraft { page, list, ..Default::default() }.tidied();
        assert_eq!(tidied.page, [PageBlock::Goods, PageBlock::Search, PageBlock::Live]);
        assert_eq!(tidied.list.pinned, [room(1), room(2), room(3)]);
        assert_eq!(tidied.clone().tidied(), tidied);
    }
}
