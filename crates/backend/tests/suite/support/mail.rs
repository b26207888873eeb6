//! Mails as they lie in the outbox.

use std::collections::BTreeSet;

use super::World;

impl World {
    /// Every mail so far, each with the breaks of quoted-printable taken out (RFC 2045, section 6.7).
    pub(crate) fn mails(&self) -> Vec<String> {
        self.folder
            .files()
            .into_iter()
            .filter(|file| file.to_string_lossy().contains("outbox"))
            .map(|file| std::fs::read_to_string(file).unwrap().replace("=\r\n", ""))
            .collect()
    }

    /// Removes the mails that hold a text, as somebody does who has read them.
    pub(crate) fn throw_away(&self, text: &str) {
        for file in self.folder.files() {
            let mail = std::fs::read_to_string(&file).unwrap_or_default();
            if file.to_string_lossy().contains("outbox") && mail.replace("=\r\n", "").contains(text) {
                std::fs::remove_file(file).unwrap();
            }
        }
    }

    /// The secrets of all links to a page that were mailed to an address.
    pub(crate) fn mailed_links(&self, to: &str, page: &str) -> BTreeSet<String> {
        let start = format!("https://matterlock.example/{page}#");
        self.mails()
            .iter()
            .filter(|mail| mail.contains(to))
            .filter_map(|mail| Some(mail.split_once(&start)?.1.chars().take(43).collect()))
            .collect()
    }
}
