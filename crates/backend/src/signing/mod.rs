//! Signing: the firm sends an envelope, a signer opens its link, reads, consents and signs.

mod ask_again;
mod decline;
mod finish;
mod hand_over;
mod link;
mod list;
mod mark;
mod open_link;
mod page;
mod reading;
mod request;
mod view;
mod void;

pub use ask_again::ask_new_link;
pub use decline::decline;
pub use finish::sign;
pub use hand_over::{hand_over, mail_link};
pub use open_link::{Visit, open_link};
pub use page::page;
pub use reading::{copy, give_consent, original, page_text, pages_shown, picture, save_draft};
pub use request::request;
pub use view::view;
pub use void::void;

pub(crate) use decline::turn_down;
pub(crate) use finish::finish;
pub(crate) use hand_over::link_url;
pub(crate) use link::{NewSigner, add_signer, open_token};
pub(crate) use list::list;
pub(crate) use open_link::begin_visit;
pub(crate) use reading::consent;
pub(crate) use view::consent_text;
pub(crate) use void::take_back;

use domain::ids::{FirmId, SignerId};
use domain::signing::EnvelopeState;
use vault::{Binding, Token};

/// After the link has expired, whoever is reading may still finish for so long.
pub(crate) const GRACE_MINUTES: i32 = 60;

/// Where a link's token belongs.
fn token_binding(firm: FirmId, signer: SignerId) -> Binding<'static> {
    Binding {
        purpose: "signers.token",
        firm: firm.0,
        row: signer.0,
        version: 1,
    }
}

/// Where a signature belongs.
pub(crate) fn mark_binding(firm: FirmId, signer: SignerId) -> Binding<'static> {
    Binding {
        purpose: "signers.mark",
        firm: firm.0,
        row: signer.0,
        version: 1,
    }
}

/// Where a half-made signature belongs.
pub(crate) fn draft_binding(firm: FirmId, signer: SignerId) -> Binding<'static> {
    Binding {
        purpose: "signers.draft",
        firm: firm.0,
        row: signer.0,
        version: 1,
    }
}

/// The state that people see: time may be over before the row says so.
pub(crate) fn seen_state(name: &str, time_is_over: bool) -> EnvelopeState {
    match EnvelopeState::from_name(name) {
        Some(EnvelopeState::Sent) if time_is_over => EnvelopeState::Expired,
        Some(state) => state,
        None => EnvelopeState::Voided,
    }
}

/// A token as typed: by itself, or the whole link, of which people paste what they have.
fn pasted(text: &str) -> Option<Token> {
    Token::parse(text.rsplit('#').next().unwrap_or_default().trim())
}
