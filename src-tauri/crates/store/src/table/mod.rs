//! One file per table: its row, its reads (`&Connection`) and its writes (`&Transaction`).
//!
//! Rows hold what the table holds, no more; joining and wording is the console's work.

pub mod agreements;
pub mod anchors;
pub mod application_drafts;
pub mod applications;
pub mod attempts;
pub mod batches;
pub mod category_rights;
mod column;
pub mod connections;
pub mod counts;
pub mod eligibility_answers;
pub mod entities;
pub mod goods;
mod goods_audits;
pub mod goods_events;
mod goods_lines;
mod goods_list;
mod goods_status;
pub mod imports;
pub mod letters;
pub mod media_ids;
pub mod members;
pub mod onboarding_facts;
pub mod onboarding_items;
pub mod paper_recordings;
pub mod papers;
mod picture_list;
pub mod pictures;
pub mod platform_categories;
pub mod products;
pub mod quotas;
pub mod reject_notes;
pub mod replay_files;
pub mod room_events;
pub mod room_goods;
mod room_list;
mod room_status;
pub mod rooms;
pub mod settings;
pub mod shared_codes;
pub mod shops;
pub mod show_items;
pub mod start_codes;
pub mod storefront_pictures;
pub mod storefront_versions;
pub mod storefronts;
mod submission_list;
pub mod submissions;
pub mod team_bases;
pub mod terms_readings;
pub mod uploaded_pages;
pub mod window_applications;

pub use column::{Origin, Page};
