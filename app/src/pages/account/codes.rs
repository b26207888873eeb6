//! Making recovery codes: they are shown here, once.

use domain::access::Me;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::account::MakeRecoveryCodes;
use crate::components::{
    Alert, AlertKind, Button, ButtonKind, CopyButton, ErrorSummary, Icon, IconView, LinkButton, Page, Skeleton, StepUp,
    use_action_error,
};
use crate::layout::use_me;
use crate::pages::office::outcome::pending;
use crate::request::local_path;
use crate::texts::account as t;
use crate::{api, use_language};

/// `/account/recovery-codes?next=`
#[component]
pub fn RecoveryCodesPage() -> impl IntoView {
    let lang = use_language();
    let me = use_me();
    let had = Resource::new(|| (), |()| api::account::recovery_codes());
    let make = ServerAction::<MakeRecoveryCodes>::new();
    let answer = make.value();
    let codes =
        Memo::new(move |_| answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok().cloned())));
    let query = use_query_map();
    // Given only where somebody is led here from setting up their first app.
    let next = Memo::new(move |_| {
        query
            .with(|query| query.get("next"))
            .filter(|next| local_path(next).is_some())
    });
    view! {
        <Page title=t::codes_title(lang) intro=t::codes_intro(lang) narrow=true>
            <Show
                when=move || codes.with(Option::is_none)
                fallback=move || {
                    view! {
                        <Suspense fallback=|| view! { <Skeleton lines=6 /> }>
                            {move || Suspend::new(async move {
                                let me = me.await.ok().flatten();
                                view! { <Sheet codes=codes.get_untracked().unwrap_or_default() me=me next=next /> }
                            })}
                        </Suspense>
                    }
                }
            >
                <Show when=move || next.with(Option::is_some)>
                    <Alert kind=AlertKind::Success>{t::codes_first(lang)}</Alert>
                </Show>
                <Suspense>
                    {move || Suspend::new(async move {
                        had.await
                            .is_ok_and(|had| had.left > 0)
                            .then(|| view! { <Alert kind=AlertKind::Warning>{t::codes_replace(lang)}</Alert> })
                    })}
                </Suspense>
                <ErrorSummary error=use_action_error(make) labels=Vec::new() />
                <p class="only-without-script">{t::needs_script(lang)}</p>
                <div class="codes-actions">
                    <ActionForm action=make attr:class="needs-script">
                        <Button submit=true pending=pending(make)>
                            {t::make_ten(lang)}
                        </Button>
                    </ActionForm>
                    <LinkButton href=next.get_untracked().unwrap_or_else(|| "/account".to_owned()) kind=ButtonKind::Quiet>
                        {t::later(lang)}
                    </LinkButton>
                </div>
            </Show>
            <StepUp action=make />
        </Page>
    }
}

/// The codes, as they are kept: a sheet that prints well.
#[component]
fn Sheet(
    /// As they are typed.
    codes: Vec<String>,
    /// Whose they are.
    me: Option<Me>,
    /// Where they were going.
    next: Memo<Option<String>>,
) -> impl IntoView {
    let lang = use_language();
    let of = me
        .map(|me| t::codes_of(lang, &me.name, &me.firm_name))
        .unwrap_or_default();
    let text = format!("{of}\n\n{}\n\n{}\n", codes.join("\n"), t::codes_how(lang));
    let as_file = format!("data:text/plain;charset=utf-8,{}", escaped(&text));
    let address = site();
    view! {
        <div class="codes-warning">
            <Alert kind=AlertKind::Warning>{t::codes_shown_once(lang)}</Alert>
        </div>
        <section class="panel codes-sheet" aria-label=t::codes(lang)>
            <h2>{of}</h2>
            <ol class="codes" translate="no">
                {codes.into_iter().map(|code| view! { <li class="code">{code}</li> }).collect_view()}
            </ol>
            <p class="fine-print">
                {t::codes_address(lang)} " " <span class="codes-address">{address}</span> " · " {t::codes_how(lang)}
            </p>
            <p class="fine-print">{t::codes_secret(lang)}</p>
        </section>
        <div class="codes-actions">
            <Button on_click=|_| print()>{t::print(lang)}</Button>
            <CopyButton text=text label=t::copy_codes(lang) />
            <a class="btn btn-secondary" href=as_file download=t::file_name(lang) rel="external">
                <IconView icon=Icon::Download />
                {t::download(lang)}
            </a>
            <LinkButton href=next.get_untracked().unwrap_or_else(|| "/account".to_owned()) kind=ButtonKind::Quiet>
                {t::kept_them(lang)}
            </LinkButton>
        </div>
    }
}

/// Where one signs in, for the paper.
fn site() -> String {
    #[cfg(feature = "hydrate")]
    {
        window().location().origin().unwrap_or_default() + "/sign-in"
    }
    #[cfg(not(feature = "hydrate"))]
    {
        "/sign-in".to_owned()
    }
}

/// Percent-encoded for a `data:` address (RFC 3986, section 2.1).
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for four in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(four)]));
            }
        }
        out
    })
}

/// Prints the sheet; the style sheet leaves out what paper has no use for.
fn print() {
    #[cfg(feature = "hydrate")]
    {
        // A browser without a printer says so itself.
        let _ = window().print();
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn whatever_a_name_holds_the_file_holds() {
        assert_eq!(escaped("A-1\nñ#"), "A-1%0A%C3%B1%23");
    }
}
