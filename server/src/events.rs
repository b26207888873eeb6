//! The event stream: one a page, ids only, ended with the session.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use backend::caller::{AtTheConsole, Caller, SessionProbe};
use backend::live::Stream;
use futures::stream;
use http::StatusCode;

/// Streams [`domain::live::LiveEvent`]s. Permission: a live session; each event is filtered by the same policies as rows.
pub(crate) async fn stream(caller: Option<Extension<Caller>>, probe: Option<Extension<SessionProbe>>) -> Response {
    let (Some(Extension(caller)), Some(Extension(probe))) = (caller, probe) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    told(Stream::open(caller, probe))
}

/// The same at the console, of whose cases nothing is told. Permission: a live session of the console.
pub(crate) async fn console_stream(
    at: Option<Extension<AtTheConsole>>,
    probe: Option<Extension<SessionProbe>>,
) -> Response {
    let (Some(Extension(at)), Some(Extension(probe))) = (at, probe) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    told(Stream::at_the_console(at, probe))
}

fn told(stream: Stream) -> Response {
    let events = stream::unfold(stream, |mut stream| async move {
        let event = stream.next().await?;
        let data = serde_json::to_string(&event).ok()?;
        Some((Ok::<_, Infallible>(Event::default().data(data)), stream))
    });
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}
