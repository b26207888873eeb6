//! A link's secret in its form's field before the WASM has come, so that the form's button works at once on a slow line.

use leptos::prelude::*;

/// A few lines of script right behind the field `token`, which fill it from the fragment of the page's address. They send
/// nothing. Only the server writes them: a browser that comes here from another page of the app has the WASM already.
#[component]
pub fn EarlyFill(
    /// What else is to be done with a field that was filled: script, in which it is `f`.
    #[cfg_attr(not(feature = "ssr"), expect(unused_variables, reason = "only the server writes it"))]
    then: &'static str,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let script = use_nonce()
        .map(|nonce| {
            format!(
                "<script nonce=\"{nonce}\">(function(){{var s=location.hash.slice(1),\
                 f=document.getElementById('field-token');if(s&&f){{f.value=s;{then}}}}})()</script>"
            )
        })
        .unwrap_or_default();
    #[cfg(not(feature = "ssr"))]
    let script = String::new();
    view! { <div hidden inner_html=script></div> }
}
