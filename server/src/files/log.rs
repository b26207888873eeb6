//! Entries of the log as files, written while they are read (promise L5). Permission: see [`backend::audit::take_out`] and
//! [`backend::console::take_out_log`].

use std::sync::Arc;

use app::api::guard::is_plain_form;
use app::api::in_words::{self, Speaker};
use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::ExtensionRejection;
use axum::extract::{FromRequestParts, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use backend::audit::{EvidencePack, Export};
use backend::caller::{AtTheConsole, Caller, Visitor};
use backend::{Failure, audit, console};
use bytes::Bytes;
use domain::audit::{ExportFormat, LogFilter};
use domain::ids::CaseId;
use domain::{Error, Language};
use futures::stream;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use http::request::Parts;

use super::answer::{disposition, refused};

/// The firm's log for spreadsheets.
pub(crate) async fn csv(asked: Asked, caller: Option<Extension<Caller>>) -> Response {
    asked.of_the_office(caller, ExportFormat::Csv).await
}

/// The firm's log for programs.
pub(crate) async fn json_lines(asked: Asked, caller: Option<Extension<Caller>>) -> Response {
    asked.of_the_office(caller, ExportFormat::JsonLines).await
}

/// The console's log for spreadsheets.
pub(crate) async fn console_csv(asked: Asked, at: Option<Extension<AtTheConsole>>) -> Response {
    asked.of_the_console(at, ExportFormat::Csv).await
}

/// The console's log for programs.
pub(crate) async fn console_json_lines(asked: Asked, at: Option<Extension<AtTheConsole>>) -> Response {
    asked.of_the_console(at, ExportFormat::JsonLines).await
}

/// A case's evidence pack.
pub(crate) async fn evidence(asked: Asked, case: Path<CaseId>, caller: Option<Extension<Caller>>) -> Response {
    asked.evidence(caller, case.0).await
}

/// A request for a file.
pub(crate) struct Asked {
    filter: LogFilter,
    language: Language,
    request: String,
    /// Whether a browser would show a refusal as a page.
    plain: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = ExtensionRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Extension(visitor) = Extension::<Visitor>::from_request_parts(parts, state).await?;
        let query = parts.uri.query().unwrap_or_default();
        let named = |name: &str| {
            let found = form_urlencoded::parse(query.as_bytes()).find(|(found, _)| found == name);
            found.map(|(_, value)| value.into_owned())
        };
        let chosen = parts.extensions.get::<Language>().copied();
        Ok(Self {
            filter: LogFilter::named(named),
            language: chosen.unwrap_or_else(|| visitor.language()),
            request: visitor.request().to_owned(),
            plain: is_plain_form(&parts.headers),
        })
    }
}

impl Asked {
    async fn of_the_office(self, caller: Option<Extension<Caller>>, format: ExportFormat) -> Response {
        let Some(Extension(caller)) = caller else {
            return self.refuse("/log", &Error::NotSignedIn);
        };
        match audit::take_out(&caller, self.filter.clone(), format, self.words()).await {
            Ok(export) => stream(export, self.request),
            Err(failure) => self.fail("/log", failure),
        }
    }

    async fn of_the_console(self, at: Option<Extension<AtTheConsole>>, format: ExportFormat) -> Response {
        let Some(Extension(at)) = at else {
            return self.refuse("/admin/log", &Error::NotSignedIn);
        };
        match console::take_out_log(&at, self.filter.clone(), format, self.words()).await {
            Ok(export) => stream(export, self.request),
            Err(failure) => self.fail("/admin/log", failure),
        }
    }

    async fn evidence(mut self, caller: Option<Extension<Caller>>, case: CaseId) -> Response {
        // The page that a refusal leads back to.
        self.filter = LogFilter {
            case: Some(case),
            ..LogFilter::default()
        };
        let Some(Extension(caller)) = caller else {
            return self.refuse("/log", &Error::NotSignedIn);
        };
        match audit::take_evidence(&caller, case, in_words::pack(self.language)).await {
            Ok(pack) => stream(pack, self.request),
            Err(failure) => self.fail("/log", failure),
        }
    }

    fn words(&self) -> Arc<Speaker> {
        Arc::new(Speaker::new(self.language, &self.filter))
    }

    fn fail(&self, page: &str, failure: Failure) -> Response {
        self.refuse(page, &failure.tell(&self.request))
    }

    /// A browser that came by a link is sent back to the log's page, which says why.
    fn refuse(&self, page: &str, error: &Error) -> Response {
        if !self.plain {
            return refused(error);
        }
        let told = form_urlencoded::Serializer::new(String::new())
            .append_pair("export_refused", &serde_json::to_string(error).unwrap_or_default())
            .finish();
        Redirect::to(&format!("{page}?{}{told}", self.filter.query())).into_response()
    }
}

/// A file that is written while it is read.
trait Written: Send + 'static {
    fn name(&self) -> String;
    fn media_type(&self) -> &'static str;
    fn next(&mut self) -> impl Future<Output = Option<Result<Vec<u8>, Failure>>> + Send;
}

impl Written for Export {
    fn name(&self) -> String {
        self.file_name()
    }

    fn media_type(&self) -> &'static str {
        self.format().media_type()
    }

    fn next(&mut self) -> impl Future<Output = Option<Result<Vec<u8>, Failure>>> + Send {
        self.chunk()
    }
}

impl Written for EvidencePack {
    fn name(&self) -> String {
        self.file_name()
    }

    fn media_type(&self) -> &'static str {
        ExportFormat::JsonLines.media_type()
    }

    fn next(&mut self) -> impl Future<Output = Option<Result<Vec<u8>, Failure>>> + Send {
        self.chunk()
    }
}

/// Sends the parts as they are read. One that fails breaks the download off, so that nobody takes half a file for the whole.
fn stream(file: impl Written, request: String) -> Response {
    let (name, media_type) = (file.name(), file.media_type());
    let parts = stream::unfold((file, request), |(mut file, request)| async move {
        let part = file.next().await?;
        let part = part.map(Bytes::from).map_err(|failure| failure.tell(&request));
        Some((part, (file, request)))
    });
    let mut response = (
        [
            (CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
        Body::from_stream(parts),
    )
        .into_response();
    if let Some(value) = disposition(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}
