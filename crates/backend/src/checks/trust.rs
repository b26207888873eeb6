//! S2 and S4: trust saves the password and nothing else, dies with what it rests on, and no session outlasts its limit. With somebody
//! of a throw-away firm who has a trusted device and was away for half an hour.

use core::net::{IpAddr, Ipv4Addr};

use domain::access::{EndReason, NextStep, SessionState};
use domain::ids::{FirmId, SessionId, UserId};
use domain::origin::{AddressSource, Origin};
use uuid::Uuid;
use vault::{Audience, Token};

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::access::lockout::AccountKey;
use crate::access::{self, Beginning, Device, Standing, Trust};
use crate::database::Account;
use crate::place::Door;

/// Carla, her browser and what it shows.
struct Carla {
    firm: Uuid,
    id: Uuid,
    browser: Device,
    trust: Trust,
    cookie: String,
    session: SessionId,
}

impl Carla {
    /// Trusts her device by the product's own code, begins a session on it and leaves it alone for 30 minutes.
    async fn make(backend: &Backend, ground: &mut Ground) -> Result<Self, String> {
        let (firm, id) = (ground.firm, backend.new_id::<Uuid>());
        ground.be("matterlock_auth", None).await?;
        ground
            .run(&format!(
                "insert into users (firm_id, id, email, name, role, language, password_hash)
                   values ('{firm}', '{id}', '{id}@check.invalid', 'check', 'partner', 'en', 'check');
                 insert into authenticators (firm_id, id, user_id, name, secret) values ('{firm}', '{id}', '{id}', 'check', '\\x00');
                 update authenticators set confirmed_at = app.now() where firm_id = '{firm}' and id = '{id}'"
            ))
            .await?;
        let browser = Device::remembering(None, &AccountKey::of(backend, &format!("{id}@check.invalid")));
        let account = Account {
            firm: FirmId(firm),
            user: UserId(id),
            proven: true,
            session: None,
        };
        let origin = Origin::server("checks");
        let given = access::give_trust(backend, ground.conn(), &origin, account, &browser)
            .await
            .map_err(cannot)?;
        let claims = backend
            .jwt
            .read(&given.cookie.cookie, Audience::Trust, backend.now().seconds())
            .ok_or("a trust's cookie is not read")?;
        let beginning = Beginning {
            door: Door::of_the_office(&origin),
            firm: account.firm,
            user: account.user,
            standing: Standing::Trusted(given.device),
        };
        let begun = access::begin(backend, ground.conn(), beginning).await.map_err(cannot)?;
        ground
            .run(&format!(
                "update sessions set last_seen_at = app.now() - interval '30 minutes' where id = '{}'",
                begun.session
            ))
            .await?;
        Ok(Self {
            firm,
            id,
            browser,
            trust: Trust::of(claims),
            cookie: given.cookie.cookie,
            session: begun.session,
        })
    }

    /// Whether trust stands in for the password now, as the product asks it.
    async fn unlocks(&self, ground: &mut Ground, browser: &Device) -> Result<bool, String> {
        ground.be("matterlock_auth", None).await?;
        let found = access::unlockable(ground.conn(), &self.trust, browser)
            .await
            .map_err(cannot)?;
        let held = access::may_unlock(ground.conn(), FirmId(self.firm), self.trust.device)
            .await
            .map_err(cannot)?;
        Ok(found.is_some() && held)
    }
}

/// What a trusted device holds opens no door and sees no row, before and after the unlocking has begun; another browser that shows the
/// same begins nothing, and nor does the own one once its owner has signed out.
pub(super) async fn trust_alone_signs_nobody_in(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let carla = Carla::make(backend, &mut ground).await?;
    let now = backend.now().seconds();
    let mut attempts = 0;
    for door in [
        Audience::Office,
        Audience::Admin,
        Audience::Challenge,
        Audience::Signing,
    ] {
        attempts += 1;
        if backend.jwt.read(&carla.cookie, door, now).is_some() {
            return Err(format!("the cookie of a trusted device opens another door: {door:?}"));
        }
    }
    if !carla.unlocks(&mut ground, &carla.browser).await? {
        return Err("a trusted device can't be unlocked by its owner".to_owned());
    }
    let origin = Origin::server("checks");
    let begun = access::begin_challenge(
        backend,
        Door::of_the_office(&origin),
        ground.conn(),
        FirmId(carla.firm),
        UserId(carla.id),
        access::Owed::Factor,
    )
    .await
    .map_err(cannot)?;
    if begun.next != NextStep::Code {
        return Err("unlocking does not ask for the second factor".to_owned());
    }
    let held = backend.jwt.read(&begun.cookie, Audience::Challenge, now);
    let secrets = [
        carla.trust.secret().clone(),
        held.ok_or("a challenge's cookie is not read")?.token,
    ];
    attempts += sees_nothing(&mut ground, &secrets).await?;
    let other = Device::remembering(None, &AccountKey::of(backend, &format!("{}@check.invalid", carla.id)));
    if carla.unlocks(&mut ground, &other).await? {
        return Err("another browser that shows the same cookie may unlock".to_owned());
    }
    ground
        .run(&format!(
            "update sessions set ended_at = app.now(), end_reason = 'signed_out' where id = '{}'",
            carla.session
        ))
        .await?;
    if carla.unlocks(&mut ground, &carla.browser).await? {
        return Err("a device may be unlocked after its owner has signed out".to_owned());
    }
    attempts += 2;
    Ok(Seen {
        attempts,
        detail: format!(
            "{attempts} attempts with what a trusted device holds: no row seen, no session begun; unlocking asks for the second factor"
        ),
    })
}

/// Asks for every table that somebody signed in could read.
async fn sees_nothing(ground: &mut Ground, secrets: &[Token]) -> Result<u32, String> {
    let mut attempts = 0;
    for role in ["matterlock_app", "matterlock_admin"] {
        for secret in secrets {
            ground.be(role, Some(secret)).await?;
            for table in ground.readable_tables().await? {
                attempts += 1;
                let rows = ground
                    .count(&format!("select count(*) from matterlock.{table}"))
                    .await?;
                if rows > 0 {
                    return Err(format!("without a second factor {role} sees {rows} rows of {table}"));
                }
            }
        }
    }
    Ok(attempts)
}

/// A new password, a lost second factor, another role, a closed account and an administrator each end the trust, whoever does it.
pub(super) async fn trust_dies_with_what_it_rests_on(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let carla = Carla::make(backend, &mut ground).await?;
    let ana = ground.ana.clone();
    let administration = ground.at_the_administration(&ana).await?;
    let id = carla.id;
    let ways = [
        (
            "password",
            "matterlock_auth",
            format!("update users set password_hash = 'another' where id = '{id}'"),
        ),
        (
            "second factor",
            "matterlock_auth",
            format!("update authenticators set confirmed_at = null where id = '{id}'"),
        ),
        (
            "role",
            "matterlock_admin",
            format!("update users set role = 'assistant' where id = '{id}'"),
        ),
        (
            "account",
            "matterlock_admin",
            format!("update users set active = false where id = '{id}'"),
        ),
        (
            "administrator",
            "matterlock_admin",
            format!(
                "update trusted_devices set forgotten_at = app.now(), forgotten_why = 'by_administrator' where user_id = '{id}'"
            ),
        ),
    ];
    let live = format!("select count(*) from trusted_devices where user_id = '{id}' and forgotten_at is null");
    for (what, role, statement) in &ways {
        if !carla.unlocks(&mut ground, &carla.browser).await? {
            return Err("a trusted device can't be unlocked by its owner".to_owned());
        }
        ground.run("savepoint death").await?;
        ground.be(role, Some(&administration)).await?;
        if ground.run(statement).await? != 1 {
            return Err(format!("the check could not change the {what}"));
        }
        if carla.unlocks(&mut ground, &carla.browser).await? || ground.count(&live).await? != 0 {
            return Err(format!("a device is trusted still: {what}"));
        }
        ground.run("rollback to savepoint death").await?;
    }
    Ok(Seen {
        attempts: u32::try_from(ways.len()).unwrap_or_default(),
        detail: format!(
            "{} ways to end trust, by statements of the roles that may: no device is trusted after any",
            ways.len()
        ),
    })
}

/// A second more than a firm allows is refused by the database, for sessions and for trust; no firm allows more than the product; and
/// what a firm tightens counts for sessions that live.
pub(super) async fn nothing_outlasts_its_limit(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let carla = Carla::make(backend, &mut ground).await?;
    let (firm, id, device) = (carla.firm, carla.id, carla.trust.device);
    ground
        .run(&format!(
            "update sessions set ended_at = app.now(), end_reason = 'idle' where id = '{}'",
            carla.session
        ))
        .await?;
    let session = |until: &str, device: &str| {
        let (session, hash) = (
            backend.new_id::<Uuid>(),
            vault::digest::hex(&vault::random::bytes::<32>()),
        );
        format!(
            "insert into sessions (firm_id, id, user_id, secret_hash, idle_after, expires_at, address_source, device, trusted_device_id)
             values ('{firm}', '{session}', '{id}', '\\x{hash}', interval '30 minutes', {until}, 'server', 'check', {device})"
        )
    };
    let trust = |until: &str| {
        let (another, hash) = (
            backend.new_id::<Uuid>(),
            vault::digest::hex(&vault::random::bytes::<32>()),
        );
        format!(
            "insert into trusted_devices (firm_id, id, user_id, secret_hash, browser_hash, device, address_source, trusted_until)
             values ('{firm}', '{another}', '{id}', '\\x{hash}', '\\x{hash}', 'check', 'server', {until})"
        )
    };
    let (trusted, until) = (
        format!("'{device}'"),
        format!("(select trusted_until from trusted_devices where id = '{device}')"),
    );
    let tried = [
        (session("app.now() + interval '12 hours'", "null"), true),
        (session("app.now() + interval '12 hours 1 second'", "null"), false),
        (session(&until, &trusted), true),
        (session(&format!("{until} + interval '1 second'"), &trusted), false),
        (trust("app.now() + interval '7 days'"), true),
        (trust("app.now() + interval '7 days 1 second'"), false),
    ];
    for (statement, allowed) in &tried {
        ground.be("matterlock_auth", None).await?;
        match (ground.attempt(statement).await?, allowed) {
            (Ok(1), true) => {}
            (Err(refusal), false) if refusal.contains("may not last that long") => {}
            (Ok(_), _) => return Err(format!("it was let last too long: {statement}")),
            (Err(refusal), _) => return Err(format!("refused for another reason: {refusal}")),
        }
    }
    let (ana, bruno) = (ground.ana.clone(), ground.bruno.clone());
    let administration = ground.at_the_administration(&ana).await?;
    ground.be("matterlock_admin", Some(&administration)).await?;
    for loose in ["untrusted_hours = 13", "trusted_days = 8", "untrusted_hours = 0"] {
        if let Ok(rows) = ground
            .attempt(&format!("update firm_policies set {loose} where firm_id = '{firm}'"))
            .await?
        {
            return Err(format!("a firm may set {loose}, {rows} rows"));
        }
    }
    ground
        .run(&format!(
            "update firm_policies set untrusted_hours = 1 where firm_id = '{firm}'"
        ))
        .await?;
    let longer = format!(
        "select count(*) from sessions where user_id = '{}' and expires_at > app.now() + interval '1 hour'",
        bruno.id
    );
    if ground.count(&longer).await? != 0 {
        return Err("a session that lives outlasts what its firm has tightened".to_owned());
    }
    Ok(Seen {
        attempts: 7,
        detail: "12 hours untrusted and 7 days trusted are accepted, a second more is refused; a firm may only tighten, and that counts at once".to_owned(),
    })
}

/// Whoever holds the session that was lost is told when and from where; with another secret nothing is.
pub(super) async fn the_loser_is_told_from_where(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let ana = ground.ana.clone();
    // RFC 5737: an address that nobody has.
    let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 77));
    let origin = Origin {
        address: Some(address),
        source: AddressSource::Direct,
        device: "check".to_owned(),
        request: "checks".to_owned(),
    };
    ground.be("matterlock_auth", None).await?;
    let beginning = Beginning {
        door: Door::of_the_office(&origin),
        firm: FirmId(ground.firm),
        user: UserId(ana.id),
        standing: Standing::Untrusted,
    };
    access::begin(backend, ground.conn(), beginning).await.map_err(cannot)?;
    let lost = SessionId(ana.session);
    let told = access::state_of(ground.conn(), lost, &ana.secret)
        .await
        .map_err(cannot)?;
    let SessionState::Ended(EndReason::SignedInElsewhere { place, .. }) = told else {
        return Err(format!("the session that was lost is told: {told:?}"));
    };
    if place.and_then(|place| place.address) != Some(address.to_string()) {
        return Err("the session that was lost is not told from where".to_owned());
    }
    for secret in [
        ground.bruno.secret.clone(),
        ground.eva.secret.clone(),
        Token::generate(),
    ] {
        let told = access::state_of(ground.conn(), lost, &secret).await.map_err(cannot)?;
        if told != SessionState::Ended(EndReason::NeverSignedIn) {
            return Err(format!("somebody else is told of a session that was lost: {told:?}"));
        }
    }
    Ok(Seen {
        attempts: 3,
        detail: "the session that was lost is told the address of the new one; three others with secrets of their own are told nothing".to_owned(),
    })
}
