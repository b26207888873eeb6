//! Which tab a draft belongs to. Two tabs with the same form have a draft each; what one of them has is not offered in the other. A tab
//! that is gone, however it went, holds nothing.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::object::{get, hex, object, random};

/// A draft that this tab holds, until it is let go.
pub(super) struct Claim {
    /// The draft's id.
    pub(super) id: String,
    let_go: Option<Function>,
}

impl Claim {
    /// A new draft's.
    pub(super) async fn new() -> Option<Self> {
        let id = hex(&random::<16>().ok()?);
        Self::of(&id).await
    }

    /// That of a draft that is there; none while another tab holds it. Browsers without locks hold nothing.
    pub(super) async fn of(id: &str) -> Option<Self> {
        let locks = get(&window().navigator(), "locks");
        let Ok(request) = get(&locks, "request").dyn_into::<Function>() else {
            return Some(Self {
                id: id.to_owned(),
                let_go: None,
            });
        };
        // The lock lasts as long as the promise that is given back when it is granted.
        let let_go = Rc::new(RefCell::new(None::<Function>));
        let kept = let_go.clone();
        let held = Promise::new(&mut |resolve, _| *kept.borrow_mut() = Some(resolve));
        let answered = Promise::new(&mut |resolve, _| {
            let held = held.clone();
            let granted = Closure::once_into_js(move |lock: JsValue| {
                let granted = lock.is_object();
                // A promise's own functions do not fail.
                let _ = resolve.call1(&JsValue::UNDEFINED, &granted.into());
                if granted {
                    JsValue::from(held)
                } else {
                    JsValue::UNDEFINED
                }
            });
            let options = object(&[("ifAvailable", true.into())]);
            let name = JsValue::from_str(&format!("matterlock-draft-{id}"));
            let arguments = js_sys::Array::of3(&name, &options, &granted);
            // Where asking fails nobody answers; the form works on without a draft.
            let _ = Reflect::apply(&request, &locks, &arguments);
        });
        let granted = JsFuture::from(answered).await.ok()?.is_truthy();
        granted.then(|| Self {
            id: id.to_owned(),
            let_go: let_go.borrow_mut().take(),
        })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(let_go) = &self.let_go {
            let _ = let_go.call0(&JsValue::UNDEFINED);
        }
    }
}
