//! A page of the document: its picture, the field on it, and its text.

use domain::documents::{PICTURE_WIDTHS, PageSize};
use leptos::either::Either;
use leptos::prelude::*;

use super::field::Field;
use super::filling::Filling;
use super::ink::unit;
use super::page_words::PageWords;
use crate::{texts, use_language};

fn address(page: u32, width: u32) -> String {
    format!("/files/signing/pages/{page}?width={width}")
}

/// The pictures to choose from, smallest first; thumbnails are not for reading.
fn addresses(page: u32) -> String {
    let readable = PICTURE_WIDTHS.into_iter().filter(|width| *width >= 720);
    readable
        .map(|width| format!("{} {width}w", address(page, width)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How wide the picture is shown, for the browser to choose by. Zoomed in, the sharpest.
const fn shown_width(zoomed: bool) -> &'static str {
    if zoomed {
        "1600px"
    } else {
        "(min-width: 50rem) 46rem, 100vw"
    }
}

/// A page. Its place is kept by its size, whether the picture is loaded or not.
#[component]
pub(super) fn PagePicture(
    /// The page, from 1.
    page: u32,
    /// Of how many.
    pages: u32,
    /// Its size.
    size: PageSize,
    /// Whether its picture is held: see [`super::visibility`].
    near: Signal<bool>,
    /// Whether the reader has zoomed in.
    zoomed: Signal<bool>,
    /// Whether the texts of all pages are shown.
    all_words: Signal<bool>,
    /// The field that is filled.
    filling: Filling,
) -> impl IntoView {
    let lang = use_language();
    let (width, height) = (unit(size.width * 10.0), unit(size.height * 10.0));
    let field = if filling.area.page == page {
        Either::Left(view! { <Field filling=filling size=size /> })
    } else {
        Either::Right(())
    };
    view! {
        <div class="sign-page" data-page=page>
            <div class="sign-page-paper">
                <img
                    class="sign-page-picture"
                    loading="lazy"
                    decoding="async"
                    alt=texts::signing::page_of(lang, page, pages)
                    width=unit(size.width)
                    height=unit(size.height)
                    sizes=move || shown_width(zoomed.get())
                    srcset=move || near.get().then(|| addresses(page))
                    src=move || near.get().then(|| address(page, 720))
                />
                <svg class="sign-page-overlay" viewBox=format!("0 0 {width} {height}")>
                    {field}
                </svg>
            </div>
            <PageWords page=page pages=pages near=near all=all_words />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_readable_widths_are_offered() {
        assert_eq!(
            addresses(3),
            "/files/signing/pages/3?width=720 720w, /files/signing/pages/3?width=1080 1080w, /files/signing/pages/3?width=1600 1600w"
        );
    }
}
