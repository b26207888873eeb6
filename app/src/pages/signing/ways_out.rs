//! The other choices: paper, "this is not me", and declining.

use domain::Language;
use domain::rules::REASON_MAX;
use domain::signing::DeclineKind;
use leptos::prelude::*;

use super::form::{Form, Sending};
use super::instead::{self, HERE, Instead, link_to};
use super::sheet::Sheet;
use crate::api::visit::Decline;
use crate::components::{Button, ButtonKind, ErrorSummary, TextArea, problem_of};
use crate::{texts, use_language};

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
    let instead = Instead::of_this_page();
    let decline = Sending::to::<Decline>();
    Effect::new(move || {
        if let Some(Ok(()) | Err(domain::Error::Conflict(_) | domain::Error::LinkNotValid)) = decline.answer() {
            on_done.run(());
        }
    });
    let links = instead::ALL.map(|kind| {
        view! {
            <li>
                <a
                    class="btn btn-quiet"
                    href=link_to(kind)
                    on:click=move |event| {
                        event.prevent_default();
                        instead.open(kind);
                    }
                >
                    {title(lang, kind)}
                </a>
            </li>
        }
    });
    let sheets = instead::ALL.map(|kind| {
        let words = explanation(lang, kind, &firm, &signer);
        let help = texts::signing::reason_help(lang, &firm);
        view! { <WayOut kind=kind words=words help=help instead=instead sending=decline /> }
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
    /// Which is open.
    instead: Instead,
    /// What it does.
    sending: Sending,
) -> impl IntoView {
    let lang = use_language();
    let error = sending.error();
    let open = Signal::derive(move || instead.is(kind));
    let reason = (kind != DeclineKind::NotMe).then(|| {
        view! {
            <TextArea
                name="reason"
                prefix=instead::name(kind)
                label=texts::signing::reason(lang)
                help=help
                problem=problem_of(error, "reason")
                maxlength=REASON_MAX
                rows=3
            />
        }
    });
    view! {
        <Sheet open=open on_close=move || instead.close() id=heading_id(kind) title=title(lang, kind).to_owned() back=HERE>
            <p>{words}</p>
            <Form sending=sending>
                <ErrorSummary
                    error=error
                    labels=vec![("reason", texts::signing::reason(lang).to_owned())]
                    prefix=instead::name(kind)
                />
                <input type="hidden" name="kind" value=wire_name(kind) />
                {reason}
                <div class="sign-sheet-foot">
                    <Button submit=true kind=ButtonKind::Danger pending=sending.pending()>
                        {verb(lang, kind)}
                    </Button>
                    <a
                        class="btn btn-quiet"
                        href=HERE
                        on:click=move |event| {
                            event.prevent_default();
                            instead.close();
                        }
                    >
                        {texts::signing::go_back(lang)}
                    </a>
                </div>
            </Form>
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_is_sent_as_the_server_reads_it() {
        for kind in instead::ALL {
            let sent: DeclineKind = serde_json::from_value(wire_name(kind).into()).unwrap();
            assert_eq!(sent, kind);
        }
    }
}
