//! Light and dark: chosen in a browser and kept there; without a choice the system's own.

/// What the reader chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Paper,
    /// Dark.
    Ink,
}

impl Theme {
    /// Every choice, in the order in which the switch goes through them.
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Paper, Self::Ink];

    /// As kept in the cookie and put into `data-theme`; nothing for the system's own.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Paper => Some("paper"),
            Self::Ink => Some("ink"),
        }
    }

    /// What was chosen in this browser.
    pub(crate) fn chosen() -> Self {
        let kept = crate::request::cookie("theme");
        Self::ALL
            .into_iter()
            .find(|theme| theme.name().is_some() && theme.name() == kept.as_deref())
            .unwrap_or_default()
    }

    /// Shows the page in this theme and keeps the choice for a year.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(clippy::unused_self, reason = "only a browser has something to show")
    )]
    pub(crate) fn choose(self) {
        #[cfg(feature = "hydrate")]
        {
            use leptos::prelude::{document, window};
            use wasm_bindgen::JsCast;

            if let Some(html) = document().document_element() {
                // Neither can fail on an element that exists; a page in the wrong colours is no reason to stop.
                let _ = match self.name() {
                    Some(name) => html.set_attribute("data-theme", name),
                    None => html.remove_attribute("data-theme"),
                };
            }
            if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
                let age = if self.name().is_some() { 31_536_000 } else { 0 };
                let secure = if window().is_secure_context() { "; Secure" } else { "" };
                let cookie = format!(
                    "theme={}; Path=/; Max-Age={age}; SameSite=Lax{secure}",
                    self.name().unwrap_or_default()
                );
                // A browser that keeps no cookies forgets the choice, nothing else.
                let _ = document.set_cookie(&cookie);
            }
        }
    }
}
