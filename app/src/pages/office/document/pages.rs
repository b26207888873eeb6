//! The pages of a document one below the other, with a strip of thumbnails and a jump.

use domain::documents::PageSize;
use domain::ids::DocumentId;
use leptos::html::Input;
use leptos::prelude::*;

use super::picture::{Picture, address, points};
use crate::components::{Button, ButtonKind};
use crate::pages::office::unfold::focus;
use crate::{texts::office as t, use_language};

/// All pages. Pictures are fetched when they come near; the text of each stands beside it.
#[component]
pub(super) fn Pages(id: DocumentId, sizes: Vec<PageSize>, texts: Vec<String>) -> impl IntoView {
    let lang = use_language();
    let pages = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
    let numbered: Vec<_> = (1_u32..).zip(sizes).collect();
    let thumbnails = numbered
        .iter()
        .map(|&(page, size)| {
            view! {
                <li>
                    <a class="thumbnail" href=format!("#page-{page}") rel="external" aria-label=t::page_n(lang, page)>
                        <img
                            src=address(id, page, 200)
                            width=points(size.width)
                            height=points(size.height)
                            alt=""
                            loading="lazy"
                            decoding="async"
                        />
                        <span class="figures" aria-hidden="true">{page}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let whole = numbered
        .into_iter()
        .zip(texts.into_iter().map(Some).chain(core::iter::repeat(None)))
        .map(|((page, size), text)| {
            let text = text.filter(|text| !text.trim().is_empty());
            view! {
                <section class="document-page" id=format!("page-{page}") tabindex="-1" aria-label=t::page_of(lang, page, pages)>
                    <Picture document=id page=page pages=pages size=size lazy=page != 1 />
                    <details class="page-text">
                        <summary>{t::text_of_page(lang, page)}</summary>
                        {match text {
                            Some(text) => view! { <p class="page-text-words">{text}</p> }.into_any(),
                            None => view! { <p class="muted">{t::no_text(lang)}</p> }.into_any(),
                        }}
                    </details>
                </section>
            }
        })
        .collect_view();
    view! {
        <nav class="thumbnails" aria-label=t::thumbnails(lang)>
            <PageJump pages=pages />
            <ol class="thumbnail-strip">{thumbnails}</ol>
        </nav>
        <div class="document-main">{whole}</div>
    }
}

/// Goes to a page by its number.
#[component]
fn PageJump(pages: u32) -> impl IntoView {
    let lang = use_language();
    let field = NodeRef::<Input>::new();
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(page) = field
            .get_untracked()
            .and_then(|field| field.value().trim().parse::<u32>().ok())
        else {
            return;
        };
        if let Some(page) = document().get_element_by_id(&format!("page-{}", page.clamp(1, pages.max(1)))) {
            page.scroll_into_view();
            focus(&page);
        }
    };
    view! {
        <form class="page-jump needs-script" on:submit=go>
            <label for="go-to-page">{t::go_to_page(lang)}</label>
            <input class="input figures" id="go-to-page" type="number" min="1" max=pages required=true inputmode="numeric" node_ref=field />
            <span class="figures" aria-hidden="true">"/\u{a0}" {pages}</span>
            <Button kind=ButtonKind::Secondary submit=true>{t::go(lang)}</Button>
        </form>
    }
}
