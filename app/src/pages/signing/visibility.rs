//! Which pages are in sight: their pictures are loaded, with one before and one after, and no others. A phone holds
//! three pictures, not eighty.

use domain::Error;
use js_sys::Array;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::call::call;
use crate::api::visit::PageReached;

/// How much of a page must be shown to count as reached; or how much of the window it fills, where it is larger.
const REACHED: f64 = 0.25;
const FILLED: f64 = 0.5;

/// What is known of each page.
#[derive(Clone, Copy)]
pub(super) struct Visibility {
    near: StoredValue<Vec<RwSignal<bool>>>,
    reached: StoredValue<Vec<bool>>,
}

impl Visibility {
    /// Every page counts as near until the browser has looked: so pictures are there without script too, and a browser
    /// that can't look loads them in its own lazy way.
    pub(super) fn new(pages: usize) -> Self {
        Self {
            near: StoredValue::new((0..pages).map(|_| RwSignal::new(true)).collect()),
            reached: StoredValue::new(vec![false; pages]),
        }
    }

    /// Whether a page, counted from 0, is in sight or next to one that is.
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
            let mut shown = vec![false; self.reached.with_value(Vec::len)];
            let on_change = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
                for entry in entries
                    .iter()
                    .filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok())
                {
                    self.take(&entry, &mut shown);
                }
                self.load(&shown);
            });
            let options = IntersectionObserverInit::new();
            options.set_threshold(&Array::of4(&0.0.into(), &REACHED.into(), &0.5.into(), &0.75.into()));
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
        if entry.intersection_ratio() >= REACHED || entry.intersection_rect().height() >= window * FILLED {
            self.report(page, index);
        }
    }

    fn load(self, shown: &[bool]) {
        let first = shown.iter().position(|shown| *shown);
        let (Some(first), Some(last)) = (first, shown.iter().rposition(|shown| *shown)) else {
            return;
        };
        self.near.try_with_value(|near| {
            for (index, near) in near.iter().enumerate() {
                let now = index + 1 >= first && index <= last + 1;
                if near.try_get_untracked() == Some(!now) {
                    near.try_set(now);
                }
            }
        });
    }

    /// Tells the server once a page. A page whose report was lost is told again when it comes into sight again.
    fn report(self, page: u32, index: usize) {
        let set = move |told: bool| {
            self.reached.try_update_value(|reached| {
                reached
                    .get_mut(index)
                    .is_some_and(|reached| core::mem::replace(reached, told) != told)
            })
        };
        if set(true) == Some(true) {
            spawn_local(async move {
                if let Err(Error::Connection | Error::Unavailable | Error::TooManyRequests { .. }) =
                    call(&PageReached { page }).await
                {
                    set(false);
                }
            });
        }
    }
}
