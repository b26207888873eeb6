//! Making the signed copy: the mark on the page, the certificate behind it, the original's bytes untouched in front.

use domain::audit::Event;
use domain::ids::{DocumentId, SignerId};
use domain::origin::AddressSource;
use domain::signing::Mark;
use domain::{Language, Timestamp};
use paper::certificate::{
    AddressRecord, AddressSource as PaperSource, CertificateInput, ConsentRecord, LogRange, PageReach, SignedDocument,
    SignerRecord, SigningMethod,
};
use paper::types::{Area, Caption, FieldContent, StampJob, StampedField};
use time::OffsetDateTime;

use super::signed_copy_events::{Story, words};
use super::{Job, Sent};
use crate::Backend;
use crate::access::timestamp;
use crate::database::{Unlogged, WorkerTx};
use crate::documents::{NewFile, Stored};
use crate::failure::{Done, Failure};
use crate::signing::mark_binding;

#[derive(sqlx::FromRow)]
struct Row {
    state: String,
    firm_name: String,
    document_id: uuid::Uuid,
    document_size: i64,
    document_sha256: Vec<u8>,
    language: String,
    sender_name: String,
    sent_at: OffsetDateTime,
    signer_id: uuid::Uuid,
    name: String,
    email: String,
    mark: Option<Vec<u8>>,
    method: Option<String>,
    opened_at: Option<OffsetDateTime>,
    consented_at: Option<OffsetDateTime>,
    signed_at: Option<OffsetDateTime>,
    consent_version: Option<String>,
    consent_language: Option<String>,
    consent_sha256: Option<Vec<u8>>,
    consent_text: Option<String>,
    pages_shown: Vec<i32>,
    page: i32,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

/// Makes it once: the envelope goes from `signed` to `completed` by compare-and-set, in the commit that adds the document.
pub(super) async fn run(backend: &Backend, job: &Job, sent: Sent) -> Done<()> {
    let mut tx = job.begin(backend).await?;
    let row = read(&mut tx, job, sent).await?;
    if row.state != "signed" {
        job.finish(&mut tx).await?;
        return tx.commit_unlogged(Unlogged::JobHousekeeping).await;
    }
    let stored = Stored::find(&mut tx, DocumentId(row.document_id)).await?;
    if stored.sha256 != row.document_sha256 {
        return Err(Failure::broken("the document is not the one that was sent"));
    }
    let story = Story::read(backend, &mut tx, job, sent).await?;
    // Stamping takes a second: no transaction stays open over it.
    drop(tx);

    let original = stored.file(backend).await?;
    let stamp = stamp_job(backend, job, sent, &row, &stored, &story)?;
    let bytes = backend.paper.stamp(&original, stamp).await?;
    let inspection = backend.paper.inspect(&bytes).await?;
    let new = NewFile::seal(backend, job.firm, &stored.firm_key(backend)?, &bytes, &inspection)?;
    new.store(backend).await?;
    let done = keep(backend, job, sent, &row, &stored, &new, bytes.len()).await;
    if let Err(failure) = &done {
        new.forget_after(backend, failure).await;
    }
    done
}

async fn read(tx: &mut WorkerTx, job: &Job, sent: Sent) -> Done<Row> {
    Ok(sqlx::query_as(
        "select e.state, m.name as firm_name, e.document_id, d.size as document_size,
           e.document_sha256, e.language, e.sender_name, e.sent_at,
           s.id as signer_id, s.name, s.email, s.mark, s.method, s.opened_at, s.consented_at, s.signed_at,
           s.consent_version, s.consent_language, s.consent_sha256, s.consent_text, s.pages_shown,
           f.page, f.x, f.y, f.width, f.height
         from envelopes e
         join firms m on m.id = e.firm_id
         join documents d on d.firm_id = e.firm_id and d.id = e.document_id
         join signers s on s.firm_id = e.firm_id and s.envelope_id = e.id
         join fields f on f.firm_id = e.firm_id and f.signer_id = s.id
         where e.firm_id = $1 and e.id = $2",
    )
    .bind(job.firm.0)
    .bind(sent.envelope.0)
    .fetch_one(tx.conn())
    .await?)
}

async fn keep(
    backend: &Backend,
    job: &Job,
    sent: Sent,
    row: &Row,
    stored: &Stored,
    new: &NewFile,
    size: usize,
) -> Done<()> {
    let language = Language::from_tag(&row.language).unwrap_or_default();
    let file_name = words(language).signed_name(&stored.file_name);
    let mut tx = job.begin(backend).await?;
    sqlx::query(
        "insert into documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key,
           object_name, text_object_name, signed_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(job.firm.0)
    .bind(sent.case.0)
    .bind(new.id.0)
    .bind(&file_name)
    .bind(i64::try_from(size).unwrap_or(i64::MAX))
    .bind(i32::try_from(new.page_sizes.len()).unwrap_or(i32::MAX))
    .bind(new.sha256.as_slice())
    .bind(sqlx::types::Json(&new.page_sizes))
    .bind(stored.key_version())
    .bind(&new.wrapped_key)
    .bind(&new.object_name)
    .bind(&new.text_object_name)
    .bind(sent.envelope.0)
    .execute(tx.conn())
    .await?;
    let advanced = sqlx::query("update envelopes set state = 'completed', signed_document_id = $3 where firm_id = $1 and id = $2 and state = 'signed'")
        .bind(job.firm.0)
        .bind(sent.envelope.0)
        .bind(new.id.0)
        .execute(tx.conn())
        .await?
        .rows_affected();
    if advanced != 1 {
        return Err(Failure::broken("the envelope was completed meanwhile"));
    }
    let event = Event::SignedCopyMade {
        case: sent.case,
        envelope: sent.envelope,
        document: new.id,
        sha256: vault::digest::hex(&new.sha256),
    };
    tx.append(&event).await?;
    job.finish(&mut tx).await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await
}

fn stamp_job(backend: &Backend, job: &Job, sent: Sent, row: &Row, stored: &Stored, story: &Story) -> Done<StampJob> {
    let missing = || Failure::broken("a signed envelope without its signature");
    let sealed = row.mark.as_ref().ok_or_else(missing)?;
    let plain = stored
        .firm_key(backend)?
        .open(&mark_binding(job.firm, SignerId(row.signer_id)), sealed)
        .map_err(|_| Failure::Sealed("signature"))?;
    let mark: Mark = serde_json::from_slice(&plain).map_err(|error| Failure::broken(error.to_string()))?;
    let language = Language::from_tag(&row.language).unwrap_or_default();
    let words = words(language);
    let at = |time: Option<OffsetDateTime>| time.map(timestamp).ok_or_else(missing).map(|Timestamp(ms)| ms);
    let signed_at_ms = at(row.signed_at)?;
    let short: String = sent.envelope.0.simple().to_string().chars().skip(20).collect();
    let pages = u32::try_from(stored.pages).unwrap_or_default();

    Ok(StampJob {
        fields: vec![StampedField {
            page: u32::try_from(row.page).unwrap_or(1),
            area: Area {
                x: row.x,
                y: row.y,
                w: row.width,
                h: row.height,
            },
            content: match mark {
                Mark::Drawn(strokes) => FieldContent::Ink { strokes },
                Mark::Typed(text) => FieldContent::Typed { text },
            },
            caption: Some(Caption {
                name: row.name.clone(),
                signed_at_ms,
                envelope: short.clone(),
            }),
        }],
        certificate: CertificateInput {
            firm: row.firm_name.clone(),
            envelope_id: sent.envelope.to_string(),
            envelope_short_id: short,
            document: SignedDocument {
                title: stored.file_name.trim_end_matches(".pdf").to_owned(),
                file_name: stored.file_name.clone(),
                pages,
                bytes: u64::try_from(row.document_size).unwrap_or_default(),
                sha256: vault::digest::hex(&stored.sha256),
            },
            sent_at_ms: timestamp(row.sent_at).0,
            sent_by: row.sender_name.clone(),
            signers: vec![SignerRecord {
                name: row.name.clone(),
                mail: row.email.clone(),
                method: if row.method.as_deref() == Some("typed") {
                    SigningMethod::Typed
                } else {
                    SigningMethod::Drawn
                },
                identity: words.identity.to_owned(),
                opened_at_ms: at(row.opened_at)?,
                consented_at_ms: at(row.consented_at)?,
                signed_at_ms,
                consent: consent_record(row)?,
                address: story.signing_address.clone().unwrap_or(AddressRecord {
                    ip: words.unknown.to_owned(),
                    known: PaperSource::Direct,
                }),
                device: story.signing_device.clone(),
                reach: page_reach(&row.pages_shown),
            }],
            events: story.records(language),
            audit_log: LogRange {
                first: story.first,
                last: story.last,
            },
            level: words.level(),
            not_in_force: words.not_in_force(),
        },
        language: paper_language(language),
    })
}

/// The consent as it was given. What is printed is what the kept digest is of, or nothing is.
fn consent_record(row: &Row) -> Done<ConsentRecord> {
    let missing = || Failure::broken("a signed envelope without its consent");
    let text = row.consent_text.clone().ok_or_else(missing)?;
    let digest = row.consent_sha256.as_deref().ok_or_else(missing)?;
    if vault::digest::sha256(text.as_bytes()).as_slice() != digest {
        return Err(Failure::broken(
            "the text of the consent is not the one that its digest names",
        ));
    }
    let language = row.consent_language.as_deref().and_then(Language::from_tag);
    Ok(ConsentRecord {
        version: row.consent_version.clone().ok_or_else(missing)?,
        language: paper_language(language.ok_or_else(missing)?),
        sha256: vault::digest::hex(digest),
        text,
    })
}

/// How far the pages that were shown go; they are kept in order.
fn page_reach(pages: &[i32]) -> Option<PageReach> {
    Some(PageReach {
        shown: u32::try_from(pages.len()).ok()?,
        first: u32::try_from(*pages.first()?).ok()?,
        furthest: u32::try_from(*pages.last()?).ok()?,
    })
}

/// The same language in the PDF worker's terms.
pub(super) fn paper_language(language: Language) -> paper::types::Language {
    match language {
        Language::Es => paper::types::Language::Es,
        Language::En => paper::types::Language::En,
    }
}

/// An address in the PDF worker's terms.
pub(super) fn address_record(address: Option<&str>, source: &str) -> Option<AddressRecord> {
    let known = match AddressSource::from_name(source)? {
        AddressSource::Direct => PaperSource::Direct,
        AddressSource::TrustedProxy => PaperSource::TrustedProxy,
        AddressSource::Server => return None,
    };
    Some(AddressRecord {
        ip: address?.to_owned(),
        known,
    })
}
