//! What browser and server both compile: pages, components, server functions and texts.

// A page is one type, nested as deep as its markup.
#![recursion_limit = "512"]
#![expect(
    unreachable_pub,
    reason = "the `component` macro makes every component's properties public, whatever the component is"
)]

pub mod api;
pub mod components;
mod language;
pub mod layout;
pub mod live;
mod on_window;
pub mod pages;
mod passkey;
mod place;
mod request;
#[cfg(feature = "main")]
mod routes;
#[cfg(feature = "ssr")]
mod shell;
mod texts;
mod theme;

pub use language::use_language;
pub use pages::signing::{SignersApp, SignersPage};
#[cfg(feature = "main")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use routes::page_paths;
#[cfg(feature = "ssr")]
pub use shell::{BUILDS, failure_page, shell};
