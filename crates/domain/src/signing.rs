//! Signing: envelopes, signers, fields and the states that they go through.

use serde::{Deserialize, Serialize};

use crate::documents::PageSize;
use crate::ids::{CaseId, DocumentId, EnvelopeId, FieldId, PartyId, SignerId};
use crate::{Language, Problem, Timestamp, letters};

/// Where an envelope is on its way. `Sent → Signed → Completed`, or an end of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvelopeState {
    /// Waits for the signer.
    Sent,
    /// The signature is in; the signed copy is being made.
    Signed,
    /// The signed copy is in the case.
    Completed,
    /// The signer declined.
    Declined,
    /// The firm took it back.
    Voided,
    /// Time ran out.
    Expired,
}

impl EnvelopeState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Sent,
        Self::Signed,
        Self::Completed,
        Self::Declined,
        Self::Voided,
        Self::Expired,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Signed => "signed",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Voided => "voided",
            Self::Expired => "expired",
        }
    }

    /// Reads what [`EnvelopeState::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the signer can still act.
    pub const fn open(self) -> bool {
        matches!(self, Self::Sent)
    }
}

/// How far the signer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignerState {
    /// The link exists; nobody has opened it.
    Invited,
    /// A person opened it.
    Opened,
    /// Consent to electronic records was given.
    Consented,
    /// Signed.
    Signed,
    /// Declined, with or without a reason, or "this is not me".
    Declined,
}

impl SignerState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Invited,
        Self::Opened,
        Self::Consented,
        Self::Signed,
        Self::Declined,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Opened => "opened",
            Self::Consented => "consented",
            Self::Signed => "signed",
            Self::Declined => "declined",
        }
    }

    /// Reads what [`SignerState::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Where on a page a field is: fractions of the page as shown, from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// The page, from 1.
    pub page: u32,
    /// Left edge, 0 to 1.
    pub x: f32,
    /// Top edge, 0 to 1.
    pub y: f32,
    /// Width, 0 to 1.
    pub width: f32,
    /// Height, 0 to 1.
    pub height: f32,
}

impl Area {
    /// The smallest width and height to sign in.
    pub const SMALLEST: (f32, f32) = (0.08, 0.015);

    /// Whether it lies wholly on a page of a document with so many, and is large enough.
    pub fn fits(&self, pages: u32) -> bool {
        let within = |start: f32, length: f32| start >= 0.0 && length > 0.0 && start + length <= 1.0001;
        (1..=pages).contains(&self.page)
            && within(self.x, self.width)
            && within(self.y, self.height)
            && self.width >= Self::SMALLEST.0
            && self.height >= Self::SMALLEST.1
    }
}

/// A signature as made: strokes, or a typed name. Equal in worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Strokes of points, each a fraction of the box from its top left corner. Vectors, so that turning the phone loses nothing.
    Drawn(Vec<Vec<(f32, f32)>>),
    /// The typed name.
    Typed(String),
}

impl Mark {
    /// The most points of all strokes together.
    pub const MOST_POINTS: usize = 20_000;
    /// The longest typed name, in characters.
    pub const LONGEST_NAME: usize = 80;

    /// What keeps it from being a signature: there is nothing to see, it is out of bounds, or the signed copy could not show it. A typed
    /// name is to be composed (NFC) before.
    pub fn problem(&self) -> Option<Problem> {
        let shows = match self {
            Self::Drawn(strokes) => {
                let points = strokes.iter().map(Vec::len).sum::<usize>();
                (2..=Self::MOST_POINTS).contains(&points)
                    && strokes
                        .iter()
                        .flatten()
                        .all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y))
            }
            Self::Typed(name) => {
                name.chars().any(char::is_alphabetic)
                    && name.chars().count() <= Self::LONGEST_NAME
                    && !name.chars().any(char::is_control)
            }
        };
        match self {
            _ if !shows => Some(Problem::EmptySignature),
            Self::Typed(name) if !name.chars().all(letters::can_be_set) => Some(Problem::NoSuchLetters),
            _ => None,
        }
    }

    /// Whether it can be signed with.
    pub fn is_acceptable(&self) -> bool {
        self.problem().is_none()
    }

    /// `drawn` or `typed`, for the log and the certificate.
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Drawn(_) => "drawn",
            Self::Typed(_) => "typed",
        }
    }
}

/// How a link reached, or was given to reach, its signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Mailed by the product.
    Mail,
    /// Copied by somebody of the firm.
    Copied,
    /// Shown as a QR code by somebody of the firm.
    Qr,
}

impl Channel {
    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Copied => "copied",
            Self::Qr => "qr",
        }
    }
}

/// What an attorney fills in to ask for a signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignatureRequest {
    /// The document.
    pub document: DocumentId,
    /// Who signs; the party needs a name and a mail address.
    pub party: PartyId,
    /// Where.
    pub area: Area,
    /// The language of the signer's pages and mail.
    pub language: Language,
    /// A word to the signer.
    #[serde(default)]
    pub message: String,
    /// Days until the link expires.
    pub expires_in_days: u16,
    /// Whether to mail the link now; otherwise it is handed over by copy or QR.
    #[serde(default)]
    pub send_mail: bool,
}

/// A line in a case's list of envelopes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvelopeSummary {
    /// The envelope.
    pub id: EnvelopeId,
    /// The document that is to be signed.
    pub document: DocumentId,
    /// Its file name.
    pub document_name: String,
    /// Where the envelope is on its way.
    pub state: EnvelopeState,
    /// The signer.
    pub signer: SignerId,
    /// The signer's name.
    pub signer_name: String,
    /// How far the signer is.
    pub signer_state: SignerState,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// The signed copy.
    pub signed_document: Option<DocumentId>,
}

/// An envelope with all that its page shows to the firm. Never the link's secret: that is handed over on request and logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvelopePage {
    /// The case.
    pub case: CaseId,
    /// The case's name.
    pub case_title: String,
    /// The line of the list.
    pub summary: EnvelopeSummary,
    /// The signer's mail address.
    pub signer_email: String,
    /// The language of the signer's pages.
    pub language: Language,
    /// The word to the signer.
    pub message: String,
    /// Where to sign.
    pub area: Area,
    /// SHA-256 of the document as sent, in hex.
    pub document_sha256: String,
    /// Whether the link opens: for those who are reading when its time is over, the request stays open a little longer.
    pub link_works: bool,
    /// Why it was declined or voided, if it was and a reason was given.
    pub reason: String,
    /// When a person first opened the link.
    pub opened_at: Option<Timestamp>,
    /// When consent was given.
    pub consented_at: Option<Timestamp>,
    /// When it was signed.
    pub signed_at: Option<Timestamp>,
    /// Number of pages of the document.
    pub pages: u32,
    /// How many of them the signer's browser said it had shown; 0 where it ran no script.
    pub pages_shown: u32,
    /// The highest page that was shown; 0 for none.
    pub furthest_page: u32,
}

/// A link as handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedLink {
    /// The address with the secret in its fragment.
    pub url: String,
    /// The same as a QR code: an SVG of our own making.
    pub qr_svg: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// The text on electronic records that the signer is asked to consent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// The version of the text.
    pub version: String,
    /// SHA-256 of the text, in hex, as logged.
    pub sha256: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// All that the signer's page shows after the link was opened on this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningView {
    /// The firm that asks.
    pub firm_name: String,
    /// Who at the firm sent it.
    pub sender_name: String,
    /// The envelope, for the signer to quote.
    pub envelope: EnvelopeId,
    /// The signer's name as the firm wrote it.
    pub signer_name: String,
    /// The signer's mail address, masked.
    pub signer_email_masked: String,
    /// The document's file name.
    pub document_name: String,
    /// SHA-256 of the document, in hex.
    pub document_sha256: String,
    /// The size of every page.
    pub sizes: Vec<PageSize>,
    /// The word to the signer.
    pub message: String,
    /// The field to fill.
    pub field: FieldId,
    /// Where it is.
    pub area: Area,
    /// Where the envelope is on its way.
    pub state: EnvelopeState,
    /// How far the signer is.
    pub signer_state: SignerState,
    /// The language chosen by the firm.
    pub language: Language,
    /// The text to consent to, in the reader's language.
    pub consent: ConsentText,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// When it was signed.
    pub signed_at: Option<Timestamp>,
    /// The draft as last saved.
    pub draft: Option<Mark>,
    /// Whether the signed copy can be downloaded.
    pub copy_ready: bool,
}

/// The text of a page for those who don't see the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    /// The page, from 1.
    pub page: u32,
    /// Its text; empty for a scanned page.
    pub text: String,
}

/// Why a signer declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineKind {
    /// Doesn't want to sign.
    Declined,
    /// "This is not me."
    NotMe,
    /// Wants paper instead.
    PaperInstead,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_area_lies_on_the_page() {
        let area = Area {
            page: 3,
            x: 0.1,
            y: 0.8,
            width: 0.3,
            height: 0.06,
        };
        assert!(area.fits(3));
        assert!(!area.fits(2));
        assert!(!Area { page: 0, ..area }.fits(3));
        assert!(!Area { x: 0.8, ..area }.fits(3));
        assert!(
            !Area {
                width: f32::NAN,
                ..area
            }
            .fits(3)
        );
        assert!(!Area { height: 0.001, ..area }.fits(3));
    }

    #[test]
    fn a_mark_shows_something() {
        assert!(!Mark::Drawn(vec![]).is_acceptable());
        assert!(!Mark::Drawn(vec![vec![(0.5, 0.5)]]).is_acceptable());
        assert!(Mark::Drawn(vec![vec![(0.5, 0.5), (0.6, 0.5)]]).is_acceptable());
        assert!(!Mark::Drawn(vec![vec![(0.5, f32::NAN), (0.6, 0.5)]]).is_acceptable());
        assert!(Mark::Typed("María José Ñuñez".to_owned()).is_acceptable());
        assert!(!Mark::Typed("   ".to_owned()).is_acceptable());
        assert!(!Mark::Typed("a\u{7}".to_owned()).is_acceptable());
        for name in ["李小龙", "محمد", "Lee 李"] {
            assert_eq!(
                Mark::Typed(name.to_owned()).problem(),
                Some(Problem::NoSuchLetters),
                "{name}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_fits_is_within_the_page(x in -1.0f32..2.0, y in -1.0f32..2.0, width in -1.0f32..2.0, height in -1.0f32..2.0) {
            let area = Area { page: 1, x, y, width, height };
            if area.fits(1) {
                prop_assert!(x >= 0.0 && y >= 0.0 && x + width <= 1.001 && y + height <= 1.001);
            }
        }
    }
}
