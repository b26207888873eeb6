//! Listening to the window for as long as a component is there.

use leptos::ev::EventDescriptor;
use leptos::prelude::*;

/// Calls back on an event of the window, until the calling component goes. On the server it does nothing.
pub(crate) fn on_window<E>(event: E, heard: impl Fn(E::EventType) + Send + Sync + 'static)
where
    E: EventDescriptor + Send + Sync + 'static,
    E::EventType: wasm_bindgen::JsCast,
{
    let handle = StoredValue::new(None::<WindowListenerHandle>);
    let waiting = StoredValue::new(Some((event, heard)));
    Effect::new(move || {
        if let Some(Some((event, heard))) = waiting.try_update_value(Option::take) {
            handle.set_value(Some(window_event_listener(event, heard)));
        }
    });
    on_cleanup(move || {
        if let Some(Some(handle)) = handle.try_update_value(Option::take) {
            handle.remove();
        }
    });
}
