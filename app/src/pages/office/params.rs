//! Ids and numbers out of the page's address.

use core::str::FromStr;

use domain::Error;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// An id from the path. What is not an id answers as a thing that is not there.
pub(super) fn use_id<T>(name: &'static str) -> Memo<Result<T, Error>>
where
    T: FromStr + PartialEq + Send + Sync + 'static,
{
    let params = use_params_map();
    Memo::new(move |_| {
        params
            .with(|params| params.get_str(name).and_then(|text| text.parse().ok()))
            .ok_or(Error::NotFound)
    })
}
