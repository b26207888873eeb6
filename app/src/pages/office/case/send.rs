//! Sending one file, with its progress: by `XMLHttpRequest`, because `fetch` does not tell how much was sent.

use domain::Error;
use domain::documents::DocumentSummary;
use domain::ids::CaseId;
use domain::rules::DOCUMENT_MAX_BYTES;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen::{JsCast, convert::FromWasmAbi};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

/// What is told while a file is sent.
#[derive(Clone, Debug)]
pub(super) enum Told {
    /// So many bytes are out, at a time in milliseconds since the page was opened.
    Sent { bytes: f64, all: f64, at: f64 },
    /// The server has all of it, and checks and encrypts it.
    AllSent,
    /// It is in the case.
    Stored(Box<DocumentSummary>),
    /// It is not.
    Refused(Error),
    /// It was given up.
    Aborted,
}

/// Starts sending. The request is handed back so that it can be given up.
pub(super) fn send(case: CaseId, file: &File, told: impl Fn(Told) + Clone + 'static) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("POST", &format!("/files/cases/{case}/documents")).ok()?;
    request.set_request_header("Accept", "application/json").ok()?;
    let form = FormData::new().ok()?;
    form.append_with_blob_and_filename("file", file, &file.name()).ok()?;

    let upload = request.upload().ok()?;
    let tell = told.clone();
    listen(&upload, "progress", move |event: ProgressEvent| {
        tell(Told::Sent {
            bytes: event.loaded(),
            all: event.total(),
            at: event.time_stamp(),
        });
    });
    let tell = told.clone();
    listen(&upload, "load", move |_: ProgressEvent| tell(Told::AllSent));
    let (tell, answered) = (told.clone(), request.clone());
    listen(&request, "load", move |_: ProgressEvent| tell(answer(&answered)));
    let tell = told.clone();
    listen(&request, "error", move |_: ProgressEvent| {
        tell(Told::Refused(Error::Connection));
    });
    let tell = told;
    listen(&request, "abort", move |_: ProgressEvent| tell(Told::Aborted));

    request.send_with_opt_form_data(Some(&form)).ok()?;
    Some(request)
}

/// The listener is freed with the object that it listens to.
fn listen<E: FromWasmAbi + 'static>(target: &web_sys::EventTarget, name: &str, heard: impl Fn(E) + 'static) {
    let heard: JsValue = Closure::<dyn Fn(E)>::new(heard).into_js_value();
    // It fails only for a listener that is not a function.
    let _ = target.add_event_listener_with_callback(name, heard.unchecked_ref());
}

fn answer(request: &XmlHttpRequest) -> Told {
    let status = request.status().unwrap_or(0);
    let body = request.response_text().ok().flatten().unwrap_or_default();
    read_answer(status, &body)
}

/// Reads the server's answer. A proxy in between may answer in its own words: then the status has to do.
fn read_answer(status: u16, body: &str) -> Told {
    if status == 201
        && let Ok(document) = serde_json::from_str(body)
    {
        return Told::Stored(Box::new(document));
    }
    Told::Refused(serde_json::from_str(body).unwrap_or_else(|_| match status {
        401 => Error::NotSignedIn,
        403 => Error::Forbidden,
        404 => Error::NotFound,
        413 => Error::TooLarge {
            limit: DOCUMENT_MAX_BYTES,
        },
        502..=504 => Error::Unavailable,
        0 => Error::Connection,
        _ => Error::Internal {
            reference: format!("HTTP {status}"),
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Problem;

    #[test]
    fn a_refusal_keeps_its_reason() {
        let reason = Error::invalid("file", Problem::NotAPdf);
        let body = serde_json::to_string(&reason).unwrap();
        assert!(matches!(read_answer(422, &body), Told::Refused(error) if error == reason));
    }

    #[test]
    fn a_proxys_own_words_are_read_by_their_status() {
        let page = "<html>Request Entity Too Large</html>";
        assert!(matches!(
            read_answer(413, page),
            Told::Refused(Error::TooLarge {
                limit: DOCUMENT_MAX_BYTES
            })
        ));
        assert!(matches!(read_answer(502, page), Told::Refused(Error::Unavailable)));
        assert!(matches!(read_answer(201, page), Told::Refused(Error::Internal { .. })));
    }
}
