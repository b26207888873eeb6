//! Page data that is asked for again when something happened, without building the page anew: what is typed, focused
//! or unfolded stays as it is.

use core::future::Future;
use core::pin::Pin;
use std::sync::Arc;

use domain::Error;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::live::SessionOver;

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// Data as last received, and the way to receive it again.
pub(crate) struct Fresh<T: Send + Sync + 'static> {
    data: RwSignal<T>,
    failed: RwSignal<Option<Error>>,
    ask: StoredValue<Arc<dyn Fn() -> Answer<T> + Send + Sync>>,
    busy: StoredValue<bool>,
    again: StoredValue<bool>,
    over: SessionOver,
}

impl<T: Send + Sync + 'static> Clone for Fresh<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fresh<T> {}

impl<T: Send + Sync + 'static> Fresh<T> {
    /// Starts from what came with the page.
    pub(crate) fn new<F>(first: T, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self {
            data: RwSignal::new(first),
            failed: RwSignal::new(None),
            ask: StoredValue::new(Arc::new(move || Box::pin(ask()))),
            busy: StoredValue::new(false),
            again: StoredValue::new(false),
            over: SessionOver::here(),
        }
    }

    /// The data.
    pub(crate) fn data(self) -> ReadSignal<T> {
        self.data.read_only()
    }

    /// Why the last question was not answered, until one is.
    pub(crate) fn failed(self) -> ReadSignal<Option<Error>> {
        self.failed.read_only()
    }

    /// Whether the data is no longer the caller's to see: they were taken off the case.
    pub(crate) fn lost(self) -> Memo<bool> {
        let failed = self.failed;
        Memo::new(move |_| failed.with(|error| matches!(error, Some(Error::NotFound | Error::Forbidden))))
    }

    /// Changes the data at hand, for what the browser learned by other means.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        self.data.try_update(change);
    }

    /// Asks again. Any number of calls while an answer is on its way lead to one more question after it.
    /// Without an answer the data stays as it is: the next event asks again. After the session's end nothing is asked.
    pub(crate) fn refresh(self) {
        if self.over.is() {
            return;
        }
        if self.busy.try_get_value() == Some(true) {
            self.again.try_set_value(true);
            return;
        }
        self.busy.try_set_value(true);
        spawn_local(async move {
            loop {
                self.again.try_set_value(false);
                let Some(ask) = self.ask.try_get_value() else { return };
                match ask().await {
                    Ok(new) => {
                        self.failed.try_set(None);
                        self.data.try_set(new);
                    }
                    Err(error) => drop(self.failed.try_set(Some(error))),
                }
                if self.again.try_get_value() != Some(true) || self.over.is() {
                    break;
                }
            }
            self.busy.try_set_value(false);
        });
    }
}
