//! What the merchant works with and the rules it obeys: pure types, validation and state machines.
//!
//! Invariant: no I/O, no async, no clock and no randomness of its own; time is always a parameter (UTC milliseconds).
//! Every rule stands here once, with its source; the form, the import, the submit and the practice platform ask here.

pub mod anchor;
pub mod applying;
pub mod category;
pub mod chance;
pub mod day;
pub mod eligibility;
pub mod faq;
pub mod file_name;
pub mod goods;
pub mod goods_state;
pub mod hotkey;
pub mod ids;
pub mod letter;
pub mod live;
pub mod merge;
pub mod money;
pub mod onboarding;
pub mod outbox;
pub mod pacing;
pub mod picture;
pub mod planning;
pub mod platform;
pub mod poster;
pub mod quiet;
pub mod quota;
pub mod replay;
pub mod retention;
pub mod role;
pub mod room;
pub mod room_kind;
pub mod rule_pack;
pub mod run_of_show;
pub mod search;
mod secret;
pub mod source;
pub mod span;
pub mod storefront;
pub mod team;
pub mod text;
pub mod time;
pub mod vault;
pub mod violation;
pub mod window;
pub mod workdays;

pub use anchor::{AnchorDraft, AnchorField, RealName};
pub use goods::{AuditStatus, GoodsDraft, GoodsField, GoodsSpec, Price, PriceKind};
pub use goods_state::GoodsState;
pub use ids::{
    AnchorId, ApplicationDraftId, ApplicationId, AttemptId, AuditId, BatchId, GoodsId, ImportId, MemberId,
    OwnProductId, PaperId, PictureId, PlatformGoodsId, PlatformRoomId, RejectNoteId, ReplayId, RoomId, ShopId,
    ShowItemId, SubmissionId,
};
pub use live::{LiveSwitch, RoomEvent};
pub use money::Fen;
pub use picture::{Edit, Fill, Focus, Slot, Treatment};
pub use poster::{PosterLayout, PosterSheet};
pub use role::{MemberDraft, MemberField, Role};
pub use room::{LiveStatus, RoomDraft, RoomField, RoomSpec, RoomSwitches};
pub use room_kind::{LiveType, RoomKind};
pub use run_of_show::ShowKind;
pub use secret::Secret;
pub use violation::{Rule, Violation};
