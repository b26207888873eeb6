//! The letter about somebody who asks for or has access to a case: who and when, the reason in their own words, and what can be done about it.

use domain::Language;

use super::Letter;
use super::sheet::{Part, sheet};

/// Its parts, in the reader's language.
pub(super) struct LetIn {
    pub(super) language: Language,
    pub(super) firm: String,
    pub(super) name: String,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) what: String,
    pub(super) facts: Vec<(&'static str, String)>,
    /// What leads to the reason.
    pub(super) said: &'static str,
    /// As it was typed.
    pub(super) reason: String,
    pub(super) what_to_do: &'static str,
    /// What the button says, and where it leads.
    pub(super) button: (&'static str, String),
}

impl LetIn {
    /// Writes the mail.
    pub(super) fn write(self) -> Letter {
        let (hello, foot) = match self.language {
            Language::En => (
                format!("Dear {},", self.name),
                format!(
                    "Matterlock writes this for {} and asks for no answer. It never asks for a password or a code by mail.",
                    self.firm
                ),
            ),
            Language::Es => (
                format!("Estimado(a) {}:", self.name),
                format!(
                    "Matterlock escribe este correo en nombre de {}; no hace falta contestarlo. Nunca pedimos contraseñas ni códigos por correo.",
                    self.firm
                ),
            ),
        };
        let (button, leads_to) = self.button;
        let parts = [
            Part::Words(hello),
            Part::Words(self.what),
            Part::Facts(self.facts),
            Part::Words(self.said.to_owned()),
            Part::Quote(self.reason),
            Part::Words(self.what_to_do.to_owned()),
            Part::Button(button, leads_to),
            Part::Fine(foot),
        ];
        let (text, html) = sheet(self.language, &parts);
        Letter {
            to_name: self.name,
            to_address: self.to,
            subject: self.subject,
            text,
            html,
            attached: None,
        }
    }
}
