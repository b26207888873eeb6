//! Files that break parsers get a precise answer.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod common;

use common::{fixture, pdf, shop};
use paper::{PaperError, StampObstacle};

const LETTER: &str = "/MediaBox [0 0 612 792]";

async fn refusal(file: &[u8]) -> PaperError {
    shop().inspect(file).await.expect_err("must be refused")
}

#[tokio::test]
async fn what_does_not_say_that_it_is_a_pdf_is_none() {
    assert!(matches!(refusal(b"").await, PaperError::NotAPdf));
    assert!(matches!(
        refusal(b"PK\x03\x04 a word document").await,
        PaperError::NotAPdf
    ));
    let mut late = vec![b' '; 2000];
    late.extend(pdf(&[LETTER], ""));
    assert!(matches!(refusal(&late).await, PaperError::NotAPdf));
}

#[tokio::test]
async fn a_header_alone_and_a_stump_are_damaged() {
    assert!(matches!(refusal(b"%PDF-1.7\n").await, PaperError::Damaged));
    let whole = common::real_document();
    assert!(matches!(refusal(&whole[..2000]).await, PaperError::Damaged));
}

#[tokio::test]
async fn too_large_a_file_never_reaches_a_child() {
    let large = vec![0; paper::types::MAX_FILE_BYTES + 1];
    assert!(matches!(refusal(&large).await, PaperError::TooLarge { .. }));
}

#[tokio::test]
async fn too_many_pages_are_refused_with_the_limit() {
    let many = pdf(&vec![LETTER; 2001], "");
    assert!(matches!(refusal(&many).await, PaperError::TooManyPages { max: 2000 }));
}

#[tokio::test]
async fn a_password_is_named_as_the_reason() {
    assert!(matches!(
        refusal(&fixture("encrypted-user-password.pdf")).await,
        PaperError::Encrypted
    ));
}

#[tokio::test]
async fn a_protected_file_can_be_read_but_says_that_it_cannot_be_signed() {
    let file = fixture("encrypted-owner-password.pdf");
    let inspection = shop().inspect(&file).await.unwrap();
    assert_eq!(inspection.stamp_obstacle, Some(StampObstacle::Encrypted));
    let job = common::job(&file, 1, Vec::new(), paper::Language::En);
    assert!(matches!(shop().stamp(&file, job).await, Err(PaperError::Encrypted)));
}

#[tokio::test]
async fn a_signed_file_says_so_instead_of_breaking_the_signature() {
    let file = pdf(
        &["/MediaBox [0 0 612 792] /V << /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>"],
        "",
    );
    assert_eq!(
        shop().inspect(&file).await.unwrap().stamp_obstacle,
        Some(StampObstacle::AlreadySigned)
    );
    let job = common::job(&file, 1, Vec::new(), paper::Language::En);
    assert!(matches!(shop().stamp(&file, job).await, Err(PaperError::AlreadySigned)));
}

#[tokio::test]
async fn deep_nesting_ends_in_an_answer() {
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")")] {
        let deep = format!("/Deep {}{} {LETTER}", open.repeat(600), close.repeat(600));
        let outcome = shop().inspect(&pdf(&[&deep], "")).await;
        assert!(
            matches!(outcome, Ok(_) | Err(PaperError::Damaged | PaperError::Crashed)),
            "{open}: {outcome:?}"
        );
    }
    let forms = "q ".repeat(100_000);
    assert!(shop().inspect(&pdf(&[LETTER], &forms)).await.is_ok());
}

#[tokio::test]
async fn a_giant_size_cannot_be_signed_and_breaks_nothing() {
    for size in ["4294967295", "99999999999", "-1", "8388608"] {
        let file = String::from_utf8_lossy(&pdf(&[LETTER], "")).replace("/Size 6", &format!("/Size {size}"));
        let inspection = shop().inspect(file.as_bytes()).await.unwrap();
        assert_eq!(inspection.stamp_obstacle, Some(StampObstacle::Damaged), "{size}");
    }
}

#[tokio::test]
async fn every_beginning_of_a_file_gets_an_answer() {
    let whole = pdf(&[LETTER, LETTER], "BT /F 20 Tf 50 50 Td (Hola) Tj ET");
    for length in (0..whole.len()).step_by(97) {
        let outcome = shop().inspect(&whole[..length]).await;
        assert!(
            matches!(outcome, Ok(_) | Err(PaperError::NotAPdf | PaperError::Damaged)),
            "{length}: {outcome:?}"
        );
    }
}
