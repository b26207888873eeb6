//! Which pages are in sight: their pictures are loaded, with one before and one after. What was loaded stays while the
//! reader is within a few pages of it, so that turning back finds it there: a phone holds a dozen pictures, not eighty.
//! What was shown is told to the server, several pages in one report.

use core::mem::replace;
use core::time::Duration;

use domain::Error;
use js_sys::Array;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::call::call;
use super::sight::Sight;
use crate::api::visit::PagesShown;

/// How many pages away from what is in sight a picture that was loaded stays.
const KEPT: usize = 5;
/// How much of a page must be in sight to count as shown; or how much of the window it fills, where it is larger.
const HALF: f64 = 0.5;
/// How long it must stay there, at least: pages that are scrolled past were not shown to anybody.
const LOOK: Duration = Duration::from_secs(1);
/// How long to wait after a report was lost.
const AGAIN: Duration = Duration::from_secs(5);

/// Whether a page holds its picture, by where the reader is and whether it held it before.
const fn holds(index: usize, first: usize, last: usize, held: bool) -> bool {
    let reach = if held { KEPT } else { 1 };
    index + reach >= first && index <= last + reach
}

/// What is known of each page.
#[derive(Clone, Copy)]
pub(super) struct Visibility {
    near: StoredValue<Vec<RwSignal<bool>>>,
    sight: StoredValue<Sight>,
    /// Whether a look is due already.
    looking: StoredValue<bool>,
    pages: usize,
}

impl Visibility {
    /// Every page counts as near until the browser has looked: so pictures are there without script too, and a browser
    /// that can't look loads them in its own lazy way.
    pub(super) fn new(pages: usize) -> Self {
        Self {
            near: StoredValue::new((0..pages).map(|_| RwSignal::new(true)).collect()),
            sight: StoredValue::new(Sight::new(pages)),
            looking: StoredValue::new(false),
            pages,
        }
    }

    /// Whether a page, counted from 0, is in sight or next to one that is, or was so and is not far.
    pub(super) fn near(self, index: usize) -> Signal<bool> {
        self.near
            .with_value(|near| near.get(index).copied())
            .map_or_else(|| Signal::stored(true), Into::into)
    }

    /// Looks at all elements with `data-page` within the container for as long as the page is shown.
    pub(super) fn watch(self, container: NodeRef<Div>) {
        // Empty on the server, whose threads may drop a page that another one made.
        let watching = StoredValue::new(None::<SendWrapper<(IntersectionObserver, Closure<dyn FnMut(Array)>)>>);
        Effect::new(move || {
            let Some(container) = container.get() else { return };
            let mut shown = vec![false; self.pages];
            let mut looked = false;
            let on_change = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
                for entry in entries
                    .iter()
                    .filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok())
                {
                    self.take(&entry, &mut shown);
                }
                looked |= self.load(&shown, looked);
                if self.sight.try_with_value(Sight::waits) == Some(true) {
                    self.look_after(LOOK);
                }
            });
            let options = IntersectionObserverInit::new();
            // At every tenth, so that of a page much larger than the window no half a window goes unseen.
            let tenths: Array = (0..=10).map(|tenth| JsValue::from(f64::from(tenth) / 10.0)).collect();
            options.set_threshold(&tenths);
            let Ok(observer) = IntersectionObserver::new_with_options(on_change.as_ref().unchecked_ref(), &options)
            else {
                return;
            };
            if let Ok(pages) = container.query_selector_all("[data-page]") {
                for index in 0..pages.length() {
                    if let Some(page) = pages
                        .get(index)
                        .and_then(|page| page.dyn_into::<web_sys::Element>().ok())
                    {
                        observer.observe(&page);
                    }
                }
            }
            watching.set_value(Some(SendWrapper::new((observer, on_change))));
        });
        on_cleanup(move || {
            watching.try_update_value(|watching| {
                if let Some(watching) = watching.take() {
                    watching.0.disconnect();
                }
            });
        });
    }

    fn take(self, entry: &IntersectionObserverEntry, shown: &mut [bool]) {
        let page: Option<u32> = entry
            .target()
            .get_attribute("data-page")
            .and_then(|page| page.parse().ok());
        let Some(page) = page else { return };
        let Some(index) = usize::try_from(page).ok().and_then(|page| page.checked_sub(1)) else {
            return;
        };
        if let Some(shown) = shown.get_mut(index) {
            *shown = entry.is_intersecting();
        }
        let window = entry.root_bounds().map_or(f64::INFINITY, |bounds| bounds.height());
        let in_sight = entry.intersection_ratio() >= HALF || entry.intersection_rect().height() >= window * HALF;
        self.sight.try_update_value(|sight| sight.note(index, in_sight));
    }

    /// Loads what is near and lets go of what is far; gives whether anything was in sight. Before the first look pages
    /// count as near without having been loaded: nothing of that is kept.
    fn load(self, shown: &[bool], looked: bool) -> bool {
        let first = shown.iter().position(|shown| *shown);
        let (Some(first), Some(last)) = (first, shown.iter().rposition(|shown| *shown)) else {
            return false;
        };
        self.near.try_with_value(|near| {
            for (index, near) in near.iter().enumerate() {
                let Some(before) = near.try_get_untracked() else {
                    continue;
                };
                let now = holds(index, first, last, looked && before);
                if now != before {
                    near.try_set(now);
                }
            }
        });
        true
    }

    /// Looks once after a while; a look that is due already is enough.
    fn look_after(self, wait: Duration) {
        if self.looking.try_update_value(|looking| replace(looking, true)) == Some(false) {
            set_timeout(move || self.look(), wait);
        }
    }

    /// Tells the server which pages were shown, each once. A report that was lost is sent again.
    fn look(self) {
        self.looking.try_update_value(|looking| *looking = false);
        let looked = self.sight.try_update_value(|sight| (sight.look(), sight.waits()));
        // Otherwise the page is gone.
        let Some((pages, waits)) = looked else { return };
        if waits {
            self.look_after(LOOK);
        }
        if pages.is_empty() {
            return;
        }
        spawn_local(async move {
            let report = PagesShown { pages };
            if let Err(Error::Connection | Error::Unavailable | Error::Unclear | Error::TooManyRequests { .. }) =
                call(&report).await
            {
                self.sight.try_update_value(|sight| sight.lost(&report.pages));
                self.look_after(AGAIN);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_reader_who_turns_back_finds_the_pages_just_read() {
        let mut held = [false; 80];
        let look = |held: &mut [bool; 80], page: usize| {
            for (index, held) in held.iter_mut().enumerate() {
                *held = holds(index, page, page, *held);
            }
        };
        look(&mut held, 0);
        assert_eq!(held.iter().filter(|held| **held).count(), 2, "the first and the next");
        for page in 1..80 {
            look(&mut held, page);
            assert!(
                held[page.saturating_sub(5)..=page].iter().all(|held| *held),
                "page {page}"
            );
            assert!(held.iter().filter(|held| **held).count() <= 12, "page {page}");
        }
        look(&mut held, 0);
        assert_eq!(
            held.iter().filter(|held| **held).count(),
            2,
            "a jump keeps nothing of where it began"
        );
    }
}
