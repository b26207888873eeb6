//! The picture of one page.

use domain::documents::{PICTURE_WIDTHS, PageSize};
use domain::ids::DocumentId;
use leptos::prelude::*;

use crate::{texts::office as t, use_language};

/// A page as a picture in the width that the screen needs. It keeps its place before it is there.
#[component]
pub(in crate::pages::office) fn Picture(
    /// The document.
    document: DocumentId,
    /// The page, from 1.
    #[prop(into)]
    page: Signal<u32>,
    /// How many pages there are; 0 where that is not known.
    #[prop(default = 0)]
    pages: u32,
    /// Its size in points.
    #[prop(into)]
    size: Signal<PageSize>,
    /// How wide it is shown, as in the `sizes` attribute.
    #[prop(default = "(min-width: 64rem) 45rem, 100vw")]
    sizes: &'static str,
    /// Whether it may wait until it comes near the screen.
    #[prop(default = true)]
    lazy: bool,
) -> impl IntoView {
    let lang = use_language();
    let failed = RwSignal::new(false);
    let alt = move || {
        if pages == 0 {
            t::page_n(lang, page.get())
        } else {
            t::page_of(lang, page.get(), pages)
        }
    };
    view! {
        <img
            class="page-picture"
            class:page-picture-failed=failed
            src=move || address(document, page.get(), 720)
            srcset=move || {
                PICTURE_WIDTHS.map(|width| format!("{} {width}w", address(document, page.get(), width))).join(", ")
            }
            sizes=sizes
            width=move || points(size.get().width)
            height=move || points(size.get().height)
            alt=alt
            loading=lazy.then_some("lazy")
            decoding="async"
            draggable="false"
            on:error=move |_| failed.set(true)
            on:load=move |_| failed.set(false)
        />
        <Show when=move || failed.get()>
            <p class="page-failed" role="status">{t::picture_failed(lang)}</p>
        </Show>
    }
}

/// Where the picture is.
pub(super) fn address(document: DocumentId, page: u32, width: u32) -> String {
    format!("/files/documents/{document}/pages/{page}?width={width}")
}

/// Whole points, at least one, for the attributes that keep its place.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "page sizes are at most 14,400 points (ISO 32000-2, annex C)"
)]
pub(super) fn points(length: f32) -> u32 {
    length.clamp(1.0, 14_400.0).round() as u32
}
