//! Where to sign: the page, the field on its picture, and the same in numbers.

use domain::Error;
use domain::documents::PageSize;
use domain::ids::DocumentId;
use domain::signing::Area;
use leptos::prelude::*;

use super::field::FieldOnPage;
use super::numbers::Numbers;
use super::placement::{on_page, percent, usual};
use crate::components::{Button, ButtonKind, Icon, IconView};
use crate::pages::office::document::Picture;
use crate::{texts, texts::office as t, use_language};

/// A4, for a page whose size is not known.
const A4: PageSize = PageSize {
    width: 595.0,
    height: 842.0,
};

/// Chooses page and place. The hidden inputs carry them, so that the form works as any other.
#[component]
pub(super) fn Place(
    document: DocumentId,
    sizes: Vec<PageSize>,
    /// The page to begin with.
    likely: u32,
    error: Signal<Option<Error>>,
) -> impl IntoView {
    let lang = use_language();
    let pages = u32::try_from(sizes.len()).unwrap_or(u32::MAX).max(1);
    let area = RwSignal::new(usual(likely.clamp(1, pages)));
    let page = Memo::new(move |_| area.with(|area| area.page));
    let size = Memo::new(move |_| {
        usize::try_from(page.get() - 1)
            .ok()
            .and_then(|index| sizes.get(index).copied())
            .unwrap_or(A4)
    });
    let go = move |to: u32| area.update(|area| *area = on_page(*area, to, pages));
    let problem = Signal::derive(move || {
        error.with(|error| {
            let error = error.as_ref()?;
            ["area", "page", "x", "y", "width", "height"]
                .into_iter()
                .find_map(|field| error.problem_of(field))
        })
    });
    let said = move || {
        let Area {
            page,
            x,
            y,
            width,
            height,
        } = area.get();
        t::where_it_is(lang, page, percent(x), percent(y), percent(width), percent(height))
    };
    // Kept with the draft of the form; what is put back there is where the field is.
    let hidden = move |name: &'static str, read: fn(&Area) -> f32, write: fn(&mut Area, f32)| {
        view! {
            <input
                type="hidden"
                name=name
                value=move || area.with(read).to_string()
                data-draft=""
                on:input=move |event| {
                    if let Ok(to) = event_target_value(&event).parse::<f32>()
                        && (0.0..=1.0).contains(&to)
                    {
                        area.update(|area| write(area, to));
                    }
                }
            />
        }
    };
    view! {
        {hidden("form[area][x]", |area| area.x, |area, to| area.x = to)}
        {hidden("form[area][y]", |area| area.y, |area, to| area.y = to)}
        {hidden("form[area][width]", |area| area.width, |area, to| area.width = to)}
        {hidden("form[area][height]", |area| area.height, |area, to| area.height = to)}
        <div class="place-bar" id="field-area" tabindex="-1">
            <label for="field-page">{t::page_label(lang)}</label>
            <select
                class="select figures"
                id="field-page"
                name="form[area][page]"
                prop:value=move || page.get().to_string()
                on:change=move |event| {
                    if let Ok(to) = event_target_value(&event).parse() {
                        go(to);
                    }
                }
            >
                {(1..=pages)
                    .map(|each| {
                        let chosen = each == page.get_untracked();
                        view! {
                            <option value=each selected=chosen>
                                {t::page_of(lang, each, pages)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <span class="place-steps needs-script">
                <Button
                    kind=ButtonKind::Quiet
                    disabled=Signal::derive(move || page.get() <= 1)
                    on_click=move |_| go(page.get_untracked().saturating_sub(1))
                >
                    <IconView icon=Icon::ChevronLeft label=t::previous_page(lang) />
                </Button>
                <Button
                    kind=ButtonKind::Quiet
                    disabled=Signal::derive(move || page.get() >= pages)
                    on_click=move |_| go(page.get_untracked() + 1)
                >
                    <IconView icon=Icon::ChevronRight label=t::next_page(lang) />
                </Button>
            </span>
        </div>
        {move || {
            problem
                .get()
                .map(|problem| {
                    view! {
                        <p class="field-problem" id="field-problem">
                            <IconView icon=Icon::Warning />
                            {texts::problems::problem(lang, problem)}
                        </p>
                    }
                })
        }}
        <p class="field-help" id="place-help">{t::place_help(lang)}</p>
        <div class="place-page">
            <Picture document=document page=page pages=pages size=size lazy=false />
            <FieldOnPage area=area size=size />
        </div>
        <p class="fine-print" role="status">{said}</p>
        <Numbers area=area />
    }
}
