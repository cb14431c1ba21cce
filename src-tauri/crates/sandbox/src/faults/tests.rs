//! Faults used up, drawn and read from text.

use super::*;
use kaibo_domain::platform::endpoint::{LIVE_INFO, MEDIA_GET, TOKEN};
use rstest::rstest;

#[test]
fn a_fault_is_used_up_call_by_call() {
    let faults = Faults::default();
    faults.arm(TOKEN.path, FaultKind::DropAfter, 2);
    faults.arm("*", FaultKind::LatencyMs(5), 1);
    assert_eq!(faults.take(&MEDIA_GET), Taken { latency_ms: 5, kind: None });
    assert_eq!(faults.take(&TOKEN), Taken { latency_ms: 0, kind: Some(FaultKind::DropAfter) });
    assert_eq!(faults.take(&TOKEN).kind, Some(FaultKind::DropAfter));
    assert_eq!(faults.take(&TOKEN), Taken::default());
    assert!(faults.armed().is_empty());
}

/// Which of 1,000 calls meet a fault of that share under that seed.
fn drawn(seed: u64, share: f64) -> Vec<bool> {
    let faults = Faults::default();
    faults.seed(seed);
    faults.arm_share(LIVE_INFO.path, FaultKind::Http503, share);
    (0..1000).map(|_| faults.take(&LIVE_INFO).kind.is_some()).collect()
}

#[test]
fn a_share_is_drawn_by_its_seed() {
    let count = |calls: &[bool]| calls.iter().filter(|hit| **hit).count();
    assert_eq!(drawn(7, 0.1), drawn(7, 0.1));
    assert_ne!(drawn(7, 0.1), drawn(8, 0.1));
    assert!((70..130).contains(&count(&drawn(7, 0.1))));
    assert_eq!((count(&drawn(7, 0.0)), count(&drawn(7, 1.0))), (0, 1000));
}

#[test]
fn an_armed_fault_comes_before_a_share_and_does_not_shift_it() {
    let calls = |armed: u32| {
        let faults = Faults::default();
        faults.arm(LIVE_INFO.path, FaultKind::DropAfter, armed);
        faults.arm_share("*", FaultKind::Http503, 0.5);
        (0..20).map(|_| faults.take(&LIVE_INFO).kind).collect::<Vec<_>>()
    };
    assert_eq!(calls(3)[..3], [Some(FaultKind::DropAfter); 3]);
    assert_eq!(calls(3)[3..], calls(0)[3..]);
}

#[rstest]
#[case("*=drop_after", "*", FaultKind::DropAfter, Often::Times(1))]
#[case("/cgi-bin/token=http_503:3", "/cgi-bin/token", FaultKind::Http503, Often::Times(3))]
#[case("*=latency_ms@500:2.5%", "*", FaultKind::LatencyMs(500), Often::Share(0.025))]
#[case("*=errcode@-1", "*", FaultKind::Errcode(-1), Often::Times(1))]
#[case("*=http_status@500", "*", FaultKind::HttpStatus(500), Often::Times(1))]
fn texts(#[case] text: &str, #[case] endpoint: &str, #[case] kind: FaultKind, #[case] often: Often) {
    assert_eq!(text.parse(), Ok(Fault { endpoint: endpoint.into(), kind, often }));
}

#[rstest]
#[case("drop_after", "PATH=KIND")]
#[case("/wxaapi/broadcast/rooms/create=drop_after", "no such endpoint")]
#[case("*=nonsense", "nonsense: unknown kind")]
#[case("*=latency_ms", "number is missing")]
#[case("*=drop_after@5", "too much")]
#[case("*=latency_ms@soon", "soon: not a number")]
#[case("*=http_status@200", "400 to 599")]
#[case("*=drop_after:often", "often: how often")]
#[case("*=drop_after:101%", "how often")]
#[case("*=drop_after:-1%", "how often")]
fn texts_that_are_refused(#[case] text: &str, #[case] words: &str) {
    let why = text.parse::<Fault>().unwrap_err();
    assert!(why.contains(words), "{why}");
}
