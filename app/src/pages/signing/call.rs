//! Calling the server functions of a visit.
//!
//! The framework's own client is compiled anew for every function and its arguments; this one is compiled once, which a
//! client's phone notices (docs/decisions/0008). Names, arguments and answers are still those of the function itself.

use domain::Error;
use leptos::server_fn::ServerFn;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Calls a function that takes JSON, and reads what it answers.
pub(super) async fn call<S>(arguments: &S) -> Result<S::Output, Error>
where
    S: ServerFn<Error = Error> + Serialize,
    S::Output: DeserializeOwned,
{
    let body = serde_json::to_string(arguments).map_err(|_| Error::Connection)?;
    let answer = browser::post(S::url(), "application/json", body).await?;
    serde_json::from_str(&answer).map_err(|_| Error::Connection)
}

/// Sends a form, whose fields a browser has put into words.
pub(super) async fn send_form(to: &'static str, fields: String) -> Result<(), Error> {
    browser::post(to, "application/x-www-form-urlencoded", fields)
        .await
        .map(drop)
}

#[cfg(feature = "hydrate")]
mod browser {
    use domain::Error;
    use leptos::prelude::window;
    use leptos::server_fn::redirect::REDIRECT_HEADER;
    use send_wrapper::SendWrapper;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response};

    /// The answer's text; the error that the server gave; or [`Error::Connection`] where it gave none.
    pub(super) async fn post(to: &str, content_type: &str, body: String) -> Result<String, Error> {
        // A browser has one thread, and what it waits for never leaves that.
        let (status, text) = SendWrapper::new(exchange(to, content_type, body))
            .await
            .map_err(|_| Error::Connection)?;
        if status < 400 {
            return Ok(text);
        }
        Err(serde_json::from_str(&text).unwrap_or(Error::Connection))
    }

    async fn exchange(to: &str, content_type: &str, body: String) -> Result<(u16, String), JsValue> {
        let headers = Headers::new()?;
        headers.set("Content-Type", content_type)?;
        headers.set("Accept", "application/json")?;
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_headers_headers(&headers);
        request.set_body(&body.into());
        let answer = JsFuture::from(window().fetch_with_str_and_init(to, &request)).await?;
        let answer: Response = answer.dyn_into()?;
        let headers = answer.headers();
        if headers.has(REDIRECT_HEADER)?
            && let Some(next) = headers.get("Location")?
        {
            // Replaces this page: the phone's way back skips a link that is open by now.
            window().location().replace(next.trim_end_matches('#'))?;
        }
        let text = JsFuture::from(answer.text()?).await?;
        Ok((answer.status(), text.as_string().unwrap_or_default()))
    }
}

/// Pages are made on the server, but only browsers call it.
#[cfg(not(feature = "hydrate"))]
mod browser {
    use domain::Error;

    #[expect(clippy::unused_async, reason = "as in the browser")]
    pub(super) async fn post(_to: &str, _content_type: &str, _body: String) -> Result<String, Error> {
        Err(Error::Connection)
    }
}
