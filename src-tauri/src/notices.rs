//! Desktop notices: worded here, because the window may be closed or behind others; a click opens the thing.
//!
//! Invariant: a notice names things, never their content: it may stand on a locked screen.

use crate::{
    commands::{NoticeOpened, app::Shell},
    window,
};
use kaibo_console::{
    Notifier,
    view::{Notice, NoticeKind, Target},
};
use kaibo_domain::platform::endpoint;
use tauri::{AppHandle, Manager};
use tauri_specta::Event;

/// Shows notices through the desktop's own service.
pub struct DesktopNotices(pub AppHandle);

impl Notifier for DesktopNotices {
    fn notify(&self, notice: Notice) {
        let app = self.0.clone();
        tauri::async_runtime::spawn(async move {
            let settings = app.state::<Shell>().settings().await;
            let english = settings.is_ok_and(|settings| settings.language == "en");
            let (title, body) = words(&notice, english);
            // The service may keep its answer until the notice is closed, which may be never.
            std::thread::spawn(move || show(&app, &title, &body, notice.target));
        });
    }
}

fn show(app: &AppHandle, title: &str, body: &str, target: Target) {
    let mut notification = notify_rust::Notification::new();
    notification.appname("开播台 Kaibo").summary(title).body(body).action("default", "打开");
    match notification.show() {
        Ok(shown) => wait_for_click(shown, app, target),
        // No service answers: the window shows all of it anyway.
        Err(error) => tracing::info!(%error, "a notice could not be shown"),
    }
}

/// Only the desktops of Linux tell which notice was clicked; the others bring the window to the front by themselves.
#[cfg(all(unix, not(target_os = "macos")))]
fn wait_for_click(shown: notify_rust::NotificationHandle, app: &AppHandle, target: Target) {
    shown.wait_for_action(|action| {
        if action == "default" {
            window::raise(app);
            // Fails only while the window is closing.
            let _ = NoticeOpened(target).emit(app);
        }
    });
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn wait_for_click(_: notify_rust::NotificationHandle, _: &AppHandle, _: Target) {}

/// Title and text.
fn words(notice: &Notice, english: bool) -> (String, String) {
    let Notice { kind, count, name, .. } = notice;
    let things = |one: &str, many: &str| if *count == 1 { one.to_owned() } else { many.to_owned() };
    let (title, body) = match (kind, english) {
        (NoticeKind::GoodsApproved, false) => ("商品已入库", things("已通过审核", "等 {n} 件商品已通过审核")),
        (NoticeKind::GoodsApproved, true) => ("Goods stored", things(" passed its audit", " and others: {n} passed")),
        (NoticeKind::GoodsRejected, false) => ("商品被驳回", things("未通过审核", "等 {n} 件商品未通过审核")),
        (NoticeKind::GoodsRejected, true) => ("Goods rejected", things(" was rejected", " and others: {n} rejected")),
        (NoticeKind::RoomLive, false) => ("直播已开始", things("正在直播", "等 {n} 个直播间正在直播")),
        (NoticeKind::RoomLive, true) => ("Live now", things(" is live", " and others: {n} live")),
        (NoticeKind::RoomAbnormal, false) => ("直播异常", things("主播已离开或网络中断", "等 {n} 个直播间异常")),
        (NoticeKind::RoomAbnormal, true) => {
            ("Broadcast disturbed", things(": the anchor left or the network broke", " and others: {n} disturbed"))
        }
        (NoticeKind::RoomBanned, false) => ("直播间被封禁", things("已被平台禁播", "等 {n} 个直播间被禁播")),
        (NoticeKind::RoomBanned, true) => ("Room banned", things(" was banned", " and others: {n} banned")),
        (NoticeKind::RoomLate, false) => ("已到开播时间", things("还没有开播", "等 {n} 个直播间还没有开播")),
        (NoticeKind::RoomLate, true) => ("Late", things(" is not live yet", " and others: {n} are not live yet")),
        (NoticeKind::RoomExpired, false) => ("直播间已过期", things("到结束时间仍没有开播", "等 {n} 个直播间已过期")),
        (NoticeKind::RoomExpired, true) => ("Room expired", things(" was never started", " and others: {n} expired")),
        (NoticeKind::LiveKeyFailed, false) => ("快捷键没有生效", "的操作没有成功，点开看原因".to_owned()),
        (NoticeKind::LiveKeyFailed, true) => ("The shortcut did nothing", ": click to see why".to_owned()),
        (NoticeKind::Gone, false) => ("平台上已被删除", things("已不在平台上", "等 {n} 项已不在平台上")),
        (NoticeKind::Gone, true) => {
            ("Deleted on the platform", things(" is not there any more", " and others: {n} are not there any more"))
        }
        (NoticeKind::OutboxRefused, false) => ("提交失败", things("需要修改后重新提交", "等 {n} 项需要处理")),
        (NoticeKind::OutboxRefused, true) => ("Refused", things(" needs a change", " and others: {n} need a look")),
        (NoticeKind::QuotaNearlyUsed, false) => ("今日额度即将用完", "今日已用 90%".to_owned()),
        (NoticeKind::QuotaNearlyUsed, true) => ("Quota nearly used up", ": 90 % used today".to_owned()),
        (NoticeKind::QuotaUsedUp, false) => ("今日额度已用完", "其余内容明日 00:00 后自动继续".to_owned()),
        (NoticeKind::QuotaUsedUp, true) => ("Quota used up", ": the rest goes on after 00:00".to_owned()),
        (NoticeKind::PaperEnding, false) if name.is_empty() => ("资质快到期", "有 {n} 份材料快到期了".to_owned()),
        (NoticeKind::PaperEnding, true) if name.is_empty() => ("Papers end soon", "{n} in the vault".to_owned()),
        (NoticeKind::PaperEnding, false) => ("资质快到期", things("快到期了", "等 {n} 份材料快到期了")),
        (NoticeKind::PaperEnding, true) => ("Papers end soon", things(" ends soon", " and others: {n} end soon")),
        (NoticeKind::CategoryChanged, false) => ("类目要求有变化", things("的要求变了", "等 {n} 个类目的要求变了")),
        (NoticeKind::CategoryChanged, true) => {
            ("Categories changed", things(": its demands changed", " and others: {n} changed"))
        }
        (NoticeKind::CategoryLapsed, false) => {
            ("类目资质已失效", things("的商品会被下架", "等 {n} 个类目的商品会被下架"))
        }
        (NoticeKind::CategoryLapsed, true) => {
            ("Category lapsed", things(": its goods go off sale", " and others: {n} lapsed, their goods go off sale"))
        }
        (NoticeKind::ApplicationApproved, false) => ("类目申请已通过", things("可以发布商品了", "等 {n} 个类目已通过")),
        (NoticeKind::ApplicationApproved, true) => {
            ("Category approved", things(": its goods can be listed", " and others: {n} approved"))
        }
        (NoticeKind::ApplicationRejected, false) => {
            ("类目申请被驳回", things("按原因修改后可以重新提交", "等 {n} 个类目被驳回"))
        }
        (NoticeKind::ApplicationRejected, true) => {
            ("Category rejected", things(": correct it and hand it in again", " and others: {n} rejected"))
        }
        (NoticeKind::ApplicationOverdue, false) => {
            ("类目申请还没有结果", things("过了审核期限，可以联系平台客服", "等 {n} 个类目过了审核期限"))
        }
        (NoticeKind::ApplicationOverdue, true) => {
            ("Not answered in time", things(": ask the platform", " and others: {n} are overdue"))
        }
        (NoticeKind::OnboardingDue, false) => {
            ("开通期限提醒", things("快到期或已到期，请打开看看", "等 {n} 项快到期或已到期"))
        }
        (NoticeKind::OnboardingDue, true) => {
            ("Onboarding deadlines", things(" is due soon or over", " and others: {n} due soon or over"))
        }
        (NoticeKind::Conflict, false) => {
            ("内容有冲突", things("在平台上也被修改，请选择保留哪一份", "等 {n} 项在平台上也被修改"))
        }
        (NoticeKind::Conflict, true) => {
            ("Conflict", things(" was changed on the platform too", " and others: {n} changed"))
        }
        (NoticeKind::BackupFailed, false) => ("今天还没有备份成功", "点开看原因；开播台每小时会再试一次".to_owned()),
        (NoticeKind::BackupFailed, true) => {
            ("No backup today yet", "Click to see why; Kaibo tries again every hour".to_owned())
        }
        (NoticeKind::AwayFailed, false) => {
            ("今天还没有另存到备份文件夹", "点开看原因；开播台每小时会再试一次".to_owned())
        }
        (NoticeKind::AwayFailed, true) => {
            ("No copy on the other disk today yet", "Click to see why; Kaibo tries again every hour".to_owned())
        }
    };
    let name = match kind {
        NoticeKind::QuotaNearlyUsed | NoticeKind::QuotaUsedUp => quota_name(name, english).to_owned(),
        _ if english || name.is_empty() => name.clone(),
        _ => format!("「{name}」"),
    };
    (title.to_owned(), format!("{name}{}", body.replace("{n}", &count.to_string())))
}

fn quota_name(path: &str, english: bool) -> &str {
    match (path == endpoint::GOODS_ADD.path, english) {
        (true, false) => "商品提审：",
        (true, true) => "Goods audits",
        (false, _) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_console::view::Topic;

    fn notice(kind: NoticeKind, count: u32, name: &str) -> Notice {
        Notice { kind, count, name: name.into(), target: Target { topic: Topic::Goods, id: None } }
    }

    #[test]
    fn one_thing_is_named_and_many_are_counted() {
        let (title, body) = words(&notice(NoticeKind::GoodsApproved, 1, "长裙"), false);
        assert_eq!((title.as_str(), body.as_str()), ("商品已入库", "「长裙」已通过审核"));
        let (_, body) = words(&notice(NoticeKind::GoodsRejected, 12, "长裙"), false);
        assert_eq!(body, "「长裙」等 12 件商品未通过审核");
        let (_, body) = words(&notice(NoticeKind::RoomLive, 1, "Sale"), true);
        assert_eq!(body, "Sale is live");
    }

    #[test]
    fn papers_of_a_locked_vault_are_counted_and_not_named() {
        let (_, body) = words(&notice(NoticeKind::PaperEnding, 2, ""), false);
        assert_eq!(body, "有 2 份材料快到期了");
    }

    #[test]
    fn a_quota_is_named_as_staff_know_it() {
        let (_, body) = words(&notice(NoticeKind::QuotaUsedUp, 1, endpoint::GOODS_ADD.path), false);
        assert_eq!(body, "商品提审：其余内容明日 00:00 后自动继续");
    }
}
