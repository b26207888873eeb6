//! Rules for what people type. The browser asks them early, the server always.

use crate::{Error, FieldError, Problem};

/// The longest mail address (RFC 5321, section 4.5.3.1.3, less the angle brackets).
pub const EMAIL_MAX: u32 = 254;
/// The longest name of a person, firm or case, in characters.
pub const NAME_MAX: u32 = 160;
/// The longest reason for anything, in characters.
pub const REASON_MAX: u32 = 500;
/// The shortest reason where one must be given, in characters.
pub const REASON_MIN: u32 = 10;
/// The longest number of a case that is looked up, in characters.
pub const CASE_NUMBER_MAX: u32 = 40;
/// The longest free text, in characters.
pub const TEXT_MAX: u32 = 4000;
/// The fewest characters of a password (NIST SP 800-63B-4, section 3.1.1.2, asks for 8 beside a second factor).
pub const PASSWORD_MIN: u32 = 12;
/// The largest document, in bytes: 15 MB as people count them.
pub const DOCUMENT_MAX_BYTES: u64 = 15_000_000;
/// The most pages of a document.
pub const DOCUMENT_MAX_PAGES: u32 = 2000;
/// Days after which a signature link may expire, least and most.
pub const EXPIRY_DAYS: core::ops::RangeInclusive<u16> = 1..=90;

/// Collects every problem of a form, so that people see them all at once.
#[derive(Debug, Default)]
pub struct Form {
    problems: Vec<FieldError>,
}

impl Form {
    /// Starts without problems.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a problem.
    pub fn note(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldError {
            field: field.to_owned(),
            problem,
        });
    }

    /// One line of text that must be there, trimmed.
    pub fn line(&mut self, field: &str, text: &str, max: u32) -> String {
        let text = self.optional_line(field, text, max);
        if text.is_empty() && !self.problems.iter().any(|p| p.field == field) {
            self.note(field, Problem::Required);
        }
        text
    }

    /// One line of text that may be empty, trimmed.
    pub fn optional_line(&mut self, field: &str, text: &str, max: u32) -> String {
        self.checked(field, text, max, char::is_control)
    }

    /// Several lines of text that may be empty, trimmed.
    pub fn text(&mut self, field: &str, text: &str, max: u32) -> String {
        self.checked(field, text, max, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    }

    /// A reason that must be given: several lines, trimmed, of [`REASON_MIN`] characters at least.
    pub fn reason(&mut self, field: &str, text: &str) -> String {
        let text = self.text(field, text, REASON_MAX);
        if text.is_empty() {
            self.note(field, Problem::Required);
        } else if u32::try_from(text.chars().count()).is_ok_and(|count| count < REASON_MIN) {
            self.note(field, Problem::TooShort { min: REASON_MIN });
        }
        text
    }

    fn checked(&mut self, field: &str, text: &str, max: u32, refused: impl Fn(char) -> bool) -> String {
        let text = composed(text.trim());
        if u32::try_from(text.chars().count()).is_ok_and(|count| count > max) {
            self.note(field, Problem::TooLong { max });
        } else if text.chars().any(refused) {
            self.note(field, Problem::NotPlainText);
        }
        text
    }

    /// A mail address that must be there, with its domain in lower case.
    pub fn email(&mut self, field: &str, text: &str) -> String {
        let text = self.line(field, text, EMAIL_MAX);
        if text.is_empty() || self.problems.iter().any(|p| p.field == field) {
            return text;
        }
        if let Some(address) = email(&text) {
            address
        } else {
            self.note(field, Problem::NotAnEmail);
            text
        }
    }

    /// Done: all problems, or none.
    pub fn finish(self) -> Result<(), Error> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.problems))
        }
    }
}

/// In Unicode's composed form (NFC, UAX #15), so that a name that was pasted from another system is found by who types it.
pub fn composed(text: &str) -> String {
    // A browser's early look needs no tables for it: the server composes whatever comes.
    #[cfg(not(target_arch = "wasm32"))]
    {
        use unicode_normalization::UnicodeNormalization as _;
        text.nfc().collect()
    }
    #[cfg(target_arch = "wasm32")]
    {
        text.to_owned()
    }
}

/// A mail address in the form that is stored: local part as typed, domain in lower case.
///
/// Narrower than RFC 5321 (no quoted local parts, no address literals), as the `email` field of HTML is.
pub fn email(text: &str) -> Option<String> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let domain_ok = domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    (local_ok && domain_ok).then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// `m•••••@example.org`: an address that its owner recognises and others don't learn.
pub fn masked_email(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return "•••".to_owned();
    };
    let first: String = local.chars().take(1).collect();
    format!("{first}•••••@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_people_have() {
        for good in ["ana@example.org", "a.b+c@sub.example.co.cr", "josé@correo.cr"] {
            assert!(email(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "ana",
            "@x.y",
            "a@b",
            "a b@c.d",
            "a@c..d",
            ".a@c.d",
            "a@-c.d",
            "a@c.d\r\nBcc: x@y.z",
        ] {
            assert!(email(bad).is_none(), "{bad}");
        }
        assert_eq!(email(" Ana@Example.ORG ").as_deref(), Some("Ana@example.org"));
    }

    #[test]
    fn all_problems_at_once() {
        let mut form = Form::new();
        form.line("name", "  ", 10);
        form.email("email", "nobody");
        form.line("title", "line\nbreak", 20);
        let Err(Error::Invalid(problems)) = form.finish() else {
            panic!("must refuse")
        };
        assert_eq!(problems.len(), 3);
    }

    #[test]
    fn a_reason_is_more_than_a_word() {
        for (typed, problem) in [
            ("  ", Some(Problem::Required)),
            ("urgente", Some(Problem::TooShort { min: REASON_MIN })),
            (" a\n b      ", Some(Problem::TooShort { min: REASON_MIN })),
            ("peti\u{0}cion del juzgado", Some(Problem::NotPlainText)),
            ("n\u{303}".repeat(10).as_str(), None),
            ("el plazo\nvence hoy", None),
            ("x".repeat(501).as_str(), Some(Problem::TooLong { max: REASON_MAX })),
        ] {
            let mut form = Form::new();
            form.reason("reason", typed);
            let said = form.finish().err().and_then(|error| error.problem_of("reason"));
            assert_eq!(said, problem, "{typed:?}");
        }
    }

    #[test]
    fn what_was_pasted_decomposed_is_kept_composed() {
        let mut form = Form::new();
        assert_eq!(form.line("name", "Pen\u{303}a Jose\u{301}", 20), "Peña José");
        assert_eq!(form.optional_line("name", "n\u{303}", 1), "ñ", "counted as it is kept");
    }

    proptest! {
        #[test]
        fn an_accepted_address_has_no_line_break_and_reads_the_same_again(text in "\\PC{0,40}@\\PC{0,40}") {
            if let Some(address) = email(&text) {
                prop_assert!(!address.contains(['\r', '\n', ' ', ',', '<', '>']));
                prop_assert_eq!(email(&address), Some(address.clone()));
            }
        }
    }
}
