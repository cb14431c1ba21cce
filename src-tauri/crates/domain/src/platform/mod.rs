//! Every fact of the platform that Kaibo relies on: endpoints, limits, error codes. Each stands here once.
//!
//! Source tags in the comments refer to the official server API pages of mini-program live (小程序直播) and of
//! the access token; where they are silent, to behaviour that merchants reported.

pub mod endpoint;
pub mod errcode;
pub mod limit;
pub mod live_page;
pub mod office;
pub mod shop;
