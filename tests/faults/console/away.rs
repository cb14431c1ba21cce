//! Copies elsewhere under attack: check `A11 away` of the scorecard.

use crate::support::{
    away::{bring, make_code},
    campaign::Campaign,
    child::{Child, Role},
    full_disk, typist,
};
use std::{fs, time::Duration};
use tempfile::TempDir;

#[test]
fn rel_a11_away_kill_and_full_disk_while_copies_are_made() {
    let mut campaign = Campaign::new("A11 away");
    let kills = campaign.count(5, 150, 300);
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    fs::create_dir(place.path().join("disk")).unwrap();
    let code = make_code(&data);
    typist::open(&data).unwrap().close();
    let (mut halves, mut told, mut unsaid) = (0, 0, 0);
    for round in 0..kills {
        let mut random = campaign.round(round);
        let child = Child::start(Role::CopyAway, place.path(), "", random.number());
        child.until("ready");
        let mut said = vec![child.line()];
        // Anywhere within the next copies.
        std::thread::sleep(Duration::from_micros(random.below(1_500_000) as u64));
        said.extend(child.kill());
        let said: Vec<_> = said.iter().filter_map(|line| line.strip_prefix("ack ")?.split_once(' ')).collect();
        told += said.len();
        let (last_ms, content) = said[said.len() - 1];
        let what = format!("round {round}");
        let copies = fs::read_dir(place.path().join("disk")).unwrap().next().unwrap().unwrap().path();
        let unfinished = copies.join("backups").join("unfinished");
        halves += usize::from(fs::read_dir(unfinished).is_ok_and(|mut left| left.next().is_some()));
        let there = bring(&place.path().join("disk"), &code, &what);
        // A version that was not acknowledged yet may stand, whole.
        assert!(there.taken_ms >= last_ms.parse().unwrap(), "{what}: an acknowledged version is gone");
        if there.taken_ms.to_string() == last_ms {
            assert_eq!(there.hash, content, "{what}");
        } else {
            unsaid += 1;
        }
        assert!(there.files > 0);
    }
    campaign.figure("kills", kills);
    campaign.figure("kills that left something unfinished", halves);
    campaign.figure("versions acknowledged", told);
    campaign.figure("versions whole before they were acknowledged", unsaid);
    campaign.figure("rounds whose newest version does not restore", 0);
    let children = campaign.count(1, 5, 10);
    if let Some(full) = full_disk::fill_real_ones(&campaign, Role::FillAway, children) {
        campaign.figure("disks filled", full);
    }
}
