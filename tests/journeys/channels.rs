//! Channels rooms: planned and presented here, started in WeChat; no call of the platform makes or tells of them.

use crate::support::{clock::MORNING, office::Office};
use kaibo_console::view::{ChannelsMark, Editable, RoomPatch, RoomState, StartCode};
use kaibo_domain::{
    RoomKind, Rule,
    time::{HOUR_MS, MINUTE_MS},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_channels_room_is_planned_presented_and_marked_by_hand() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = console.rooms_create().await.unwrap().id;
    let saved = console.rooms_save(id, RoomPatch { kind: Some(RoomKind::Channels), ..RoomPatch::default() }).await;
    let missing: Vec<_> = saved.unwrap().violations.iter().map(|violation| violation.rule).collect();
    assert_eq!(missing, [Rule::Required; 3]);
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::Draft);
    assert_eq!(console.golive_view(id).await.unwrap().code, StartCode::NotSubmitted);

    // Its rules are not the API's: it may start at once, with a name of two characters and without a picture.
    let patch = RoomPatch {
        name: Some("预热".into()),
        start_ms: Some(MORNING + MINUTE_MS),
        end_ms: Some(MORNING + HOUR_MS),
        ..RoomPatch::default()
    };
    assert_eq!(console.rooms_save(id, patch.clone()).await.unwrap().violations, []);
    let room = console.rooms_get(id).await.unwrap();
    assert_eq!((room.state, room.editable, room.changed_since), (RoomState::NotStarted, Editable::All, false));
    assert_eq!(console.golive_view(id).await.unwrap().code, StartCode::Channels);
    assert_eq!(console.today().await.unwrap().rooms[0].id, id);

    let outcome = console.rooms_submit(id).await.unwrap();
    assert_eq!(outcome.problem.unwrap().code, "room.channels");
    console.sync_now().await.unwrap();
    assert_eq!(office.executed("/wxaapi/broadcast/room/create"), 0);
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::NotStarted);

    console.channels_mark(id, ChannelsMark::Live).await.unwrap();
    let room = console.rooms_get(id).await.unwrap();
    assert_eq!((room.state, room.editable), (RoomState::Live, Editable::Nothing));
    // Longer than planned: only staff know when it ends.
    office.clock.as_ref().unwrap().turn(2 * HOUR_MS);
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::Live);
    console.channels_mark(id, ChannelsMark::Ended).await.unwrap();
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::Ended);
    assert_eq!(console.golive_view(id).await.unwrap().code, StartCode::Over);
    assert!(console.today().await.unwrap().rooms.iter().all(|room| room.id != id));
    // Pressed by mistake.
    console.channels_mark(id, ChannelsMark::Live).await.unwrap();
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::Live);
    // Forgotten: no broadcast lasts longer than a day.
    office.clock.as_ref().unwrap().turn(24 * HOUR_MS);
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::Ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_ends_a_channels_room_that_nobody_started_and_it_can_be_planned_anew() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = office.draft_room("视频号专场").await;
    console.rooms_save(id, RoomPatch { kind: Some(RoomKind::Channels), ..RoomPatch::default() }).await.unwrap();
    office.clock.as_ref().unwrap().turn(3 * HOUR_MS);
    let room = console.rooms_get(id).await.unwrap();
    assert_eq!((room.state, room.editable), (RoomState::Ended, Editable::All));
    let now = office.now();
    let again = RoomPatch { start_ms: Some(now), end_ms: Some(now + HOUR_MS), ..RoomPatch::default() };
    console.rooms_save(id, again).await.unwrap();
    assert_eq!(console.rooms_get(id).await.unwrap().state, RoomState::NotStarted);

    // Back to a room of the API's: what was said of it says nothing any more.
    console.channels_mark(id, ChannelsMark::Live).await.unwrap();
    console.channels_mark(id, ChannelsMark::Planned).await.unwrap();
    let phone = RoomPatch {
        kind: Some(RoomKind::Phone),
        start_ms: Some(now + HOUR_MS),
        end_ms: Some(now + 2 * HOUR_MS),
        ..RoomPatch::default()
    };
    console.rooms_save(id, phone).await.unwrap();
    assert_eq!(console.channels_mark(id, ChannelsMark::Live).await.unwrap_err().code, "room.not-channels");
    assert!(console.rooms_submit(id).await.unwrap().queued);
    let channels = RoomPatch { kind: Some(RoomKind::Channels), ..RoomPatch::default() };
    assert_eq!(console.rooms_save(id, channels.clone()).await.unwrap_err().code, "room.kind-fixed");
    office.wait_for_room(id, RoomState::NotStarted).await;
    assert_eq!(console.rooms_save(id, channels).await.unwrap_err().code, "room.kind-fixed");
}
