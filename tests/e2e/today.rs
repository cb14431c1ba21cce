//! 今日: the guide on the first day; then what is next, how it stands with the platform, and what is awaited from it.

use crate::support::{steps, window::Desk};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_guides_and_then_tells_what_is_next_and_how_it_stands_with_the_platform() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.click("welcome-practice").await;
    window.find("first-onboarding").await;
    window.wait_for_text("today-sync", "上次同步", 20).await;
    window.click("nav-goods").await;
    window.click("goods-row").await;
    window.find_css("img[src*='/whole']").await;
    window.click("goods-submit").await;
    window.wait_for_text("goods-state", "已入库", 30).await;
    steps::submitted_room(&window, "周末上新专场").await;
    window.click("nav-today").await;
    window.wait_for_text("today-golive", "去开播", 10).await;
    let counts_down = "return /\\d\\d:\\d\\d/.test(document.querySelector('[role=timer]')?.textContent ?? '')";
    window.wait_until("it counts down", counts_down, 10).await;
    // One good was handed in today, of the five hundred that the platform takes.
    window.wait_for_text("today-quota", "1/500", 10).await;
    window.close().await;
}
