//! Which of the other choices is open. It stands in the address: a choice is a link, so that it works without script,
//! and the phone's way back closes it.

use domain::signing::DeclineKind;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::on_window::on_window;
use crate::request;

/// Where the document is, without a choice.
pub(super) const HERE: &str = "/sign/document";
/// All of them.
pub(super) const ALL: [DeclineKind; 3] = [DeclineKind::PaperInstead, DeclineKind::NotMe, DeclineKind::Declined];

/// As it stands in the address.
pub(super) const fn name(kind: DeclineKind) -> &'static str {
    match kind {
        DeclineKind::PaperInstead => "paper",
        DeclineKind::NotMe => "not-me",
        DeclineKind::Declined => "decline",
    }
}

/// The address of a choice.
pub(super) fn link_to(kind: DeclineKind) -> String {
    format!("{HERE}?instead={}", name(kind))
}

/// The choice that is open.
#[derive(Clone, Copy)]
pub(super) struct Instead(RwSignal<Option<DeclineKind>>);

impl Instead {
    /// As the address says, now and whenever the reader goes back or forward.
    pub(super) fn of_this_page() -> Self {
        let read = || {
            let asked = request::query("instead")?;
            ALL.into_iter().find(|kind| name(*kind) == asked)
        };
        let chosen = RwSignal::new(read());
        on_window(leptos::ev::popstate, move |_| {
            chosen.try_set(read());
        });
        Self(chosen)
    }

    pub(super) fn is(self, kind: DeclineKind) -> bool {
        self.0.get() == Some(kind)
    }

    /// Opens a choice, one step further in the browser's history.
    pub(super) fn open(self, kind: DeclineKind) {
        if let Ok(history) = window().history() {
            // Browsers refuse it when it is done hundreds of times a minute; then the address stays as it is.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&link_to(kind)));
        }
        self.0.set(Some(kind));
    }

    /// Closes whatever is open.
    pub(super) fn close(self) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(HERE));
        }
        self.0.set(None);
    }
}
