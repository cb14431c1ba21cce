//! Who the shop is, and the upload of pictures: by bytes or by address, for a media_id, a permanent address or a file_id.
//!
//! Invariant: nothing is fetched from anywhere. A picture by address is the sandbox's own, or a small white one; words in
//! the address make the refusals happen.

use super::{
    ask::{done, refused},
    state::{FileKind, Profile, ShopFile},
};
use crate::{
    params::Params,
    platform::Platform,
    reply::{Outcome, Refusal, Reply, typed},
    state::{Call, State},
};
use axum::{
    extract::{Path, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kaibo_domain::platform::{
    errcode,
    errcode::Code,
    shop::{
        errcode as code,
        limit::{FILE_MAX_BYTES, PICTURE_ADDRESS, PICTURE_MAX_BYTES},
    },
};
use serde_json::json;
use std::sync::Arc;

/// Length of the ids of files.
const ID_LENGTH: usize = 43;
/// 2022-10-31 12:51:36 in Beijing: when the practice shop opened, unix seconds.
const OPENED_S: i64 = 1_667_191_896;
/// A PNG of one white pixel: stands for every picture that is given by an address.
const WHITE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\xdac\xf8\x0f\x00\x01\x01\x01\x00\x1c\xb0\x8c\x99\x00\x00\x00\x00IEND\xaeB`\x82";

/// GET /channels/ec/basics/info/get.
pub(super) fn info(state: &mut State, call: &Call<'_>) -> Outcome {
    let Profile { subject_type, status } = &state.shop.profile;
    done(json!({ "info": {
        "nickname": "演练小店",
        "headimg_url": format!("{}/_practice/share/head.svg", call.base_url),
        "subject_type": subject_type,
        "status": status,
        "username": "gh_practice0000",
        "is_local_life": 0,
        "open_timestamp": OPENED_S,
    } }))
}

/// POST /shop/ec/basics/img/upload: `upload_type` 0 by bytes, 1 by address; `resp_type` 0 media_id, 1 address.
pub(super) fn img_upload(state: &mut State, call: &Call<'_>) -> Outcome {
    let bit = |name: &str| call.query.bit(name).map_err(|_| refused(code::PARAMETER)).map(Option::unwrap_or_default);
    let (by_address, wants_address) = (bit("upload_type")?, bit("resp_type")?);
    let (name, bytes) = if by_address { from_address(state, call)? } else { from_form(call)? };
    let most = if wants_address { PICTURE_MAX_BYTES } else { FILE_MAX_BYTES };
    check(&bytes, most).map_err(refused)?;
    if wants_address {
        let key = keep(state, call, FileKind::Picture, &name, &bytes)?;
        let img_url = address(call.base_url, &call.settings.app_id, &key);
        return done(json!({ "pic_file": { "img_url": img_url } }));
    }
    let media_id = keep(state, call, FileKind::Media, &name, &bytes)?;
    let pay_media_id = state.random.letters(ID_LENGTH);
    done(json!({ "pic_file": { "media_id": media_id, "pay_media_id": pay_media_id } }))
}

/// POST /shop/ec/basics/qualification/upload.
pub(super) fn qualification_upload(state: &mut State, call: &Call<'_>) -> Outcome {
    let (name, bytes) = from_form(call)?;
    check(&bytes, FILE_MAX_BYTES).map_err(refused)?;
    let file_id = keep(state, call, FileKind::Qualification, &name, &bytes)?;
    done(json!({ "data": { "file_id": file_id } }))
}

/// GET /channels/ec/basics/media/get.
pub(super) fn media_get(state: &mut State, call: &Call<'_>) -> Outcome {
    let Some(media_id) = call.query.text("media_id") else { return Err(Refusal::gateway(errcode::MEDIA_ID_MISSING)) };
    let is_media = state.shop.has_files(FileKind::Media, std::iter::once(&media_id));
    let bytes = is_media.then(|| state.files.get(&media_id)).flatten();
    let Some(bytes) = bytes else { return Err(Refusal::gateway(errcode::INVALID_MEDIA_ID)) };
    Ok(Reply::File { content_type: content_type(&bytes).unwrap_or_default(), bytes })
}

/// GET of a picture's permanent address, which ends in `mmecimage.cn/p/{appid}/{key}` as on the platform.
pub(crate) async fn picture(
    Shared(platform): Shared<Arc<Platform>>,
    Path((_, key)): Path<(String, String)>,
) -> Response {
    let bytes = platform.with_state(|state, _| state.files.get(&key).filter(|_| state.shop.files.contains_key(&key)));
    match bytes.and_then(|bytes| Some((content_type(&bytes)?, bytes))) {
        Some((content_type, bytes)) => typed(content_type, bytes),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Where the picture of that key is served.
fn address(base_url: &str, app_id: &str, key: &str) -> String {
    format!("{base_url}/{PICTURE_ADDRESS}{app_id}/{key}")
}

/// The key in a picture's permanent address.
pub(super) fn key_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once(PICTURE_ADDRESS)?;
    rest.split_once('/').map(|(_, key)| key)
}

fn from_form(call: &Call<'_>) -> Result<(String, Vec<u8>), Refusal> {
    let upload = call.upload.ok_or_else(|| refused(code::IMAGE_EMPTY))?;
    Ok((upload.file_name.clone(), upload.bytes.clone()))
}

/// The picture at `img_url` of the body, or of the query where some SDKs put it.
fn from_address(state: &State, call: &Call<'_>) -> Result<(String, Vec<u8>), Refusal> {
    let given = |params: &Params| params.text("img_url");
    let url = given(call.body).or_else(|| given(call.query)).ok_or_else(|| refused(code::PARAMETER))?;
    let own = || state.files.get(url.strip_prefix(call.base_url)?.rsplit('/').next()?);
    match address_fault(&url) {
        Some(fault) => Err(refused(fault)),
        None => Ok((url.clone(), own().unwrap_or_else(|| WHITE.to_vec()))),
    }
}

/// What the platform would find at an address, by words in it.
fn address_fault(url: &str) -> Option<Code> {
    const WORDS: [(&str, Code); 8] = [
        (PICTURE_ADDRESS, code::IMAGE_URL),
        ("404", code::IMAGE_NOT_FOUND),
        ("redirect", code::IMAGE_REDIRECT),
        ("slow", code::IMAGE_TIMEOUT),
        ("nolength", code::IMAGE_NO_LENGTH),
        ("empty", code::IMAGE_EMPTY),
        ("large", code::IMAGE_TOO_LARGE),
        (".gif", code::IMAGE_FORMAT),
    ];
    let Some((scheme, rest)) = url.split_once("://") else { return Some(code::IMAGE_URL) };
    if !matches!(scheme, "http" | "https") || rest.is_empty() {
        return Some(code::IMAGE_URL);
    }
    if rest.contains("//") {
        return Some(code::IMAGE_DOUBLE_SLASH);
    }
    WORDS.iter().find(|(word, _)| rest.contains(word)).map(|(_, fault)| *fault)
}

fn check(bytes: &[u8], most: usize) -> Result<(), Code> {
    if bytes.is_empty() {
        return Err(code::IMAGE_EMPTY);
    }
    if bytes.len() > most {
        return Err(code::IMAGE_TOO_LARGE);
    }
    content_type(bytes).map(|_| ()).ok_or(code::IMAGE_FORMAT)
}

/// Keeps the bytes under a new id.
fn keep(state: &mut State, call: &Call<'_>, kind: FileKind, name: &str, bytes: &[u8]) -> Result<String, Refusal> {
    let id = state.random.letters(ID_LENGTH);
    if let Err(error) = state.files.put(&id, bytes) {
        tracing::error!(%error, "an uploaded file could not be kept");
        return Err(refused(code::UPLOAD_FAILED));
    }
    state.shop.files.insert(id.clone(), ShopFile { kind, name: name.to_owned() });
    state.accept(call, &id, name, None);
    Ok(id)
}

/// The content type of a picture of one of the formats taken: bmp, jpg, png, svg, webp.
fn content_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'B', b'M', ..] => Some("image/bmp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'<', b's', b'v', b'g', ..] | [b'<', b'?', b'x', b'm', b'l', ..] => Some("image/svg+xml"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stands_at_the_end_of_an_address() {
        let address = address("http://127.0.0.1:1", "wx1", "abc");
        assert_eq!(address, "http://127.0.0.1:1/mmecimage.cn/p/wx1/abc");
        assert_eq!(key_of(&address), Some("abc"));
        assert_eq!(key_of("https://mmecimage.cn/p/wx1/H-_9"), Some("H-_9"));
        assert_eq!(key_of("https://example.com/abc"), None);
    }
}
