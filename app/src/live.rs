//! The stream of events: one a tab, told to whoever listens.
//!
//! An event says what to look at again, never what is there. Whoever hears it asks the server anew and sees what the
//! reader may see.

use domain::live::LiveEvent;
use leptos::prelude::*;

/// The address of the stream: `text/event-stream`, each message a [`LiveEvent`] in JSON.
#[cfg(feature = "hydrate")]
const STREAM: &str = "/events";

/// What listeners are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    /// A message.
    Event(LiveEvent),
    /// The stream is back after it was lost: anything may have happened meanwhile.
    Back,
}

/// Who listens in this tab.
#[derive(Clone, Copy)]
struct Listeners(StoredValue<Vec<(u32, Callback<Heard>)>>);

/// Tells `on_event` what happens, for as long as the calling component is there. On the server it does nothing.
pub fn use_live_events(on_event: impl Fn(LiveEvent) + Send + Sync + 'static) {
    listen(move |heard| {
        if let Heard::Event(event) = heard {
            on_event(event);
        }
    });
}

/// Tells `on_back` when the stream is there again after a loss, so that what was missed is fetched.
pub fn use_live_again(on_back: impl Fn() + Send + Sync + 'static) {
    listen(move |heard| {
        if heard == Heard::Back {
            on_back();
        }
    });
}

fn listen(told: impl Fn(Heard) + Send + Sync + 'static) {
    let Some(Listeners(listeners)) = use_context::<Listeners>() else { return };
    let told = Callback::new(told);
    // An id a listener, so that it can be taken out again wherever it stands.
    let id = listeners.with_value(|all| all.last().map_or(0, |(id, _)| id + 1));
    listeners.update_value(|all| all.push((id, told)));
    on_cleanup(move || {
        // The list may be gone before its listeners.
        let _ = listeners.try_update_value(|all| all.retain(|(other, _)| *other != id));
    });
}

/// Whether the stream stands; for the connection's mark in the layout.
#[derive(Clone, Copy)]
pub(crate) struct Connected(pub(crate) RwSignal<bool>);

/// Opens the stream for the calling component and all within it, until it goes or [`stop`] is called.
pub(crate) fn provide_live_events() -> Connected {
    let listeners = Listeners(StoredValue::new(Vec::new()));
    let connected = Connected(RwSignal::new(true));
    provide_context(listeners);
    provide_context(connected);
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let stream = stream::open(listeners, connected);
        on_cleanup(move || stream.close());
    });
    connected
}

#[cfg(feature = "hydrate")]
mod stream {
    use leptos::prelude::*;
    use send_wrapper::SendWrapper;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;
    use web_sys::{Event, EventSource, MessageEvent};

    use super::{Connected, Heard, Listeners, STREAM};

    /// How long to wait before asking again for a stream that the browser has given up on, in milliseconds.
    const AGAIN_AFTER: u32 = 5_000;

    /// What holds the open stream; the browser opens a lost one again by itself, a refused one is opened here.
    type Slot = StoredValue<Option<SendWrapper<EventSource>>>;

    pub(super) struct Stream(Slot);

    impl Stream {
        pub(super) fn close(&self) {
            let _ = self.0.try_update_value(|slot| {
                if let Some(source) = slot.take() {
                    source.close();
                }
            });
        }
    }

    pub(super) fn open(listeners: Listeners, connected: Connected) -> Stream {
        let slot = StoredValue::new(None);
        connect(slot, listeners, connected);
        Stream(slot)
    }

    fn tell(listeners: Listeners, heard: Heard) {
        // Copied out first: a listener may take itself out while it is told.
        let all: Vec<_> = listeners.0.try_with_value(|all| all.iter().map(|(_, told)| *told).collect()).unwrap_or_default();
        for told in all {
            told.run(heard);
        }
    }

    fn connect(slot: Slot, listeners: Listeners, connected: Connected) {
        let Ok(source) = EventSource::new(STREAM) else { return };
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            let event = message.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
            if let Some(event) = event {
                tell(listeners, Heard::Event(event));
            }
        });
        let on_open = Closure::<dyn Fn(Event)>::new(move |_| {
            if connected.0.try_get_untracked() == Some(false) {
                connected.0.set(true);
                tell(listeners, Heard::Back);
            }
        });
        let on_error = Closure::<dyn Fn(Event)>::new(move |_| {
            let closed = slot
                .try_with_value(|slot| slot.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED));
            let _ = connected.0.try_set(false);
            if closed == Some(true) {
                gloo_timers::callback::Timeout::new(AGAIN_AFTER, move || {
                    // Gone with its page, or opened again meanwhile.
                    let waits = slot.try_with_value(|slot| {
                        slot.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED)
                    });
                    if waits == Some(true) {
                        connect(slot, listeners, connected);
                    }
                })
                .forget();
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // They live as long as the stream does: it is the only thing that calls them.
        on_message.forget();
        on_open.forget();
        on_error.forget();
        let _ = slot.try_set_value(Some(SendWrapper::new(source)));
    }
}
