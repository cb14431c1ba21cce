//! The sample shop that the practice platform begins with: six goods with pictures of our own drawing, one anchor.

use crate::{Console, goods::short_key, problem::internal, view::Problem};
use kaibo_domain::{AnchorId, GoodsId};
use kaibo_store::{
    anchors::{self, AnchorRow},
    goods::{self, GoodsRow},
    pictures, shops,
};
use serde::Deserialize;
use uuid::Uuid;

/// AppSecret of the practice platform: no secret, every copy of Kaibo knows it.
pub(crate) const PRACTICE_SECRET: &str = "practice-secret";

/// `assets/practice/shop.json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SampleShop {
    pub name: String,
    pub app_id: String,
    pub anchor: SampleAnchor,
    pub goods: Vec<SampleGoods>,
}

/// The anchor.
#[derive(Deserialize)]
pub(crate) struct SampleAnchor {
    pub name: String,
    pub wechat: String,
}

/// One of the six goods.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SampleGoods {
    pub name: String,
    pub price_kind: kaibo_domain::PriceKind,
    pub price: String,
    #[serde(default)]
    pub price2: String,
    pub path: String,
    pub picture: String,
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../../assets/practice/", $name)).as_slice())),+]
    };
}

static PICTURES: &[(&str, &[u8])] =
    shipped!["dress.jpg", "coffee.jpg", "scarf.jpg", "tote.jpg", "dates.jpg", "mug.jpg"];

impl SampleShop {
    /// The sample as shipped.
    pub fn shipped() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../../../../assets/practice/shop.json"))
    }
}

impl SampleGoods {
    /// The bytes of its picture.
    pub fn picture_bytes(&self) -> Option<&'static [u8]> {
        PICTURES.iter().find(|(name, _)| *name == self.picture).map(|(_, bytes)| *bytes)
    }
}

impl Console {
    /// The shop, its six goods and its anchor, all or nothing: a crash in between leaves a first start.
    pub(crate) async fn lay_out_samples(&self, sample: &SampleShop) -> Result<(), Problem> {
        let (shop, now) = (self.inner.shop.clone(), self.now());
        let mut laid_out = Vec::with_capacity(sample.goods.len());
        for (place, sample) in sample.goods.iter().rev().enumerate() {
            let bytes = sample.picture_bytes().ok_or_else(|| internal("sample picture"))?;
            let picture = self.check_picture(sample.picture.clone(), bytes.to_vec()).await?;
            let (uuid, made) = (Uuid::now_v7(), now + place as i64);
            let good = GoodsRow {
                name: sample.name.clone(),
                price_kind: sample.price_kind,
                price_text: sample.price.clone(),
                price2_text: sample.price2.clone(),
                path: sample.path.clone(),
                picture_id: Some(picture.id),
                focus: picture.focus,
                ..GoodsRow::draft(GoodsId::from_uuid(uuid), shop.id, short_key(uuid), made)
            };
            laid_out.push((picture, good));
        }
        let id = AnchorId::from_uuid(Uuid::now_v7());
        let anchor = AnchorRow::new(id, shop.id, &sample.anchor.wechat, &sample.anchor.name, now);
        self.write(move |tx| {
            shops::insert(tx, &shop)?;
            for (picture, good) in &laid_out {
                pictures::insert(tx, picture)?;
                goods::insert(tx, good)?;
            }
            anchors::insert(tx, &AnchorRow { verified: Some(true), ..anchor })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::GoodsDraft;

    #[test]
    fn every_sample_good_can_be_submitted() {
        let shop = SampleShop::shipped().unwrap();
        assert_eq!(shop.goods.len(), 6);
        for goods in &shop.goods {
            assert!(goods.picture_bytes().is_some(), "{}", goods.picture);
            let draft = GoodsDraft {
                name: goods.name.clone(),
                price_kind: goods.price_kind,
                price: goods.price.clone(),
                price2: goods.price2.clone(),
                path: goods.path.clone(),
                has_picture: true,
            };
            assert_eq!(draft.violations(), [], "{}", goods.name);
        }
    }
}
