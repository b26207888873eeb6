//! Rows made cheaply for races: a password is hashed for 30 ms, and nobody wants to wait for 4,800 of them.

use backend::access::{self, SignedIn};
use backend::caller::{Challenged, Signer};
use backend::{Backend, Failure};
use domain::Error;
use std::sync::Arc;
use uuid::Uuid;
use vault::{Audience, Purpose, SessionClaims, Token};

use super::people::{Firms, Person, code, now};
use super::{World, jwt, master, visitor};

/// Uses something so many times at once: how often that succeeded, and what the others were told.
pub(crate) async fn at_once<T: Send + 'static>(
    uses: impl IntoIterator<Item = impl Future<Output = Result<T, Failure>> + Send + 'static>,
) -> (usize, Vec<Error>) {
    // All are on their way before the first is waited for.
    let uses: Vec<_> = uses.into_iter().map(tokio::spawn).collect();
    let (mut succeeded, mut told) = (0, Vec::new());
    for done in futures::future::join_all(uses).await {
        match done.unwrap() {
            Ok(_) => succeeded += 1,
            Err(failure) => told.push(failure.tell("r")),
        }
    }
    (succeeded, told)
}

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

/// Signs somebody in with the code of now, whether it was used or not.
pub(crate) async fn sign_in(world: &World, person: &Person) -> SignedIn {
    world
        .alter(&format!(
            "update matterlock.authenticators set last_step = 0 where user_id = '{}'",
            person.id()
        ))
        .await;
    let challenged = challenges(world, person, std::slice::from_ref(&world.backend))
        .await
        .remove(0);
    access::enter_code(&challenged, &code(&world.backend, &person.totp))
        .await
        .unwrap()
}

/// The secret of a new invitation to a person's firm, which is mailed to nobody.
pub(crate) async fn invitation(world: &World, by: &Person, email: &str) -> String {
    account_link(
        world,
        by,
        "kind, email, name, role, language, invited_by",
        &format!(
            "'invitation', '{email}', 'Sara Ugalde', 'attorney', 'es', '{}'",
            by.id()
        ),
    )
    .await
}

/// The secret of a new link with which a person sets another password, which is mailed to nobody.
pub(crate) async fn new_password_link(world: &World, of: &Person) -> String {
    account_link(world, of, "kind, user_id", &format!("'new_password', '{}'", of.id())).await
}

async fn account_link(world: &World, person: &Person, columns: &str, values: &str) -> String {
    let token = Token::generate();
    let hash = vault::digest::hex(&token.keyed_hash(&master().derive(Purpose::TokenLookup)));
    world
        .alter(&format!(
            "insert into matterlock.account_links (firm_id, id, token_hash, expires_at, {columns})
               values ('{}', '{}', '\\x{hash}', app.now() + interval '1 hour', {values})",
            person.firm(),
            id(world)
        ))
        .await;
    token.expose().to_owned()
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
