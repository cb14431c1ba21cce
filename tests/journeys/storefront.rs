//! The storefront over real HTTP and real folders: laid out offline, looked at, published, changed, taken back.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, office::Office, phone::Phone};
use kaibo_console::{
    Console,
    view::{CheckKind, CheckState, REPLY_MAX_BYTES, RoomPatch, RoomState, StorefrontPatch, StorefrontPlan},
};
use kaibo_domain::{
    Focus, RoomId,
    storefront::{
        Absence, Document, EndedRooms, EntranceIcon, ListOrder, ListedState, PageBlock, RoomChange, RoomPart,
    },
};
use serde_json::Value;
use std::{fs, path::Path};

/// What a mini program reads: the version that counts, whole.
fn read(folder: &Path) -> Document {
    let pointer: Value = serde_json::from_slice(&fs::read(folder.join("current.json")).unwrap()).unwrap();
    let document = Document::read(&fs::read(folder.join(pointer["document"].as_str().unwrap())).unwrap()).unwrap();
    assert_eq!(pointer["version"], document.version);
    for picture in &document.pictures {
        assert_eq!(fs::metadata(folder.join(&picture.file)).unwrap().len(), picture.bytes, "{}", picture.file);
    }
    document
}

/// How red the middle of a published picture of that size is.
fn red_in_the_middle(file: &Path, side: usize) -> u8 {
    let drawn = turbojpeg::decompress(&fs::read(file).unwrap(), turbojpeg::PixelFormat::RGB).unwrap();
    assert_eq!((drawn.width, drawn.height), (side, side));
    drawn.pixels[side / 2 * drawn.pitch + side / 2 * 3]
}

async fn publish(console: &Console) -> StorefrontPlan {
    let plan = console.storefront_plan().await.unwrap();
    let view = console.storefront_publish(plan.digest.clone()).await.unwrap();
    assert_eq!(view.published.unwrap().version, plan.version);
    plan
}

/// What the list before a start says of the storefront.
async fn said_before_start(console: &Console, room: RoomId) -> (CheckState, Option<String>) {
    let checks = console.golive_view(room).await.unwrap().checks;
    let check = checks.into_iter().find(|check| check.kind == CheckKind::Storefront).unwrap();
    (check.state, check.problem.map(|problem| problem.code))
}

async fn rename(console: &Console, room: RoomId, name: &str) {
    console.rooms_save(room, RoomPatch { name: Some(name.into()), ..RoomPatch::default() }).await.unwrap();
}

/// Two rooms that the platform has, and the folder of a web server.
async fn two_rooms(office: &Office) -> [RoomId; 2] {
    let console = office.console();
    let rooms = [office.draft_room("双十二预热").await, office.draft_room("双十二之夜").await];
    let view = console.storefront_view().await.unwrap();
    assert!(view.absent.iter().any(|room| room.id == rooms[0] && room.absence == Some(Absence::NotOpen)));
    for room in rooms {
        console.rooms_submit(room).await.unwrap();
        office.wait_for_room(room, RoomState::NotStarted).await;
    }
    rooms
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storefront_is_laid_out_published_changed_and_taken_back() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let laid_out = StorefrontPatch {
        name: Some("看直播".into()),
        icon: Some(EntranceIcon::Play),
        page: Some(vec![PageBlock::Search, PageBlock::Live, PageBlock::Goods]),
        ..StorefrontPatch::default()
    };
    console.storefront_save(laid_out).await.unwrap();
    assert_eq!(console.storefront_plan().await.unwrap_err().code, "storefront.no-folder");
    let [early, late] = two_rooms(&office).await;
    assert_eq!(
        said_before_start(&console, early).await,
        (CheckState::Advice, Some("storefront.nothing-published".into()))
    );

    let site = office.folder.path().join("site");
    assert_eq!(console.storefront_choose_folder(site.clone()).await.unwrap_err().code, "storefront.folder-gone");
    fs::create_dir(&site).unwrap();
    let view = console.storefront_choose_folder(site.clone()).await.unwrap();
    assert_eq!((view.published, view.target.folder.as_deref()), (None, site.to_str()));
    let plan = console.storefront_plan().await.unwrap();
    assert_eq!((plan.version, plan.base), (1, None));
    assert!(plan.diff.rooms.iter().any(|change| matches!(change, RoomChange::Added { id, .. } if *id == early)));
    publish(&console).await;
    let first = read(&site);
    assert_eq!((first.version, first.entrance.name.as_str(), first.entrance.position), (1, "看直播", 1));
    let room = first.rooms.iter().find(|room| room.id == early).unwrap();
    let platform = console.rooms_get(early).await.unwrap().platform_id.unwrap();
    assert_eq!((room.room_id, room.state), (Some(platform), ListedState::Upcoming));
    let cover = fs::read(site.join(room.cover.as_deref().unwrap())).unwrap();
    let cover = kaibo_media::probe(&cover).unwrap();
    assert_eq!((cover.width, cover.height), (750, 750));
    assert_eq!(console.storefront_plan().await.unwrap().diff.rooms, []);
    let plan = console.storefront_plan().await.unwrap();
    assert_eq!(console.storefront_publish(plan.digest).await.unwrap_err().code, "storefront.nothing-new");
    assert_eq!(said_before_start(&console, early).await, (CheckState::Right, None));

    // A change shows before it is published, and what was read before it is not published.
    let stale = console.storefront_plan().await.unwrap().digest;
    rename(&console, early, "双十二预热专场").await;
    assert_eq!(
        said_before_start(&console, early).await,
        (CheckState::Advice, Some("storefront.room-otherwise".into()))
    );
    assert_eq!(console.storefront_publish(stale).await.unwrap_err().code, "storefront.changed-meanwhile");
    let plan = publish(&console).await;
    let [RoomChange::Changed { id, parts, moved: None, .. }] = &plan.diff.rooms[..] else { panic!("{plan:?}") };
    assert_eq!((*id, parts.len(), parts[0].part), (early, 1, RoomPart::Title));
    assert_eq!((parts[0].before.as_str(), parts[0].after.as_str()), ("双十二预热", "双十二预热专场"));
    assert_eq!(plan.new_pictures, 0, "the same covers");
    assert_eq!(said_before_start(&console, early).await, (CheckState::Right, None));

    // Order, pins and what is taken out.
    let view = console.storefront_view().await.unwrap();
    let others: Vec<RoomId> = view.rooms.iter().map(|room| room.id).filter(|id| ![early, late].contains(id)).collect();
    let patch = StorefrontPatch {
        order: Some(ListOrder::ByHand),
        by_hand: Some([vec![late, early], others.clone()].concat()),
        hidden: Some(vec![early]),
        pinned: Some(others.into_iter().take(1).collect()),
        ..StorefrontPatch::default()
    };
    let view = console.storefront_save(patch).await.unwrap();
    assert!(view.absent.iter().any(|room| room.id == early && room.absence == Some(Absence::Hidden)));
    let plan = publish(&console).await;
    assert!(plan.diff.rooms.iter().any(|change| matches!(change, RoomChange::Removed { id, .. } if *id == early)));
    assert!(read(&site).rooms.iter().all(|room| room.id != early));
    assert_eq!(said_before_start(&console, early).await, (CheckState::Advice, Some("storefront.room-hidden".into())));

    let view = console.storefront_roll_back(1).await.unwrap();
    assert_eq!(view.published.map(|version| version.version), Some(1));
    assert_eq!(read(&site), first, "the very same");
    let history = console.storefront_history().await.unwrap();
    let listed: Vec<_> = history.versions.iter().map(|version| (version.version, version.current)).collect();
    assert_eq!(listed, [(3, false), (2, false), (1, true)]);
    assert!(history.versions.iter().all(|version| version.there && !version.elsewhere));
    // A number is not used again, whatever counts.
    assert_eq!(publish(&console).await.version, 4);
    assert_eq!(console.storefront_roll_back(9).await.unwrap_err().code, "storefront.not-whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_published_by_itself_after_the_platform_was_read_if_wished() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let [early, _] = two_rooms(&office).await;
    let site = office.folder.path().join("site");
    fs::create_dir(&site).unwrap();
    console.storefront_choose_folder(site.clone()).await.unwrap();
    console.sync_now().await.unwrap();
    assert!(!site.join("current.json").exists(), "nobody wished it");
    let automatic = StorefrontPatch { automatic: Some(true), ..StorefrontPatch::default() };
    console.storefront_save(automatic.clone()).await.unwrap();
    console.sync_now().await.unwrap();
    let first = read(&site).version;
    console.sync_now().await.unwrap();
    assert_eq!(read(&site).version, first, "nothing changed, nothing is published");

    // The platform's own news: the room is live, then over.
    let phone = Phone::scan(&console.golive_phone_address(early).await.unwrap(), "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    office.wait_for_room(early, RoomState::Live).await;
    console.sync_now().await.unwrap();
    let state = |document: &Document| document.rooms.iter().find(|room| room.id == early).map(|room| room.state);
    assert_eq!(state(&read(&site)), Some(ListedState::Live));
    assert_eq!(read(&site).rooms[0].id, early, "what is live comes first");

    // A folder that is out of reach is said, and mended by itself.
    let away = office.folder.path().join("away");
    fs::rename(&site, &away).unwrap();
    phone.press("end").await;
    office.wait_for_room(early, RoomState::Ended).await;
    console.sync_now().await.unwrap();
    let problem = console.storefront_view().await.unwrap().problem;
    assert_eq!(problem.map(|problem| problem.code), Some("storefront.folder-gone".into()));
    assert_eq!(console.storefront_history().await.unwrap().problem.unwrap().code, "storefront.folder-gone");
    assert_eq!(state(&read(&away)), Some(ListedState::Live), "the old version is whole");
    fs::rename(&away, &site).unwrap();
    console.sync_now().await.unwrap();
    assert_eq!(console.storefront_view().await.unwrap().problem, None);
    assert_eq!(state(&read(&site)), None, "it ended without a replay");

    let all = StorefrontPatch { ended: Some(EndedRooms::All), ..StorefrontPatch::default() };
    console.storefront_save(all).await.unwrap();
    console.sync_now().await.unwrap();
    assert_eq!(state(&read(&site)), Some(ListedState::Ended));
    let view = console.storefront_roll_back(first).await.unwrap();
    assert!(!view.draft.automatic, "the next reading would undo it");
    console.sync_now().await.unwrap();
    assert_eq!(read(&site).version, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_published_is_adopted_and_what_is_not_ours_is_left_alone() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let site = office.folder.path().join("site");
    fs::create_dir(&site).unwrap();
    console.storefront_choose_folder(site.clone()).await.unwrap();
    publish(&console).await;
    // Another office, on the same folder.
    let other = Office::open_at(MORNING).await;
    let view = other.console().storefront_choose_folder(site.clone()).await.unwrap();
    let adopted = view.published.unwrap();
    assert_eq!((adopted.version, adopted.elsewhere), (1, true));
    let named = StorefrontPatch { name: Some("另一台".into()), ..StorefrontPatch::default() };
    other.console().storefront_save(named).await.unwrap();
    assert_eq!(publish(&other.console()).await.version, 2);

    let plan = console.storefront_plan().await.unwrap();
    assert_eq!((plan.version, plan.base, plan.elsewhere), (3, Some(2), true));
    assert!(plan.diff.entrance.iter().any(|change| change.before == "另一台"));
    fs::write(site.join("versions/2/storefront.json"), "{}").unwrap();
    let plan = console.storefront_plan().await.unwrap();
    assert!(plan.damaged && plan.version == 3);
    publish(&console).await;
    assert_eq!(read(&site).version, 3);

    let foreign = office.folder.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("current.json"), "{\"format\":\"a site\"}").unwrap();
    assert_eq!(console.storefront_choose_folder(foreign.clone()).await.unwrap_err().code, "storefront.foreign");
    assert_eq!(fs::read(foreign.join("current.json")).unwrap(), b"{\"format\":\"a site\"}");
    assert_eq!(console.storefront_view().await.unwrap().target.folder.as_deref(), site.to_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn covers_and_the_icon_may_be_the_storefronts_own() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let [early, _] = two_rooms(&office).await;
    let site = office.folder.path().join("site");
    fs::create_dir(&site).unwrap();
    console.storefront_choose_folder(site.clone()).await.unwrap();
    publish(&console).await;
    let cover_of = |document: &Document| document.rooms.iter().find(|room| room.id == early).unwrap().cover.clone();
    let before = cover_of(&read(&site));
    let photo = office.folder.path().join("own.png");
    image::RgbImage::from_fn(1200, 900, |x, y| image::Rgb([(x / 5) as u8, (y / 4) as u8, 90])).save(&photo).unwrap();
    let view = console.storefront_set_picture(Some(early), photo.clone()).await.unwrap();
    let mut revision = view.revision;
    let own = view.rooms.iter().find(|room| room.id == early).unwrap().cover.clone().unwrap().own.unwrap();
    assert_eq!((own.width, own.height, own.too_small_for), (1200, 900, vec![]));
    let text = office.folder.path().join("own.txt");
    fs::write(&text, "no picture").unwrap();
    let refused = console.storefront_set_picture(Some(early), text).await.unwrap_err();
    assert_eq!(refused.code, "picture.not-a-picture");
    let plan = publish(&console).await;
    let [RoomChange::Changed { parts, .. }] = &plan.diff.rooms[..] else { panic!("{plan:?}") };
    assert_eq!((parts[0].part, plan.new_pictures), (RoomPart::Cover, 1));
    let mine = cover_of(&read(&site));
    assert_ne!(mine, before);
    // What stands in the middle of the published picture follows the focus: the photo grows redder to the right.
    for (x, red) in [(0.0, 90), (0.5, 120), (1.0, 150)] {
        let view = console.storefront_set_focus(Some(early), Focus { x, y: 0.5 }).await.unwrap();
        assert!(view.revision > revision);
        revision = view.revision;
        let cover = view.rooms.iter().find(|room| room.id == early).unwrap().cover.clone().unwrap();
        assert_eq!(cover.focus, Focus { x, y: 0.5 });
        publish(&console).await;
        let middle = red_in_the_middle(&site.join(cover_of(&read(&site)).unwrap()), 750);
        assert!(middle.abs_diff(red) < 8, "at {x} the middle is {middle}, not {red}");
    }
    console.storefront_remove_picture(Some(early)).await.unwrap();
    publish(&console).await;
    assert_eq!(cover_of(&read(&site)), before, "the room's photo again, and its file is still there");

    let view = console.storefront_set_picture(None, photo).await.unwrap();
    assert_eq!(view.draft.entrance.icon, EntranceIcon::Own);
    let mut middles = Vec::new();
    for x in [0.0, 1.0] {
        let view = console.storefront_set_focus(None, Focus { x, y: 0.5 }).await.unwrap();
        assert_eq!(view.icon.unwrap().own.unwrap().width, 1200);
        publish(&console).await;
        middles.push(red_in_the_middle(&site.join(read(&site).entrance.icon.unwrap()), 300));
    }
    assert!(middles[0] + 40 < middles[1], "{middles:?}");
    let nameless = StorefrontPatch { name: Some(" ".into()), ..StorefrontPatch::default() };
    assert_eq!(console.storefront_save(nameless).await.unwrap().violations.len(), 1);
    assert_eq!(console.storefront_plan().await.unwrap_err().code, "storefront.has-faults");
    let message = serde_json::to_string(&console.storefront_view().await.unwrap()).unwrap();
    assert!(message.len() < REPLY_MAX_BYTES as usize);
}
