//! S8: nobody learns which accounts exist.

use domain::Error;
use secrecy::SecretString;
use uuid::Uuid;

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::access::{hash_password, password};

/// The password of the check's own accounts.
fn right() -> SecretString {
    SecretString::from("a password that is made up for this check")
}

/// An unknown address, a wrong password and a closed account get one answer, after work of the same kind; the right password gets another.
pub(super) async fn nobody_learns_which_exist(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, ana, closed) = (ground.firm, ground.ana.id, backend.new_id::<Uuid>());
    let hash = hash_password(backend, right()).await.map_err(cannot)?;
    ground.be("matterlock_auth", None).await?;
    for statement in [
        format!("update users set password_hash = '{hash}' where firm_id = '{firm}' and id = '{ana}'"),
        format!(
            "insert into users (firm_id, id, email, name, role, language, password_hash, totp_secret, active)
             values ('{firm}', '{closed}', '{closed}@check.invalid', 'check', 'partner', 'en', '{hash}', '\\x00', false)"
        ),
    ] {
        ground.run(&statement).await?;
    }
    let wrong = || SecretString::from("another password that is made up for this check");
    let (known, _) = ask(backend, &mut ground, ana, wrong()).await?;
    let Err(answer) = known else {
        return Err("a wrong password was taken".to_owned());
    };
    for (who, id) in [("an unknown address", backend.new_id()), ("a closed account", closed)] {
        let (told, _) = ask(backend, &mut ground, id, right()).await?;
        if told != Err(answer.clone()) {
            return Err(format!("{who} is answered otherwise than a wrong password"));
        }
    }
    if ask(backend, &mut ground, ana, right()).await?.0.is_err() {
        return Err("the right password was refused".to_owned());
    }
    // The quickest of three each, and far apart only where the work was left out: a busy machine is no broken promise.
    let (mut with, mut without) = (i64::MAX, i64::MAX);
    for _ in 0..3 {
        with = with.min(ask(backend, &mut ground, ana, wrong()).await?.1);
        without = without.min(ask(backend, &mut ground, backend.new_id(), wrong()).await?.1);
    }
    if without < with / 10 {
        return Err(format!(
            "an unknown address is answered after {without} ms, a wrong password after {with} ms"
        ));
    }
    Ok(Seen {
        attempts: 3,
        detail: format!(
            "an unknown address, a wrong password and a closed account are answered alike; {without} ms for an unknown address, {with} ms for a wrong password"
        ),
    })
}

/// What the product tells whoever gives this address and password, and after how many milliseconds.
async fn ask(
    backend: &Backend,
    ground: &mut Ground,
    account: Uuid,
    given: SecretString,
) -> Result<(Result<(), Error>, i64), String> {
    let began = backend.now();
    let email = format!("{account}@check.invalid");
    let found = password::find(ground.conn(), &email).await.map_err(cannot)?;
    let verified = password::verify(backend, &given, found.as_ref())
        .await
        .map_err(cannot)?;
    let answer = password::answer(backend, ground.conn(), found, verified, given)
        .await
        .map_err(cannot)?;
    Ok((answer.told.map(drop), backend.now().0 - began.0))
}
