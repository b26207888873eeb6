//! The event stream: one a page, ids only, ended with the session.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::Query;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use backend::caller::{AtTheConsole, Caller, SessionProbe};
use backend::live::Stream;
use domain::live::Drawn;
use futures::{StreamExt as _, stream};
use http::{HeaderMap, StatusCode, Uri};
use serde::Deserialize;

/// What a page says of itself when it opens its stream. Nothing, or nothing that can be read, says that nothing was missed.
#[derive(Default, Deserialize)]
struct Page {
    drawn: Option<Drawn>,
}

/// Streams [`domain::live::LiveEvent`]s. Permission: a live session; each event is filtered by the same policies as rows.
pub(crate) async fn stream(
    page: Uri,
    headers: HeaderMap,
    caller: Option<Extension<Caller>>,
    probe: Option<Extension<SessionProbe>>,
) -> Response {
    let (Some(Extension(caller)), Some(Extension(probe))) = (caller, probe) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    told(Stream::open(caller, probe), &page, &headers)
}

/// The same at the console, of whose cases nothing is told. Permission: a live session of the console.
pub(crate) async fn console_stream(
    page: Uri,
    headers: HeaderMap,
    at: Option<Extension<AtTheConsole>>,
    probe: Option<Extension<SessionProbe>>,
) -> Response {
    let (Some(Extension(at)), Some(Extension(probe))) = (at, probe) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    told(Stream::at_the_console(at, probe), &page, &headers)
}

fn told(stream: Stream, page: &Uri, headers: &HeaderMap) -> Response {
    let Page { drawn } = Query::try_from_uri(page).map(|Query(page)| page).unwrap_or_default();
    let stream = match drawn {
        // A browser that comes back by itself asks the same address, and says that it was here: its page asks for everything anew.
        Some(drawn) if !headers.contains_key("last-event-id") => stream.of_a_page(drawn),
        _ => stream,
    };
    // Tells nobody anything, and is what the browser says when it comes back.
    let first = stream::once(async { Ok(Event::default().id("1")) });
    let events = stream::unfold(stream, |mut stream| async move {
        let event = stream.next().await?;
        let data = serde_json::to_string(&event).ok()?;
        Some((Ok::<_, Infallible>(Event::default().data(data)), stream))
    });
    Sse::new(first.chain(events))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}
