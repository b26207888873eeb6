//! Watching a form: sealing what is typed, filling in what was, and letting go of it when it was sent.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use domain::{Error, Timestamp};
use gloo_timers::callback::Timeout;
use js_sys::Date;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlFormElement, MutationObserver, MutationObserverInit};

use super::Said;
use super::claim::Claim;
use super::fields::{self, Held};
use super::sealer::Sealer;
use super::store;
use crate::api::drafts::draft_key;

/// How long after a change the form is sealed, in milliseconds.
const AFTER: u32 = 600;
/// How long an answer may take after its page is gone, in milliseconds.
const ANSWERED_WITHIN: u32 = 60_000;

thread_local! {
    /// The forms of this tab that are watched.
    static WATCHED: RefCell<Vec<Weak<Keeper>>> = const { RefCell::new(Vec::new()) };
}

/// Seals whatever was typed a moment ago, for when the page is about to be left.
pub(crate) async fn seal_all() {
    let watched: Vec<_> = WATCHED.with_borrow(|all| all.iter().filter_map(Weak::upgrade).collect());
    for keeper in watched {
        keeper.seal().await;
    }
}

/// The watched form, once the page is there. It outlives the component, whose form may have gone when it is told that it was sent.
type Slot = ArcStoredValue<Option<SendWrapper<Rc<Keeper>>>>;

fn keeper_in(slot: &Slot) -> Option<Rc<Keeper>> {
    slot.read_value().as_ref().map(|keeper| Rc::clone(keeper))
}

/// What is done about a draft that is back.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    slot: StoredValue<Slot>,
    discarded: StoredValue<Vec<Held>>,
    said: RwSignal<Said>,
}

impl Kept {
    fn keeper(self) -> Option<Rc<Keeper>> {
        self.slot.try_with_value(keeper_in).flatten()
    }

    /// Empties the form to what it was at first, and removes the draft.
    pub(super) fn discard(self) {
        if let Some(keeper) = self.keeper() {
            self.discarded.set_value(fields::read(&keeper.form));
            keeper.discard();
        }
    }

    /// Fills in again what was discarded.
    pub(super) fn bring_back(self) {
        if let Some(keeper) = self.keeper() {
            fields::fill(&keeper.form, &self.discarded.get_value());
            self.said.set(Said::Back(now()));
            spawn_local(async move { keeper.seal().await });
        }
    }
}

/// Watches the form around `marker` for as long as the calling component is there.
pub(super) fn keep<S>(
    marker: NodeRef<Div>,
    name: String,
    action: ServerAction<S>,
    open: Option<RwSignal<bool>>,
    said: RwSignal<Said>,
) -> Kept
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    // As the router says: while it changes pages the browser still shows the address of the one before.
    let path = use_location().pathname.get_untracked();
    let mut place = name;
    place.insert_str(0, &format!("{path}\n"));
    let slot = Slot::new(None);
    let sent = when_sent(action, slot.clone(), said);
    let kept = Kept {
        slot: StoredValue::new(slot.clone()),
        discarded: StoredValue::new(Vec::new()),
        said,
    };
    Effect::new(move || {
        let form = marker
            .get()
            .and_then(|marker| marker.closest("form").ok().flatten())
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form else { return };
        if keeper_in(&slot).is_some() {
            return;
        }
        let keeper = Rc::new(Keeper::new(form, place.clone()));
        slot.set_value(Some(SendWrapper::new(Rc::clone(&keeper))));
        WATCHED.with_borrow_mut(|all| {
            all.retain(|other| other.strong_count() > 0);
            all.push(Rc::downgrade(&keeper));
        });
        let listening = Listening::to(&keeper, said);
        spawn_local({
            let keeper = Rc::clone(&keeper);
            async move {
                if let Some(at) = keeper.restore().await {
                    said.try_set(Said::Back(at));
                    if let Some(open) = open {
                        open.try_set(true);
                    }
                }
            }
        });
        let (left, sent) = (SendWrapper::new((keeper, listening)), sent.clone());
        on_cleanup(move || {
            let (keeper, listening) = left.take();
            drop(listening);
            // The answer to what was sent may come after the page is gone.
            Timeout::new(ANSWERED_WITHIN, move || drop(sent)).forget();
            spawn_local(async move {
                if keeper.timer.take().is_some() {
                    keeper.seal().await;
                }
                // Let go of only now: whoever opens the form next gets all of it.
                keeper.gone.set(true);
                keeper.draft.take();
            });
        });
    });
    kept
}

/// Forgets the draft when the form was sent. This belongs to nobody's page: a form that leads to another page has gone when the answer is
/// there.
fn when_sent<S>(action: ServerAction<S>, slot: Slot, said: RwSignal<Said>) -> Owner
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let page = Owner::current();
    let owner = Owner::new_root(None);
    owner.with(|| {
        let (version, value) = (action.version(), action.value());
        let before = version.get_untracked();
        Effect::new(move || {
            let sent = version.get() > before && value.with_untracked(|value| matches!(value, Some(Ok(_))));
            if let Some(keeper) = keeper_in(&slot).filter(|_| sent) {
                keeper.forget();
                keeper.take_as_it_is();
                said.try_set(Said::Nothing);
            }
        });
    });
    // A root makes itself the current one.
    if let Some(page) = page {
        page.set();
    }
    owner
}

/// Watches one form.
struct Keeper {
    form: HtmlFormElement,
    /// Page and form, which a draft is bound to.
    place: String,
    /// Made of the server's half of the key, once that is there.
    sealer: RefCell<Option<Rc<Sealer>>>,
    /// What the form held before anything was typed.
    at_first: RefCell<Vec<Held>>,
    /// What is sealed at present.
    sealed: RefCell<Vec<Held>>,
    /// The draft that this form writes.
    draft: RefCell<Option<Claim>>,
    /// The id of what was written; it outlives the claim.
    written: RefCell<Option<String>>,
    timer: RefCell<Option<Timeout>>,
    /// Whether sealing is under way, and whether to do it again.
    busy: Cell<bool>,
    again: Cell<bool>,
    /// Counted up when what is being sealed must not be kept.
    edition: Cell<u32>,
    /// Whether the form has left the page.
    gone: Cell<bool>,
}

impl Keeper {
    fn new(form: HtmlFormElement, place: String) -> Self {
        let at_first = fields::at_first(&form);
        Self {
            form,
            place,
            sealer: RefCell::new(None),
            sealed: RefCell::new(at_first.clone()),
            at_first: RefCell::new(at_first),
            draft: RefCell::new(None),
            written: RefCell::new(None),
            timer: RefCell::new(None),
            busy: Cell::new(false),
            again: Cell::new(false),
            edition: Cell::new(0),
            gone: Cell::new(false),
        }
    }

    /// Something may have been typed.
    fn stirred(self: &Rc<Self>) {
        if self.timer.borrow().is_some() {
            return;
        }
        let keeper = Rc::downgrade(self);
        let timer = Timeout::new(AFTER, move || {
            if let Some(keeper) = keeper.upgrade() {
                // Ran out: what is dropped here has nothing left to cancel.
                keeper.timer.take();
                spawn_local(async move { keeper.seal().await });
            }
        });
        *self.timer.borrow_mut() = Some(timer);
    }

    /// The sealer, asked for again where the server could not be reached before.
    async fn sealer(&self) -> Option<Rc<Sealer>> {
        if let Some(sealer) = self.sealer.borrow().clone() {
            return Some(sealer);
        }
        let half = draft_key().await.ok()?;
        let sealer = Rc::new(Sealer::new(&half, &self.place).await.ok()?);
        *self.sealer.borrow_mut() = Some(Rc::clone(&sealer));
        Some(sealer)
    }

    /// Fills in what was typed before and left; when that was.
    async fn restore(self: &Rc<Self>) -> Option<Timestamp> {
        let sealer = self.sealer().await?;
        for draft in store::drafts_of(&sealer.name).await.ok()? {
            let Some(claim) = Claim::of(&draft.id).await else {
                continue;
            };
            let opened = sealer.open(&draft).await.ok();
            let Some(values) = opened.and_then(|text| serde_json::from_str::<Vec<Held>>(&text).ok()) else {
                // Nobody will ever open it.
                let _ = store::remove(&draft.id).await;
                continue;
            };
            // Who was quicker keeps what they have typed, and gets the draft next time.
            if self.gone.get() || self.draft.borrow().is_some() || self.typed() {
                break;
            }
            *self.written.borrow_mut() = Some(draft.id.clone());
            *self.draft.borrow_mut() = Some(claim);
            fields::fill(&self.form, &values);
            *self.sealed.borrow_mut() = fields::read(&self.form);
            return Some(timestamp(draft.at));
        }
        if self.typed() {
            self.stirred();
        }
        None
    }

    fn typed(&self) -> bool {
        fields::read(&self.form) != *self.at_first.borrow()
    }

    /// Seals what the form holds, unless it holds that already.
    async fn seal(&self) {
        self.again.set(true);
        if self.busy.replace(true) {
            return;
        }
        while self.again.replace(false) {
            // Browsers may refuse to store anything; the form works on.
            let _ = self.seal_once().await;
        }
        self.busy.set(false);
    }

    async fn seal_once(&self) -> Option<()> {
        let values = fields::read(&self.form);
        if values == *self.sealed.borrow() {
            return None;
        }
        let edition = self.edition.get();
        if values == *self.at_first.borrow() {
            let written = self.written.borrow().clone()?;
            store::remove(&written).await.ok()?;
        } else {
            let text = serde_json::to_string(&values).ok()?;
            let sealer = self.sealer().await?;
            if self.draft.borrow().is_none() {
                let claim = Claim::new().await?;
                *self.written.borrow_mut() = Some(claim.id.clone());
                *self.draft.borrow_mut() = Some(claim);
            }
            let id = self.written.borrow().clone()?;
            let draft = sealer.seal(&id, Date::now(), &text).await.ok()?;
            // Sent or discarded meanwhile.
            if self.edition.get() != edition {
                return None;
            }
            store::put(&draft).await.ok()?;
        }
        *self.sealed.borrow_mut() = values;
        Some(())
    }

    /// Removes the draft.
    fn forget(&self) {
        self.edition.set(self.edition.get() + 1);
        self.timer.take();
        if let Some(id) = self.written.borrow().clone() {
            spawn_local(async move {
                // What can't be removed now is swept when it is old.
                let _ = store::remove(&id).await;
            });
        }
    }

    /// What the form holds counts as nothing typed.
    fn take_as_it_is(&self) {
        let now = fields::read(&self.form);
        self.sealed.borrow_mut().clone_from(&now);
        *self.at_first.borrow_mut() = now;
    }

    /// Removes the draft, and empties the form to what it was at first.
    fn discard(&self) {
        self.forget();
        let at_first = self.at_first.borrow().clone();
        fields::fill(&self.form, &at_first);
        *self.sealed.borrow_mut() = fields::read(&self.form);
    }
}

type Heard = Closure<dyn Fn(JsValue)>;

/// What is heard of a form, until this is dropped.
struct Listening {
    form: HtmlFormElement,
    observer: Option<MutationObserver>,
    stirred: Heard,
    reset: Heard,
    hidden: Heard,
}

impl Listening {
    fn to(keeper: &Rc<Keeper>, said: RwSignal<Said>) -> Self {
        let form = keeper.form.clone();
        let told = Rc::clone(keeper);
        let stirred = Heard::new(move |_| told.stirred());
        let told = Rc::clone(keeper);
        let reset = Heard::new(move |_| {
            told.forget();
            said.try_set(Said::Nothing);
        });
        let told = Rc::clone(keeper);
        let hidden = Heard::new(move |_| {
            if document().hidden() {
                let keeper = Rc::clone(&told);
                spawn_local(async move { keeper.seal().await });
            }
        });
        // A tab that is put away may be gone without another word. It fails only for a listener that is not a function.
        let _ = document().add_event_listener_with_callback("visibilitychange", hidden.as_ref().unchecked_ref());
        for (name, heard) in [("input", &stirred), ("change", &stirred), ("reset", &reset)] {
            let _ = form.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        // What is chosen by other means than typing is written into hidden fields, of which no event tells.
        let observer = MutationObserver::new(stirred.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            let how = MutationObserverInit::new();
            how.set_subtree(true);
            how.set_attributes(true);
            how.set_attribute_filter(&js_sys::Array::of1(&"value".into()));
            // It fails only for options that name nothing to watch.
            let _ = observer.observe_with_options(&form, &how);
        }
        Self {
            form,
            observer,
            stirred,
            reset,
            hidden,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for (name, heard) in [
            ("input", &self.stirred),
            ("change", &self.stirred),
            ("reset", &self.reset),
        ] {
            let _ = self
                .form
                .remove_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        let _ =
            document().remove_event_listener_with_callback("visibilitychange", self.hidden.as_ref().unchecked_ref());
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

fn now() -> Timestamp {
    timestamp(Date::now())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970, which fit for 292 million years"
)]
const fn timestamp(milliseconds: f64) -> Timestamp {
    Timestamp(milliseconds as i64)
}
