//! K2 and S8: links and authenticators' secrets are stored sealed, and passwords hashed.

use std::collections::HashSet;

use domain::ids::{FirmId, SignerId};
use secrecy::SecretString;
use uuid::Uuid;
use vault::{FirmKey, KeyId};

use super::ground::{Ground, Sent};
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::signing::open_token;

/// A link that the check asks for, as every request is, is stored so that it opens with its firm's key in its own place and nowhere else.
/// The secret of every link and authenticator of the installation names a key of its firm, as only what is sealed does.
pub(super) async fn secrets_are_sealed(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let sent = ground.send(backend, "1 day").await?;
    let tries = look_at_own(&mut ground, &sent).await?;
    ground.open(backend, &sent).await?;

    ground.be("matterlock_auth", None).await?;
    let wrapped: Vec<(Uuid, i32, Vec<u8>)> = sqlx::query_as("select firm_id, version, wrapped from firm_keys")
        .fetch_all(ground.conn())
        .await
        .map_err(cannot)?;
    let mut keys: HashSet<(Uuid, KeyId)> = HashSet::new();
    for (firm, version, wrapped) in wrapped {
        let key = backend.firm_key(FirmId(firm), version, &wrapped).map_err(cannot)?;
        keys.insert((firm, key.key_id()));
    }
    let apps: Vec<(Uuid, Vec<u8>)> = sqlx::query_as("select firm_id, secret from authenticators")
        .fetch_all(ground.conn())
        .await
        .map_err(cannot)?;
    ground.be("matterlock_sealer", None).await?;
    let links: Vec<(Uuid, Vec<u8>)> = sqlx::query_as("select firm_id, beginning from app.sealed_links()")
        .fetch_all(ground.conn())
        .await
        .map_err(cannot)?;

    let unsealed = |stored: &[(Uuid, Vec<u8>)]| {
        stored
            .iter()
            .filter(|(firm, value)| vault::key_id(value).is_none_or(|key| !keys.contains(&(*firm, key))))
            .count()
    };
    let (bare_apps, bare_links) = (unsealed(&apps), unsealed(&links));
    if bare_apps + bare_links > 0 {
        return Err(format!(
            "{bare_links} of {} links and {bare_apps} of {} authenticator secrets are not sealed with a key of their firm",
            links.len(),
            apps.len()
        ));
    }
    Ok(Seen {
        attempts: u32::try_from(apps.len() + links.len())
            .unwrap_or(u32::MAX)
            .saturating_add(tries),
        detail: format!(
            "a new link opens in its place only; sealed with a key of their firm: {} links, {} authenticator secrets",
            links.len(),
            apps.len()
        ),
    })
}

/// Looks at the check's own link as a thief would, and opens it; how much was tried that has to fail.
async fn look_at_own(ground: &mut Ground, sent: &Sent) -> Result<u32, String> {
    ground.be_ana().await?;
    let (firm, signer) = (FirmId(ground.firm), sent.signer);
    let stored: Vec<u8> = sqlx::query_scalar("select token_sealed from signers where firm_id = $1 and id = $2")
        .bind(firm.0)
        .bind(signer.0)
        .fetch_one(ground.conn())
        .await
        .map_err(cannot)?;
    let opened = open_token(&ground.key, firm, signer, &stored).map_err(cannot)?;
    if opened.expose() != sent.link.expose() {
        return Err("a stored link opens to another secret".to_owned());
    }
    let mut changed = stored.clone();
    if let Some(last) = changed.last_mut() {
        *last ^= 1;
    }
    let misplaced = [
        open_token(&ground.key, firm, signer, &changed),
        open_token(&ground.key, firm, SignerId(firm.0), &stored),
        open_token(&ground.key, FirmId(ground.other_firm), signer, &stored),
        open_token(&FirmKey::generate(), firm, signer, &stored),
    ];
    if misplaced.iter().any(Result::is_ok) {
        return Err("a changed or misplaced link opens".to_owned());
    }
    u32::try_from(misplaced.len()).map_err(cannot)
}

/// Every stored password is an Argon2id hash with at least the parameters promised (an imported bcrypt hash until its owner's next sign-in). Whoever is
/// let in by a grant of support access has none.
pub(super) async fn passwords_are_argon2id(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_auth", None).await?;
    // Without the check's own people.
    let (argon2id, bcrypt, none, all): (i64, i64, i64, i64) = sqlx::query_as(
        "select count(*) filter (where password_hash like '$argon2id$v=19$m=19456,t=2,p=1$%'),
           count(*) filter (where password_hash similar to '\\$2[aby]\\$%'),
           count(*) filter (where password_hash = '' and role in ('support', 'support_changing')), count(*)
         from users where firm_id <> all ($1)",
    )
    .bind([ground.firm, ground.other_firm])
    .fetch_one(ground.conn())
    .await
    .map_err(cannot)?;
    let weak = all - argon2id - bcrypt - none;
    if weak > 0 {
        return Err(format!("{weak} of {all} passwords are not hashed as promised"));
    }
    let password = SecretString::from("a password that is made up for this check");
    let hash = tokio::task::spawn_blocking(move || vault::password::hash(&password))
        .await
        .map_err(cannot)?
        .map_err(cannot)?;
    if !hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") {
        return Err("new passwords are not hashed as promised".to_owned());
    }
    let imported = match bcrypt {
        0 => String::new(),
        some => format!("; {some} bcrypt hashes, imported, until their owners sign in"),
    };
    Ok(Seen {
        attempts: u32::try_from(all).unwrap_or(u32::MAX).saturating_add(1),
        detail: format!("{argon2id} stored hashes and a new one: Argon2id, 19 MiB, two passes{imported}"),
    })
}
