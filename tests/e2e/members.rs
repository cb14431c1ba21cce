//! 成员 in the real window: added and removed by hand, over real HTTP.

use crate::support::steps;
use kaibo_domain::platform::endpoint::{ROLE_ADD, ROLE_DELETE};

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_added_and_removed_by_hand() {
    let (desk, platform) = steps::desk_and_platform().await;
    let window = desk.open().await;
    let executed = |path: &str| platform.accept_log().iter().filter(|call| call.endpoint == path).count();
    window.click("welcome-practice").await;
    window.click("nav-rooms").await;
    window.click("to-members").await;
    window.click("members-new").await;
    window.type_into("member-wechat", "unverified_1").await;
    window.click("member-add").await;
    window.wait_for_text("members-anchor", "还没有实名认证", 20).await;
    window.find("member-code").await;
    window.screenshot("members-refused").await;
    window.click("member-remove").await;
    window.click("members-new").await;
    window.screenshot("members-add").await;
    window.type_into("member-wechat", "kaibo_anchor").await;
    window.click("member-add").await;
    window.wait_for_text("members-anchor", "已生效", 20).await;
    assert_eq!(executed(ROLE_ADD.path), 1);
    window.wait_for_text("members-super-admin", "超级管理员", 30).await;
    window.screenshot("members").await;
    window.click("member-remove").await;
    window.wait_for_text("members-anchor", "还没有人", 40).await;
    assert_eq!(executed(ROLE_DELETE.path), 1);
    window.close().await;
}
