//! D2: what happens to an envelope stands in the case file.

use domain::Language;
use domain::audit::{ActorKind, Event, LogEntry, LogFilter};
use domain::ids::{CaseId, FirmId, UserId};
use domain::signing::{DeclineKind, Mark};

use super::ground::{FIRM, Ground};
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::{audit, signing};

/// What happens in the check, in its order.
const STEPS: [&str; 6] = [
    "link_opened",
    "consent_given",
    "signed",
    "link_opened",
    "declined",
    "envelope_voided",
];

/// Three envelopes are walked to their ends by the product's own code: opened, consented to and signed; opened and declined; voided.
/// Whoever is assigned reads every one of these events in the case's log, with who did it.
pub(super) async fn every_event_is_in_the_case(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let mut happened = Vec::new();

    let signed = ground.send(backend, "1 day").await?;
    happened.push((ActorKind::Signer, ground.open(backend, &signed).await?));
    let text = signing::consent_text(Language::Es, FIRM).sha256;
    let consent = signing::consent(ground.conn(), &text).await.map_err(cannot)?;
    let consent = consent.ok_or("consent was not taken")?;
    ground.append(&consent).await?;
    happened.push((ActorKind::Signer, consent));
    let mark = Mark::Typed("check".to_owned());
    let signature = signing::finish(backend, ground.conn(), &mark, "check").await;
    let signature = signature.map_err(cannot)?.ok_or("the signature was not taken")?.event;
    ground.append(&signature).await?;
    happened.push((ActorKind::Signer, signature));

    let declined = ground.send(backend, "1 day").await?;
    happened.push((ActorKind::Signer, ground.open(backend, &declined).await?));
    let reason = "check".to_owned();
    let refusal = signing::turn_down(ground.conn(), DeclineKind::Declined, reason.clone()).await;
    let refusal = refusal.map_err(cannot)?;
    ground.append(&refusal).await?;
    happened.push((ActorKind::Signer, refusal));

    let (firm, case) = (FirmId(ground.firm), CaseId(ground.case));
    let voided = ground.send(backend, "1 day").await?;
    ground.be_ana().await?;
    let voiding = signing::take_back(ground.conn(), firm, voided.envelope, reason).await;
    let voiding = voiding.map_err(cannot)?;
    ground.append(&voiding).await?;
    happened.push((ActorKind::User, voiding));

    let names: Vec<&str> = happened.iter().map(|(_, event)| Event::name(event)).collect();
    if names != STEPS {
        return Err(format!("the events of the steps are {}", names.join(", ")));
    }
    if happened.iter().any(|(_, event)| event.case() != Some(case)) {
        return Err("an event tells of another case".to_owned());
    }
    let of_case = LogFilter {
        case: Some(case),
        ..LogFilter::default()
    };
    let book = audit::Book::of_the_firm(backend, firm, UserId(ground.ana.id));
    let log = book
        .page(ground.conn(), &audit::Wanted::from(&of_case), &|_| true)
        .await
        .map_err(cannot)?;
    for (who, event) in &happened {
        let stands = |entry: &LogEntry| entry.actor_kind == *who && entry.event == *event;
        if log.entries.iter().filter(|entry| stands(entry)).count() != 1 {
            return Err(format!("«{}» does not stand in the case's log", event.name()));
        }
    }
    Ok(Seen {
        attempts: u32::try_from(happened.len()).unwrap_or(u32::MAX),
        detail: format!("in the case's log: {}", names.join(", ")),
    })
}
