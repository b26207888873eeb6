//! Consent to electronic records: the whole text, then the choice.

use domain::signing::SigningView;
use leptos::prelude::*;

use super::form::{Form, Sending};
use super::intro::Intro;
use super::ways_out::WaysOut;
use crate::api::visit::GiveConsent;
use crate::components::{Button, ErrorSummary, Page};
use crate::{texts, use_language};

/// A paragraph's first sentence is set off as its heading where it is no longer than this, in bytes.
const HEADING: usize = 48;

/// The stage before reading.
#[component]
pub(super) fn Consent(
    /// What the signer sees.
    view: SigningView,
    /// Whether the signer came here by what they did.
    arrived: bool,
    /// Told when something was chosen, or refused because the state is another one by now.
    on_done: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    let give = Sending::to::<GiveConsent>();
    let error = give.error();
    Effect::new(move || {
        if let Some(Ok(()) | Err(domain::Error::Conflict(_) | domain::Error::LinkNotValid)) = give.answer() {
            on_done.run(());
        }
    });
    let text = view.consent.clone();
    let heading = view.clone();
    view! {
        <Page
            title=texts::signing::consent_title(lang)
            narrow=true
            header=move || view! { <Intro view=heading.clone() arrived=arrived /> }
        >
            <section class="sign-consent" aria-labelledby="sign-consent-title">
                <h2 id="sign-consent-title">{texts::signing::consent_title(lang)}</h2>
                <div>{paragraphs(text.paragraphs)}</div>
                <p class="sign-note">{texts::signing::consent_version(lang, &text.version)}</p>
            </section>
            <Form sending=give>
                <ErrorSummary error=error labels=Vec::new() />
                <input type="hidden" name="sha256" value=text.sha256 />
                <div class="sign-actions">
                    <Button submit=true pending=give.pending()>
                        {texts::signing::agree(lang)}
                    </Button>
                </div>
                <p class="sign-note">{texts::signing::agree_next(lang)}</p>
            </Form>
            <WaysOut firm=view.firm_name signer=view.signer_name on_done=on_done />
        </Page>
    }
}

/// The paragraphs; all but the first and the last begin with a short sentence that says what they are about.
fn paragraphs(texts: Vec<String>) -> impl IntoView {
    let last = texts.len().saturating_sub(1);
    let set = |(index, text): (usize, String)| {
        let (heading, rest) = if index == 0 || index == last {
            (None, text.as_str())
        } else {
            split(&text)
        };
        view! { <p>{heading.map(|heading| view! { <strong>{heading.to_owned()}</strong> })} {rest.to_owned()}</p> }
    };
    texts.into_iter().enumerate().map(set).collect_view()
}

/// The short first sentence, if there is one, and the rest.
fn split(text: &str) -> (Option<&str>, &str) {
    match text.find(". ") {
        Some(end) if end <= HEADING => (Some(&text[..=end]), &text[end + 1..]),
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::split;

    #[test]
    fn nothing_of_the_text_is_lost_when_it_is_set() {
        for lang in Language::ALL {
            let paragraphs = domain::consent::paragraphs(lang, "Despacho Solano & Asociados, S.A.");
            // The first and the last have no heading; in the first a firm's "S.A." would pass for one.
            let inner = &paragraphs[1..paragraphs.len() - 1];
            for paragraph in inner {
                let (heading, rest) = split(paragraph);
                assert!(
                    heading.is_some_and(|heading| !heading.contains("Solano")),
                    "{paragraph}"
                );
                assert_eq!(&format!("{}{rest}", heading.unwrap_or_default()), paragraph);
            }
        }
    }
}
