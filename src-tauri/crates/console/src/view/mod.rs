//! What the interface sees and sends: plain data, serialised in camelCase, exported to TypeScript.
//!
//! Invariant: no secret has a place in these types but a new recovery code, and no picture bytes; pictures travel by address
//! (`kaibo-media://`).

mod anchors;
mod app_state;
mod applications;
mod applying;
mod away;
mod backups;
mod categories;
mod data_place;
mod eligibility;
mod golive;
mod goods;
mod goods_batch;
mod goods_past;
mod imports;
mod letters;
mod limits;
mod live;
mod members;
mod notice;
mod onboarding;
mod outbox;
mod packages;
mod pictures;
mod products;
mod qualification;
mod replays;
mod room_list;
mod room_people;
mod rooms;
mod share;
mod shops;
mod show;
mod storefront;
mod sync;
mod team;
mod text_size;
mod vault;
mod vault_lock;
mod window;

pub use anchors::{AnchorCode, AnchorRole, AnchorSaved, AnchorView};
pub use app_state::AppState;
pub use applications::{ApplicationState, ApplicationView};
pub use applying::{
    ApplicationDraftView, ApplicationLine, ApplicationNeed, ApplicationPatch, ApplicationStep, AwaitedAnswer,
    AwaitedKind, DemandCard, FillingPatch, OverdueWindow, PaperUse,
};
pub use away::{AwayDone, AwayFailed, AwayFound, AwayShop, AwayVersionView, AwayView, AwayWish};
pub use backups::{BackupView, BackupsView, DrillCount, DrillView, RecoveryMade, RecoveryView};
pub use categories::{
    CategoryChange, LapsedCategory, LeafGroup, LicenceFieldView, LicenceGroupView, LicenceView, Listing, PlatformView,
    RightView,
};
pub use data_place::{DataPlaceView, DataTarget, FolderKind, FolderSize, MoveProgressView};
pub use eligibility::{CategoryAnswer, ConditionView, EligibilityPatch, EligibilityView, ServiceCategoryRow};
pub use golive::{
    Check, CheckKind, CheckState, CodeDoubt, CodePicture, CodeTaken, GoLiveView, PushAddressView, StartCode,
};
pub use goods::{
    GoodsCounts, GoodsListing, GoodsMade, GoodsOrder, GoodsPatch, GoodsQuery, GoodsRow, GoodsSelection, GoodsState,
    GoodsView,
};
pub use goods_batch::{
    ChangePreview, GoodsOutcome, GoodsProgress, GoodsRefusal, GoodsReport, PathsRequest, PriceShown, PricesRequest,
    SubmitForecast,
};
pub use goods_past::{GoodsNotes, GoodsStep, GoodsStepKind, RejectNotePatch, RejectNoteView, SameBy};
pub use imports::{
    Duplicate, DuplicateChoice, ExportForm, ImportColumns, ImportCounts, ImportField, ImportFilter, ImportFolder,
    ImportPage, ImportProgress, ImportResult, ImportRow, ImportSubmitted, ImportUndone, ImportView, LostPicture,
    PastImport,
};
pub use letters::{LetterPatch, LetterView};
pub use limits::{EmptyDrafts, Length, Limits, Pixels};
pub use live::{LiveStep, LiveView};
pub use members::{MemberAdded, MemberState, MemberView};
pub use notice::{Notice, NoticeKind, Target};
pub use onboarding::{
    ChecklistLine, ChecklistView, DimensionView, DocumentView, DueLine, DueView, FieldAskedView, ItemPatch, ItemUse,
    MethodView, OnboardingFactsPatch, OnboardingItem, OnboardingNeed, OnboardingOverview, OptionView, PromoterView,
    ReadingView, SectionView,
};
pub use outbox::{
    AttemptView, BatchView, OutboxFilter, OutboxHold, OutboxItem, OutboxPage, OutboxQuery, OutboxSummary, QuotaView,
};
pub use packages::{PackageKind, PackageRow};
pub use pictures::{PictureItem, PicturePage, PictureUse, PicturesDeleted, PicturesQuery};
pub use products::{ProductState, ProductView};
pub use qualification::{
    CategoryRow, CategoryView, DemandView, FaqView, ImportedPack, PackLook, RemarkView, RulesView,
};
pub use replays::{ReplayFile, ReplayState, ReplaysView};
pub use room_list::{
    RoomClash, RoomCounts, RoomListing, RoomQuery, RoomRefusal, RoomTemplate, RoomsBetween, RoomsReport,
};
pub use room_people::{AssistantView, RoomPeople};
pub use rooms::{ChannelsMark, RoomFocus, RoomPatch, RoomRow, RoomState, RoomView, ShelfItem, ShelfItemState};
pub use share::{PosterWish, ShareFile, ShareView};
pub use shops::{CaChoice, ConnectionRequest, ConnectionStep, ConnectionView, ShopLine, ShopNew, StepKind, StepState};
pub use show::{ShowFile, ShowGood, ShowItemView, ShowLimits, ShowNew, ShowPatch, ShowView};
pub use storefront::{
    PublishProgress, StorefrontCover, StorefrontHistory, StorefrontPatch, StorefrontPlan, StorefrontRoom,
    StorefrontVersion, StorefrontView, TargetPatch, TargetStep, TargetTrial, TargetView,
};
pub use sync::{ConflictChoice, ConflictField, ConflictView, SyncView};
pub use team::{
    TeamChoice, TeamContents, TeamCount, TeamDrafts, TeamExported, TeamField, TeamPage, TeamProgress, TeamRecord,
    TeamResult, TeamView,
};
pub use text_size::TextSize;
pub use vault::{
    DamagedFile, EntityPatch, EntityView, PaperPage, PaperPatch, PaperRow, PaperView, PapersProgress, PapersTake,
    RecordingView, TakenPaper,
};
pub use vault_lock::{PapersEnding, VaultGuard, VaultLockView};
pub use window::{WindowPatch, WindowView};

use kaibo_domain::{PictureId, ShopId, Slot, Violation, hotkey::LiveKeys, quiet::QuietHours};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// What reaches a person when something does not work: a code that the interface words, never a raw text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `errcode.<number>` for what the platform said, else a word of our own, e.g. `picture.damaged`.
    pub code: String,
    /// Numbers and words for the message.
    pub params: BTreeMap<String, String>,
    /// The field next to which it belongs.
    pub field: Option<String>,
    /// Whether trying again makes sense.
    pub retry: Retry,
}

/// Whether and when trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Retry {
    /// Only after staff changed something.
    AfterChange,
    /// At once, by hand.
    Now,
    /// By itself, at that moment (UTC milliseconds).
    At {
        /// UTC milliseconds.
        ms: i64,
    },
}

/// A shop profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShopView {
    /// Id.
    pub id: ShopId,
    /// Name.
    pub name: String,
    /// Whether it points at the practice platform.
    pub practice: bool,
    /// Whether it is known how to reach its platform.
    pub connected: bool,
    /// Whether the platform answered last time; `None` before the first try.
    pub online: Option<bool>,
    /// When the platform was last read, UTC milliseconds.
    pub synced_ms: Option<i64>,
}

/// A picture that staff brought in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PictureView {
    /// Id; its address is `kaibo-media://localhost/picture/<id>/<slot>?x=&y=` or `…/picture/<id>/whole`.
    pub id: PictureId,
    /// The file's name, to recognise it.
    pub name: String,
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// Slots that want more pixels than the picture has: it is enlarged there.
    pub too_small_for: Vec<Slot>,
}

/// What the platform still lets one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Editable {
    /// Everything.
    All,
    /// The price of an approved good.
    Prices,
    /// Nothing, and why is the state.
    Nothing,
}

/// The acknowledgement of a save: what is on disk now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Saved<F> {
    /// The revision on disk.
    pub revision: u32,
    /// Broken rules after it.
    pub violations: Vec<Violation<F>>,
    /// Units of the name.
    pub name_units: u32,
}

/// What became of one of the things that were to be submitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SubmitOutcome {
    /// The good or room.
    pub id: String,
    /// Whether it stands in the outbox now.
    pub queued: bool,
    /// Why not.
    pub problem: Option<Problem>,
}

/// The first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TodayView {
    /// Live now, then the next ones by start time.
    pub rooms: Vec<RoomRow>,
    /// Goods that need a person: rejected, refused.
    pub goods: Vec<GoodsRow>,
    /// Goods whose audit takes longer than audits usually do, the longest first.
    pub long_audits: Vec<LongAudit>,
    /// What waits in the outbox: the first 50, oldest first.
    pub outbox: Vec<OutboxItem>,
    /// Rights to categories that lapsed.
    pub lapsed: Vec<LapsedCategory>,
    /// Applications for categories that need a person.
    pub applications: Vec<ApplicationNeed>,
    /// Applications for the shop window that are not answered in time.
    pub windows: Vec<OverdueWindow>,
    /// Answers of the platform that may still come in time, what is due first in front.
    pub awaited: Vec<AwaitedAnswer>,
    /// Deadlines of onboarding that near or are over.
    pub onboarding: Vec<OnboardingNeed>,
    /// How much waits in all.
    pub outbox_open: u32,
    /// Counts of goods by state.
    pub counts: GoodsCounts,
    /// The backend's clock, UTC milliseconds.
    pub now_ms: i64,
}

/// A good whose audit takes longer than audits usually do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LongAudit {
    /// The good.
    pub goods: GoodsRow,
    /// Whole days since it was handed in.
    pub days: u32,
}

/// What staff chose for the whole app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// `zh-CN` or `en`.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub appearance: String,
    /// How large everything is drawn, except on the second display.
    pub text_size: TextSize,
    /// The program's version.
    pub version: String,
    /// The version of the data it makes; those of a later program are not opened.
    pub schema_version: u32,
    /// Where the data lies.
    pub data_folder: String,
    /// `keychain` or `passphrase`.
    pub key_kind: String,
    /// Address of the practice platform, when it runs.
    pub practice_address: Option<String>,
    /// Whether desktop notices are shown.
    pub notices: bool,
    /// When they are not; `None` without quiet hours.
    pub quiet_hours: Option<QuietHours>,
    /// Shortcuts of 场控 that work while another program has the keyboard.
    pub live_keys: LiveKeys,
}

/// A change of the settings; absent fields and unknown values stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct SettingsPatch {
    /// `zh-CN` or `en`.
    pub language: Option<String>,
    /// `light`, `dark` or `system`.
    pub appearance: Option<String>,
    /// How large everything is drawn.
    pub text_size: Option<TextSize>,
    /// Whether desktop notices are shown.
    pub notices: Option<bool>,
    /// Quiet hours; two equal ends for none.
    pub quiet_hours: Option<QuietHours>,
    /// Shortcuts of 场控; refused where keys cannot be had.
    pub live_keys: Option<LiveKeys>,
}

/// Bytes of JSON that no reply to the interface, and no news, exceeds: a longer one stops the window for longer than a
/// frame. In debug builds every reply is measured where the interface receives it (`ui/src/backend/tauri.ts`).
pub const REPLY_MAX_BYTES: u32 = 256_000;

/// Characters of a text in a line of a list.
const SHOWN_CHARS: usize = 60;

/// A text as it stands in a line of a list, where no more of it can be seen.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}

/// Tells the interface to fetch again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What changed.
    pub topic: Topic,
    /// The things it is about; empty for 'any', or more than a few hundred.
    pub ids: Vec<String>,
}

/// What can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// The phase of the app, or the shop.
    App,
    /// Goods.
    Goods,
    /// The import at hand, and the imports that were.
    Imports,
    /// Rooms.
    Rooms,
    /// The control view of a room, where a notice leads.
    Live,
    /// Replay files, and how far they have been downloaded.
    Replays,
    /// Pictures.
    Pictures,
    /// The storefront, and what was published of it.
    Storefront,
    /// Members, their roles, and the list of anchors.
    Members,
    /// Applications for categories.
    Applications,
    /// What the platform says of categories, and the rights to them.
    Categories,
    /// Products of the shop.
    Products,
    /// The checklists of onboarding.
    Onboarding,
    /// The merchant and the papers.
    Vault,
    /// The outbox, and the quotas.
    Outbox,
    /// Reading the platform: its state, and the conflicts.
    Sync,
    /// Settings.
    Settings,
    /// The shops of this computer, and the connection of the one in the window.
    Shops,
    /// Backups of the database.
    Backups,
}
