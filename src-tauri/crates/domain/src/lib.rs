//! What the merchant works with and the rules it obeys: pure types, validation and state machines.
//!
//! Invariant: no I/O, no async, no clock and no randomness of its own; time is always a parameter (UTC milliseconds).
//! Every rule stands here once, with its source; the form, the import, the submit and the practice platform ask here.

pub mod chance;
pub mod goods;
pub mod goods_state;
pub mod ids;
pub mod merge;
pub mod money;
pub mod outbox;
pub mod pacing;
pub mod picture;
pub mod platform;
pub mod quiet;
pub mod quota;
pub mod role;
pub mod room;
pub mod search;
pub mod text;
pub mod time;
pub mod violation;

pub use goods::{AuditStatus, GoodsDraft, GoodsField, GoodsSpec, Price, PriceKind};
pub use goods_state::GoodsState;
pub use ids::{
    AnchorId, ApplicationId, AttemptId, AuditId, BatchId, GoodsId, ImportId, MemberId, OwnProductId, PictureId,
    PlatformGoodsId, PlatformRoomId, RejectNoteId, RoomId, ShopId, SubmissionId,
};
pub use money::Fen;
pub use picture::{Edit, Fill, Focus, Slot, Treatment};
pub use role::{MemberDraft, MemberField, Role};
pub use room::{LiveStatus, RoomDraft, RoomField, RoomKind, RoomSpec, RoomSwitches};
pub use violation::{Rule, Violation};
