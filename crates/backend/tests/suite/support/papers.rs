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
    assemble(&objects)
}

/// A file of these objects, numbered from 1; the first is the catalog.
fn assemble(objects: &[String]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let at = file.len();
    let size = objects.len() + 1;
    file.extend(
        format!("xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n")
            .into_bytes(),
    );
    file
}

/// So many empty pages.
pub(crate) fn blank_pages(pages: usize) -> Vec<u8> {
    let kids: String = (0..pages).fold(String::new(), |mut kids, page| {
        write!(kids, "{} 0 R ", page + 3).unwrap();
        kids
    });
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {pages} /Kids [{kids}] >>"),
    ];
    objects.resize(
        pages + 2,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>".to_owned(),
    );
    assemble(&objects)
}

/// Readable by everybody, but protected against changes with a password.
pub(crate) fn protected() -> Vec<u8> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../paper/tests/fixtures/encrypted-owner-password.pdf"
    );
    std::fs::read(path).unwrap()
}

/// With somebody's digital signature in it.
pub(crate) fn signed_before() -> Vec<u8> {
    assemble(&[
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [4 0 R] >> >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [4 0 R] >>".to_owned(),
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Firma) /Rect [0 0 0 0] /V 5 0 R >>".to_owned(),
        "<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 100 200 300] /Contents <3080> >>".to_owned(),
    ])
}

/// With a table that points nowhere, which readers repair for themselves.
pub(crate) fn unsound() -> Vec<u8> {
    let sound = String::from_utf8(small_document("Un archivo dañado")).unwrap();
    let (before, _) = sound.split_once("startxref").unwrap();
    format!("{before}startxref\n17\n%%EOF\n").into_bytes()
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
