//! Cloudflare's widget: its script is loaded when a form needs it, and only where the installation configured it.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlDivElement;

const SCRIPT: &str = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

/// Shows a widget in a place, instead of one that was there, and tells its token; `None` when a token has run out. `None` where the
/// script can't be loaded.
pub(super) async fn show(
    place: &HtmlDivElement,
    site_key: &str,
    action: &str,
    told: impl Fn(Option<String>) + Clone + 'static,
) -> Option<()> {
    if api().is_none() {
        load().await?;
    }
    let api = api()?;
    place.set_text_content(None);
    let frame = document().create_element("div").ok()?;
    place.append_child(&frame).ok()?;
    let solved = {
        let told = told.clone();
        Closure::<dyn Fn(JsValue)>::new(move |token: JsValue| told(token.as_string()))
    };
    let over = Closure::<dyn Fn()>::new(move || told(None));
    let options = Object::new();
    for (name, value) in [
        ("sitekey", JsValue::from(site_key)),
        ("action", JsValue::from(action)),
        // The library has only this way to be told; one widget a form, for as long as the page stands.
        ("callback", solved.into_js_value()),
        ("expired-callback", over.into_js_value()),
    ] {
        Reflect::set(&options, &name.into(), &value).ok()?;
    }
    let render: Function = Reflect::get(&api, &"render".into()).ok()?.dyn_into().ok()?;
    render.call2(&api, &frame, &options).ok()?;
    Some(())
}

fn api() -> Option<JsValue> {
    Reflect::get(&window(), &"turnstile".into())
        .ok()
        .filter(JsValue::is_object)
}

/// Trusted through the script that adds it (CSP Level 3, section 8.2).
async fn load() -> Option<()> {
    let script = document().create_element("script").ok()?;
    script.set_attribute("src", SCRIPT).ok()?;
    let mut wait = |resolve: Function, reject: Function| {
        let target: &web_sys::EventTarget = &script;
        // Both fail only for listeners that are none.
        let _ = target.add_event_listener_with_callback("load", &resolve);
        let _ = target.add_event_listener_with_callback("error", &reject);
    };
    let loaded = Promise::new(&mut wait);
    document().body()?.append_child(&script).ok()?;
    JsFuture::from(loaded).await.ok().map(drop)
}
