//! S10: a passkey's ceremony counts once, and only where its owner was asked.

use domain::audit::Refusal;
use domain::factors::CeremonyAnswer;
use domain::ids::{FirmId, UserId};
use sqlx::types::Json;
use uuid::Uuid;
use vault::SoftPasskey;

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::factors::{Purpose, ask, ask_for_new, made, prove};

/// With a passkey in software: its answer proves once; the same answer again, one without user verification, one of a copy, and one to a
/// question that was asked for something else are refused.
pub(super) async fn a_ceremony_counts_once(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    if !backend.passkeys.is_possible() {
        return nobody_can_have_one(backend, &mut ground).await;
    }
    let (firm, ana) = (FirmId(ground.firm), UserId(ground.ana.id));
    let mut key = add(backend, &mut ground).await?;
    let (here, elsewhere) = (Purpose::StepUp(ground.ana.session), Purpose::StepUp(backend.new_id()));

    ground.be("matterlock_auth", None).await?;
    let mut given = Vec::new();
    let first = answer(backend, &mut ground, here, &mut key).await?;
    let copy = key.clone();
    for (purpose, answer) in [
        (elsewhere, first.clone()),
        (Purpose::Alone, first.clone()),
        (here, first.clone()),
        (here, first),
    ] {
        given.push(
            prove(backend, ground.conn(), purpose, (firm, ana), &answer)
                .await
                .map_err(cannot)?,
        );
    }
    let changes: [fn(&mut SoftPasskey); 3] = [
        |key| key.verifies = false,
        |key| "https://elsewhere.example".clone_into(&mut key.origin),
        |key| key.uses = Some(0),
    ];
    for change in changes {
        let mut changed = copy.clone();
        change(&mut changed);
        let answer = answer(backend, &mut ground, here, &mut changed).await?;
        given.push(
            prove(backend, ground.conn(), here, (firm, ana), &answer)
                .await
                .map_err(cannot)?,
        );
    }
    let refused = Err(Refusal::Passkey);
    if given
        != [
            refused,
            refused,
            Ok(()),
            refused,
            refused,
            refused,
            Err(Refusal::PasskeyCounter),
        ]
    {
        return Err(format!(
            "for another session, for a sign-in, in its place, again, without user verification, of another site, of a copy: {given:?}"
        ));
    }
    Ok(Seen {
        attempts: 6,
        detail: "one answer proved once; again, for another purpose, without user verification, of another site or of a copy it was refused"
            .to_owned(),
    })
}

/// Where the installation's address has no domain name there are no passkeys: none is made, and none is asked for.
async fn nobody_can_have_one(backend: &Backend, ground: &mut Ground) -> Verdict {
    let ana = UserId(ground.ana.id);
    ground.be_ana().await?;
    if ask_for_new(backend, ground.conn(), ana, "check", "check").await.is_ok() {
        return Err("a passkey can be made at an address without a domain name".to_owned());
    }
    ground.be("matterlock_auth", None).await?;
    if ask(backend, ground.conn(), Purpose::Alone, None).await.is_ok() {
        return Err("a passkey is asked for at an address without a domain name".to_owned());
    }
    Ok(Seen {
        attempts: 2,
        detail: "the installation's address has no domain name: no passkey is made or asked for".to_owned(),
    })
}

/// Ana adds a passkey, by the product's own ceremony. One that did not ask its owner is refused there too.
async fn add(backend: &Backend, ground: &mut Ground) -> Result<SoftPasskey, String> {
    let origin = &backend.settings.public_url;
    let (firm, ana) = (ground.firm, ground.ana.id);
    ground.be_ana().await?;
    for verifies in [false, true] {
        let ceremony = ask_for_new(backend, ground.conn(), UserId(ana), "check", "check")
            .await
            .map_err(cannot)?;
        let (key, credential) =
            SoftPasskey::make(&ceremony.options, origin, verifies).ok_or("no options to make a passkey")?;
        let answer = CeremonyAnswer {
            name: ceremony.name,
            credential,
        };
        let passkey = made(backend, ground.conn(), &answer).await.map_err(cannot)?;
        let Some(passkey) = passkey else {
            if verifies {
                return Err("a passkey that asked its owner was not taken".to_owned());
            }
            continue;
        };
        if !verifies {
            return Err("a passkey that did not ask its owner was taken".to_owned());
        }
        let id: Uuid = backend.new_id();
        sqlx::query("insert into passkeys (firm_id, id, user_id, name, credential_id, credential) values ($1, $2, $3, 'check', $4, $5)")
            .bind(firm)
            .bind(id)
            .bind(ana)
            .bind(passkey.cred_id().as_slice())
            .bind(Json(&passkey))
            .execute(ground.conn())
            .await
            .map_err(cannot)?;
        return Ok(key);
    }
    Err("no passkey was made".to_owned())
}

/// What the passkey answers to a question that is asked for this.
async fn answer(
    backend: &Backend,
    ground: &mut Ground,
    purpose: Purpose,
    key: &mut SoftPasskey,
) -> Result<CeremonyAnswer, String> {
    let of = (FirmId(ground.firm), UserId(ground.ana.id));
    let ceremony = ask(backend, ground.conn(), purpose, Some(of)).await.map_err(cannot)?;
    let credential = key.answer(&ceremony.options).ok_or("no options to answer")?;
    Ok(CeremonyAnswer {
        name: ceremony.name,
        credential,
    })
}
