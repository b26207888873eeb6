//! D1: a signature link is used once, and not after its time.

use domain::error::Conflict;
use domain::ids::FirmId;
use domain::origin::Origin;
use domain::signing::Mark;
use domain::{Error, Language};

use super::ground::{FIRM, Ground, Sent};
use super::{Seen, Verdict, cannot, refused};
use crate::{Backend, signing};

/// The product's own code signs once: signing again, voiding and opening again are refused, and past the code the policies let
/// nobody touch what is signed. A link whose time is over neither opens nor signs.
pub(super) async fn a_link_signs_once(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let mark = Mark::Typed("check".to_owned());
    let sent = ground.send(backend, "1 day").await?;
    ground.open(backend, &sent).await?;
    consent(&mut ground).await?;
    let signed = signing::finish(backend, ground.conn(), &mark, "first").await;
    if signed.map_err(cannot)?.is_none() {
        return Err("the first signature was not taken".to_owned());
    }
    let again = signing::finish(backend, ground.conn(), &mark, "second").await;
    refused("signing again", again, &Error::Conflict(Conflict::AlreadySigned))?;
    let (envelope, signer) = (sent.envelope, sent.signer);
    let sign = format!("update envelopes set state = 'signed' where id = '{envelope}'");
    let reuse = format!("update signers set token_used_at = app.now() where id = '{signer}'");
    for statement in [&sign, &reuse] {
        touches_nothing(&mut ground, statement).await?;
    }

    ground.be_ana().await?;
    let firm = FirmId(ground.firm);
    let voided = signing::take_back(ground.conn(), firm, envelope, String::new()).await;
    refused("voiding", voided, &Error::Conflict(Conflict::AlreadySigned))?;
    let void = format!("update envelopes set state = 'voided' where id = '{envelope}'");
    touches_nothing(&mut ground, &void).await?;
    does_not_open(backend, &mut ground, "opening again", &sent).await?;

    // Two hours after its time: past the hour in which whoever is reading may finish.
    let late = ground.send(backend, "-2 hours").await?;
    does_not_open(backend, &mut ground, "opening after its time", &late).await?;
    let visit = ground.visit(&late).await?;
    ground.be("matterlock_signer", Some(&visit)).await?;
    consent(&mut ground).await?;
    let signed = signing::finish(backend, ground.conn(), &mark, "late").await;
    refused(
        "signing after its time",
        signed,
        &Error::Conflict(Conflict::EnvelopeClosed),
    )?;
    Ok(Seen {
        attempts: 8,
        detail: "signed once; signing again, voiding and opening again were refused, by the code and by the policies; after its time neither opened nor signed"
            .to_owned(),
    })
}

async fn consent(ground: &mut Ground) -> Result<(), String> {
    let text = signing::consent_text(Language::Es, FIRM).sha256;
    let given = signing::consent(ground.conn(), &text).await.map_err(cannot)?;
    given.map(drop).ok_or_else(|| "consent was not taken".to_owned())
}

async fn touches_nothing(ground: &mut Ground, statement: &str) -> Result<(), String> {
    match ground.attempt(statement).await? {
        Ok(0) | Err(_) => Ok(()),
        Ok(rows) => Err(format!("{rows} rows changed: {statement}")),
    }
}

async fn does_not_open(backend: &Backend, ground: &mut Ground, what: &str, sent: &Sent) -> Result<(), String> {
    ground.be("matterlock_auth", None).await?;
    let origin = Origin::server("checks");
    let opened = signing::begin_visit(backend, ground.conn(), &origin, &sent.link).await;
    refused(what, opened, &Error::LinkNotValid)
}
