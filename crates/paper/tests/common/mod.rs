//! A shop with a real child, real and odd files, and a believable job.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;
use std::path::PathBuf;

use paper::certificate::{
    AddressRecord, AddressSource, ConsentRecord, EventRecord, LevelStatement, LogRange, PageReach, SignedDocument,
    SignerRecord, SigningMethod,
};
use paper::{
    Area, Caption, CertificateInput, FieldContent, Language, PaperShop, StampJob, StampObstacle, StampedField,
};
use sha2::{Digest as _, Sha256};

pub const SIGNED_AT: i64 = 1_795_356_185_000;

pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_paper-worker"))
}

pub fn shop() -> PaperShop {
    PaperShop::new(program(), "paper-worker")
}

/// What stands in the way of a signature on the first page.
pub async fn rehearsed(file: &[u8]) -> Option<StampObstacle> {
    let area = Area {
        x: 0.55,
        y: 0.8,
        w: 0.33,
        h: 0.07,
    };
    shop().rehearse(file, 1, area).await.unwrap()
}

/// The Filesystem Hierarchy Standard, 50 pages, which this project did not make.
pub fn real_document() -> Vec<u8> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../end2end/fixtures/filesystem-hierarchy-standard-3.0.pdf"
    );
    std::fs::read(path).unwrap()
}

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// A PDF with one page for each entry of `pages` (entries of the page dictionary) and a classic table.
pub fn pdf(pages: &[&str], content: &str) -> Vec<u8> {
    pdf_with("<< /Type /Catalog /Pages 2 0 R >>", pages, content)
}

/// The same with a catalog of one's own; its page tree is object 2, its pages begin at 5.
pub fn pdf_with(catalog: &str, pages: &[&str], content: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    let mut object = |file: &mut Vec<u8>, body: String| {
        offsets.push(file.len());
        let number = offsets.len();
        file.extend(format!("{number} 0 obj\n{body}\nendobj\n").into_bytes());
    };
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", page + 5)).collect();
    object(&mut file, catalog.into());
    object(
        &mut file,
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")),
    );
    object(
        &mut file,
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    );
    object(
        &mut file,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into(),
    );
    for page in pages {
        let fixed = "/Type /Page /Parent 2 0 R /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >>";
        object(&mut file, format!("<< {fixed} {page} >>"));
    }
    let table_at = file.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1);
    for offset in &offsets {
        writeln!(table, "{offset:010} 00000 n ").unwrap();
    }
    writeln!(
        table,
        "trailer\n<< /Root 1 0 R /Size {} >>\nstartxref\n{table_at}\n%%EOF",
        offsets.len() + 1
    )
    .unwrap();
    file.extend(table.into_bytes());
    file
}

pub fn field(page: u32, area: Area, content: FieldContent) -> StampedField {
    StampedField {
        page,
        area,
        content,
        caption: None,
    }
}

pub fn signature(page: u32, area: Area, content: FieldContent) -> StampedField {
    StampedField {
        caption: Some(Caption {
            name: "María José Núñez Peña".into(),
            signed_at_ms: SIGNED_AT,
            envelope: "7F3A-91C2".into(),
        }),
        ..field(page, area, content)
    }
}

/// A drawn signature as a finger leaves it.
pub fn ink() -> FieldContent {
    let curve = |from: f32, to: f32, height: f32, turns: f32| {
        (0..=60u8)
            .map(|step| {
                let t = f32::from(step) / 60.0;
                let wave = (t * turns * std::f32::consts::TAU).sin();
                (
                    from + (to - from) * t + 0.03 * (t * turns * std::f32::consts::TAU).cos(),
                    0.5 - wave * height * (1.0 - t * 0.7),
                )
            })
            .collect::<Vec<_>>()
    };
    FieldContent::Ink {
        strokes: vec![
            curve(0.05, 0.85, 0.42, 4.5),
            vec![(0.15, 0.82), (0.5, 0.74), (0.95, 0.7)],
        ],
    }
}

/// A job for `original` with the given fields and as many events.
pub fn job(original: &[u8], pages: u32, fields: Vec<StampedField>, language: Language) -> StampJob {
    let spanish = language == Language::Es;
    let say = |es: &str, en: &str| if spanish { es.to_owned() } else { en.to_owned() };
    let address = AddressRecord {
        ip: "186.177.24.103".into(),
        known: AddressSource::TrustedProxy,
    };
    let office = AddressRecord {
        ip: "201.191.12.7".into(),
        known: AddressSource::Direct,
    };
    let consent = say(
        "Acepto recibir y firmar este documento en forma electrónica. Puedo pedir una copia en papel al despacho sin \
         costo y retirar este consentimiento antes de firmar, avisando a mi abogada. Para leerlo necesito un \
         navegador actual; la copia firmada se entrega en PDF.",
        "I agree to receive and sign this document electronically. I can ask the firm for a paper copy free of charge \
         and withdraw this consent before signing by telling my lawyer. To read it I need a current browser; the \
         signed copy is delivered as a PDF.",
    );
    let method = match fields
        .iter()
        .find(|field| field.caption.is_some())
        .map(|field| &field.content)
    {
        Some(FieldContent::Typed { .. }) => SigningMethod::Typed,
        _ => SigningMethod::Drawn,
    };
    let event = |minutes: i64, es: &str, en: &str, who: &str, from: Option<&AddressRecord>| EventRecord {
        at_ms: SIGNED_AT - minutes * 60_000,
        what: say(es, en),
        who: who.into(),
        address: from.cloned(),
    };
    let lawyer = "Lic. Adriana Soto Quirós";
    let client = "María José Núñez Peña";
    StampJob {
        fields,
        language,
        certificate: CertificateInput {
            firm: "Bufete Soto, Ñurinda & Asociados".into(),
            envelope_id: "0193a7c4-7f3a-91c2-8d11-5a0e6f2b7c90".into(),
            envelope_short_id: "7F3A-91C2".into(),
            document: SignedDocument {
                title: say(
                    "Contrato de servicios profesionales — expediente 25-000184-0180-CI",
                    "Professional services agreement — matter 25-000184-0180-CI",
                ),
                file_name: "contrato de servicios (versión 3, ñandú).pdf".into(),
                pages,
                bytes: original.len() as u64,
                sha256: sha256(original),
            },
            sent_at_ms: SIGNED_AT - 92 * 60_000,
            sent_by: format!("{lawyer} <adriana@soto.example>"),
            signers: vec![SignerRecord {
                name: client.into(),
                mail: "mariajose.nunez@example.com".into(),
                method,
                identity: say(
                    "Por el enlace personal enviado a la dirección de arriba; sin otra comprobación.",
                    "By the personal link sent to the address above; nothing further was checked.",
                ),
                opened_at_ms: SIGNED_AT - 9 * 60_000,
                consented_at_ms: SIGNED_AT - 8 * 60_000,
                signed_at_ms: SIGNED_AT,
                consent: ConsentRecord {
                    version: "2026-11".into(),
                    language,
                    sha256: sha256(consent.as_bytes()),
                    text: consent,
                },
                address: address.clone(),
                device: "Chrome 131, Android 14".into(),
                reach: Some(PageReach {
                    shown: pages,
                    first: 1,
                    furthest: pages,
                }),
            }],
            events: vec![
                event(
                    95,
                    "Documento congelado para firma",
                    "Document frozen for signature",
                    lawyer,
                    Some(&office),
                ),
                event(
                    92,
                    "Solicitud enviada por correo",
                    "Request sent by mail",
                    lawyer,
                    Some(&office),
                ),
                event(
                    91,
                    "Enlace abierto por un filtro de correo",
                    "Link opened by a mail scanner",
                    "—",
                    None,
                ),
                event(
                    9,
                    "Enlace abierto por una persona",
                    "Link opened by a person",
                    client,
                    Some(&address),
                ),
                event(8, "Consentimiento dado", "Consent given", client, Some(&address)),
                event(
                    1,
                    "Última página alcanzada",
                    "Last page reached",
                    client,
                    Some(&address),
                ),
                event(0, "Firmado", "Signed", client, Some(&address)),
            ],
            audit_log: LogRange {
                first: 1041,
                last: 1049,
            },
            level: LevelStatement {
                name: say("Firma electrónica por enlace", "Electronic signature by link"),
                meaning: say(
                    "Es una firma electrónica simple: muestra la voluntad de firmar y se prueba con los registros de \
                     esta constancia. La Ley 8454 le reconoce equivalencia funcional (artículo 3); no es una firma \
                     digital certificada por un certificador registrado (artículo 8).",
                    "It is a simple electronic signature: it shows the intent to sign and is proven by the records in \
                     this certificate. It is not a digital signature certified by a registered certifier (Costa Rica, \
                     Ley 8454, article 8).",
                ),
            },
            not_in_force: vec![
                say(
                    "Sello PAdES: este archivo todavía no está sellado digitalmente.",
                    "PAdES seal: this file is not digitally sealed yet.",
                ),
                say(
                    "Sello de tiempo: las horas son del reloj del servidor, sin autoridad de sellado de tiempo.",
                    "Time stamp: times are from the server's clock, without a time-stamp authority.",
                ),
            ],
        },
    }
}

/// A decoded page image.
pub struct Pixels {
    width: usize,
    height: usize,
    rgb: Vec<[u8; 3]>,
}

impl Pixels {
    /// The colour at a place given in fractions of the image.
    pub fn at(&self, x: f32, y: f32) -> [u8; 3] {
        self.rgb[scaled(y, self.height) * self.width + scaled(x, self.width)]
    }

    /// How much of the rectangle (left, top, right, bottom, in fractions) is darker than `limit`.
    pub fn share_darker_than(&self, limit: u8, (left, top, right, bottom): (f32, f32, f32, f32)) -> f64 {
        let (mut dark, mut all) = (0_u32, 0_u32);
        for y in scaled(top, self.height)..=scaled(bottom, self.height) {
            for x in scaled(left, self.width)..=scaled(right, self.width) {
                all += 1;
                dark += u32::from(self.rgb[y * self.width + x].iter().all(|channel| *channel < limit));
            }
        }
        f64::from(dark) / f64::from(all)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "small images"
)]
fn scaled(fraction: f32, size: usize) -> usize {
    ((fraction * size as f32) as usize).min(size - 1)
}

pub fn decode(png: &[u8]) -> Pixels {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let channels = info.color_type.samples();
    Pixels {
        width: info.width as usize,
        height: info.height as usize,
        rgb: bytes[..info.buffer_size()]
            .chunks(channels)
            .map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect(),
    }
}
