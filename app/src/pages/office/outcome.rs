//! What to do when a form's action has succeeded.

use domain::Error;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Runs `then` after each success of the action, in the browser.
pub(in crate::pages) fn on_success<S>(action: ServerAction<S>, then: impl Fn() + 'static)
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move |_| {
        if value.with(|value| matches!(value, Some(Ok(_)))) {
            untrack(&then);
        }
    });
}

/// Whether the action is under way, for buttons.
pub(in crate::pages) fn pending<S>(action: ServerAction<S>) -> Signal<bool>
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    action.pending().into()
}
