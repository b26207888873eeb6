//! A link's secret in its forms' fields before the WASM has come, so that their buttons work at once on a slow line.

use leptos::prelude::*;

/// A few lines of script, which fill the fields before it from the fragment of the page's address and hide what they are in:
/// an element with `data-token`. They send nothing. A form that is sent before the page is alive keeps the secret in the
/// address of the page that answers: a redirect without a fragment inherits that of the address that was asked for (RFC 9110,
/// section 10.2.2), and no server sees it. One that does not wait takes the secret out of the history first. Only the server
/// writes the script: a browser that comes here from another page of the app has the WASM already.
#[component]
pub fn EarlyFill() -> impl IntoView {
    #[cfg(feature = "ssr")]
    let script = use_nonce()
        .map(|nonce| {
            format!(
                "<script nonce=\"{nonce}\">(function(){{var s=location.hash.slice(1);\
                 if(s)document.querySelectorAll('[data-token]').forEach(function(d){{var f=d.querySelector('input');\
                 f.value=s;d.hidden=true;\
                 f.form.action+=location.hash;if(f.form.hasAttribute('data-plain'))\
                 f.form.addEventListener('submit',function(){{history.replaceState(null,'',location.pathname)}})}})}})()</script>"
            )
        })
        .unwrap_or_default();
    #[cfg(not(feature = "ssr"))]
    let script = String::new();
    view! { <div hidden inner_html=script></div> }
}
