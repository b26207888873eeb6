//! Documents.

use domain::Language::{self, En, Es};

use super::parts::count;
use crate::texts::{common, texts};

texts! {
    read(file_name: &str) { en: "Opened {file_name}", es: "Consultó {file_name}" }
    downloaded(file_name: &str) { en: "Downloaded {file_name}", es: "Descargó {file_name}" }
}

pub(super) fn uploaded(lang: Language, file_name: &str, size: u64, pages: u32) -> String {
    let size = common::bytes(lang, size);
    match lang {
        En => format!("Uploaded {file_name} ({}, {size})", count(pages, "page", "pages")),
        Es => format!("Subió {file_name} ({}, {size})", count(pages, "página", "páginas")),
    }
}
