//! One file per table: its row, its reads (`&Connection`) and its writes (`&Transaction`).
//!
//! Rows hold what the table holds, no more; joining and wording is the console's work.

pub mod agreements;
pub mod anchors;
pub mod applications;
pub mod attempts;
pub mod batches;
mod column;
pub mod counts;
pub mod goods;
pub mod goods_events;
mod goods_lines;
mod goods_list;
mod goods_status;
pub mod imports;
pub mod media_ids;
pub mod members;
mod picture_list;
pub mod pictures;
pub mod products;
pub mod quotas;
pub mod reject_notes;
pub mod room_goods;
mod room_list;
mod room_status;
pub mod rooms;
pub mod settings;
pub mod shops;
mod submission_list;
pub mod submissions;

pub use column::{Origin, Page};
