//! Publishing the storefront, interrupted and refused. Checks P1 to P4 of the scorecard.

use crate::support::{
    campaign::Campaign,
    child::{Child, Role},
    full_disk,
    receiver::{self, Receiver},
    s3::{self, S3Server},
    storefront::{lay_out, open, publish, read_whole, read_whole_at, site_of, unfinished},
};
use kaibo_console::view::TargetPatch;
use kaibo_domain::storefront::{ServerSettings, TargetKind};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};
use tempfile::TempDir;

#[tokio::test(flavor = "multi_thread")]
async fn rel_p1_kill_while_publishing() {
    let mut campaign = Campaign::new("P1");
    let kills = campaign.count(4, 100, 500);
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    lay_out(&data, 3).await;
    let site = site_of(&data);
    let stop = Arc::new(AtomicBool::new(false));
    let reader = thread::spawn({
        let (site, stop) = (site.clone(), stop.clone());
        move || {
            let (mut looks, mut last) = (0_u64, 0);
            while !stop.load(Ordering::Relaxed) {
                let seen = read_whole(&site).unwrap_or_default();
                assert!(seen >= last, "version {seen} after {last}");
                (looks, last) = (looks + 1, seen);
            }
            looks
        }
    });
    let (mut acknowledged, mut halves) = (0, 0);
    for round in 0..kills {
        let mut random = campaign.round(round);
        let child = Child::start(Role::Publish, &data, "", random.number());
        child.until("ready");
        let first = child.line();
        // Anywhere within the next publications.
        tokio::time::sleep(Duration::from_micros(random.below(400_000) as u64)).await;
        for line in std::iter::once(first).chain(child.kill()) {
            let version = line.strip_prefix("ack ").and_then(|version| version.parse::<u32>().ok());
            acknowledged = acknowledged.max(version.unwrap_or_default());
        }
        halves += usize::from(unfinished(&site) > 0);
        let counts = read_whole(&site).expect("a version");
        assert!(counts >= acknowledged, "round {round}: {counts} counts, {acknowledged} was acknowledged");
    }
    stop.store(true, Ordering::Relaxed);
    let looks = reader.join().expect("the reader always saw a whole version");
    // Whoever comes next knows what counts, and goes on from there.
    let desk = open(&data).await;
    let console = desk.console().unwrap();
    let counts = read_whole(&site).unwrap();
    let next = publish(&console, &mut campaign.round(kills)).await.unwrap();
    assert!(next > counts && read_whole(&site) == Some(next) && unfinished(&site) == 0);
    desk.close().await;
    campaign.figure("kills", kills);
    campaign.figure("kills that left something unfinished", halves);
    campaign.figure("looks of a reader", looks);
    campaign.figure("versions", next);
    campaign.figure("versions seen that were not whole", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_p2_a_folder_that_is_full_or_may_not_be_written() {
    let mut campaign = Campaign::new("P2");
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    lay_out(&data, 2).await;
    let site = site_of(&data);
    let desk = open(&data).await;
    let first = publish(&desk.console().unwrap(), &mut campaign.round(0)).await.unwrap();
    desk.close().await;
    set_modes(place.path(), 0o777, 0o666);
    set_modes(&site, 0o555, 0o444);
    let mut child = Child::start_as_nobody(Role::PublishWhenTold, &data);
    assert_eq!(child.line(), "storefront.folder-read-only");
    assert_eq!(read_whole(&site), Some(first), "the old version is whole");
    set_modes(&site, 0o777, 0o666);
    child.retry();
    let next: u32 = child.line().parse().unwrap();
    assert!(next > first && read_whole(&site) == Some(next));
    drop(child);

    let children = campaign.count(1, 10, 20);
    if let Some(full) = full_disk::fill_real_ones(&campaign, Role::FillSite, children) {
        campaign.figure("really full disks", full);
    }
    campaign.figure("old versions damaged", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_p3_kill_while_publishing_to_storage() {
    let server = S3Server::start().await;
    let patch = TargetPatch {
        kind: Some(TargetKind::S3),
        s3: Some(server.settings()),
        s3_secret: Some(s3::SECRET.into()),
        ..TargetPatch::default()
    };
    kill_over_a_line("P3", server.public_url(), patch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_p4_kill_while_publishing_to_a_server() {
    let server = Receiver::start();
    let patch = TargetPatch {
        kind: Some(TargetKind::Server),
        server: Some(ServerSettings { address: server.address.clone(), ..ServerSettings::default() }),
        server_secret: Some(receiver::SECRET.into()),
        ..TargetPatch::default()
    };
    kill_over_a_line("P4", server.address.clone(), patch).await;
}

/// Kills a program that publishes there again and again, while a reader looks all the time.
async fn kill_over_a_line(check: &'static str, base: String, patch: TargetPatch) {
    let mut campaign = Campaign::new(check);
    let kills = campaign.count(4, 100, 500);
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    lay_out(&data, 3).await;
    let desk = open(&data).await;
    desk.console().unwrap().storefront_set_target(patch).await.unwrap();
    desk.close().await;
    let stop = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn({
        let (base, stop) = (base.clone(), stop.clone());
        async move {
            let (mut looks, mut last) = (0_u64, 0);
            while !stop.load(Ordering::Relaxed) {
                let seen = read_whole_at(&base).await.unwrap_or_default();
                assert!(seen >= last, "version {seen} after {last}");
                (looks, last) = (looks + 1, seen);
            }
            looks
        }
    });
    let (mut acknowledged, mut beyond) = (0, 0);
    for round in 0..kills {
        let mut random = campaign.round(round);
        let child = Child::start(Role::Publish, &data, "", random.number());
        child.until("ready");
        let first = child.line();
        // Anywhere within the next publications.
        tokio::time::sleep(Duration::from_micros(random.below(400_000) as u64)).await;
        for line in std::iter::once(first).chain(child.kill()) {
            let version = line.strip_prefix("ack ").and_then(|version| version.parse::<u32>().ok());
            acknowledged = acknowledged.max(version.unwrap_or_default());
        }
        let counts = read_whole_at(&base).await.expect("a version");
        assert!(counts >= acknowledged, "round {round}: {counts} counts, {acknowledged} was acknowledged");
        beyond += usize::from(counts > acknowledged);
    }
    stop.store(true, Ordering::Relaxed);
    let looks = reader.await.expect("the reader always saw a whole version");
    // Whoever comes next knows what counts, takes it for its own, and goes on from there.
    let desk = open(&data).await;
    let console = desk.console().unwrap();
    let history = console.storefront_history().await.unwrap();
    assert!(history.versions.iter().all(|version| !version.elsewhere), "what was published here is known as ours");
    let counts = read_whole_at(&base).await.unwrap();
    let next = publish(&console, &mut campaign.round(kills)).await.unwrap();
    assert!(next > counts && read_whole_at(&base).await == Some(next));
    desk.close().await;
    campaign.figure("kills", kills);
    campaign.figure("kills between the pointer and its acknowledgement", beyond);
    campaign.figure("looks of a reader", looks);
    campaign.figure("versions", next);
    campaign.figure("versions seen that were not whole", 0);
}

/// Sets the modes of a folder and of everything in it.
fn set_modes(folder: &Path, of_folders: u32, of_files: u32) {
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => set_modes(&path, of_folders, of_files),
            path => set(&path, of_files),
        }
    }
    set(folder, of_folders);
}
