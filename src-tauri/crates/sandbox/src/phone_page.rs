//! The pages of the anchor's phone: HTML over plain forms, without scripts and without anything from elsewhere.
//!
//! Invariant: every text that a caller chose passes [`escape`].

use crate::{
    live::room::Room,
    phone::{Denied, Session},
};
use jiff::{Timestamp, tz::Offset};
use kaibo_domain::{LiveStatus, LiveType};

/// The stylesheet of all pages.
pub(crate) const STYLE: &str = include_str!("phone.css");
/// The WeChat id of the stranger whose phone may be tried.
pub(crate) const STRANGER: &str = "stranger_phone";

/// The page behind the start code: the room, and which phone scans it.
pub(crate) fn scan_page(room: &Room) -> String {
    let choice = |id: &str, wechat: &str, words: &str| {
        let wechat = escape(wechat);
        format!(
            r#"<label for="{id}"><input type="radio" id="{id}" name="wechat" value="{wechat}" required> {words}（微信号 {wechat}）</label>"#
        )
    };
    let deputy = room.sub_anchor_wechat.as_deref().map(|deputy| choice("phone-deputy", deputy, "主播副号的手机"));
    let deputy = deputy.unwrap_or_default();
    let body = format!(
        r#"{}<form method="post" action="/phone/scan"><input type="hidden" name="room" value="{}">
<fieldset><legend>用哪部手机扫码？</legend>{}{deputy}{}</fieldset>
<button type="submit" id="scan">扫码进入</button></form>
<p class="quiet">演练说明：真实平台在计划开播前一段时间才可以开播；演练平台在计划结束之前随时可以开播。</p>"#,
        summary(room),
        room.id,
        choice("phone-anchor", &room.anchor_wechat, "主播的手机"),
        choice("phone-stranger", STRANGER, "路人的手机"),
    );
    page(&room.name, &body)
}

/// The page of a phone that scanned in: the next steps.
pub(crate) fn live_page(id: &str, session: &Session, room: &Room) -> String {
    let button = |path: &str, class: &str, words: &str| {
        let id = escape(id);
        format!(
            r#"<form method="post" action="/phone/{path}"><input type="hidden" name="session" value="{id}"><button type="submit" id="{path}" class="{class}">{words}</button></form>"#
        )
    };
    let steps = match (session.verified, room.status) {
        (_, LiveStatus::Ended) => "<p>直播已结束，辛苦了。</p>".to_owned(),
        (_, LiveStatus::Expired) => "<p>已过计划结束时间，直播间已过期，不能再开播。</p>".to_owned(),
        (_, LiveStatus::Banned) => "<p>直播间已被封禁。</p>".to_owned(),
        (false, _) => {
            format!("<p>开播前需要确认是主播本人。</p>{}", button("verify", "", "人脸识别"))
        }
        (true, LiveStatus::NotStarted) => {
            let words = match room.kind {
                LiveType::Phone => "开始直播",
                LiveType::Push => "开始推流（演练）",
            };
            format!("<p>人脸识别已通过。</p>{}", button("start", "", words))
        }
        (true, LiveStatus::Live) => {
            format!("{}{}", button("leave", "second", "离开直播（切到后台）"), button("end", "danger", "结束直播"))
        }
        (true, LiveStatus::Abnormal) => format!(
            "<p>主播不在，观众看到“主播暂时离开”。15 分钟内不回来，直播自动结束。</p>{}{}",
            button("back", "", "回到直播"),
            button("end", "danger", "结束直播")
        ),
        (true, LiveStatus::Paused) => {
            format!("<p>直播已被后台暂停，等待恢复。</p>{}", button("end", "danger", "结束直播"))
        }
    };
    page(&room.name, &format!("{}{steps}", summary(room)))
}

/// The page behind the code that an unverified user scans.
pub(crate) fn real_name_page(wechat: &str, is_verified: bool) -> String {
    let wechat = escape(wechat);
    let step = if is_verified {
        r#"<p id="verified">已完成实名认证，可以回到开播台继续。</p>"#.to_owned()
    } else {
        format!(
            r#"<form method="post" action="/phone/real-name"><input type="hidden" name="wechat" value="{wechat}"><button type="submit" id="real-name">完成实名认证</button></form>"#
        )
    };
    page("实名认证", &format!("<h1>实名认证</h1><p>微信号：{wechat}</p>{step}"))
}

/// The page that turns a phone away.
pub(crate) fn denied_page(denied: Denied, room_id: Option<i64>) -> String {
    let back = room_id
        .map_or_else(String::new, |id| format!(r#"<a class="button" id="again" href="/phone?room={id}">重新扫码</a>"#));
    page("不能继续", &format!(r#"<p class="warning" role="alert">{}</p>{back}"#, words(denied)))
}

/// What the page says to a phone that is turned away.
fn words(denied: Denied) -> &'static str {
    match denied {
        Denied::NoRoom => "直播间不存在，可能已被删除",
        Denied::NoWechat => "请选择用哪个微信号扫码",
        Denied::NotTheAnchor => "你不是该直播间的主播",
        Denied::Over => "直播已结束或已过期，不能再操作",
        Denied::NoSession => "请先扫开播码",
        Denied::NotVerified => "请先完成人脸识别",
        Denied::WrongState => "直播间当前状态不能进行这一步",
    }
}

/// A drawing that says that it is practice: stands where the platform shows the viewers' code or the poster.
pub(crate) fn drawing(title: &str, room: &Room) -> String {
    let (title, name) = (escape(title), escape(&room.name));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600" viewBox="0 0 600 600" font-family="sans-serif" text-anchor="middle"><rect width="600" height="600" fill="#fff"/><circle cx="300" cy="270" r="200" fill="none" stroke="#006c3a" stroke-width="12" stroke-dasharray="24 12"/><text x="300" y="250" font-size="44" fill="#181818">{title}</text><text x="300" y="310" font-size="32" fill="#b3261e">演练，不能扫码</text><text x="300" y="530" font-size="30" fill="#181818">{name}</text><text x="300" y="575" font-size="22" fill="#5e5e5e">直播间 {}</text></svg>"##,
        room.id
    )
}

/// `11月22日 周日 20:00` in Beijing.
fn moment(unix_s: i64) -> String {
    const DAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let Ok(timestamp) = Timestamp::from_second(unix_s) else { return String::new() };
    let then = Offset::constant(8).to_datetime(timestamp);
    let day = DAYS[(then.weekday().to_monday_zero_offset() as usize).min(6)];
    format!("{}月{}日 {day} {:02}:{:02}", then.month(), then.day(), then.hour(), then.minute())
}

fn summary(room: &Room) -> String {
    let (class, words) = match room.status {
        LiveStatus::Live => ("live", "直播中"),
        LiveStatus::NotStarted => ("", "未开始"),
        LiveStatus::Ended => ("", "已结束"),
        LiveStatus::Banned => ("", "禁播"),
        LiveStatus::Paused => ("", "暂停"),
        LiveStatus::Abnormal => ("", "异常"),
        LiveStatus::Expired => ("", "已过期"),
    };
    format!(
        r#"<h1>{}</h1><p><span class="status {class}" id="status" data-status="{}">{words}</span></p>
<p>{} 至 {}<br>主播：{}</p>"#,
        escape(&room.name),
        room.status.wire(),
        moment(room.start_s),
        moment(room.end_s),
        escape(&room.anchor_name)
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        r#"<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{} · 演练手机</title><link rel="stylesheet" href="/phone/phone.css"></head>
<body><header>演练平台 · 主播的手机</header><main>{body}</main></body></html>
"#,
        escape(title)
    )
}

/// `text` as HTML text or attribute value.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape(r#"<a href="x" title='y'>&"#), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
    }

    #[test]
    fn moments_are_beijing_time() {
        assert_eq!(moment(1_795_348_800), "11月22日 周日 20:00");
    }
}
