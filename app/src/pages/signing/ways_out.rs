//! The other choices: paper, "this is not me", and declining.

use domain::Language;
use domain::signing::DeclineKind;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::sheet::Sheet;
use crate::api::visit::Decline;
use crate::components::{Button, ButtonKind, ErrorSummary, TextArea, use_action_error};
use crate::{texts, use_language};

/// Where the document is, without a choice.
const HERE: &str = "/sign/document";
const ALL: [DeclineKind; 3] = [DeclineKind::PaperInstead, DeclineKind::NotMe, DeclineKind::Declined];

/// As it stands in the address: a choice is a link, so that it works without script and the phone's way back closes it.
const fn name(kind: DeclineKind) -> &'static str {
    match kind {
        DeclineKind::PaperInstead => "paper",
        DeclineKind::NotMe => "not-me",
        DeclineKind::Declined => "decline",
    }
}

const fn wire_name(kind: DeclineKind) -> &'static str {
    match kind {
        DeclineKind::PaperInstead => "paper_instead",
        DeclineKind::NotMe => "not_me",
        DeclineKind::Declined => "declined",
    }
}

const fn title(lang: Language, kind: DeclineKind) -> &'static str {
    match kind {
        DeclineKind::PaperInstead => texts::signing::want_paper(lang),
        DeclineKind::NotMe => texts::signing::not_me(lang),
        DeclineKind::Declined => texts::signing::decline(lang),
    }
}

fn explanation(lang: Language, kind: DeclineKind, firm: &str, signer: &str) -> String {
    match kind {
        DeclineKind::PaperInstead => texts::signing::want_paper_text(lang, firm),
        DeclineKind::NotMe => texts::signing::not_me_text(lang, firm, signer),
        DeclineKind::Declined => texts::signing::decline_text(lang, firm),
    }
}

const fn verb(lang: Language, kind: DeclineKind) -> &'static str {
    match kind {
        DeclineKind::PaperInstead => texts::signing::want_paper_do(lang),
        DeclineKind::NotMe => texts::signing::not_me_do(lang),
        DeclineKind::Declined => texts::signing::decline_do(lang),
    }
}

const fn heading_id(kind: DeclineKind) -> &'static str {
    match kind {
        DeclineKind::PaperInstead => "sign-paper-title",
        DeclineKind::NotMe => "sign-not-me-title",
        DeclineKind::Declined => "sign-decline-title",
    }
}

/// Three links, each with its dialog.
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#[component]
pub(super) fn WaysOut(
    /// The firm's name.
    firm: String,
    /// The signer's name.
    signer: String,
    /// Told when it is done, or refused because the state is another one by now.
    on_done: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    let query = use_query_map();
    let chosen = Memo::new(move |_| {
        query.with(|query| {
            let asked = query.get_str("instead")?;
            ALL.into_iter().find(|kind| name(*kind) == asked)
        })
    });
    let decline = ServerAction::<Decline>::new();
    Effect::new(move || {
        if let Some(Ok(()) | Err(domain::Error::Conflict(_) | domain::Error::LinkNotValid)) = decline.value().get() {
            on_done.run(());
        }
    });
    let links = ALL.map(|kind| {
        view! {
            <li>
                <a class="btn btn-quiet" href=format!("{HERE}?instead={}", name(kind)) data-noscroll="">
                    {title(lang, kind)}
                </a>
            </li>
        }
    });
    let sheets = ALL.map(|kind| {
        let words = explanation(lang, kind, &firm, &signer);
        let open = Signal::derive(move || chosen.get() == Some(kind));
        view! { <WayOut kind=kind words=words help=texts::signing::reason_help(lang, &firm) open=open action=decline /> }
    });
    view! {
        <nav class="sign-ways-out" aria-label=texts::signing::other_choices(lang)>
            <h2>{texts::signing::other_choices(lang)}</h2>
            <ul>{links.into_iter().collect_view()}</ul>
        </nav>
        {sheets.into_iter().collect_view()}
    }
}

/// One choice, to confirm.
#[component]
fn WayOut(
    /// Which.
    kind: DeclineKind,
    /// What it means.
    words: String,
    /// What becomes of the reason.
    help: String,
    /// Whether it is open.
    open: Signal<bool>,
    /// What it does.
    action: ServerAction<Decline>,
) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    let navigate = use_navigate();
    let close = move |()| {
        navigate(
            HERE,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..Default::default()
            },
        );
    };
    let reason = (kind != DeclineKind::NotMe).then(|| {
        view! { <TextArea name="reason" prefix=name(kind) label=texts::signing::reason(lang) help=help maxlength=500 rows=3 /> }
    });
    view! {
        <Sheet open=open on_close=close id=heading_id(kind) title=title(lang, kind).to_owned() back=HERE>
            <p>{words}</p>
            <ActionForm action=action>
                <ErrorSummary error=error labels=Vec::new() />
                <input type="hidden" name="kind" value=wire_name(kind) />
                {reason}
                <div class="sign-sheet-foot">
                    <Button submit=true kind=ButtonKind::Danger pending=action.pending()>
                        {verb(lang, kind)}
                    </Button>
                    <a class="btn btn-quiet" href=HERE data-noscroll="">
                        {texts::signing::go_back(lang)}
                    </a>
                </div>
            </ActionForm>
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_is_sent_as_the_server_reads_it() {
        for kind in ALL {
            let sent: DeclineKind = serde_json::from_value(wire_name(kind).into()).unwrap();
            assert_eq!(sent, kind);
        }
    }
}
