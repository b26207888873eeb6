//! What a signer does before signing: consent, read, leave a draft; and afterwards: keep a copy.

use std::collections::BTreeSet;

use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, DocumentId, EnvelopeId, SignerId};
use domain::signing::{Mark, PageText};
use domain::{Error, Language, consent};

use super::draft_binding;
use super::mark::taken;
use super::view::consent_text;
use crate::caller::Signer;
use crate::database::{Conn, Unlogged};
use crate::documents::{Download, Picture, PictureAsked, Stored, picture_of};
use crate::failure::{Done, conflict};

/// The ids that a visit is about.
#[derive(sqlx::FromRow)]
pub(super) struct About {
    firm_name: String,
    case_id: uuid::Uuid,
    envelope_id: uuid::Uuid,
    signer_id: uuid::Uuid,
    document_id: uuid::Uuid,
    signed_document_id: Option<uuid::Uuid>,
    pub(super) envelope_state: String,
    pub(super) signer_state: String,
    pub(super) finish_key: Option<String>,
    pub(super) document_sha256: Vec<u8>,
}

impl About {
    pub(super) async fn find(conn: &mut Conn) -> Done<Self> {
        sqlx::query_as(
            "select m.name as firm_name, e.case_id, e.id as envelope_id, s.id as signer_id, e.document_id, e.signed_document_id,
               e.state as envelope_state, s.state as signer_state, s.finish_key, e.document_sha256
             from envelopes e
             join firms m on m.id = e.firm_id
             join signers s on s.firm_id = e.firm_id and s.envelope_id = e.id",
        )
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| Error::LinkNotValid.into())
    }

    pub(super) fn case(&self) -> CaseId {
        CaseId(self.case_id)
    }

    pub(super) fn envelope(&self) -> EnvelopeId {
        EnvelopeId(self.envelope_id)
    }

    pub(super) fn signer(&self) -> SignerId {
        SignerId(self.signer_id)
    }

    pub(super) fn document(&self) -> DocumentId {
        DocumentId(self.document_id)
    }

    /// Why the envelope can't be acted on any more.
    pub(super) fn closed(&self) -> Conflict {
        match self.envelope_state.as_str() {
            "signed" | "completed" => Conflict::AlreadySigned,
            _ => Conflict::EnvelopeClosed,
        }
    }

    fn open(&self) -> Done<()> {
        if self.envelope_state == "sent" {
            Ok(())
        } else {
            Err(conflict(self.closed()))
        }
    }

    /// The document is shown to whoever has consented to electronic records; not to «this is not me», and not after it was
    /// taken back.
    fn readable(&self) -> Done<()> {
        match (self.envelope_state.as_str(), self.signer_state.as_str()) {
            ("sent" | "signed" | "completed", "consented" | "signed") => Ok(()),
            ("sent", _) => Err(conflict(Conflict::ConsentMissing)),
            _ => Err(conflict(Conflict::EnvelopeClosed)),
        }
    }
}

/// Consents to electronic records. `sha256` names the text that was shown, in either language; its version, digest and
/// language stand in the log (15 USC 7001(c)), and the text itself is kept with the signer. Consenting again does nothing.
///
/// # Errors
/// `Conflict(ChangedMeanwhile)` for a text that is not today's; `Conflict(EnvelopeClosed)` when it was taken back meanwhile.
pub async fn give_consent(signer: &Signer, sha256: &str) -> Done<()> {
    let mut tx = signer.begin().await?;
    if let Some(event) = consent(tx.conn(), sha256).await? {
        tx.commit(event).await?;
    }
    Ok(())
}

/// All of consenting but its entry; nothing for who has consented before.
pub(crate) async fn consent(conn: &mut Conn, sha256: &str) -> Done<Option<Event>> {
    let about = About::find(&mut *conn).await?;
    about.open()?;
    let shown = Language::ALL
        .into_iter()
        .find(|language| consent_text(*language, &about.firm_name).sha256 == sha256)
        .ok_or_else(|| conflict(Conflict::ChangedMeanwhile))?;
    let text = consent_text(shown, &about.firm_name);
    let canonical = consent::canonical(shown, &about.firm_name);
    let given = sqlx::query(
        "update signers set state = 'consented', consented_at = app.now(), consent_version = $1, consent_sha256 = $2, consent_language = $3,
           consent_text = $4
         where id = $5 and state in ('invited', 'opened')",
    )
    .bind(&text.version)
    .bind(vault::digest::sha256(canonical.as_bytes()).as_slice())
    .bind(shown.tag())
    .bind(&canonical)
    .bind(about.signer_id)
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if given == 0 {
        return About::find(conn).await?.open().map(|()| None);
    }
    Ok(Some(Event::ConsentGiven {
        case: about.case(),
        envelope: about.envelope(),
        version: text.version,
        sha256: text.sha256,
        language: shown.tag().to_owned(),
    }))
}

/// Records pages that were shown, from 1, each once. The first that is recorded and the last of the document stand in the log:
/// the opportunity to read.
///
/// # Errors
/// `NotFound` when the document has no such page, and then none is recorded; `Conflict(ConsentMissing)` before consent;
/// `Conflict(EnvelopeClosed)` or `Conflict(AlreadySigned)` when it is no longer open.
pub async fn pages_shown(signer: &Signer, pages: &[u32]) -> Done<()> {
    let mut tx = signer.begin().await?;
    let about = About::find(tx.conn()).await?;
    about.open()?;
    about.readable()?;
    let last = Stored::find(&mut tx, about.document()).await?.pages;
    let shown: BTreeSet<i32> = pages
        .iter()
        .map(|page| i32::try_from(*page).ok().filter(|page| (1..=last).contains(page)))
        .collect::<Option<_>>()
        .ok_or(Error::NotFound)?;
    // Held until the commit: of two devices that report at once, one was first.
    let before: Option<Vec<i32>> =
        sqlx::query_scalar("select pages_shown from signers where id = $1 and state = 'consented' for no key update")
            .bind(about.signer_id)
            .fetch_optional(tx.conn())
            .await?;
    let Some(before) = before else {
        return About::find(tx.conn()).await?.open();
    };
    let before = BTreeSet::from_iter(before);
    let Some(first) = shown.difference(&before).next().copied() else {
        return Ok(());
    };
    let all: Vec<i32> = before.union(&shown).copied().collect();
    sqlx::query("update signers set pages_shown = $1, furthest_page = greatest(furthest_page, $2) where id = $3")
        .bind(&all)
        .bind(all.last())
        .bind(about.signer_id)
        .execute(tx.conn())
        .await?;
    let mut entries = BTreeSet::new();
    if before.is_empty() {
        entries.insert(first);
    }
    if shown.contains(&last) && !before.contains(&last) {
        entries.insert(last);
    }
    let entry = |page: i32| Event::PageReached {
        case: about.case(),
        envelope: about.envelope(),
        page: u32::try_from(page).unwrap_or_default(),
    };
    let Some(closing) = entries.pop_last() else {
        return tx.commit_unlogged(Unlogged::PageShown).await;
    };
    for page in entries {
        tx.append(&entry(page)).await?;
    }
    tx.commit(entry(closing)).await?;
    Ok(())
}

/// Keeps the signature as far as it is, sealed.
pub async fn save_draft(signer: &Signer, mark: Mark) -> Done<()> {
    let mark = taken(mark)?;
    let backend = signer.backend();
    let mut tx = signer.begin().await?;
    let about = About::find(tx.conn()).await?;
    about.open()?;
    let stored = Stored::find(&mut tx, about.document()).await?;
    let plain = serde_json::to_vec(&mark).map_err(|error| crate::Failure::broken(error.to_string()))?;
    let sealed = stored
        .firm_key(backend)?
        .seal(&draft_binding(stored.firm(), about.signer()), &plain);
    let kept = sqlx::query("update signers set draft = $1 where id = $2 and state in ('opened', 'consented')")
        .bind(sealed)
        .bind(about.signer_id)
        .execute(tx.conn())
        .await?
        .rows_affected();
    if kept == 0 {
        return About::find(tx.conn()).await?.open();
    }
    tx.commit_unlogged(Unlogged::DraftSaved).await
}

/// The text of a page, for those who don't see the picture.
pub async fn page_text(signer: &Signer, page: u32) -> Done<PageText> {
    let stored = document(signer).await?;
    let texts = stored.texts(signer.backend()).await?;
    let index = usize::try_from(page)
        .ok()
        .and_then(|page| page.checked_sub(1))
        .ok_or(Error::NotFound)?;
    let text = texts.into_iter().nth(index).ok_or(Error::NotFound)?;
    Ok(PageText { page, text })
}

/// A page of the document as a PNG.
pub async fn picture(signer: &Signer, asked: PictureAsked<'_>) -> Done<Picture> {
    let stored = document(signer).await?;
    picture_of(signer.backend(), &stored, asked).await
}

/// The document as it was sent, to read or print before signing.
///
/// # Errors
/// `Conflict(ConsentMissing)` before consent;
/// `Conflict(EnvelopeClosed)` once it was declined, voided or has expired.
pub async fn original(signer: &Signer) -> Done<Download> {
    let mut tx = signer.begin().await?;
    let about = About::find(tx.conn()).await?;
    about.readable()?;
    let stored = Stored::find(&mut tx, about.document()).await?;
    let bytes = stored.file(signer.backend()).await?;
    tx.commit(Event::DocumentDownloaded {
        case: about.case(),
        document: about.document(),
        file_name: Personal::of(stored.case(), stored.file_name.clone()),
    })
    .await?;
    Ok(Download {
        sha256: vault::digest::hex(&stored.sha256),
        file_name: stored.file_name,
        bytes,
    })
}

/// The signed copy, for the signer to keep.
///
/// # Errors
/// `NotFound` until it has been made.
pub async fn copy(signer: &Signer) -> Done<Download> {
    let mut tx = signer.begin().await?;
    let about = About::find(tx.conn()).await?;
    let document = about.signed_document_id.map(DocumentId).ok_or(Error::NotFound)?;
    let stored = Stored::find(&mut tx, document).await?;
    let bytes = stored.file(signer.backend()).await?;
    tx.commit(Event::SignedCopyDownloaded {
        case: about.case(),
        envelope: about.envelope(),
    })
    .await?;
    Ok(Download {
        sha256: vault::digest::hex(&stored.sha256),
        file_name: stored.file_name,
        bytes,
    })
}

/// The document, some of which is about to be shown. That stands in the log, each visit's reading once in ten minutes.
async fn document(signer: &Signer) -> Done<Stored> {
    let mut tx = signer.begin().await?;
    let about = About::find(tx.conn()).await?;
    about.readable()?;
    let stored = Stored::find(&mut tx, about.document()).await?;
    let begins: bool = sqlx::query_scalar("select app.reading_begins()")
        .fetch_one(tx.conn())
        .await?;
    if begins {
        tx.commit(crate::documents::was_read(&stored)).await?;
    }
    Ok(stored)
}
