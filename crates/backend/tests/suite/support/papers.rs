//! Files to upload: a real one that this project did not make, and small ones made here.

use std::fmt::Write as _;
use std::path::PathBuf;

use paper::PaperShop;

/// The Filesystem Hierarchy Standard 3.0: 50 pages.
pub(crate) fn real_document() -> Vec<u8> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../end2end/fixtures/filesystem-hierarchy-standard-3.0.pdf"
    );
    std::fs::read(path).unwrap()
}

/// A sound PDF of one page with a line of text.
pub(crate) fn small_document(line: &str) -> Vec<u8> {
    document(line, 1)
}

/// The same, of exactly so many bytes (ten million at least): most of them a stream that no page shows.
pub(crate) fn large_document(line: &str, size: usize) -> Vec<u8> {
    let begin = 10_000_000;
    let file = document(line, begin + size - document(line, begin).len());
    assert_eq!(file.len(), size);
    file
}

fn document(line: &str, unseen: usize) -> Vec<u8> {
    let content = format!("BT /F 24 Tf 72 720 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [5 0 R] >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {unseen} >>\nstream\n{}\nendstream", "x".repeat(unseen)),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let at = file.len();
    file.extend(format!("xref\n0 7\n{table}trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").into_bytes());
    file
}

/// A shop with the real worker, which the workspace's build puts beside the tests.
pub(crate) fn shop() -> PaperShop {
    PaperShop::new(worker(), "paper-worker")
}

fn worker() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let worker = tests
        .parent()
        .and_then(|folder| folder.parent())
        .unwrap()
        .join("paper-worker");
    assert!(
        worker.exists(),
        "{} is missing: build the workspace's bins first, as .make/test-rust.sh does",
        worker.display()
    );
    worker
}

/// A picture as a browser asks for it the first time.
pub(crate) fn asked(page: u32, width: u32) -> backend::documents::PictureAsked<'static> {
    backend::documents::PictureAsked {
        page,
        width,
        held: None,
    }
}
