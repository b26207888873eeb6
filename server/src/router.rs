//! Every route there is, in one list; the router and the isolation sweep are both made from it.

use std::sync::Arc;

use app::page_paths;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use backend::Backend;
use http::StatusCode;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use leptos_axum::handle_server_fns_with_context;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;

use crate::{edge, events, files, health, page};

/// What every handler works with.
#[derive(Clone, Debug)]
pub struct Site {
    /// The product's inside.
    pub backend: Arc<Backend>,
    /// What the browser loads.
    pub options: LeptosOptions,
    /// Proxies that are believed.
    pub trusted_proxies: Arc<[IpNet]>,
    /// `https://firm.example`: where pages of this site come from.
    pub public_origin: Arc<str>,
}

impl axum::extract::FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.options.clone()
    }
}

/// A route that is no page and no server function.
pub struct PlainRoute {
    /// Its path, as the router writes it.
    pub path: &'static str,
    handler: fn() -> MethodRouter<Site>,
}

/// All of them. The isolation sweep lists them by itself and fails for one that it has no case for.
pub const PLAIN_ROUTES: &[PlainRoute] = &[
    PlainRoute {
        path: "/healthz",
        handler: || get(health::alive),
    },
    PlainRoute {
        path: "/readyz",
        handler: || get(health::ready),
    },
    PlainRoute {
        path: "/events",
        handler: || get(events::stream),
    },
    PlainRoute {
        path: "/admin/events",
        handler: || get(events::console_stream),
    },
    PlainRoute {
        path: "/files/cases/{case}/documents",
        handler: || post(files::upload),
    },
    PlainRoute {
        path: "/files/cases/{case}/evidence.jsonl",
        handler: || get(files::log::evidence),
    },
    PlainRoute {
        path: "/files/log.csv",
        handler: || get(files::log::csv),
    },
    PlainRoute {
        path: "/files/log.jsonl",
        handler: || get(files::log::json_lines),
    },
    PlainRoute {
        path: "/admin/files/log.csv",
        handler: || get(files::log::console_csv),
    },
    PlainRoute {
        path: "/admin/files/log.jsonl",
        handler: || get(files::log::console_json_lines),
    },
    PlainRoute {
        path: "/admin/files/erasures/{erasure}",
        handler: || get(files::erasure_receipt),
    },
    PlainRoute {
        path: "/files/documents/{document}",
        handler: || get(files::document),
    },
    PlainRoute {
        path: "/files/documents/{document}/pages/{page}",
        handler: || get(files::document_page),
    },
    PlainRoute {
        path: "/files/signing/pages/{page}",
        handler: || get(files::signing_page),
    },
    PlainRoute {
        path: "/files/signing/original",
        handler: || get(files::signing_original),
    },
    PlainRoute {
        path: "/files/signing/copy",
        handler: || get(files::signing_copy),
    },
];

/// The whole site.
pub fn router(site: Site) -> Router {
    let mut routes: Router<Site> = Router::new()
        .route("/api/{*function}", post(server_function))
        .route("/admin/api/{*function}", post(server_function));
    for plain in PLAIN_ROUTES {
        routes = routes.route(plain.path, (plain.handler)());
    }
    for path in page_paths() {
        routes = routes.route(&path, get(page::render));
    }
    let folder = site.options.site_root.to_string();
    let files = |under: &str| {
        ServeDir::new(format!("{folder}{under}"))
            .precompressed_br()
            .precompressed_gzip()
            .append_index_html_on_directories(false)
    };
    for under in app::BUILDS {
        routes = routes.nest_service(under, files(under));
    }
    routes
        .nest_service("/fonts", files("/fonts"))
        .route_service("/favicon.svg", files(""))
        .fallback(get(page::render))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(edge::BODY_LIMIT))
        .layer(from_fn(edge::refuse_large))
        .layer(from_fn_with_state(site.clone(), edge::identify))
        .layer(from_fn_with_state(site.clone(), settle))
        .layer(from_fn_with_state(site.clone(), edge::limit))
        .layer(from_fn_with_state(site.clone(), edge::refuse_foreign))
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(from_fn(edge::say))
        .layer(from_fn(edge::log))
        .layer(from_fn_with_state(site.clone(), edge::locate))
        .layer(from_fn(edge::secure))
        .with_state(site)
}

/// Nobody is answered from what the disk does not have yet, whichever request committed it.
async fn settle(State(site): State<Site>, request: axum::extract::Request, next: Next) -> axum::response::Response {
    let response = next.run(request).await;
    site.backend.settled().await;
    response
}

async fn server_function(request: axum::extract::Request) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    right_status(handle_server_fns_with_context(|| {}, request).await.into_response()).await
}

/// Arguments that can't be read are refused before a function begins, and the framework knows 500 only: the error in the body knows better.
async fn right_status(response: axum::response::Response) -> axum::response::Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 64 * 1024).await.unwrap_or_default();
    if let Some(status) = serde_json::from_slice::<domain::Error>(&bytes)
        .ok()
        .and_then(|error| StatusCode::from_u16(error.status()).ok())
    {
        parts.status = status;
    }
    axum::response::Response::from_parts(parts, bytes.into())
}
