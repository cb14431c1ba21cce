//! Who the shop is, and pictures: a media_id, a permanent address for products, or a file_id for applications.

use super::wrapped;
use crate::{
    client::Client,
    error::CallError,
    lenient,
    media::{File, MediaId},
};
use kaibo_domain::platform::shop::endpoint::{IMG_UPLOAD, QUALIFICATION_UPLOAD, SHOP_INFO, SHOP_MEDIA_GET};
use serde::{Deserialize, Serialize};

/// Who the shop is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ShopInfo {
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub nickname: String,
    /// Address of its picture.
    #[serde(deserialize_with = "lenient::text")]
    pub headimg_url: String,
    /// `企业` or `个体工商户`.
    #[serde(deserialize_with = "lenient::text")]
    pub subject_type: String,
    /// `opening`, `open_finished`, `closing` or `close_finished`.
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    /// Its original id, `gh_…`.
    #[serde(deserialize_with = "lenient::text")]
    pub username: String,
    /// When it opened, unix seconds; 0 where the platform does not say.
    #[serde(deserialize_with = "lenient::int_or_zero")]
    pub open_timestamp: i64,
}

/// Where a picture comes from.
#[derive(Clone, Copy, Debug)]
pub enum PictureSource<'a> {
    /// Its bytes, with width and height in pixels.
    Bytes {
        /// The file.
        file: File<'a>,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// An address from which the platform fetches it within two seconds, without redirects.
    Address(&'a str),
}

/// What a picture is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureUse {
    /// A media_id: at most `limit::FILE_MAX_BYTES`.
    Media,
    /// A permanent address, which products take: at most `limit::PICTURE_MAX_BYTES`.
    Address,
}

/// An uploaded picture: ids or an address, as was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PicFile {
    /// For [`PictureUse::Media`].
    #[serde(deserialize_with = "lenient::opt_text")]
    pub media_id: Option<String>,
    /// The same for WeChat Pay.
    #[serde(deserialize_with = "lenient::opt_text")]
    pub pay_media_id: Option<String>,
    /// For [`PictureUse::Address`].
    #[serde(deserialize_with = "lenient::opt_text")]
    pub img_url: Option<String>,
}

/// A `file_id`: what applications for categories and brands take.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub String);

/// A file with its id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct QualificationFile {
    /// Its id.
    pub file_id: FileId,
}

wrapped! {
    /// The answer of info/get.
    ShopInfoReply { info: ShopInfo }
    /// The answer of img/upload.
    PicFileReply { pic_file: PicFile }
    /// The answer of qualification/upload.
    QualificationReply { data: QualificationFile }
}

/// The body of img/upload by address.
#[derive(Debug, Serialize)]
pub struct ImgUrlBody<'a> {
    /// Where the platform fetches it.
    pub img_url: &'a str,
}

impl Client {
    /// basics/info/get.
    pub async fn shop_info(&self) -> Result<ShopInfo, CallError> {
        self.get(SHOP_INFO, Vec::new()).await.map(|ShopInfoReply { info }| info)
    }

    /// basics/img/upload: bmp, jpg, png, svg or webp. Refused with 10020055 to 10020061, 10020193, 10020253, 10020254,
    /// 10020331.
    pub async fn shop_img_upload(&self, from: PictureSource<'_>, wanted: PictureUse) -> Result<PicFile, CallError> {
        let resp_type = ("resp_type", u8::from(wanted == PictureUse::Address).to_string());
        let reply: PicFileReply = match from {
            PictureSource::Bytes { file, width, height } => {
                let size = [("height", height.to_string()), ("width", width.to_string())];
                let query = [("upload_type", "0".to_owned()), resp_type].into_iter().chain(size).collect();
                self.upload(IMG_UPLOAD, query, &file).await?
            }
            PictureSource::Address(img_url) => {
                let query = vec![("upload_type", "1".to_owned()), resp_type];
                self.post_with(IMG_UPLOAD, query, &ImgUrlBody { img_url }).await?
            }
        };
        let PicFile { media_id, img_url, .. } = &reply.pic_file;
        let is_there = match wanted {
            PictureUse::Media => media_id.is_some(),
            PictureUse::Address => img_url.is_some(),
        };
        is_there.then_some(reply.pic_file).ok_or_else(|| CallError::unreadable("pic_file", "not what was asked for"))
    }

    /// basics/qualification/upload: at most `limit::FILE_MAX_BYTES`. Refused with 10020059 and 10020060.
    pub async fn shop_qualification_upload(&self, file: &File<'_>) -> Result<FileId, CallError> {
        self.upload(QUALIFICATION_UPLOAD, Vec::new(), file).await.map(|reply: QualificationReply| reply.data.file_id)
    }

    /// basics/media/get: the bytes of an uploaded picture. Refused with 40007 when the id is unknown.
    pub async fn shop_media_get(&self, media_id: &MediaId) -> Result<Vec<u8>, CallError> {
        self.download(SHOP_MEDIA_GET, media_id).await
    }
}
