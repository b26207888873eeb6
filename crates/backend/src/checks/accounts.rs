//! S8: nobody learns which accounts exist.

use domain::Error;
use domain::origin::Origin;
use secrecy::SecretString;
use uuid::Uuid;

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::access::{alike, hash_password, password};
use crate::failure::Failure;
use crate::place::Door;

/// The password of the check's own accounts.
fn right() -> SecretString {
    SecretString::from("a password that is made up for this check")
}

/// An unknown address, a wrong password, a closed account and one without a second factor get one answer, after work of the same kind; the
/// right password gets another. A locked account answers as a locked address that nobody has, whatever the password.
pub(super) async fn nobody_learns_which_exist(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, ana, closed) = (ground.firm, ground.ana.id, backend.new_id::<Uuid>());
    let half_made = backend.new_id::<Uuid>();
    let hash = hash_password(backend, right()).await.map_err(cannot)?;
    ground.be("matterlock_auth", None).await?;
    for statement in [
        format!("update users set password_hash = '{hash}' where firm_id = '{firm}' and id = '{ana}'"),
        format!(
            "insert into users (firm_id, id, email, name, role, language, password_hash, active)
             values ('{firm}', '{closed}', '{closed}@check.invalid', 'check', 'partner', 'en', '{hash}', false),
               ('{firm}', '{half_made}', '{half_made}@check.invalid', 'check', 'partner', 'en', '{hash}', true)"
        ),
    ] {
        ground.run(&statement).await?;
    }
    let wrong = || SecretString::from("another password that is made up for this check");
    let (known, _) = ask(backend, &mut ground, ana, wrong()).await?;
    let Err(answer) = known else {
        return Err("a wrong password was taken".to_owned());
    };
    for (who, id, given) in [
        ("an unknown address", backend.new_id(), right()),
        ("a closed account", closed, right()),
        ("an account without a second factor", half_made, wrong()),
    ] {
        let (told, _) = ask(backend, &mut ground, id, given).await?;
        if told != Err(answer.clone()) {
            return Err(format!("{who} is answered otherwise than a wrong password"));
        }
    }
    if ask(backend, &mut ground, ana, right()).await?.0.is_err() {
        return Err("the right password was refused".to_owned());
    }
    // The quickest of three each, and far apart only where the work was left out: a busy machine is no broken promise, so it is
    // looked at twice.
    let (mut with, mut without) = (i64::MAX, i64::MAX);
    for known in [ana, half_made] {
        for _ in 0..3 {
            with = with.min(ask(backend, &mut ground, known, wrong()).await?.1);
            without = without.min(ask(backend, &mut ground, backend.new_id(), wrong()).await?.1);
        }
        if without >= with / 10 {
            break;
        }
    }
    if without < with / 10 {
        return Err(format!(
            "an unknown address is answered after {without} ms, a wrong password after {with} ms"
        ));
    }
    // Ana has failed four times by now: once more, and then she is locked as nobody is.
    let nobody = backend.new_id();
    for (account, times) in [(ana, 1), (nobody, 5)] {
        for _ in 0..times {
            let counter = password::counter(backend, None, &format!("{account}@check.invalid"), None);
            let _failed = counter.take(ground.conn(), true).await.map_err(cannot)?;
        }
    }
    let unknown = ask(backend, &mut ground, nobody, wrong()).await?.0;
    for given in [wrong(), right()] {
        let known = ask(backend, &mut ground, ana, given).await?.0;
        if known != unknown || !matches!(known, Err(Error::Locked { .. })) {
            return Err("a locked account is answered otherwise than a locked address that nobody has".to_owned());
        }
    }
    let began = tokio::time::Instant::now();
    alike::answer(backend, async {}).await;
    let (held, promised) = (began.elapsed(), backend.settings.answer_after);
    if held < promised {
        return Err(format!("an answer went out after {} ms", held.as_millis()));
    }
    Ok(Seen {
        attempts: 6,
        detail: format!(
            "an unknown address, a wrong password, a closed and a half-made account are answered alike, and so are locked ones, {} ms after the request at the earliest; {without} ms, {with} ms of it are work for a wrong password",
            promised.as_millis()
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
    let counter = password::counter(backend, found.as_ref(), &email, None);
    let attempt = match counter.take(ground.conn(), true).await {
        Ok(attempt) => attempt,
        Err(Failure::Refused(refused)) => return Ok((Err(refused), backend.now().0 - began.0)),
        Err(failure) => return Err(cannot(failure)),
    };
    let verified = password::verify(backend, &given, found.as_ref())
        .await
        .map_err(cannot)?;
    let origin = Origin::server("check");
    let door = Door::of_the_office(&origin);
    let answer = password::answer(backend, door, ground.conn(), found, &attempt, verified, given)
        .await
        .map_err(cannot)?;
    Ok((answer.told.map(drop), backend.now().0 - began.0))
}
