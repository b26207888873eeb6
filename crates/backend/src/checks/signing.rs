//! D1: a signature link is used once.

use super::ground::Ground;
use super::{Seen, Verdict};
use crate::Backend;

/// One compare-and-set takes an envelope to signed; a second, a void and a new opening find nothing to take.
pub(super) async fn a_link_signs_once(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (envelope, signer, visit, link) = (
        ground.envelope,
        ground.signer,
        ground.visit.clone(),
        vault::digest::hex(&ground.link_hash),
    );
    let open = format!(
        "select count(*) from signers s join envelopes e on e.firm_id = s.firm_id and e.id = s.envelope_id
         where s.token_hash = '\\x{link}' and s.token_used_at is null and e.state = 'sent' and e.expires_at > app.now()"
    );
    ground.be("matterlock_auth", None).await?;
    let before = ground.count(&open).await?;
    ground.be("matterlock_signer", Some(&visit)).await?;
    let finish = format!(
        "update envelopes set state = 'signed', closed_at = app.now() where id = '{envelope}' and state = 'sent'"
    );
    let first = ground.run(&finish).await?;
    let used = ground
        .run(&format!(
            "update signers set state = 'signed', token_used_at = app.now(), signed_at = app.now(), mark = '\\x00', method = 'typed'
             where id = '{signer}' and state in ('opened', 'consented') and token_used_at is null"
        ))
        .await?;
    let second = ground.run(&finish).await?;
    let secret = ground.ana.secret.clone();
    ground.be("matterlock_app", Some(&secret)).await?;
    let voided = ground
        .run(&format!(
            "update envelopes set state = 'voided' where id = '{envelope}' and state = 'sent'"
        ))
        .await?;
    ground.be("matterlock_auth", None).await?;
    let after = ground.count(&open).await?;
    if (before, first, used, second, voided, after) != (1, 1, 1, 0, 0, 0) {
        return Err(format!(
            "open {before}, signed {first}, used {used}, signed again {second}, voided {voided}, open again {after}"
        ));
    }
    Ok(Seen {
        attempts: 3,
        detail: "signed once; signing again, voiding and opening again were refused".to_owned(),
    })
}
