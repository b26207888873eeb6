//! K2 and S8: what is sealed opens only in its place, and passwords are hashed.

use secrecy::SecretString;
use vault::{Binding, DocumentKey, FirmKey};

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;

/// What is sealed opens only unchanged, with its own key and in its own place.
pub(super) async fn sealed_values_stay_shut(backend: &Backend) -> Verdict {
    let (firm, row) = (backend.new_id::<uuid::Uuid>(), backend.new_id::<uuid::Uuid>());
    let place = Binding {
        purpose: "check",
        firm,
        row,
        version: 1,
    };
    let key = FirmKey::generate();
    let document = DocumentKey::generate();
    let plain = b"%PDF- a document that nobody else may read";
    let sealed = document.seal(&place, plain);
    let mut changed = sealed.clone();
    if let Some(last) = changed.last_mut() {
        *last ^= 1;
    }
    let wrapped = document.wrap(&key, &place);
    let refused = [
        document.open(&place, &changed).is_err(),
        document.open(&Binding { row: firm, ..place }, &sealed).is_err(),
        document
            .open(
                &Binding {
                    purpose: "other",
                    ..place
                },
                &sealed,
            )
            .is_err(),
        DocumentKey::unwrap(&wrapped, &FirmKey::generate(), &place).is_err(),
        FirmKey::unwrap(
            &key.wrap(&backend.master, firm, 1),
            &vault::MasterKey::from_bytes(vault::random::bytes()),
            firm,
            1,
        )
        .is_err(),
    ];
    let opened = DocumentKey::unwrap(&wrapped, &key, &place)
        .ok()
        .and_then(|key| key.open(&place, &sealed).ok());
    if opened.as_deref() != Some(plain.as_slice()) {
        return Err("what was sealed does not open".to_owned());
    }
    if refused.contains(&false) {
        return Err(format!("a changed or misplaced ciphertext opened: {refused:?}"));
    }
    Ok(Seen {
        attempts: 5,
        detail: "changed, moved to another row, used for another purpose, under another firm's or master key: refused"
            .to_owned(),
    })
}

/// Every stored password is an Argon2id hash with at least the parameters promised (an imported bcrypt hash until its owner's next sign-in).
pub(super) async fn passwords_are_argon2id(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_auth", None).await?;
    let all = ground.count("select count(*) from users").await?;
    let weak = ground
        .count("select count(*) from users where password_hash not like '$argon2id$v=19$m=19456,t=2,p=1$%' and password_hash not similar to '\\$2[aby]\\$%'")
        .await?;
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
    Ok(Seen {
        attempts: u32::try_from(all).unwrap_or(u32::MAX),
        detail: format!("{all} hashes and a new one: Argon2id, 19 MiB, two passes"),
    })
}
