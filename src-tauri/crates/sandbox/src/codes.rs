//! Mini-program codes and links to a page (qrcode-link). Codes are drawings that say nothing and cannot be scanned.

use crate::{
    drawing,
    live::goods::UNRELEASED,
    operation::{Area, Operation, open_to_all},
    params::Params,
    quota::LINKS,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    platform::{
        endpoint,
        errcode::{self, Code},
        limit,
    },
    time::DAY_MS,
};
use serde::Serialize;

/// Codes and links need no feature of their own.
pub(crate) const AREA: Area = Area {
    operations: &[
        Operation::new(endpoint::WXACODE_UNLIMIT, wxacode_unlimit),
        Operation::new(endpoint::WXACODE, wxacode),
        Operation::new(endpoint::SCHEME, scheme),
        Operation::new(endpoint::URL_LINK, url_link),
    ],
    admit: open_to_all,
};

/// The platform's own parameter, which no code may carry.
const SCANCODE_TIME: &str = "scancode_time";
/// Which version a code or link opens.
const VERSIONS: [&str; 3] = ["release", "trial", "develop"];

#[derive(Serialize)]
struct Scheme {
    errcode: i64,
    errmsg: &'static str,
    openlink: String,
}

#[derive(Serialize)]
struct UrlLink {
    errcode: i64,
    errmsg: &'static str,
    url_link: String,
}

/// POST /wxa/getwxacodeunlimit.
fn wxacode_unlimit(state: &mut State, call: &Call<'_>) -> Outcome {
    let scene = call.body.text("scene").unwrap_or_default();
    if !(1..=limit::SCENE_MAX).contains(&scene.chars().count()) {
        return refuse(errcode::INVALID_SCENE_LENGTH);
    }
    if !scene.chars().all(|c| c.is_ascii_alphanumeric() || limit::SCENE_SIGNS.contains(c)) {
        return refuse(errcode::INVALID_SCENE);
    }
    let page = call.body.text("page").unwrap_or_default();
    if scene.contains(SCANCODE_TIME) || page.contains(SCANCODE_TIME) {
        return refuse(errcode::SCANCODE_TIME);
    }
    let is_checked = call.body.bit("check_path").ok().flatten().unwrap_or(true);
    let is_there = state.account.released && !page.starts_with(UNRELEASED);
    if page.starts_with('/') || page.contains('?') || (is_checked && !is_there) {
        return refuse(errcode::INVALID_PAGE);
    }
    picture(call.body)
}

/// POST /wxa/getwxacode.
fn wxacode(state: &mut State, call: &Call<'_>) -> Outcome {
    let path = call.body.text("path").unwrap_or_default();
    if !(1..=limit::WXACODE_PATH_MAX).contains(&path.chars().count()) {
        return refuse(errcode::INVALID_PATH_LENGTH);
    }
    if path.contains(SCANCODE_TIME) {
        return refuse(errcode::SCANCODE_TIME);
    }
    if state.wxacodes >= limit::WXACODES_EVER {
        return refuse(errcode::WXACODES_USED_UP);
    }
    let picture = picture(call.body)?;
    state.wxacodes += 1;
    state.accept(call, state.wxacodes, &path, None);
    Ok(picture)
}

/// POST /wxa/generatescheme.
fn scheme(state: &mut State, call: &Call<'_>) -> Outcome {
    let target = call.body.object("jump_wxa");
    check_link(state, call, &target)?;
    let openlink = format!("weixin://dl/business/?t={}", state.random.letters(11));
    state.accept(call, &openlink, "", None);
    Reply::json(&Scheme { errcode: 0, errmsg: "ok", openlink })
}

/// POST /wxa/generate_urllink.
fn url_link(state: &mut State, call: &Call<'_>) -> Outcome {
    check_link(state, call, call.body)?;
    let url_link = format!("https://wxaurl.cn/{}", state.random.letters(11));
    state.accept(call, &url_link, "", None);
    Reply::json(&UrlLink { errcode: 0, errmsg: "ok", url_link })
}

/// The page that a link opens, and when the link ends; counts it.
fn check_link(state: &mut State, call: &Call<'_>, target: &Params) -> Result<(), Refusal> {
    let no = |code| Err(Refusal::gateway(code));
    if !state.account.released {
        return no(errcode::NOT_RELEASED);
    }
    let path = target.text("path").unwrap_or_default();
    if path.contains('?') || path.trim_start_matches('/').starts_with(UNRELEASED) {
        return no(errcode::INVALID_LINK_PATH);
    }
    let query = target.text("query").unwrap_or_default();
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '%' || limit::SCENE_SIGNS.contains(c);
    if query.chars().count() > limit::LINK_QUERY_MAX || !query.chars().all(is_legal) {
        return no(errcode::INVALID_LINK_QUERY);
    }
    if target.text("env_version").is_some_and(|version| !VERSIONS.contains(&version.as_str())) {
        return no(errcode::LINK_VERSION);
    }
    if !lives_long_enough(call)? {
        return no(errcode::LINK_LIFETIME);
    }
    if !state.quota.has_room(LINKS, limit::LINKS_PER_DAY) {
        return no(errcode::LINK_DAILY);
    }
    state.quota.spend(LINKS);
    Ok(())
}

/// Whether a link ends between one minute and 30 days from now; without an end it lives the longest.
fn lives_long_enough(call: &Call<'_>) -> Result<bool, Refusal> {
    let malformed = |_| Refusal::gateway(errcode::DATA_FORMAT);
    let is_by_days = call.body.int("expire_type").map_err(malformed)? == Some(1);
    let end_s = call.body.int("expire_time").map_err(malformed)?.filter(|end_s| *end_s != 0);
    let days = call.body.int("expire_interval").map_err(malformed)?;
    let longest_s = limit::LINK_MAX_DAYS * DAY_MS / 1000;
    Ok(match end_s {
        _ if is_by_days => days.is_some_and(|days| (1..=limit::LINK_MAX_DAYS).contains(&days)),
        Some(end_s) => (limit::LINK_MIN_S..=longest_s).contains(&end_s.saturating_sub(call.now_ms.div_euclid(1000))),
        None => true,
    })
}

/// A drawing of the width that was asked for.
fn picture(body: &Params) -> Outcome {
    let invalid = || Refusal::gateway(errcode::INVALID_ARGS);
    let width = body.int("width").map_err(|_| invalid())?.unwrap_or(i64::from(limit::WXACODE_WIDTH));
    let width = u32::try_from(width).map_err(|_| invalid())?;
    let is_known = |version: String| VERSIONS.contains(&version.as_str());
    if !(limit::WXACODE_WIDTH_MIN..=limit::WXACODE_WIDTH_MAX).contains(&width)
        || !body.text("env_version").is_none_or(is_known)
    {
        return Err(invalid());
    }
    Ok(Reply::File { content_type: "image/png", bytes: drawing::rings(width) })
}

fn refuse(code: Code) -> Outcome {
    Err(Refusal::gateway(code))
}
