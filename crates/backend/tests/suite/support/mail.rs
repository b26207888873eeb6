//! Mails as they lie in the outbox, and the links in them.

use std::collections::BTreeSet;

use super::World;

/// A mail with the breaks of quoted-printable taken out (RFC 2045, section 6.7).
fn unbroken(mail: &str) -> String {
    mail.replace("=\r\n", "")
}

/// The secret of the link to a page in a mail.
pub(crate) fn link_in(mail: &str, page: &str) -> Option<String> {
    let start = format!("https://matterlock.example/{page}#");
    Some(unbroken(mail).split_once(&start)?.1.chars().take(43).collect())
}

impl World {
    /// Every mail so far, unbroken.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.folder
            .files()
            .into_iter()
            .filter(|file| file.to_string_lossy().contains("outbox"))
            .map(|file| unbroken(&std::fs::read_to_string(file).unwrap()))
            .collect()
    }

    /// Removes the mails that hold a text, as somebody does who has read them.
    pub(crate) fn throw_away(&self, text: &str) {
        for file in self.folder.files() {
            let mail = std::fs::read_to_string(&file).unwrap_or_default();
            if file.to_string_lossy().contains("outbox") && unbroken(&mail).contains(text) {
                std::fs::remove_file(file).unwrap();
            }
        }
    }

    /// The secrets of all links to a page that were mailed to an address.
    pub(crate) fn mailed_links(&self, to: &str, page: &str) -> BTreeSet<String> {
        self.mails()
            .iter()
            .filter(|mail| mail.contains(to))
            .filter_map(|mail| link_in(mail, page))
            .collect()
    }
}
