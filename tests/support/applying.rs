//! A merchant with papers, and an application filled in with them.

use image::{Rgb, RgbImage};
use kaibo_console::{
    Console,
    view::{ApplicationDraftView, ApplicationPatch, EntityPatch, FillingPatch, PaperPatch, PapersTake},
};
use kaibo_domain::{
    ApplicationDraftId, PaperId,
    rule_pack::{DemandKind, Holds},
    vault::AuthorisationLink,
};

/// Who the merchant is.
pub const MERCHANT: &str = "杭州小开贸易有限公司";
/// What each paper is called, by which its kind and place are known.
pub const PAPERS: [&str; 7] =
    ["营业执照", "商标注册证", "品牌授权书", "报备函", "食品经营许可证", "天猫旗舰店截图", "带货口碑截图"];

/// Keeps the merchant and a paper of each name, valid for a year more.
pub async fn furnish(console: &Console, folder: &std::path::Path) {
    let entity = EntityPatch {
        name: Some(MERCHANT.into()),
        code: Some("9144030071526726XG".into()),
        capital: Some("500".into()),
        ..EntityPatch::default()
    };
    console.vault_entity_save(entity).await.unwrap();
    for (at, name) in PAPERS.iter().enumerate() {
        let path = folder.join(format!("{name}.png"));
        RgbImage::from_pixel(1200, 1600, Rgb([250, 20 * at as u8, 220])).save(&path).unwrap();
        let request = PapersTake { paths: vec![path], kind: None, together: false, consent: false };
        let id = console.papers_take(request, |_| ()).await.unwrap().remove(0).paper.unwrap();
        describe(console, id).await;
    }
}

/// Says of a paper what the platform would read on it.
pub async fn describe(console: &Console, id: PaperId) {
    let link =
        AuthorisationLink { from: "周大生珠宝有限公司".into(), to: MERCHANT.into(), ..Default::default() };
    let patch = PaperPatch {
        holder: Some(MERCHANT.into()),
        expires: Some("2029-01-01".into()),
        number: Some("JY11234567890123".into()),
        mark_class: Some("33".into()),
        platforms: Some("视频号".into()),
        links: Some(vec![link]),
        ..PaperPatch::default()
    };
    console.papers_save(id, patch).await.unwrap();
}

/// The paper of that name.
pub async fn paper(console: &Console, title: &str) -> PaperId {
    console.papers_list().await.unwrap().into_iter().find(|row| row.title == title).unwrap().id
}

/// An application for the category of the second level that `typed` finds.
pub async fn begin(console: &Console, typed: &str) -> ApplicationDraftId {
    let found = console.categories_search(typed.into()).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    console.applying_create(vec![found[0].id.clone()]).await.unwrap()[0]
}

/// Fills an application in until nothing keeps it from being handed in.
pub async fn fill(console: &Console, id: ApplicationDraftId, leaf: &str) -> ApplicationDraftView {
    let facts = [
        ("brand_relation", "authorised"),
        ("goods_origin", "domestic"),
        ("product_in_ccc_catalogue", "false"),
        ("trademark_changed", "false"),
    ];
    let facts = facts.map(|(name, known)| (name.to_owned(), known.to_owned())).into();
    console.applying_save(id, ApplicationPatch { leaf: Some(leaf.into()), facts }).await.unwrap();
    console.applying_fill_all(id).await.unwrap();
    let view = console.applying_get(id).await.unwrap();
    for card in view.cards {
        let is_letter = card.demand.id == "c.letter";
        let is_wanted = is_letter || card.demand.required && card.demand.holds == Holds::Yes;
        let papers = match card.demand.papers.first() {
            Some(best) if is_wanted && card.filling.papers.is_empty() => Some(vec![best.id]),
            _ => None,
        };
        let is_platform = card.demand.kind == DemandKind::Text && card.demand.id.ends_with("platform");
        let patch = FillingPatch {
            papers,
            text: is_platform.then(|| "douyin".into()),
            begins: Some("2020-01-01".into()),
            by_hand: (card.demand.kind == DemandKind::Video).then_some(true),
            ..FillingPatch::default()
        };
        console.applying_fill(id, card.demand.id, patch).await.unwrap();
    }
    answer_all(console, id).await
}

/// Answers every question with yes.
pub async fn answer_all(console: &Console, id: ApplicationDraftId) -> ApplicationDraftView {
    for card in console.applying_get(id).await.unwrap().cards {
        let answers = card.questions.iter().map(|question| (*question, true)).collect();
        let patch = FillingPatch { answers, ..FillingPatch::default() };
        console.applying_fill(id, card.demand.id, patch).await.unwrap();
    }
    console.applying_get(id).await.unwrap()
}

/// What is shipped, with another version and a demand more of 珠宝首饰 that nobody has met yet.
pub fn newer_pack() -> String {
    let text = include_str!("../../assets/rules/qualification.json");
    let mut pack: serde_json::Value = serde_json::from_str(text).unwrap();
    pack["pack"]["version"] = "2027.01.05".into();
    let jade = pack["categories"].as_array_mut().unwrap().iter_mut().find(|rules| rules["name"]["zh"] == "珠宝首饰");
    let demands = jade.unwrap()["requirements"].as_array_mut().unwrap();
    let mut demand = demands[0].clone();
    demand["id"] = "j.address".into();
    demand["source"] = "official".into();
    demand["source_ref"] = "file:///etc/passwd".into();
    demand["conditional_on"] = serde_json::Value::Null;
    demand["required"] = true.into();
    demands.push(demand);
    serde_json::to_string_pretty(&pack).unwrap()
}
