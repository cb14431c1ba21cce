//! `kaibo-media://`: pictures and codes by id, as bytes, never through JSON.
//!
//! `picture/<id>/<slot>?x=&y=&turn=&fill=&sharpen=` a slot's picture, `picture/<id>/whole?turn=` the whole at 640 px,
//! `picture/<id>/thumb?x=&y=&turn=&fill=&sharpen=` a 96 px square, `start-code/<room>` the practice start code as SVG,
//! `page-code/<good>` the code of a good's page.

use crate::commands::app::Shell;
use kaibo_console::pictures::{MediaRequest, Rendered};
use tauri::{
    Manager, UriSchemeContext, UriSchemeResponder,
    http::{Request, Response, StatusCode, header},
};

/// The scheme's name; `ui/src/backend` knows it too.
pub const SCHEME: &str = "kaibo-media";

/// Answers one request on a worker thread.
pub fn serve(context: UriSchemeContext<'_, tauri::Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let rendered = match parse(&request) {
            Some(wanted) => app.state::<Shell>().render(wanted).await,
            None => None,
        };
        responder.respond(respond(rendered));
    });
}

fn parse(request: &Request<Vec<u8>>) -> Option<MediaRequest> {
    MediaRequest::parse(request.uri().path(), request.uri().query().unwrap_or_default())
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
    response
}
