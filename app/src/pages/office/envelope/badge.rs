//! The state of an envelope in a list: icon, word, colour, and whom it waits for.

use domain::Language;
use domain::signing::{EnvelopeState, EnvelopeSummary, SignerState};
use leptos::prelude::*;

use crate::components::{Badge, Icon, Tone};
use crate::{texts::office as t, use_language};

/// Icon, word and colour.
#[component]
pub(in crate::pages::office) fn EnvelopeBadge(state: EnvelopeState) -> impl IntoView {
    let (tone, icon) = match state {
        EnvelopeState::Sent => (Tone::Amber, Icon::Clock),
        EnvelopeState::Signed => (Tone::Accent, Icon::Sign),
        EnvelopeState::Completed => (Tone::Green, Icon::Seal),
        EnvelopeState::Declined => (Tone::Red, Icon::Close),
        EnvelopeState::Voided => (Tone::Neutral, Icon::Undo),
        EnvelopeState::Expired => (Tone::Red, Icon::Clock),
    };
    view! { <Badge tone=tone icon=icon>{t::envelope_state(use_language(), state)}</Badge> }
}

/// Whom it waits for, or what they did; the time of sending follows.
pub(in crate::pages::office) fn who_waits(lang: Language, envelope: &EnvelopeSummary) -> String {
    let name = &envelope.signer_name;
    match (envelope.state, envelope.signer_state) {
        (EnvelopeState::Sent, SignerState::Consented) => t::consented_by(lang, name),
        (EnvelopeState::Sent, SignerState::Opened) => t::opened_by(lang, name),
        (EnvelopeState::Sent, _) => t::waiting_for(lang, name),
        (EnvelopeState::Signed | EnvelopeState::Completed, _) => t::signed_by(lang, name),
        (EnvelopeState::Declined, _) => t::declined_by(lang, name),
        (EnvelopeState::Voided, _) => t::taken_back_from(lang, name),
        (EnvelopeState::Expired, _) => t::expired_for(lang, name),
    }
}
