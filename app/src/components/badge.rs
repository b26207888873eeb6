//! A state: an icon, a word and a colour, never colour alone.

use leptos::prelude::*;

use super::{Icon, IconView};

/// The colour's role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    #[default]
    Neutral,
    /// Under way.
    Accent,
    /// Due soon, or somebody waits.
    Amber,
    /// Overdue, refused or broken.
    Red,
    /// Done, and shown to be.
    Green,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "state state-neutral",
            Self::Accent => "state state-accent",
            Self::Amber => "state state-amber",
            Self::Red => "state state-red",
            Self::Green => "state state-green",
        }
    }
}

/// A state.
#[component]
pub fn Badge(
    /// The colour's role.
    #[prop(optional)]
    tone: Tone,
    /// The icon.
    icon: Icon,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            <IconView icon=icon />
            <span>{children()}</span>
        </span>
    }
}
