//! 类目资质: what a category demands, what the vault has of it, and by when an answer is due.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::office::Office;
use image::{Rgb, RgbImage};
use kaibo_console::{
    Console,
    view::{CategoryView, PaperPatch, PapersTake},
};
use kaibo_domain::{
    rule_pack::{Authority, DemandKind, Holds},
    time::{DAY_MS, parse_beijing},
    vault::Standing,
};

async fn view(console: &Console, typed: &str) -> CategoryView {
    let found = console.categories_search(typed.into()).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    console.category_view(found[0].id.clone()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_demand_says_who_says_so_and_what_the_vault_has_of_it() {
    let office = Office::open_at(parse_beijing("2026-11-23T10:00").unwrap()).await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("营业执照.png");
    RgbImage::from_pixel(800, 600, Rgb([240, 240, 220])).save(&file).unwrap();
    let request = PapersTake { paths: vec![file], kind: None, together: false, consent: false };
    let paper = console.papers_take(request, |_| ()).await.unwrap().remove(0).paper.unwrap();
    let expires = PaperPatch { expires: Some("2026-12-01".into()), ..PaperPatch::default() };
    console.papers_save(paper, expires).await.unwrap();

    let liquor = view(&console, "酒类 baijiu").await;
    assert!(liquor.row.gated && liquor.row.brand);
    assert!(liquor.remarks.iter().any(|remark| remark.words.zh.contains("企业")));
    let demand = |id: &str| liquor.demands.iter().find(|demand| demand.id == id).unwrap();
    let licence = demand("c.licence");
    assert_eq!((licence.source, licence.holds), (Authority::Official, Holds::Yes));
    assert!(licence.address.as_ref().is_some_and(|address| address.starts_with("https://")) && licence.date.is_some());
    assert_eq!(licence.papers.iter().map(|paper| paper.validity.standing).collect::<Vec<_>>(), [Standing::Ending]);
    assert_eq!(demand("l.auth").holds, Holds::Perhaps);
    assert!(demand("l.auth").from_vault && demand("l.auth").papers.is_empty());
    let recordings: Vec<_> = liquor.demands.iter().filter(|demand| demand.kind == DemandKind::Video).collect();
    assert!(!recordings.is_empty() && recordings.iter().all(|demand| demand.from_vault && demand.papers.is_empty()));

    // What was taken out of sight answers nothing.
    console.papers_remove(vec![paper]).await.unwrap();
    let liquor = view(&console, "酒类 baijiu").await;
    assert!(liquor.demands.iter().all(|demand| demand.papers.is_empty()));
    assert_eq!(console.category_view("1".into()).await.unwrap(), None);
    assert_eq!(console.category_view("x".into()).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_due_in_working_days_and_says_where_the_calendar_ends() {
    let office = Office::open_at(parse_beijing("2026-11-23T10:00").unwrap()).await;
    let console = office.console();
    let gold = view(&console, "huangjin").await;
    assert_eq!((gold.working_days, gold.due.as_str(), gold.due_is_certain), (5, "2026-11-30", true));
    office.clock.as_ref().unwrap().turn(28 * DAY_MS);
    let late = view(&console, "huangjin").await;
    assert_eq!((late.due.as_str(), late.due_is_certain), ("2026-12-28", false));
}
