//! The stream of events: one a tab, told to whoever listens.
//!
//! An event says what to look at again, never what is there. Whoever hears it asks the server anew and sees what the
//! reader may see.

use domain::live::LiveEvent;
use leptos::prelude::*;

/// What listeners are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    /// A message.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers hear"))]
    Event(LiveEvent),
    /// The stream is back after it was lost: anything may have happened meanwhile.
    Back,
}

/// Who listens in this tab.
#[derive(Clone, Copy)]
struct Listeners {
    all: StoredValue<Vec<(u32, Callback<Heard>)>>,
    over: RwSignal<bool>,
}

/// Whether the session of this tab is over, by what the stream told or the server answered last. Nothing is asked then, of what was meant to be asked
/// in a moment: the tab is on its way to the sign-in page, and would only be refused. For the same reason the stream is closed meanwhile.
#[derive(Clone, Copy)]
pub(crate) struct SessionOver(Option<RwSignal<bool>>);

impl SessionOver {
    /// That of the calling component.
    pub(crate) fn here() -> Self {
        Self(use_context::<Listeners>().map(|listeners| listeners.over))
    }

    /// Whether it is.
    pub(crate) fn is(self) -> bool {
        self.0.and_then(|over| over.try_get_untracked()).unwrap_or(false)
    }

    /// Keeps what the server answered. A session may turn out to go on, under another secret or because its person signed in in another tab: then
    /// the stream is opened again, and what was missed is asked for.
    #[cfg(feature = "hydrate")]
    pub(crate) fn set(self, over: bool) {
        if let Some(known) = self.0 {
            let _ = known.try_set(over);
        }
    }
}

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

/// Calls `stirred` whenever anything may have happened that the reader may hear of, whatever it is about.
pub(crate) fn follow_all(stirred: impl Fn() + Clone + Send + Sync + 'static) {
    use_live_again(stirred.clone());
    use_live_events(move |event| {
        if event != LiveEvent::SessionEnded {
            stirred();
        }
    });
}

fn listen(told: impl Fn(Heard) + Send + Sync + 'static) {
    let Some(Listeners { all: listeners, .. }) = use_context::<Listeners>() else {
        return;
    };
    let told = Callback::new(told);
    // An id a listener, so that it can be taken out again wherever it stands.
    // The list may be gone before those who would listen: a page that the server has given up may still be built to its end.
    let listens = listeners.try_update_value(|all| {
        let id = all.last().map_or(0, |(id, _)| id + 1);
        all.push((id, told));
        id
    });
    let Some(id) = listens else { return };
    on_cleanup(move || {
        let _ = listeners.try_update_value(|all| all.retain(|(other, _)| *other != id));
    });
}

/// Whether the stream stands; false only after it has been away for some seconds.
#[derive(Clone, Copy)]
pub(crate) struct Connected(pub(crate) RwSignal<bool>);

/// Opens the stream of this place for the calling component and all within it, until that goes: `text/event-stream`, each message a
/// [`LiveEvent`] in JSON.
pub(crate) fn provide_live_events() -> Connected {
    let listeners = Listeners {
        all: StoredValue::new(Vec::new()),
        over: RwSignal::new(false),
    };
    let connected = Connected(RwSignal::new(true));
    provide_context(listeners);
    #[cfg(feature = "hydrate")]
    {
        let stream = stream::Stream::new(crate::place::use_place().stream(), listeners, connected);
        Effect::new(move |was_over: Option<bool>| {
            let over = listeners.over.get();
            if over {
                stream.close();
            } else if was_over != Some(false) {
                stream.connect();
            }
            over
        });
        on_cleanup(move || stream.close());
    }
    connected
}

#[cfg(feature = "hydrate")]
mod stream {
    use gloo_timers::callback::Timeout;
    use leptos::prelude::*;
    use send_wrapper::SendWrapper;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;
    use web_sys::{Event, EventSource, MessageEvent};

    use domain::live::LiveEvent;

    use super::{Connected, Heard, Listeners};

    /// How long to wait before asking again for a stream that the browser has given up on, in milliseconds.
    const AGAIN_AFTER: u32 = 5_000;
    /// How long a loss lasts before it is shown, in milliseconds: servers restart, trains pass tunnels.
    const SHOWN_AFTER: u32 = 8_000;

    /// When the server drew this page, as the first stream is asked with. Said once: any later one begins with what is fetched then.
    fn drawn() -> Option<String> {
        let page = document().document_element()?;
        let drawn = page.get_attribute("data-drawn")?;
        page.remove_attribute("data-drawn").ok()?;
        Some(drawn)
    }

    /// The open stream. The browser opens a lost one again by itself; a refused one is opened here.
    #[derive(Clone, Copy)]
    pub(super) struct Stream {
        address: &'static str,
        source: StoredValue<Option<SendWrapper<EventSource>>>,
        /// Whether events may have been missed.
        lost: StoredValue<bool>,
        listeners: Listeners,
        connected: Connected,
    }

    impl Stream {
        /// Not open yet.
        pub(super) fn new(address: &'static str, listeners: Listeners, connected: Connected) -> Self {
            Self {
                address,
                source: StoredValue::new(None),
                lost: StoredValue::new(false),
                listeners,
                connected,
            }
        }

        /// What happens until it is opened again is missed.
        pub(super) fn close(self) {
            let _ = self.lost.try_set_value(true);
            let _ = self.source.try_update_value(|source| {
                if let Some(source) = source.take() {
                    source.close();
                }
            });
        }

        /// Whether the stream is in this state of `EventSource`; false once the page has gone.
        fn is(self, state: u16) -> bool {
            let is = |source: &Option<SendWrapper<EventSource>>| {
                source.as_ref().is_some_and(|source| source.ready_state() == state)
            };
            self.source.try_with_value(is).unwrap_or(false)
        }

        fn tell(self, heard: Heard) {
            if heard == Heard::Event(LiveEvent::SessionEnded) {
                let _ = self.listeners.over.try_set(true);
            }
            // Copied out first: a listener may take itself out while it is told.
            let all: Option<Vec<_>> = self
                .listeners
                .all
                .try_with_value(|all| all.iter().map(|(_, told)| *told).collect());
            for told in all.unwrap_or_default() {
                told.run(heard);
            }
        }

        fn came_back(self) {
            if self.lost.try_get_value() == Some(true) {
                let _ = self.lost.try_set_value(false);
                let _ = self.connected.0.try_set(true);
                self.tell(Heard::Back);
            }
        }

        fn was_lost(self) {
            let _ = self.lost.try_set_value(true);
            Timeout::new(SHOWN_AFTER, move || {
                if self.is(EventSource::CONNECTING) || self.is(EventSource::CLOSED) {
                    let _ = self.connected.0.try_set(false);
                }
            })
            .forget();
            if self.is(EventSource::CLOSED) {
                Timeout::new(AGAIN_AFTER, move || {
                    // Gone with its page, or opened again meanwhile.
                    if self.is(EventSource::CLOSED) {
                        self.connect();
                    }
                })
                .forget();
            }
        }

        pub(super) fn connect(self) {
            // What happened between the drawing of the page and this moment is told first. After a loss, whoever listens asks anew.
            let address = match drawn() {
                Some(drawn) => format!("{}?drawn={drawn}", self.address),
                None => self.address.to_owned(),
            };
            let Ok(source) = EventSource::new(&address) else {
                return;
            };
            let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
                let event = message
                    .data()
                    .as_string()
                    .and_then(|text| serde_json::from_str(&text).ok());
                if let Some(event) = event {
                    self.tell(Heard::Event(event));
                }
            });
            let on_open = Closure::<dyn Fn(Event)>::new(move |_| self.came_back());
            let on_error = Closure::<dyn Fn(Event)>::new(move |_| self.was_lost());
            source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
            source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            // They live as long as the stream does: it is the only thing that calls them.
            on_message.forget();
            on_open.forget();
            on_error.forget();
            let _ = self.source.try_set_value(Some(SendWrapper::new(source)));
        }
    }
}
