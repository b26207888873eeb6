//! Erasing people (promise L7): looking them up, the act, and what was done.
//!
//! What is destroyed, blackened and kept, the database knows: see `app.erase` and `docs/decisions/0022-erasure.md`. It refuses whoever is kept by
//! a hold, an open account, a pending signature or what they signed, whatever statement asks.

use std::collections::BTreeSet;

use domain::audit::{Event, Personal};
use domain::erasure::{Erasure, Found, KeptBy, MOST_AT_ONCE, Receipt, Subject, SubjectKind};
use domain::error::Conflict;
use domain::ids::{ErasureId, FirmId, SubjectId};
use domain::rules::{Form, NAME_MAX};
use domain::{Error, Permission, Problem};
use serde_json::value::RawValue;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::commit_reading;
use crate::access::timestamp;
use crate::audit::{self, Kept, ToSign};
use crate::caller::AtTheConsole;
use crate::database::{AdminTx, Asking, Conn};
use crate::failure::{Done, Failure, conflict, not_found};

/// Whom a name or a mail address leads to, letter by letter but for accents and capitals: nobody browses. Nobody of a case that the caller is
/// walled off from. Stands in the console's log. Permission: [`Permission::ErasePeople`], with a fresh second factor.
///
/// # Errors
/// `Invalid` on `who` for nothing; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn find_to_erase(at: &AtTheConsole, who: &str) -> Done<Found> {
    let mut check = Form::new();
    let who = check.line("who", who, NAME_MAX);
    check.finish()?;
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may_change(Permission::ErasePeople).await?;
    let rows: Vec<(String, Uuid, String, String, OffsetDateTime, Option<String>)> =
        sqlx::query_as("select kind, id, name, email, since, kept from app.find_to_erase($1)")
            .bind(&who)
            .fetch_all(tx.conn())
            .await?;
    let mut found = Vec::with_capacity(rows.len());
    for (kind, id, name, email, since, kept) in rows {
        found.push(Subject {
            kind: SubjectKind::from_name(&kind).ok_or_else(|| Failure::broken("unknown kind"))?,
            id: SubjectId(id),
            name,
            email,
            since: timestamp(since),
            kept: kept.as_deref().and_then(KeptBy::from_name),
        });
    }
    if found.len() <= MOST_AT_ONCE {
        found.extend(removed(at, &mut tx, firm, &who, MOST_AT_ONCE - found.len()).await?);
    }
    let more = found.len() > MOST_AT_ONCE;
    found.truncate(MOST_AT_ONCE);
    let ids = found.iter().map(|subject| subject.id).collect();
    tx.commit(Event::ErasureSought { found: ids }).await?;
    Ok(Found { subjects: found, more })
}

/// How many removed parties are looked at in one go, so that memory holds no more of them.
const LOOKED_AT: i32 = 200;

/// A removed party, as the log knows it.
#[derive(sqlx::FromRow)]
struct Removed {
    id: Uuid,
    at: OffsetDateTime,
    /// What is said of it, the first first.
    details: Vec<Json<Box<RawValue>>>,
}

/// Parties who were removed from their case and had that name or address there at any time: the log alone knows of them. As many as there is room
/// for, and one more if there are more.
async fn removed(at: &AtTheConsole, tx: &mut AdminTx, firm: FirmId, who: &str, room: usize) -> Done<Vec<Subject>> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let parties: Vec<Removed> = sqlx::query_as("select id, at, details from app.removed_to_erase($1, $2)")
            .bind(&after)
            .bind(LOOKED_AT)
            .fetch_all(tx.conn())
            .await?;
        let Some(last) = parties.last() else { break };
        after = last.id.to_string();
        let whole = i32::try_from(parties.len()).is_ok_and(|looked_at| looked_at == LOOKED_AT);
        found.extend(alike(at, tx, firm, who, parties).await?);
        if !whole || found.len() > room {
            break;
        }
    }
    found.truncate(room + 1);
    let ids: Vec<Uuid> = found.iter().map(|subject| subject.id.0).collect();
    let kept: Vec<(Uuid, Option<String>)> = sqlx::query_as("select id, kept from app.removed_kept_by($1)")
        .bind(ids)
        .fetch_all(tx.conn())
        .await?;
    for (id, kept) in kept {
        for subject in found.iter_mut().filter(|subject| subject.id.0 == id) {
            subject.kept = kept.as_deref().and_then(KeptBy::from_name);
        }
    }
    Ok(found)
}

/// Those of some removed parties who were ever called so.
async fn alike(
    at: &AtTheConsole,
    tx: &mut AdminTx,
    firm: FirmId,
    who: &str,
    parties: Vec<Removed>,
) -> Done<Vec<Subject>> {
    let (mut subjects, mut entries) = (Vec::with_capacity(parties.len()), Vec::new());
    for (place, party) in parties.into_iter().enumerate() {
        subjects.push(Subject {
            kind: SubjectKind::Party,
            id: SubjectId(party.id),
            name: String::new(),
            email: String::new(),
            since: timestamp(party.at),
            kept: None,
        });
        entries.extend(party.details.into_iter().map(|details| (place, details)));
    }
    let (places, kept): (Vec<usize>, Vec<Kept>) = entries
        .into_iter()
        .map(|(place, details)| {
            let kept = Kept {
                actor_id: None,
                details,
                origin: None,
            };
            (place, kept)
        })
        .unzip();
    let opened = at.backend().sealing.open(tx.conn(), firm, None, kept).await?;
    let (mut named, mut called) = (Vec::new(), Vec::new());
    for (place, opened) in places.into_iter().zip(opened) {
        let subject = &mut subjects[place];
        let mut note = |value: Option<&String>| {
            if let Some(value) = value {
                named.push(subject.id.0);
                called.push(value.clone());
            }
        };
        match &opened.event {
            Event::PartyAdded { name, .. } => note(name.value()),
            Event::PartyChanged { changes, .. } => {
                for change in changes.value().into_iter().flatten() {
                    if matches!(change.field.as_str(), "name" | "email") {
                        note(Some(&change.before));
                        note(Some(&change.after));
                    }
                }
            }
            Event::PartyRemoved { name, email, .. } => {
                let email = email.as_ref().and_then(Personal::value);
                note(name.value());
                note(email);
                name.shown().clone_into(&mut subject.name);
                subject.email = email.cloned().unwrap_or_default();
            }
            _ => {}
        }
    }
    let alike: Vec<Uuid> = sqlx::query_scalar(
        "select distinct named from unnest($1::uuid[], $2::text[]) as t (named, called)
         where app.plain(called) = app.plain($3) or lower(called) = lower($3)",
    )
    .bind(named)
    .bind(called)
    .bind(who)
    .fetch_all(tx.conn())
    .await?;
    subjects.retain(|subject| alike.contains(&subject.id.0));
    Ok(subjects)
}

/// Erases people for good: their keys of the log are destroyed, what else stands of them is blackened or removed, and the entry is written, in
/// one commit. `sure` has to be said. Permission: [`Permission::ErasePeople`], with a fresh second factor.
///
/// # Errors
/// `Invalid` on `ground`, on `subjects` where nobody is chosen or too many are, and on `sure`; `NotFound` for somebody who is not there, is
/// erased already, or stands in a case that the caller is walled off from: all alike; `Conflict` with what keeps one of them, and then nobody is
/// erased; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn erase(at: &AtTheConsole, subjects: &[SubjectId], ground: &str, sure: bool) -> Done<ErasureId> {
    let mut check = Form::new();
    let ground = check.reason("ground", ground);
    if subjects.is_empty() {
        check.note("subjects", Problem::Required);
    } else if subjects.len() > MOST_AT_ONCE {
        check.note("subjects", Problem::OutOfRange);
    }
    if !sure {
        check.note("sure", Problem::Required);
    }
    check.finish()?;
    let mut tx = at.begin().await?;
    tx.may_change(Permission::ErasePeople).await?;
    let erasure: ErasureId = at.backend().new_id();
    let event = erase_by(tx.conn(), erasure, subjects, ground).await?;
    let erased = match &event {
        Event::PersonErased { subjects, .. } => subjects.clone(),
        _ => Vec::new(),
    };
    let firm = at.me().firm;
    tx.commit(event).await?;
    // Other servers hear of it; here it is done with at once.
    for subject in erased {
        at.backend().sealing.forget(firm, subject.0);
    }
    Ok(erasure)
}

/// Erases on a connection, as whoever it speaks for; what is to be said of it in the log.
pub(crate) async fn erase_by(
    conn: &mut Conn,
    erasure: ErasureId,
    subjects: &[SubjectId],
    ground: String,
) -> Done<Event> {
    let erased: Vec<(String, Vec<Uuid>, i32)> =
        sqlx::query_as("select kind, subjects, others_filters from app.erase($1, $2, $3)")
            .bind(erasure.0)
            .bind(&ground)
            .bind(
                subjects
                    .iter()
                    .map(|subject| subject.0)
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect::<Vec<_>>(),
            )
            .fetch_all(&mut *conn)
            .await
            .map_err(Failure::from)
            .map_err(told)?;
    let kept: i32 = sqlx::query_scalar("select kept from erasures where id = $1")
        .bind(erasure.0)
        .fetch_one(conn)
        .await?;
    let count = |kind: SubjectKind| {
        let of = erased.iter().find(|(name, ..)| name == kind.name());
        of.map_or(0, |(_, ids, _)| u32::try_from(ids.len()).unwrap_or(u32::MAX))
    };
    Ok(Event::PersonErased {
        erasure,
        colleagues: count(SubjectKind::Colleague),
        parties: count(SubjectKind::Party),
        signers: count(SubjectKind::Signer),
        invitations: count(SubjectKind::Invitation),
        kept: u32::try_from(kept).unwrap_or_default(),
        subjects: erased
            .iter()
            .flat_map(|(_, ids, _)| ids.iter().copied().map(SubjectId))
            .collect(),
        filters: erased
            .first()
            .map_or(0, |(.., filters)| u32::try_from(*filters).unwrap_or_default()),
        ground,
    })
}

/// What the database's own rules refused, in the words of the use case.
fn told(failure: Failure) -> Failure {
    match failure.constraint() {
        Some("live_is_not_erased") => conflict(Conflict::LiveNotErased),
        Some("held_is_not_erased") => conflict(Conflict::HeldNotErased),
        Some("open_is_not_erased") => conflict(Conflict::OpenNotErased),
        Some("evidence_is_not_erased") => conflict(Conflict::EvidenceNotErased),
        Some("somebody_is_erased") => not_found(),
        // Between the question and the act their right or their factor has ended.
        Some("erasing_is_an_administrators") => Error::StepUpNeeded.into(),
        _ => failure,
    }
}

/// Every erasure of the firm, the latest first. Permission: [`Permission::ErasePeople`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn erasures(at: &AtTheConsole) -> Done<Vec<Erasure>> {
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may(Permission::ErasePeople).await?;
    read(&mut tx, firm, None).await
}

/// The signed statement of an erasure, with the checkpoint that proves its entry. Stands in the console's log, once in ten minutes a session.
/// Permission: [`Permission::ErasePeople`].
///
/// # Errors
/// `NotFound` for one that is not the firm's; `NotSignedIn`, `Forbidden`.
pub async fn erasure_receipt(at: &AtTheConsole, erasure: ErasureId) -> Done<Receipt> {
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may(Permission::ErasePeople).await?;
    let done = read(&mut tx, firm, Some(erasure)).await?.pop().ok_or_else(not_found)?;
    let (by, micros): (Uuid, i64) = sqlx::query_as(
        "select erased_by, (extract(epoch from at) * 1000000)::bigint from erasures where firm_id = $1 and id = $2",
    )
    .bind(firm.0)
    .bind(erasure.0)
    .fetch_one(tx.conn())
    .await?;
    let number: Option<i64> = sqlx::query_scalar(
        "select number from console_entries where firm_id = $1 and event = 'person_erased' and details ->> 'erasure' = $2::text",
    )
    .bind(firm.0)
    .bind(erasure.0)
    .fetch_optional(tx.conn())
    .await?;
    let number = number.and_then(|number| u64::try_from(number).ok());
    // No erasure is without an entry; but its year may have left the log, and then nothing is signed over it anew.
    let number = number.ok_or_else(not_found)?;
    commit_reading(tx, Event::ErasureReceiptRead { erasure }).await?;
    let (note, checkpoint) = audit::erasure_receipt(
        at.backend(),
        firm,
        number,
        ToSign {
            erasure: erasure.0,
            at: micros,
            by,
            ground: done.ground.clone(),
            erased: done
                .subjects
                .iter()
                .map(|(kind, id)| (kind.name().to_owned(), id.0))
                .collect(),
            kept: done.kept.into(),
        },
    )
    .await?;
    Ok(Receipt {
        erasure: done,
        entry: number,
        checkpoint,
        note,
    })
}

type Row = (Uuid, OffsetDateTime, String, String, i32, Vec<String>, Vec<Uuid>);

async fn read(tx: &mut AdminTx, firm: FirmId, only: Option<ErasureId>) -> Done<Vec<Erasure>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select e.id, e.at, u.name, e.ground, e.kept, array_agg(s.kind order by s.kind, s.subject_id), array_agg(s.subject_id order by s.kind, s.subject_id)
         from erasures e
         join users u on u.firm_id = e.firm_id and u.id = e.erased_by
         join erased_subjects s on s.firm_id = e.firm_id and s.erasure_id = e.id
         where e.firm_id = $1 and ($2::uuid is null or e.id = $2)
         group by e.firm_id, e.id, u.name order by e.at desc, e.id desc",
    )
    .bind(firm.0)
    .bind(only.map(|only| only.0))
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|(id, at, by, ground, kept, kinds, subjects)| {
            let subjects = kinds.iter().zip(subjects).map(|(kind, subject)| {
                let kind = SubjectKind::from_name(kind).ok_or_else(|| Failure::broken("unknown kind"))?;
                Ok((kind, SubjectId(subject)))
            });
            Ok(Erasure {
                id: ErasureId(id),
                at: timestamp(at),
                by,
                ground,
                subjects: subjects.collect::<Done<_>>()?,
                kept: u32::try_from(kept).unwrap_or_default(),
            })
        })
        .collect()
}
