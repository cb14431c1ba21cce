//! Nothing that staff typed or brought in stands on the disk in clear.

use crate::support::{
    canary::{forms, found},
    office::Office,
};
use kaibo_console::view::{GoodsPatch, GoodsState};
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn no_file_holds_what_was_typed_or_the_picture() {
    let mut office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("金丝雀标记连衣裙").await;
    let marked = GoodsPatch { path: Some("pages/canary-7f3a9c/index".into()), ..GoodsPatch::default() };
    console.goods_save(good, marked).await.unwrap();
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    let photo = fs::read(office.folder.path().join("photo.png")).unwrap();
    let mut markers = ["金丝雀标记", "canary-7f3a9c", "kaibo_anchor", "practice-secret"].map(forms).concat();
    markers.push(photo[photo.len() / 2..photo.len() / 2 + 24].to_vec());

    let data = office.folder.path().join("data");
    for moment in ["while it runs", "after it closed"] {
        let (hit, files) = found(&data, &markers);
        assert!(files >= 8, "the database and the pictures: {files}");
        assert_eq!(hit, None, "{moment}");
        office.close().await;
    }
}
