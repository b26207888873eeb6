//! Pages, sizes, text and images of real files.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod common;

use common::{pdf, real_document, rehearsed, shop};
use paper::PaperError;

#[tokio::test]
async fn a_real_document_is_read_whole() {
    let file = real_document();
    let inspection = shop().inspect(&file).await.unwrap();
    assert_eq!(inspection.pages.len(), 50);
    assert_eq!(rehearsed(&file).await, None);
    assert_eq!(inspection.sha256, common::sha256(&file));
    assert!(
        inspection
            .pages
            .iter()
            .all(|page| (page.width, page.height) == (612.0, 792.0))
    );
    let first = &inspection.pages[0].text;
    assert_eq!(
        first,
        "Filesystem Hierarchy Standard\nLSB Workgroup, The Linux Foundation"
    );
    assert!(
        inspection
            .pages
            .iter()
            .any(|page| page.text.contains("The /usr hierarchy") || page.text.contains("/usr/share"))
    );
    assert!(inspection.pages.iter().filter(|page| page.text.len() > 100).count() > 40);
}

#[tokio::test]
async fn sizes_are_those_of_the_page_as_displayed() {
    let file = pdf(
        &[
            "/MediaBox [0 0 400 200]",
            "/MediaBox [0 0 400 200] /Rotate 90",
            "/MediaBox [0 0 400 200] /CropBox [50 20 350 180]",
            "/MediaBox [-100 -50 300 150] /CropBox [-90 -40 210 110] /Rotate 270",
        ],
        "BT /F 20 Tf 100 100 Td (Ma\\361ana) Tj ET",
    );
    let inspection = shop().inspect(&file).await.unwrap();
    let sizes: Vec<_> = inspection.pages.iter().map(|page| (page.width, page.height)).collect();
    assert_eq!(sizes, [(400.0, 200.0), (200.0, 400.0), (300.0, 160.0), (150.0, 300.0)]);
    assert_eq!(rehearsed(&file).await, None);
}

#[tokio::test]
async fn words_and_lines_are_told_apart() {
    let content = "BT /F 12 Tf 50 150 Td (Primera l) Tj (inea) Tj 0 -20 Td [(Segunda) -600 (l) 10 (inea)] TJ ET";
    let inspection = shop()
        .inspect(&pdf(&["/MediaBox [0 0 400 200]"], content))
        .await
        .unwrap();
    assert_eq!(inspection.pages[0].text, "Primera linea\nSegunda linea");
}

#[tokio::test]
async fn a_page_is_drawn_at_the_width_asked_for() {
    let image = shop().render_page(&real_document(), 1, 900).await.unwrap();
    assert_eq!((image.width, image.height), (900, 1165));
    let pixels = common::decode(&image.png);
    assert_eq!(pixels.at(0.01, 0.01), [255, 255, 255]);
    let dark = pixels.share_darker_than(100, (0.0, 0.0, 1.0, 1.0));
    assert!(dark > 0.005, "almost nothing is drawn: {dark}");
}

#[tokio::test]
async fn images_stay_within_their_limits() {
    let file = pdf(&["/MediaBox [0 0 10 14000]", "/MediaBox [0 0 14000 10]"], "");
    let tall = shop().render_page(&file, 1, 99_999).await.unwrap();
    assert!(tall.height <= 6000 && tall.width >= 1, "{}x{}", tall.width, tall.height);
    let wide = shop().render_page(&file, 2, 99_999).await.unwrap();
    assert_eq!(wide.width, 2400);
}

#[tokio::test]
async fn pages_count_from_one() {
    let file = pdf(&["/MediaBox [0 0 100 100]"], "");
    for page in [0, 2, u32::MAX] {
        let outcome = shop().render_page(&file, page, 100).await;
        assert!(matches!(outcome, Err(PaperError::NoSuchPage)), "{page}");
    }
}
