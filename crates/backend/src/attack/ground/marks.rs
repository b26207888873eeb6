//! Words that stand nowhere but in what is Ana's, made anew for each run.

use vault::random;

/// What would give a leak away.
#[derive(Clone, Debug)]
pub struct Marks {
    /// The case's title.
    pub title: String,
    /// What the case is about.
    pub summary: String,
    /// The client's name.
    pub client: String,
    /// The client's mailbox, at `proving.invalid`.
    pub mailbox: String,
    /// The document's name.
    pub file: String,
    /// On the document's page.
    pub page: String,
    /// A word to the signer.
    pub message: String,
    /// Names of the firm and of its people, and their addresses. Those stay from run to run.
    pub of_the_firm: Vec<String>,
}

impl Marks {
    pub(super) fn invent(of_the_firm: Vec<String>) -> Self {
        Self {
            title: word(),
            summary: word(),
            client: word(),
            mailbox: word(),
            file: word(),
            page: word(),
            message: word(),
            of_the_firm,
        }
    }

    /// Those of the case.
    pub fn of_the_case(&self) -> impl Iterator<Item = &str> {
        [
            &self.title,
            &self.summary,
            &self.client,
            &self.mailbox,
            &self.file,
            &self.page,
            &self.message,
        ]
        .into_iter()
        .map(String::as_str)
    }
}

/// Eighteen letters that no text holds by chance.
pub(super) fn word() -> String {
    let letters = random::bytes::<18>().map(|byte| char::from(b'a' + byte % 26));
    let (first, rest) = letters.split_at(1);
    first
        .iter()
        .map(char::to_ascii_uppercase)
        .chain(rest.iter().copied())
        .collect()
}
