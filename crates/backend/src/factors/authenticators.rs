//! Authenticator apps: whose code it is, and that a code works once.

use domain::Language;
use domain::access::Enrolment;
use domain::audit::Refusal;
use domain::factors::first_app;
use domain::ids::{AuthenticatorId, FirmId, UserId};
use uuid::Uuid;
use vault::{Binding, FirmKey, TotpSecret};

use crate::Backend;
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Where an app's secret belongs. The label is where the first of them once stood, and stays what it is: a sealed secret that moved
/// from there opens without being sealed anew, and is bound to its row like any other.
pub(crate) fn binding(firm: FirmId, app: AuthenticatorId) -> Binding<'static> {
    Binding {
        purpose: "users.totp_secret",
        firm: firm.0,
        row: app.0,
        version: 1,
    }
}

/// The firm's key of now.
pub(crate) async fn newest_key(backend: &Backend, conn: &mut Conn, firm: FirmId) -> Done<FirmKey> {
    let (version, wrapped): (i32, Vec<u8>) =
        sqlx::query_as("select version, wrapped from firm_keys where firm_id = $1 order by version desc limit 1")
            .bind(firm.0)
            .fetch_one(conn)
            .await?;
    backend.firm_key(firm, version, &wrapped)
}

/// What an app needs to take the secret in.
pub(crate) fn enrolment(secret: &TotpSecret, email: &str) -> Enrolment {
    Enrolment {
        email: email.to_owned(),
        secret: secret.base32(),
        uri: secret.uri("Matterlock", email),
        qr_svg: secret.qr_svg("Matterlock", email),
    }
}

/// Opens an app's secret.
pub(crate) fn open(key: &FirmKey, firm: FirmId, app: AuthenticatorId, sealed: &[u8]) -> Done<TotpSecret> {
    let refused = || Failure::Sealed("authenticator secret");
    let plain = key.open(&binding(firm, app), sealed).map_err(|_| refused())?;
    TotpSecret::from_bytes(&plain).ok_or_else(refused)
}

/// Which of a person's apps is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those that are set up.
    Confirmed,
    /// The one that is being set up with a challenge, by somebody who has no second factor or gives theirs up. Its first code confirms it.
    First(AuthenticatorId),
}

#[derive(sqlx::FromRow)]
struct App {
    id: Uuid,
    secret: Vec<u8>,
    key_version: i32,
    wrapped: Vec<u8>,
}

/// An app that has yet to be confirmed, with its secret.
pub(crate) async fn unconfirmed(
    backend: &Backend,
    conn: &mut Conn,
    firm: FirmId,
    user: UserId,
    app: AuthenticatorId,
) -> Done<Option<TotpSecret>> {
    let apps = find(conn, firm, user, Which::First(app)).await?;
    apps.first().map(|app| app.open(backend, firm)).transpose()
}

/// Begins the set-up of an app, in place of whatever was begun before and never confirmed: who saw that one's secret holds nothing by it.
pub(crate) async fn begin_first(
    backend: &Backend,
    conn: &mut Conn,
    firm: FirmId,
    user: UserId,
) -> Done<AuthenticatorId> {
    // Those who begin at the same time queue at the person's row; the last one's app is the one that counts.
    let language: String =
        sqlx::query_scalar("select language from users where firm_id = $1 and id = $2 for no key update")
            .bind(firm.0)
            .bind(user.0)
            .fetch_one(&mut *conn)
            .await?;
    sqlx::query("delete from authenticators where firm_id = $1 and user_id = $2 and confirmed_at is null")
        .bind(firm.0)
        .bind(user.0)
        .execute(&mut *conn)
        .await?;
    let (app, secret): (AuthenticatorId, _) = (backend.new_id(), TotpSecret::generate());
    let key = newest_key(backend, &mut *conn, firm).await?;
    sqlx::query("insert into authenticators (firm_id, id, user_id, name, secret) values ($1, $2, $3, $4, $5)")
        .bind(firm.0)
        .bind(app.0)
        .bind(user.0)
        .bind(first_app(Language::from_tag(&language).unwrap_or_default()))
        .bind(key.seal(&binding(firm, app), secret.bytes()))
        .execute(conn)
        .await?;
    Ok(app)
}

async fn find(conn: &mut Conn, firm: FirmId, user: UserId, which: Which) -> Done<Vec<App>> {
    let first = match which {
        Which::Confirmed => None,
        Which::First(app) => Some(app.0),
    };
    Ok(sqlx::query_as(
        "select a.id, a.secret, k.version as key_version, k.wrapped
         from authenticators a
         join lateral (select version, wrapped from firm_keys where firm_id = a.firm_id order by version desc limit 1) k on true
         where a.firm_id = $1 and a.user_id = $2
           and case when $3::uuid is null then a.confirmed_at is not null else a.confirmed_at is null and a.id = $3 end
         order by a.id",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(first)
    .fetch_all(conn)
    .await?)
}

impl App {
    fn open(&self, backend: &Backend, firm: FirmId) -> Done<TotpSecret> {
        let key = backend.firm_key(firm, self.key_version, &self.wrapped)?;
        open(&key, firm, AuthenticatorId(self.id), &self.secret)
    }
}

/// Finds the app whose code this is now, and uses the code up: by compare-and-set, so that of any number who use it at once, here
/// or anywhere else, one does. Signing in, stepping up and whatever else takes a code asks this.
pub(crate) async fn use_code(
    backend: &Backend,
    conn: &mut Conn,
    (firm, user): (FirmId, UserId),
    which: Which,
    code: &str,
) -> Done<Result<(), Refusal>> {
    let now = u64::try_from(backend.now().seconds()).unwrap_or_default();
    let mut steps = Vec::new();
    for app in find(conn, firm, user, which).await? {
        // Every app is asked, whichever it was: the answer takes as long.
        let step = app.open(backend, firm)?.matching_step(code, now);
        steps.extend(step.map(|step| (AuthenticatorId(app.id), step)));
    }
    if steps.is_empty() {
        return Ok(Err(Refusal::Code));
    }
    let claimed = claim(conn, firm, &steps).await?;
    Ok(if claimed { Ok(()) } else { Err(Refusal::CodeUsedBefore) })
}

/// Claims a time step of each app: whether it was later than every step used before. Of any number who claim one step, one gets it.
/// More than one app only where two show the same code by chance: then it is used up with both.
pub(crate) async fn claim(conn: &mut Conn, firm: FirmId, steps: &[(AuthenticatorId, i64)]) -> Done<bool> {
    let (apps, at): (Vec<Uuid>, Vec<i64>) = steps.iter().map(|(app, step)| (app.0, *step)).unzip();
    let claimed = sqlx::query(
        "update authenticators a set last_step = used.step, last_used_at = app.now(), confirmed_at = coalesce(a.confirmed_at, app.now())
         from unnest($2, $3) as used (id, step)
         where a.firm_id = $1 and a.id = used.id and a.last_step < used.step",
    )
    .bind(firm.0)
    .bind(&apps)
    .bind(&at)
    .execute(conn)
    .await?
    .rows_affected();
    Ok(usize::try_from(claimed).is_ok_and(|claimed| claimed == steps.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sealed as it was while everybody had one app, with the account's id for its row.
    #[test]
    fn a_secret_that_moved_opens_where_it_is_now_and_nowhere_else() {
        let (firm, user) = (FirmId(Uuid::from_u128(1)), Uuid::from_u128(2));
        let (key, secret) = (FirmKey::generate(), TotpSecret::generate());
        let before = Binding {
            purpose: "users.totp_secret",
            firm: firm.0,
            row: user,
            version: 1,
        };
        let sealed = key.seal(&before, secret.bytes());
        let opened = open(&key, firm, AuthenticatorId(user), &sealed).unwrap();
        assert_eq!(opened.bytes(), secret.bytes());
        assert!(open(&key, firm, AuthenticatorId(Uuid::from_u128(3)), &sealed).is_err());
    }
}
