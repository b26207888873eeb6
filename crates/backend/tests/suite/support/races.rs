//! Rows made cheaply for races: a password is hashed for 30 ms, and nobody wants to wait for 4,800 of them.

use backend::Backend;
use backend::caller::{Challenged, Signer};
use std::sync::Arc;
use uuid::Uuid;
use vault::{Audience, SessionClaims, Token};

use super::people::{Firms, Person, now};
use super::{World, jwt, visitor};

fn claims(world: &World, session: Uuid, token: Token) -> SessionClaims {
    let issued_at = now(&world.backend);
    SessionClaims {
        session,
        token,
        issued_at,
        expires_at: issued_at + 24 * 3600,
    }
}

fn id(world: &World) -> Uuid {
    vault::random::uuid_v7(u64::try_from(world.backend.now().0).unwrap())
}

/// So many people who each gave the right password, at one replica each.
pub(crate) async fn challenges(world: &World, person: &Person, replicas: &[Arc<Backend>]) -> Vec<Challenged> {
    let made: Vec<(Uuid, Token)> = replicas.iter().map(|_| (id(world), Token::generate())).collect();
    let ids: Vec<Uuid> = made.iter().map(|(id, _)| *id).collect();
    let hashes: Vec<Vec<u8>> = made.iter().map(|(_, token)| token.sha256().to_vec()).collect();
    sqlx::query(
        "insert into matterlock.challenges (firm_id, id, user_id, secret_hash, expires_at)
         select $1, id, $2, hash, app.now() + interval '10 minutes' from unnest($3, $4) as made (id, hash)",
    )
    .bind(person.firm())
    .bind(person.id())
    .bind(&ids)
    .bind(&hashes)
    .execute(&world.superuser)
    .await
    .unwrap();
    made.into_iter()
        .zip(replicas)
        .map(|((id, token), replica)| {
            let cookie = jwt().sign(&claims(world, id, token), Audience::Challenge);
            Challenged::from_cookie(&visitor(replica), &cookie).unwrap()
        })
        .collect()
}

/// An envelope that is out, whose signer has consented on so many devices.
pub(crate) async fn visits(firms: &Firms, document: Uuid, devices: usize) -> (Uuid, Vec<Signer>) {
    let world = &firms.world;
    let (firm, case, envelope, signer) = (firms.ana.firm(), firms.case.0, id(world), id(world));
    let link = vault::digest::hex(&vault::random::bytes::<32>());
    let made: Vec<(Uuid, Token)> = (0..devices).map(|_| (id(world), Token::generate())).collect();
    let mut rows = Vec::new();
    for (visit, token) in &made {
        let hash = vault::digest::hex(&token.sha256());
        rows.push(format!("('{firm}', '{case}', '{envelope}', '{signer}', '{visit}', '\\x{hash}', app.now() + interval '1 day', 'direct', '')"));
    }
    world
        .alter(&format!(
            "insert into matterlock.envelopes (firm_id, case_id, id, document_id, document_sha256, language, sent_by, sender_name, expires_at)
               select firm_id, case_id, '{envelope}', id, sha256, 'es', uploaded_by, 'ana', app.now() + interval '14 days'
               from matterlock.documents where id = '{document}';
             insert into matterlock.signers (firm_id, case_id, envelope_id, id, name, email, state, opened_at, consented_at, token_hash, token_sealed)
               values ('{firm}', '{case}', '{envelope}', '{signer}', 'Carmen Rojas', 'carmen@rojas.example', 'consented', app.now(), app.now(), '\\x{link}', 'x');
             insert into matterlock.fields (firm_id, case_id, envelope_id, signer_id, id, kind, page, x, y, width, height)
               values ('{firm}', '{case}', '{envelope}', '{signer}', '{signer}', 'signature', 1, 0.1, 0.8, 0.35, 0.08);
             insert into matterlock.visits (firm_id, case_id, envelope_id, signer_id, id, secret_hash, expires_at, address_source, device) values {}",
            rows.join(", ")
        ))
        .await;
    let signers = made
        .into_iter()
        .map(|(visit, token)| {
            let cookie = jwt().sign(&claims(world, visit, token), Audience::Signing);
            Signer::from_cookie(&world.visitor(), &cookie).unwrap()
        })
        .collect();
    (envelope, signers)
}
