//! The whole app without its window, over real HTTP: one program for all files, so that it is linked once.

#[path = "../support/mod.rs"]
mod support;

mod applications;
mod applying;
mod backups;
mod backups_away;
mod categories;
mod channels;
mod conformance_practice;
mod conformance_wechat;
mod golive;
mod goods_batch;
mod goods_past;
mod import;
mod live;
mod lock;
mod main_job;
mod members;
mod moving;
mod onboarding;
mod opening;
mod outbox;
mod papers;
mod people;
mod pictures;
mod planning;
mod prices;
mod products;
mod qualification;
mod quota;
mod recordings;
mod recovery;
mod replay;
mod replies;
mod security_at_rest;
mod share;
mod shop;
mod shops;
mod show;
mod storefront;
mod storefront_kit;
mod storefront_targets;
mod sync;
mod team;
