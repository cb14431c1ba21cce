//! What forms are told in advance: the platform's limits and what an empty draft is. Written into the bindings, so
//! that the interface repeats no number of the domain and asks nothing at run time.

use super::ShowLimits;
use kaibo_domain::{
    Fen, GoodsDraft, Role, RoomDraft, Slot,
    eligibility::EligibilityAnswers,
    goods_state::AUDIT_DAYS_MAX,
    onboarding::ItemNote,
    planning::WEEKS_AHEAD,
    platform::limit,
    quota::NEARLY_PERCENT,
    text::wide_len,
    vault::{EntityDraft, LINKS_MAX, LOCK_MINUTES, PaperDraft, REVEALED_MS},
    window::WindowDraft,
};
use kaibo_store::MIN_PASSPHRASE_CHARS;
use serde::Serialize;
use std::collections::BTreeMap;

/// The limits that the interface words, counts against or draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Length of a good's name.
    pub goods_name: Length,
    /// Length of a room's name.
    pub room_name: Length,
    /// Length of an anchor's nickname.
    pub anchor_name: Length,
    /// Length of a WeChat id.
    pub wechat_id: Length,
    /// The highest price, fen.
    pub price_max: Fen,
    /// A room starts at least so many minutes from now.
    pub room_lead_minutes: i64,
    /// A room starts at most so many months from now.
    pub room_ahead_months: i32,
    /// A room is repeated in at most so many weeks.
    pub room_weeks: u32,
    /// The platform ends an interrupted broadcast after so many minutes.
    pub room_abnormal_minutes: i64,
    /// A passphrase has at least so many characters.
    pub passphrase_min: usize,
    /// From this part of a daily quota on the interface warns, percent.
    pub quota_nearly_percent: u32,
    /// The audit of a good takes at most so many days, as a rule.
    pub audit_days_max: u32,
    /// How many may have each role that can be given.
    pub roles: BTreeMap<Role, usize>,
    /// A run of show.
    pub show: ShowLimits,
    /// Links of a chain of authorisations.
    pub paper_links: usize,
    /// Minutes after which the vault locks, to be chosen from.
    pub vault_lock_minutes: Vec<u32>,
    /// A number of the vault is shown whole for so long at most, ms.
    pub revealed_ms: i64,
    /// Pixels of each slot.
    pub slots: BTreeMap<Slot, Pixels>,
}

/// The least and the most of a text, in units and in Chinese characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Length {
    /// Units at least (see [`wide_len`]).
    pub min: u32,
    /// Units at most.
    pub max: u32,
    /// Chinese characters at least.
    pub han_min: u32,
    /// Chinese characters at most.
    pub han_max: u32,
}

/// Width and height of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Drafts of which nothing is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EmptyDrafts {
    /// A good.
    pub goods: GoodsDraft,
    /// A room.
    pub room: RoomDraft,
    /// The merchant.
    pub entity: EntityDraft,
    /// A paper.
    pub paper: PaperDraft,
    /// The second application of a category.
    pub window: WindowDraft,
    /// The answers of the eligibility check.
    pub eligibility: EligibilityAnswers,
    /// What is noted of an item of onboarding.
    pub item: ItemNote,
}

impl Limits {
    /// The limits as the domain has them.
    pub fn of_domain() -> Self {
        let pixels = |slot: Slot| {
            let (width, height) = slot.pixels();
            (slot, Pixels { width, height })
        };
        Self {
            goods_name: Length::new(limit::GOODS_NAME_MIN, limit::GOODS_NAME_MAX),
            room_name: Length::new(limit::ROOM_NAME_MIN, limit::ROOM_NAME_MAX),
            anchor_name: Length::new(limit::ANCHOR_NAME_MIN, limit::ANCHOR_NAME_MAX),
            wechat_id: Length::new(limit::WECHAT_ID_MIN, limit::WECHAT_ID_MAX),
            price_max: Fen::MAX_PRICE,
            room_lead_minutes: limit::ROOM_LEAD_MINUTES,
            room_ahead_months: limit::ROOM_AHEAD_MONTHS,
            room_weeks: WEEKS_AHEAD,
            room_abnormal_minutes: limit::ROOM_ABNORMAL_MINUTES,
            passphrase_min: MIN_PASSPHRASE_CHARS,
            quota_nearly_percent: NEARLY_PERCENT,
            audit_days_max: AUDIT_DAYS_MAX,
            roles: Role::ALL.into_iter().filter(|role| Role::max(*role) > 0).map(|role| (role, role.max())).collect(),
            show: ShowLimits::of_domain(),
            paper_links: LINKS_MAX,
            vault_lock_minutes: LOCK_MINUTES.to_vec(),
            revealed_ms: REVEALED_MS,
            slots: Slot::ALL.into_iter().map(pixels).collect(),
        }
    }
}

impl Length {
    fn new(min: u32, max: u32) -> Self {
        let han = wide_len("汉");
        Self { min, max, han_min: min.div_ceil(han), han_max: max / han }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_chinese_characters_keep_the_limits_in_units() {
        let length = Length::new(5, 9);
        assert_eq!((length.han_min, length.han_max), (3, 4));
        assert!(wide_len(&"汉".repeat(3)) >= length.min && wide_len(&"汉".repeat(4)) <= length.max);
    }
}
