//! `kaibo-media://`: pictures and codes by id, as bytes, never through JSON.
//!
//! `picture/<id>/<slot>?x=&y=&turn=&fill=&sharpen=` a slot's picture, `picture/<id>/whole?turn=` the whole at 640 px,
//! `picture/<id>/thumb?x=&y=&turn=&fill=&sharpen=` a 96 px square, `picture/<id>/original` the file as it was brought in,
//! `start-code/<room>` the practice start code as SVG, `push-code/<room>` the code of its push address,
//! `anchor-code/<anchor>` the code by which an anchor is verified, `page-code/<good>` the code of a good's page,
//! `paper/<id>/<place>` a page of a paper (`?small`: for lists), `recording/<id>` the recording of a paper, in the parts that
//! the player asks for (RFC 9110, section 14), `poster/<hash>` a poster that was drawn to be looked at. A
//! picture that was pasted is posted to `start-code/<room>`, or to `start-code/shop`.

use crate::commands::app::{Answer, Shell};
use kaibo_console::{
    RecordingPart,
    pictures::{MediaRequest, Rendered},
    view::CodeTaken,
};
use tauri::{
    Manager, UriSchemeContext, UriSchemeResponder,
    http::{Method, Request, Response, StatusCode, header},
};

/// The scheme's name; `ui/src/backend` knows it too.
pub const SCHEME: &str = "kaibo-media";

/// Answers one request on a worker thread.
pub fn serve(context: UriSchemeContext<'_, tauri::Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        if let Some(id) = request.uri().path().strip_prefix("/recording/") {
            return responder.respond(respond_part(recording_part(&shell, id, &request).await));
        }
        let rendered = match (request.method() == Method::POST, parse(&request)) {
            (true, _) => take(&shell, request).await,
            (false, Some(wanted)) => shell.render(wanted).await,
            (false, None) => None,
        };
        responder.respond(respond(rendered));
    });
}

fn parse(request: &Request<Vec<u8>>) -> Option<MediaRequest> {
    MediaRequest::parse(request.uri().path(), request.uri().query().unwrap_or_default())
}

/// Takes a pasted start code; answers as a command does.
async fn take(shell: &Shell, request: Request<Vec<u8>>) -> Option<Rendered> {
    let owner = request.uri().path().strip_prefix("/start-code/")?;
    let room = if owner == "shop" { None } else { Some(owner.parse().ok()?) };
    let taken: Answer<CodeTaken> = match shell.console() {
        Ok(console) => console.start_code_paste(room, request.into_body()).await,
        Err(problem) => Err(problem),
    };
    let bytes = match &taken {
        Ok(taken) => serde_json::to_vec(taken),
        Err(problem) => serde_json::to_vec(&serde_json::json!({ "problem": problem })),
    };
    Some(Rendered { mime: "application/json", bytes: bytes.ok()? })
}

/// The part of a recording that is asked for; its beginning where none is named.
async fn recording_part(shell: &Shell, id: &str, request: &Request<Vec<u8>>) -> Option<RecordingPart> {
    let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
    let (from, most) = range.map_or(Some((0, usize::MAX)), asked)?;
    shell.console().ok()?.recording_part(id.parse().ok()?, from, most).await
}

/// Where a range begins, and how many bytes it has at most; `None` for several ranges and those counted from the end, which
/// no player asks for.
fn asked(range: &str) -> Option<(u64, usize)> {
    let (from, until) = range.strip_prefix("bytes=")?.split_once('-')?;
    let from: u64 = from.trim().parse().ok()?;
    if until.trim().is_empty() {
        return Some((from, usize::MAX));
    }
    let last: u64 = until.trim().parse().ok()?;
    Some((from, usize::try_from(last.checked_sub(from)?.saturating_add(1)).unwrap_or(usize::MAX)))
}

fn respond_part(part: Option<RecordingPart>) -> Response<Vec<u8>> {
    let Some(RecordingPart { mime, from, bytes, total }) = part else { return respond(None) };
    if bytes.is_empty() {
        let mut response = respond(None);
        *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
        return response;
    }
    let told = format!("bytes {from}-{}/{total}", from + bytes.len() as u64 - 1);
    let mut response = respond(Some(Rendered { mime, bytes }));
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, header::HeaderValue::from_static("bytes"));
    if let Ok(told) = header::HeaderValue::from_str(&told) {
        headers.insert(header::CONTENT_RANGE, told);
    }
    response
}

fn respond(rendered: Option<Rendered>) -> Response<Vec<u8>> {
    let (status, mime, bytes) = match rendered {
        Some(rendered) => (StatusCode::OK, rendered.mime, rendered.bytes),
        None => (StatusCode::NOT_FOUND, "text/plain", Vec::new()),
    };
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(mime));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    // Personal pictures must not reach the web view's disk cache.
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    // The page's own origin has another scheme, and there is no other page.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_players_write_it() {
        assert_eq!(asked("bytes=0-"), Some((0, usize::MAX)));
        assert_eq!(asked("bytes=100-199"), Some((100, 100)));
        for odd in ["bytes=-500", "bytes=9-3", "bytes=0-1,5-9", "items=0-1", "bytes=a-b", ""] {
            assert_eq!(asked(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_part_says_where_it_is_and_one_behind_the_end_is_none() {
        let part = |bytes: &[u8]| RecordingPart { mime: "video/mp4", from: 5, bytes: bytes.to_vec(), total: 9 };
        let answered = respond_part(Some(part(b"abc")));
        assert_eq!(answered.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(answered.headers()[header::CONTENT_RANGE], "bytes 5-7/9");
        assert_eq!(answered.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(respond_part(Some(part(b""))).status(), StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(respond_part(None).status(), StatusCode::NOT_FOUND);
    }
}
