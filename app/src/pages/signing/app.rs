//! The signer's pages as an app of their own: a client's phone loads no router and nothing of the office.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;

use super::landing::Landing;
use super::visit::Signing;
use crate::components::provide_minute;

/// One of the signer's two pages. Between them the browser loads anew: each has an address, and works without script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignersPage {
    /// The neutral page at the end of a link.
    Landing,
    /// The document to read and sign.
    Document,
}

impl SignersPage {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Landing, Self::Document];

    /// Its path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Landing => "/sign",
            Self::Document => "/sign/document",
        }
    }

    /// The page at a path, if it is the signer's.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        Self::ALL.into_iter().find(|page| page.path() == path)
    }
}

/// The app around one page.
#[component]
pub fn SignersApp(
    /// Which page.
    page: SignersPage,
) -> impl IntoView {
    provide_meta_context();
    provide_context(crate::language::of_this_page());
    provide_minute();
    match page {
        SignersPage::Landing => view! { <Landing /> }.into_any(),
        SignersPage::Document => view! { <Signing /> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::SignersPage;

    #[test]
    fn signing_is_not_signing_in() {
        for page in SignersPage::ALL {
            assert_eq!(SignersPage::at(page.path()), Some(page));
        }
        assert_eq!(SignersPage::at("/sign/"), Some(SignersPage::Landing));
        for other in ["/sign-in", "/sign-in/code", "/sign/other", "/", "/cases"] {
            assert_eq!(SignersPage::at(other), None, "{other}");
        }
    }
}
