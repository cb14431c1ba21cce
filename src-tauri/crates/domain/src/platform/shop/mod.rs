//! What Kaibo relies on of the shop (微信小店, formerly 视频号小店): endpoints, codes, limits, states, and the rules that
//! can be checked before anything is sent. Each stands here once; the client and the practice platform read it here.
//!
//! Sources: the pages of the shop's server API (developers.weixin.qq.com/doc/store/shop/API); where they are silent, the
//! older pages of 视频号小店 (doc/channels/API) and what merchants report.

pub mod endpoint;
pub mod errcode;
pub mod id;
pub mod license;
pub mod limit;
pub mod product;
pub mod state;
