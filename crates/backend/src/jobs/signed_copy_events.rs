//! What the certificate says of the way to the signature, in the envelope's language.

use domain::Language;
use domain::audit::Event;
use domain::signing::Channel;
use paper::certificate::{AddressRecord, EventRecord, LevelStatement};
use time::OffsetDateTime;

use super::signed_copy::address_record;
use super::{Job, Sent};
use crate::Backend;
use crate::access::timestamp;
use crate::audit::{Kept, Opened};
use crate::database::WorkerTx;
use crate::failure::Done;

/// Most rows that the certificate prints of what happened. The log has them all.
const MOST_ROWS: usize = 200;

/// The envelope's entries in the log. Of entries that say the same of the same person, the first and the last.
pub(super) struct Story {
    rows: Vec<Told>,
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) signing_address: Option<AddressRecord>,
    pub(super) signing_device: String,
}

/// An entry, and what of it is sealed.
struct Told {
    row: Row,
    opened: Opened,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    /// Its place among the entries that say the same, from 1.
    nth: i64,
    /// How many say the same.
    times: i64,
    at: OffsetDateTime,
    address_source: String,
}

#[derive(sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    row: Row,
    #[sqlx(flatten)]
    kept: Kept,
}

impl Story {
    pub(super) async fn read(backend: &Backend, tx: &mut WorkerTx, job: &Job, sent: Sent) -> Done<Self> {
        let found: Vec<Found> = sqlx::query_as(
            "select * from (
               select number, at, actor_id, details, origin, address_source,
                 row_number() over (same order by number) as nth, count(*) over same as times
               from log_entries where firm_id = $1 and case_id = $2 and details ->> 'envelope' = $3
               window same as (partition by actor_kind, actor_id, details)) entries
             where nth in (1, times) order by number",
        )
        .bind(job.firm.0)
        .bind(sent.case.0)
        .bind(sent.envelope.to_string())
        .fetch_all(tx.conn())
        .await?;
        let (rows, kept): (Vec<Row>, Vec<Kept>) = found.into_iter().map(|found| (found.row, found.kept)).unzip();
        let opened = backend.sealing.open(tx.conn(), job.firm, None, kept).await?;
        let rows: Vec<Told> = rows
            .into_iter()
            .zip(opened)
            .map(|(row, opened)| Told { row, opened })
            .collect();
        let number = |told: Option<&Told>| {
            told.and_then(|told| u64::try_from(told.row.number).ok())
                .unwrap_or_default()
        };
        let signing = rows
            .iter()
            .rev()
            .find(|told| matches!(told.opened.event, Event::Signed { .. }));
        Ok(Self {
            first: number(rows.first()),
            last: number(rows.last()),
            signing_address: signing.and_then(Told::address),
            signing_device: signing.map(|told| told.opened.device.clone()).unwrap_or_default(),
            rows,
        })
    }

    pub(super) fn records(&self, language: Language) -> Vec<EventRecord> {
        let records = self.rows.iter().filter_map(|told| {
            let what = what(language, &told.opened.event)?;
            let who = match told.opened.actor.as_str() {
                "" => "Matterlock".to_owned(),
                name => name.to_owned(),
            };
            Some(EventRecord {
                at_ms: timestamp(told.row.at).0,
                what: what + &repeated(language, told.row.nth, told.row.times),
                who,
                address: told.address(),
            })
        });
        shortened(language, records.collect())
    }
}

impl Told {
    fn address(&self) -> Option<AddressRecord> {
        address_record(self.opened.address.as_deref(), &self.row.address_source)
    }
}

/// Where an entry stands among those that say the same.
fn repeated(language: Language, nth: i64, times: i64) -> String {
    match (language, nth) {
        (_, _) if times < 2 => String::new(),
        (Language::En, 1) => format!(" (the first of {times} times)"),
        (Language::En, _) => format!(" (the last of {times} times)"),
        (Language::Es, 1) => format!(" (la primera de {times} veces)"),
        (Language::Es, _) => format!(" (la última de {times} veces)"),
    }
}

/// Leaves out the middle of a story that is too long, and says so: its beginning and its end are what it is about.
fn shortened(language: Language, mut records: Vec<EventRecord>) -> Vec<EventRecord> {
    let from = MOST_ROWS / 2;
    let Some(first) = records.get(from).filter(|_| records.len() > MOST_ROWS) else {
        return records;
    };
    let gone = records.len() + 1 - MOST_ROWS;
    let note = EventRecord {
        at_ms: first.at_ms,
        what: match language {
            Language::En => format!("From here on, {gone} entries stand in the audit log alone"),
            Language::Es => format!("A partir de aquí, {gone} asientos constan solo en la bitácora"),
        },
        who: String::new(),
        address: None,
    };
    records.splice(from..from + gone, [note]);
    records
}

fn what(language: Language, event: &Event) -> Option<String> {
    let (en, es) = match event {
        Event::EnvelopeSent { .. } => ("Asked for the signature", "Solicitó la firma"),
        Event::LinkHandedOver {
            channel: Channel::Mail, ..
        } => (
            "Asked for the link to be mailed",
            "Solicitó el envío del enlace por correo",
        ),
        Event::LinkHandedOver {
            channel: Channel::Copied,
            ..
        } => ("Copied the link to hand it over", "Copió el enlace para entregarlo"),
        Event::LinkHandedOver {
            channel: Channel::Qr, ..
        } => ("Showed the link as a QR code", "Mostró el enlace como código QR"),
        Event::InvitationMailed { .. } => ("Mailed the link", "Envió el enlace por correo"),
        Event::NewLinkAsked { .. } => ("Asked for the link again", "Solicitó de nuevo el enlace"),
        Event::LinkOpened { .. } => ("Opened the link", "Abrió el enlace"),
        Event::ConsentGiven { .. } => ("Consented to electronic records", "Aceptó los documentos electrónicos"),
        Event::PageReached { page, .. } => {
            return Some(match language {
                Language::En => format!("Was shown page {page}"),
                Language::Es => format!("Se le mostró la página {page}"),
            });
        }
        Event::Signed { .. } => ("Signed", "Firmó"),
        _ => return None,
    };
    Some(match language {
        Language::En => en.to_owned(),
        Language::Es => es.to_owned(),
    })
}

/// The certificate's sentences that don't depend on the envelope.
pub(super) struct Words {
    language: Language,
    pub(super) identity: &'static str,
    pub(super) unknown: &'static str,
}

/// In a language.
pub(super) const fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            language,
            identity: "By holding the link, which was made for this signer alone. No document of identity was checked.",
            unknown: "not known",
        },
        Language::Es => Words {
            language,
            identity: "Por tener el enlace, creado solo para esta persona. No se verificó un documento de identidad.",
            unknown: "no se conoce",
        },
    }
}

impl Words {
    /// The signed copy's name beside the original's.
    pub(super) fn signed_name(&self, original: &str) -> String {
        let stem = original
            .strip_suffix(".pdf")
            .or_else(|| original.strip_suffix(".PDF"))
            .unwrap_or(original);
        let word = match self.language {
            Language::En => "signed",
            Language::Es => "firmado",
        };
        format!("{stem} ({word}).pdf")
    }

    pub(super) fn level(&self) -> LevelStatement {
        match self.language {
            Language::En => LevelStatement {
                name: "Electronic signature by link".to_owned(),
                meaning: "The signer opened a link of their own, consented to electronic records and made the signature shown. \
                          In the United States it is an electronic signature under 15 USC 7001; in the European Union a simple one \
                          (eIDAS, art. 3(10)); in Costa Rica an electronic signature, not a certified Digital Signature (Ley 8454, art. 8)."
                    .to_owned(),
            },
            Language::Es => LevelStatement {
                name: "Firma electrónica por enlace".to_owned(),
                meaning: "La persona firmante abrió un enlace propio, aceptó los documentos electrónicos e hizo la firma que se muestra. \
                          En Costa Rica es una firma electrónica, no una Firma Digital certificada (Ley 8454, art. 8); en los Estados Unidos, \
                          una firma electrónica según 15 USC 7001; en la Unión Europea, una firma simple (eIDAS, art. 3.10)."
                    .to_owned(),
            },
        }
    }

    /// What this copy does not carry yet.
    pub(super) fn not_in_force(&self) -> Vec<String> {
        match self.language {
            Language::En => vec![
                "This copy carries no cryptographic seal (PAdES): compare it with the copy that the firm keeps.".to_owned(),
                "No time-stamp authority confirmed the times: they are those of the server's clock.".to_owned(),
            ],
            Language::Es => vec![
                "Esta copia no lleva sello criptográfico (PAdES): compárela con la copia que conserva la firma de abogados.".to_owned(),
                "Ninguna autoridad de sellado de tiempo confirmó las horas: son las del reloj del servidor.".to_owned(),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_copies_are_named_after_their_original() {
        assert_eq!(words(Language::Es).signed_name("Poder.pdf"), "Poder (firmado).pdf");
        assert_eq!(words(Language::En).signed_name("Agreement"), "Agreement (signed).pdf");
    }

    #[test]
    fn d2_a_story_too_long_keeps_its_beginning_and_its_end() {
        let story = |length: usize| {
            let records = (0..length).map(|number| EventRecord {
                at_ms: 0,
                what: number.to_string(),
                who: "ana".to_owned(),
                address: None,
            });
            shortened(Language::En, records.collect())
        };
        for length in [0, 1, MOST_ROWS] {
            assert!(
                story(length)
                    .iter()
                    .enumerate()
                    .all(|(at, row)| row.what == at.to_string())
            );
            assert_eq!(story(length).len(), length);
        }
        for length in [MOST_ROWS + 1, 10_000] {
            let rows = story(length);
            assert_eq!(rows.len(), MOST_ROWS);
            assert_eq!((rows[0].what.as_str(), rows[99].what.as_str()), ("0", "99"));
            let gone = format!("From here on, {} entries stand in the audit log alone", length - 199);
            assert_eq!((rows[100].what.as_str(), rows[100].who.as_str()), (gone.as_str(), ""));
            assert_eq!(rows[101].what, (length - 99).to_string());
            assert_eq!(rows[199].what, (length - 1).to_string());
        }
    }
}
