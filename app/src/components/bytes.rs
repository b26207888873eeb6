//! A size in bytes.

use leptos::prelude::*;

use crate::{texts, use_language};

/// A size, as people write it.
#[component]
pub fn Bytes(
    /// Bytes.
    size: u64,
) -> impl IntoView {
    view! { <span class="figures">{texts::common::bytes(use_language(), size)}</span> }
}
