//! A message in the page.

use leptos::prelude::*;

use super::{Icon, IconView};

/// How much it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AlertKind {
    /// Good to know.
    #[default]
    Info,
    /// Done.
    Success,
    /// Take care.
    Warning,
    /// Something failed or would be lost.
    Danger,
}

impl AlertKind {
    const fn look(self) -> (&'static str, Icon) {
        match self {
            Self::Info => ("notice notice-info", Icon::Info),
            Self::Success => ("notice notice-success", Icon::Check),
            Self::Warning => ("notice notice-warning", Icon::Warning),
            Self::Danger => ("notice notice-danger", Icon::Warning),
        }
    }
}

/// A message in the page, with icon and words. Use [`super::ErrorSummary`] for what a form was refused for.
#[component]
pub fn Alert(
    /// How much it matters.
    #[prop(optional)]
    kind: AlertKind,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (class, icon) = kind.look();
    view! {
        <div class=class>
            <IconView icon=icon />
            <div class="notice-body">{children()}</div>
        </div>
    }
}
