//! The two firms and their people. They are made once and stay, because what happened there can't be taken out of the log; between runs
//! their accounts are closed.

use core::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use domain::ids::{AuthenticatorId, FirmId, SessionId, UserId};
use domain::origin::{AddressSource, Origin};
use domain::{Language, Role};
use secrecy::SecretString;
use uuid::Uuid;
use vault::{Token, TotpSecret};

use super::marks::word;
use crate::Backend;
use crate::access::{self, Beginning, House, Standing, add_firm, hash_password};
use crate::caller::{Caller, SessionProbe, Visitor};
use crate::database::{AuthTx, Unlogged};
use crate::factors::authenticators::{binding, newest_key};
use crate::failure::{Done, Failure};
use crate::place::{Door, Place};

/// Of networks that nobody has (RFC 5737): whoever is counted there is nobody real.
const NETWORK: &str = "192.0.2.0/24";

/// Who works where, by what their address begins with.
const PEOPLE: [(House, &[(&str, Role)]); 2] = [
    (
        House::ProvingA,
        &[
            ("ana", Role::Attorney),
            ("administrator", Role::Administrator),
            // Walled off from what is Ana's.
            ("examiner", Role::Administrator),
            // Attacks nothing.
            ("keeper", Role::Administrator),
            // Attacks nothing: breaks the glass of what is Ana's, so that there is an access of somebody's to end.
            ("opener", Role::Partner),
            ("partner", Role::Partner),
            ("attorney", Role::Attorney),
            ("assistant", Role::Assistant),
            ("reader", Role::ReadOnly),
        ],
    ),
    (
        House::ProvingB,
        &[("eva", Role::Administrator), ("attorney", Role::Attorney)],
    ),
];

/// One of the two firms.
pub(super) struct Home {
    pub(super) firm: FirmId,
    pub(super) name: String,
    people: Vec<(Uuid, String, String)>,
}

impl Home {
    /// Somebody by what their address begins with.
    pub(super) fn person(&self, key: &str) -> Done<UserId> {
        self.people
            .iter()
            .find(|(_, _, email)| email.split('.').next() == Some(key))
            .map(|(id, ..)| UserId(*id))
            .ok_or_else(|| Failure::broken(format!("no {key} at a proving firm")))
    }

    /// Everybody else who works there.
    pub(super) fn colleagues_of(&self, user: UserId) -> Vec<UserId> {
        let all = self.people.iter().map(|(id, ..)| UserId(*id));
        all.filter(|other| *other != user).collect()
    }

    /// What names the firm and its people.
    pub(super) fn names(&self) -> Vec<String> {
        let people = self.people.iter().flat_map(|(_, name, email)| [name, email]);
        core::iter::once(&self.name).chain(people).cloned().collect()
    }
}

/// A visitor from one of those addresses.
pub(super) fn visitor(backend: &Arc<Backend>) -> Visitor {
    let origin = Origin {
        address: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))),
        source: AddressSource::Direct,
        device: "attack".to_owned(),
        request: "attack".to_owned(),
    };
    Visitor::new(Arc::clone(backend), origin, Language::En)
}

/// Both firms with open accounts; made where they are not there yet.
pub(super) async fn open(backend: &Arc<Backend>) -> Done<[Home; 2]> {
    let mut tx = visitor(backend).begin().await?;
    for (house, people) in PEOPLE {
        let there: Option<Uuid> = sqlx::query_scalar("select id from firms where kind = $1")
            .bind(house.name())
            .fetch_optional(tx.conn())
            .await?;
        let firm = match there {
            Some(firm) => FirmId(firm),
            None => make(backend, &mut tx, house).await?,
        };
        hire(backend, &mut tx, house, firm, people).await?;
    }
    sqlx::query("select app.open_proving_firms()")
        .execute(tx.conn())
        .await?;
    let homes = [
        home(&mut tx, House::ProvingA).await?,
        home(&mut tx, House::ProvingB).await?,
    ];
    tx.commit_unlogged(Unlogged::Proving).await?;
    Ok(homes)
}

/// Ends every session there, and closes the accounts.
pub(super) async fn close(backend: &Arc<Backend>) -> Done<()> {
    let mut tx = visitor(backend).begin().await?;
    sqlx::query("select app.close_proving_firms()")
        .execute(tx.conn())
        .await?;
    tx.commit_unlogged(Unlogged::Proving).await
}

async fn home(tx: &mut AuthTx, house: House) -> Done<Home> {
    let (firm, name): (Uuid, String) = sqlx::query_as("select id, name from firms where kind = $1")
        .bind(house.name())
        .fetch_one(tx.conn())
        .await?;
    let people = sqlx::query_as("select id, name, email from users where firm_id = $1 order by id")
        .bind(firm)
        .fetch_all(tx.conn())
        .await?;
    Ok(Home {
        firm: FirmId(firm),
        name,
        people,
    })
}

async fn make(backend: &Backend, tx: &mut AuthTx, house: House) -> Done<FirmId> {
    let firm = add_firm(backend, tx, house, &format!("Proving {}", word()), Language::En).await?;
    if house == House::ProvingA {
        sqlx::query("insert into console_networks (firm_id, network) values ($1, $2::cidr)")
            .bind(firm.0)
            .bind(NETWORK)
            .execute(tx.conn())
            .await?;
    }
    Ok(firm)
}

/// Makes accounts for those who are not there yet: all of them at first, and later who was added to the list.
async fn hire(backend: &Backend, tx: &mut AuthTx, house: House, firm: FirmId, people: &[(&str, Role)]) -> Done<()> {
    let there: Vec<String> = sqlx::query_scalar("select split_part(email, '.', 1) from users where firm_id = $1")
        .bind(firm.0)
        .fetch_all(tx.conn())
        .await?;
    let missing: Vec<_> = people
        .iter()
        .filter(|(place, _)| !there.iter().any(|name| name == place))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let key = newest_key(backend, tx.conn(), firm).await?;
    // Of a password that was never kept: as strong as everybody's, and nobody has it.
    let hash = hash_password(backend, SecretString::from(Token::generate().expose().to_owned())).await?;
    for (place, role) in missing {
        let (user, app): (UserId, AuthenticatorId) = (backend.new_id(), backend.new_id());
        sqlx::query(
            "insert into users (firm_id, id, email, name, role, language, password_hash, proving)
             values ($1, $2, $3, $4, $5, 'en', $6, $7)",
        )
        .bind(firm.0)
        .bind(user.0)
        .bind(format!("{place}.{}@proving.invalid", word().to_lowercase()))
        .bind(word())
        .bind(role.name())
        .bind(&hash)
        .bind(house.name())
        .execute(tx.conn())
        .await?;
        let secret = key.seal(&binding(firm, app), TotpSecret::generate().bytes());
        sqlx::query(
            "insert into authenticators (firm_id, id, user_id, name, secret) values ($1, $2, $3, 'attack', $4)",
        )
        .bind(firm.0)
        .bind(app.0)
        .bind(user.0)
        .bind(secret)
        .execute(tx.conn())
        .await?;
        sqlx::query("update authenticators set confirmed_at = app.now() where firm_id = $1 and id = $2")
            .bind(firm.0)
            .bind(app.0)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// A session that was begun for somebody: its cookie and the secret in it, and how it was begun.
#[derive(Clone, Debug)]
pub(in crate::attack) struct Session {
    pub(super) cookie: String,
    pub(super) secret: Token,
    pub(super) firm: FirmId,
    pub(super) id: SessionId,
    pub(super) factor: Factor,
}

/// When a second factor was given in a session that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Factor {
    /// Now: what is sensitive may be done.
    Fresh,
    /// Too long ago for what is sensitive.
    Stale,
}

/// Begins a session as signing in does, without the door.
pub(super) async fn session(
    backend: &Arc<Backend>,
    firm: FirmId,
    user: UserId,
    place: Place,
    factor: Factor,
) -> Done<Session> {
    let visitor = visitor(backend);
    let mut tx = visitor.begin().await?;
    let beginning = Beginning {
        door: Door {
            place,
            origin: &visitor.origin,
        },
        firm,
        user,
        standing: Standing::Untrusted,
    };
    let begun = access::begin(backend, tx.conn(), beginning).await?;
    if factor == Factor::Stale {
        sqlx::query("update sessions set factor_at = app.now() - interval '10 minutes' where firm_id = $1 and id = $2")
            .bind(firm.0)
            .bind(begun.session.0)
            .execute(tx.conn())
            .await?;
    }
    tx.commit_unlogged(Unlogged::Proving).await?;
    let secret = backend
        .jwt
        .read(&begun.cookie, place.session(), backend.now().seconds())
        .ok_or_else(|| Failure::broken("a cookie that was just signed can't be read"))?
        .token;
    Ok(Session {
        cookie: begun.cookie,
        secret,
        firm,
        id: begun.session,
        factor,
    })
}

/// As if something had just been done in a session, and in one that began with a fresh factor the factor had just been given again: a long run
/// outlasts both. One that is over stays so.
pub(super) async fn renew<'a>(backend: &Arc<Backend>, sessions: impl Iterator<Item = &'a Session>) -> Done<()> {
    let mut tx = visitor(backend).begin().await?;
    for session in sessions {
        sqlx::query(
            "update sessions set last_seen_at = app.now(), factor_at = case when $3 then app.now() else factor_at end
             where firm_id = $1 and id = $2 and ended_at is null and last_seen_at + idle_after > app.now() and expires_at > app.now()",
        )
        .bind(session.firm.0)
        .bind(session.id.0)
        .bind(session.factor == Factor::Fresh)
        .execute(tx.conn())
        .await?;
    }
    tx.commit_unlogged(Unlogged::Proving).await
}

/// Whether what a fresh factor opens is open to a session, by the secret in its cookie.
pub(super) async fn is_fresh(backend: &Arc<Backend>, session: &Session) -> Done<bool> {
    let mut tx = visitor(backend).begin().await?;
    let fresh = sqlx::query_scalar(
        "select exists (select from sessions
           where firm_id = $1 and id = $2 and secret_hash = $3 and factor_at > app.now() - interval '5 minutes'
             and ended_at is null and last_seen_at + idle_after > app.now() and expires_at > app.now())",
    )
    .bind(session.firm.0)
    .bind(session.id.0)
    .bind(session.secret.sha256().as_slice())
    .fetch_one(tx.conn())
    .await?;
    Ok(fresh)
}

/// Who somebody is by their session at the office.
pub(super) async fn caller(backend: &Arc<Backend>, session: &Session) -> Done<Caller> {
    let nobody = || Failure::broken("a session that was just begun is nobody's");
    let probe = SessionProbe::from_cookie(&visitor(backend), &session.cookie).ok_or_else(nobody)?;
    access::identify(&probe, true).await?.ok_or_else(nobody)
}
