//! The signed copy: the original untouched, marks where they belong, certificate and data behind it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod common;

use common::{decode, field, ink, job, pdf, real_document, shop, signature};
use lopdf::Document;
use paper::certificate::PageReach;
use paper::{Area, FieldContent, Language, PaperError, StampJob, StampedField};
use proptest::prelude::*;

const SIGNATURE: Area = Area {
    x: 0.55,
    y: 0.8,
    w: 0.33,
    h: 0.07,
};

async fn stamped(original: &[u8], job: StampJob) -> Vec<u8> {
    let file = shop().stamp(original, job).await.unwrap();
    assert!(file.starts_with(original));
    assert!(file.len() > original.len());
    file
}

#[tokio::test]
async fn a_real_document_is_signed_and_stays_readable() {
    let original = real_document();
    let fields = vec![
        signature(50, SIGNATURE, ink()),
        signature(
            1,
            SIGNATURE,
            FieldContent::Typed {
                text: "María José Núñez Peña".into(),
            },
        ),
        field(
            50,
            Area {
                x: 0.1,
                y: 0.82,
                w: 0.2,
                h: 0.03,
            },
            FieldContent::Date {
                text: "22/11/2026".into(),
            },
        ),
        field(
            2,
            Area {
                x: 0.1,
                y: 0.9,
                w: 0.03,
                h: 0.025,
            },
            FieldContent::Check,
        ),
    ];
    let file = stamped(&original, job(&original, 50, fields, Language::Es)).await;

    let before = shop().inspect(&original).await.unwrap();
    let after = shop().inspect(&file).await.unwrap();
    assert!(after.pages.len() >= 52, "{} pages", after.pages.len());
    assert_eq!(common::rehearsed(&file).await, None);
    assert!(after.pages[0].text.starts_with(&before.pages[0].text));
    assert!(after.pages[0].text.contains("María José Núñez Peña"));
    assert!(after.pages[0].text.contains("2026-11-22 14:03:05 UTC · 7F3A-91C2"));
    assert!(after.pages[49].text.contains("22/11/2026"));
    let certificate: String = after.pages[50..].iter().map(|page| page.text.as_str()).collect();
    for expected in [
        "Constancia de firma electrónica",
        "Bufete Soto, Ñurinda & Asociados",
        "adriana@soto.example",
    ] {
        assert!(certificate.contains(expected), "{expected} is not in {certificate}");
    }
    // Fingerprints are printed in groups; without spaces and line ends the whole one stands there.
    let dense: String = certificate.split_whitespace().collect();
    assert!(dense.contains(&common::sha256(&original)));
    // Untouched pages stay untouched.
    assert_eq!(before.pages[9..49], after.pages[9..49]);
}

#[tokio::test]
async fn the_certificate_is_embedded_as_data() {
    let original = pdf(&["/MediaBox [0 0 612 792]"], "");
    let job = job(&original, 1, vec![signature(1, SIGNATURE, ink())], Language::En);
    let expected = serde_json::to_value(&job.certificate).unwrap();
    let once = stamped(&original, job.clone()).await;
    let mut again = job;
    again.certificate.document.sha256 = common::sha256(&once);
    let twice = stamped(&once, again).await;

    for (file, count) in [(once, 1), (twice, 2)] {
        let file = Document::load_mem(&file).unwrap();
        let catalog = file.catalog().unwrap();
        assert_eq!(catalog.get(b"AF").unwrap().as_array().unwrap().len(), count);
        let names = catalog.get(b"Names").unwrap().as_dict().unwrap();
        let tree = names
            .get(b"EmbeddedFiles")
            .unwrap()
            .as_dict()
            .unwrap()
            .get(b"Names")
            .unwrap()
            .as_array()
            .unwrap();
        assert_eq!(tree.len(), 2 * count);
        let spec = file
            .get_dictionary(tree.last().unwrap().as_reference().unwrap())
            .unwrap();
        assert_eq!(spec.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Data");
        let embedded = file.get_dict_in_dict(spec, b"EF").unwrap().get(b"F").unwrap();
        let stream = file
            .get_object(embedded.as_reference().unwrap())
            .unwrap()
            .as_stream()
            .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&stream.decompressed_content().unwrap()).unwrap();
        assert_eq!(json["format"], "matterlock-certificate/1");
        if count == 1 {
            assert_eq!(json["certificate"], expected);
            assert!(json["fields"][0].get("strokes").is_none());
        }
    }
}

/// What is said of reading is no more than what was recorded.
#[tokio::test]
async fn the_pages_that_were_shown_are_counted() {
    let original = pdf(&["/MediaBox [0 0 612 792]"; 50], "");
    let reach = |shown, first, furthest| Some(PageReach { shown, first, furthest });
    for (language, reach, says) in [
        (
            Language::Es,
            reach(3, 1, 37),
            "Se mostraron 3 de 50 páginas; la primera, la 1; la más avanzada, la 37.",
        ),
        (
            Language::En,
            reach(3, 1, 37),
            "3 of 50 pages were shown; first 1, furthest 37.",
        ),
        (
            Language::En,
            reach(1, 37, 37),
            "1 of 50 pages was shown; first 37, furthest 37.",
        ),
        (
            Language::Es,
            None,
            "No hay registro: el navegador no informó ninguna página",
        ),
        (Language::En, None, "Not recorded: the browser reported no page"),
    ] {
        let mut job = job(&original, 50, vec![signature(37, SIGNATURE, ink())], language);
        job.certificate.signers[0].reach = reach;
        let pages = shop().inspect(&stamped(&original, job).await).await.unwrap().pages;
        let printed: Vec<&str> = pages[50..]
            .iter()
            .flat_map(|page| page.text.split_whitespace())
            .collect();
        assert!(printed.join(" ").contains(says), "«{says}» is not in {printed:?}");
    }
}

/// Whatever somebody is called, the signed copy says it, or says that it can't.
#[tokio::test]
async fn names_without_letters_stand_there_as_numbers() {
    let original = pdf(&["/MediaBox [0 0 612 792]"], "");
    for (language, name, printed, told) in [
        (
            Language::Es,
            "李小龙",
            "[U+674E U+5C0F U+9F99]",
            "en su lugar aparece, entre corchetes, su número Unicode",
        ),
        (
            Language::En,
            "Layla محمد",
            "Layla [U+0645 U+062D U+0645 U+062F]",
            "their Unicode numbers stand in their place, in brackets",
        ),
        (Language::En, "Jose\u{301} Ni\u{303}o", "José Niño", ""),
    ] {
        let mut job = job(&original, 1, vec![signature(1, SIGNATURE, ink())], language);
        job.fields[0].caption.as_mut().unwrap().name = name.to_owned();
        job.certificate.signers[0].name = name.to_owned();
        job.certificate.events[6].who = name.to_owned();
        let pages = shop().inspect(&stamped(&original, job).await).await.unwrap().pages;
        let page = |page: &str| page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page(&pages[0].text).contains(printed), "{}", pages[0].text);
        let certificate: String = pages[1..].iter().map(|sheet| page(&sheet.text) + " ").collect();
        assert!(certificate.matches(printed).count() >= 2, "{certificate}");
        assert!(certificate.contains(told), "{certificate}");
        assert_eq!(certificate.contains("Unicode"), !told.is_empty(), "{certificate}");
    }
}

/// Whatever the page's boxes and rotation are, a mark in the upper right of what is displayed appears there.
#[tokio::test]
async fn marks_stand_where_the_page_shows_them() {
    let area = Area {
        x: 0.6,
        y: 0.1,
        w: 0.3,
        h: 0.2,
    };
    // An unbalanced content that would carry a rotation and a scale into whatever follows.
    for content in [
        "",
        "q 0.5 0 0 0.5 30 30 cm q 0 1 -1 0 0 0 cm",
        "Q Q 2 0 0 2 0 0 cm",
        "0 -1 1 0 5 5 cm 0 0 10 10 re W n",
    ] {
        for boxes in [
            "/MediaBox [0 0 400 300]",
            "/MediaBox [-50 100 450 500] /CropBox [0 150 400 450]",
        ] {
            for rotate in [0, 90, 180, 270, -90] {
                let original = pdf(&[&format!("{boxes} /Rotate {rotate}")], content);
                let file = stamped(
                    &original,
                    job(&original, 1, vec![field(1, area, FieldContent::Check)], Language::Es),
                )
                .await;
                let image = decode(&shop().render_page(&file, 1, 400).await.unwrap().png);
                let inside = image.share_darker_than(90, (0.6, 0.1, 0.9, 0.3));
                let everywhere = image.share_darker_than(90, (0.0, 0.0, 1.0, 1.0));
                assert!(
                    inside > 0.02,
                    "{boxes} {rotate} {content}: nothing in the field ({inside})"
                );
                assert!(
                    (everywhere - inside * 0.06).abs() < 0.01,
                    "{boxes} {rotate} {content}: ink outside ({everywhere})"
                );
                // A check mark is upright: its long arm ends at the upper right.
                let upper_right = image.share_darker_than(90, (0.76, 0.1, 0.9, 0.19));
                let lower_right = image.share_darker_than(90, (0.8, 0.23, 0.9, 0.3));
                assert!(upper_right > lower_right, "{boxes} {rotate}: the mark is turned");
            }
        }
    }
}

#[tokio::test]
async fn nothing_that_people_wrote_is_markup() {
    let original = pdf(&["/MediaBox [0 0 612 792]"], "");
    let evil = "#panic(\"x\") $x$ *b* @ref <l> \\u{0} #read(\"/etc/passwd\") ```code``` = Title";
    let typed = FieldContent::Typed { text: evil.into() };
    let mut job = job(&original, 1, vec![signature(1, SIGNATURE, typed)], Language::En);
    job.certificate.firm = evil.into();
    job.certificate.document.title = evil.into();
    job.certificate.signers[0].device = evil.into();
    job.certificate.events[0].what = evil.into();
    let file = stamped(&original, job).await;
    let pages = shop().inspect(&file).await.unwrap().pages;
    let printed: String = pages.iter().map(|page| page.text.as_str()).collect();
    assert!(printed.contains("#panic(\"x\") $x$ *b* @ref <l>"), "{printed}");
}

#[tokio::test]
async fn long_certificates_flow_over_pages() {
    let original = pdf(&["/MediaBox [0 0 612 792]"], "");
    let mut job = job(&original, 1, vec![signature(1, SIGNATURE, ink())], Language::Es);
    job.certificate.signers[0].name = "Ana ".repeat(80);
    job.certificate.document.title = "Título ".repeat(60);
    job.certificate.document.file_name = "x".repeat(300);
    job.certificate.signers[0].consent.text = "Acepto. ".repeat(900);
    let event = job.certificate.events[0].clone();
    job.certificate.events = vec![event; 400];
    let pages = shop().inspect(&stamped(&original, job).await).await.unwrap().pages;
    assert!(pages.len() > 10, "{}", pages.len());
}

#[tokio::test]
async fn a_contradictory_job_is_refused() {
    let original = pdf(&["/MediaBox [0 0 612 792]"], "");
    let refused = |field: StampedField| {
        let job = job(&original, 1, vec![field], Language::Es);
        let original = original.clone();
        async move { shop().stamp(&original, job).await.expect_err("must be refused") }
    };
    assert!(matches!(
        refused(field(2, SIGNATURE, ink())).await,
        PaperError::NoSuchPage
    ));
    assert!(matches!(
        refused(field(0, SIGNATURE, ink())).await,
        PaperError::NoSuchPage
    ));
    for area in [
        Area {
            x: 0.9,
            y: 0.1,
            w: 0.3,
            h: 0.1,
        },
        Area {
            x: -0.1,
            y: 0.1,
            w: 0.3,
            h: 0.1,
        },
        Area {
            x: 0.1,
            y: 0.1,
            w: 0.0,
            h: 0.1,
        },
        Area {
            x: f32::NAN,
            y: 0.1,
            w: 0.3,
            h: 0.1,
        },
    ] {
        assert!(
            matches!(refused(field(1, area, ink())).await, PaperError::InvalidJob(_)),
            "{area:?}"
        );
    }
    let scribble = FieldContent::Ink {
        strokes: vec![vec![(0.1, f32::NAN)]],
    };
    assert!(matches!(
        refused(field(1, SIGNATURE, scribble)).await,
        PaperError::InvalidJob(_)
    ));
    let other = job(b"another file", 1, Vec::new(), Language::Es);
    assert!(matches!(
        shop().stamp(&original, other).await,
        Err(PaperError::InvalidJob(_))
    ));
}

#[tokio::test]
async fn inherited_attributes_reach_the_pages_but_not_the_certificate() {
    let original = pdf(&["", ""], "BT /F 12 Tf 50 150 Td (Hola) Tj ET");
    let inheriting = String::from_utf8(original).unwrap();
    // Same length, so that the table stays true.
    let original = inheriting
        .replacen("/Type /Page /Parent", "/Type/Page  /Parent", 2)
        .into_bytes();
    let mut document = Document::load_mem(&original).unwrap();
    let root = document
        .catalog()
        .unwrap()
        .get(b"Pages")
        .unwrap()
        .as_reference()
        .unwrap();
    let root = document.get_dictionary_mut(root).unwrap();
    root.set("MediaBox", vec![0.into(), 0.into(), 300.into(), 500.into()]);
    root.set("Rotate", 90);
    let mut original = Vec::new();
    document.save_modern(&mut original).unwrap();

    let file = stamped(
        &original,
        job(&original, 2, vec![field(1, SIGNATURE, ink())], Language::En),
    )
    .await;
    let pages = shop().inspect(&file).await.unwrap().pages;
    assert_eq!((pages[0].width, pages[0].height), (500.0, 300.0));
    assert_eq!(pages[0].text, "Hola");
    assert_eq!((pages[2].width, pages[2].height), (612.0, 792.0));
    let added = String::from_utf8_lossy(&file[original.len()..]).into_owned();
    assert!(
        added.contains("/Prev ") && added.contains("/Type/XRef"),
        "the update keeps the file's kind of table"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Any number of pages, any fields: the original comes first, and all pages and the certificate are there.
    #[test]
    fn the_original_comes_first_and_every_page_is_there(
        pages in 1_u32..9,
        modern in any::<bool>(),
        fields in prop::collection::vec((0_u32..9, 0.0_f32..0.7, 0.0_f32..0.9, 0.01_f32..0.3, 0.005_f32..0.1, 0_u8..4, ".{0,40}"), 0..6),
    ) {
        let mut original = pdf(&vec!["/MediaBox [0 0 612 792]"; pages as usize], "BT /F 9 Tf 9 9 Td (p) Tj ET");
        if modern {
            let mut document = Document::load_mem(&original).unwrap();
            original.clear();
            document.save_modern(&mut original).unwrap();
        }
        let fields = fields.into_iter().map(|(page, x, y, w, h, kind, text)| {
            let content = match kind {
                0 => ink(),
                1 => FieldContent::Typed { text },
                2 => FieldContent::Text { text },
                _ => FieldContent::Check,
            };
            signature(page % pages + 1, Area { x, y, w, h }, content)
        });
        let job = job(&original, pages, fields.collect(), Language::Es);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (after, obstacle) = runtime.block_on(async {
            let file = stamped(&original, job).await;
            (shop().inspect(&file).await.unwrap(), common::rehearsed(&file).await)
        });
        prop_assert!(after.pages.len() >= pages as usize + 2);
        prop_assert_eq!(obstacle, None);
        prop_assert!(after.pages[..pages as usize].iter().all(|page| page.text.starts_with('p')));
    }
}
