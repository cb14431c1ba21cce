//! Temporary media: upload and get. A media_id lives three days; a picture that a good or room shows stays served.

use crate::{
    picture::{self, Format},
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::platform::{
    errcode::{self, Code},
    limit,
};
use serde::{Deserialize, Serialize};

/// Length of a media_id on the platform.
const ID_LENGTH: usize = 64;
/// A file of this name is taken for a picture with illegal content wherever it is used.
pub(crate) const ILLEGAL_WORD: &str = "违禁";
/// The largest upload read at all: a video's 10 MB and the form around it.
pub(crate) const BODY_MAX: usize = 10_500_000;

/// An uploaded file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Media {
    /// `type` of the upload.
    pub(crate) kind: String,
    /// Format by content.
    pub(crate) format: Format,
    /// Width and height of a picture.
    pub(crate) pixels: Option<(u32, u32)>,
    /// Size in bytes.
    pub(crate) bytes: usize,
    /// When it was uploaded.
    pub(crate) created_ms: i64,
    /// Whether its file name says that its content is illegal.
    pub(crate) illegal: bool,
}

impl Media {
    /// Whether its media_id may still be used.
    pub(crate) fn lives(&self, now_ms: i64) -> bool {
        now_ms - self.created_ms < limit::MEDIA_LIFETIME_MS
    }

    /// Whether it is a picture with legal content.
    pub(crate) fn is_fit(&self) -> bool {
        self.pixels.is_some() && !self.illegal
    }
}

/// The part `media` of the upload's form.
#[derive(Debug)]
pub(crate) struct Upload {
    /// The file's name.
    pub(crate) file_name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

#[derive(Serialize)]
struct UploadReply<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    media_id: &'a str,
    created_at: i64,
}

/// POST /cgi-bin/media/upload.
pub(crate) fn upload(state: &mut State, call: &Call<'_>) -> Outcome {
    let kind = call.query.text("type").unwrap_or_default();
    let (formats, most): (&[Format], usize) = match kind.as_str() {
        "image" => (&[Format::Png, Format::Jpeg, Format::Gif], limit::MEDIA_IMAGE_MAX_BYTES),
        "voice" => (&[Format::Amr, Format::Mp3], 2_000_000),
        "video" => (&[Format::Mp4], 10_000_000),
        "thumb" => (&[Format::Jpeg], 64_000),
        _ => return Err(Refusal::gateway(errcode::INVALID_MEDIA_TYPE)),
    };
    let Some(upload) = call.upload else { return Err(Refusal::gateway(errcode::MEDIA_MISSING)) };
    if upload.bytes.is_empty() || upload.bytes.len() > most {
        return Err(Refusal::gateway(errcode::INVALID_FILE_SIZE));
    }
    let format = check_format(&upload.bytes, &kind, formats).map_err(Refusal::gateway)?;
    let media_id = state.random.letters(ID_LENGTH);
    if let Err(error) = state.files.put(&media_id, &upload.bytes) {
        tracing::error!(%error, "an uploaded file could not be kept");
        return Err(Refusal::gateway(errcode::SYSTEM_ERROR));
    }
    let media = Media {
        kind: kind.clone(),
        format,
        pixels: picture::pixels(&upload.bytes),
        bytes: upload.bytes.len(),
        created_ms: call.now_ms,
        illegal: upload.file_name.contains(ILLEGAL_WORD),
    };
    forget_unused(state, call.now_ms);
    state.media.insert(media_id.clone(), media);
    state.accept(call, &media_id, &kind, None);
    Reply::json(&UploadReply { kind: &kind, media_id: &media_id, created_at: call.now_ms.div_euclid(1000) })
}

/// GET /cgi-bin/media/get.
pub(crate) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let Some(media_id) = call.query.text("media_id") else {
        return Err(Refusal::gateway(errcode::MEDIA_ID_MISSING));
    };
    let media = state.media.get(&media_id).filter(|media| media.lives(call.now_ms));
    let file = media.and_then(|media| Some((media.format.content_type(), state.files.get(&media_id)?)));
    let Some((content_type, bytes)) = file else { return Err(Refusal::gateway(errcode::INVALID_MEDIA_ID)) };
    Ok(Reply::File { content_type, bytes })
}

/// The picture that a live call names by `media_id`, or 300006.
pub(crate) fn picture<'a>(state: &'a State, media_id: &str, now_ms: i64) -> Result<&'a Media, Refusal> {
    state.media.get(media_id).filter(|media| media.lives(now_ms)).ok_or_else(|| Refusal::live(errcode::IMAGE_FETCH))
}

/// Where the sandbox serves that picture.
pub(crate) fn address(base_url: &str, media_id: &str) -> String {
    format!("{base_url}/_practice/pictures/{media_id}")
}

fn check_format(bytes: &[u8], kind: &str, taken: &[Format]) -> Result<Format, Code> {
    match picture::format(bytes) {
        Some(format) if taken.contains(&format) => {
            let is_readable = !matches!(kind, "image" | "thumb") || picture::pixels(bytes).is_some();
            is_readable.then_some(format).ok_or(errcode::INVALID_FILE_TYPE)
        }
        Some(Format::OtherPicture) if kind == "image" => Err(errcode::INVALID_IMAGE_FORMAT),
        _ => Err(errcode::INVALID_FILE_TYPE),
    }
}

fn forget_unused(state: &mut State, now_ms: i64) {
    let ended = |(id, media): (&String, &Media)| (!media.lives(now_ms) && !state.shows(id)).then(|| id.clone());
    let unused: Vec<String> = state.media.iter().filter_map(ended).collect();
    for id in unused {
        state.media.remove(&id);
        state.files.remove(&id);
    }
}
