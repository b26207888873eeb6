//! I4 and L3: the console of a firm's administrators is a place apart, short, and with a log of its own.

use domain::Role;
use domain::audit::Event;
use uuid::Uuid;
use vault::{Audience, SessionClaims, Token};

use super::ground::{CASE_CONTENT, Ground, Person};
use super::log::triggers_are_always_on;
use super::{Seen, Verdict};
use crate::Backend;
use crate::database::ROLES;

/// The office's session opens nothing of the console and the console's nothing of the office, whatever is asked and however the cookie is
/// read; the console's role reads no case; and it opens from the firm's networks only.
pub(super) async fn the_two_places_are_apart(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let ana = ground.ana.clone();
    let console = ground.at_the_administration(&ana).await?;
    let mut attempts = cookies_are_apart(backend, &ana, &console)?;
    for (role, wrong, right) in [
        ("matterlock_admin", &ana.secret, &console),
        ("matterlock_app", &console, &ana.secret),
    ] {
        ground.be(role, Some(wrong)).await?;
        for table in ground.readable_tables().await? {
            attempts += 1;
            let rows = ground
                .count(&format!("select count(*) from matterlock.{table}"))
                .await?;
            if rows > 0 {
                return Err(format!(
                    "{role} sees {rows} rows of {table} with a session of the other place"
                ));
            }
        }
        ground.be(role, Some(right)).await?;
        if ground.count("select count(*) from users").await? == 0 {
            return Err(format!("{role} sees nobody with a session of its own place either"));
        }
    }
    ground.be("matterlock_admin", Some(&console)).await?;
    for table in CASE_CONTENT {
        attempts += 1;
        if ground
            .attempt(&format!("select count(*) from matterlock.{table}"))
            .await?
            .is_ok()
        {
            return Err(format!("the console's role may read {table}"));
        }
    }
    attempts += opens_from_its_networks_only(&mut ground, &console).await?;
    Ok(Seen {
        attempts,
        detail: format!(
            "{attempts} attempts with the other place's cookie or session, on {} tables of cases, and from other networks: 0 let through",
            CASE_CONTENT.len()
        ),
    })
}

/// No cookie of one place is read as one of the other.
fn cookies_are_apart(backend: &Backend, ana: &Person, console: &Token) -> Result<u32, String> {
    let now = backend.now().seconds();
    let of = |token: &Token, audience| {
        let claims = SessionClaims {
            session: ana.session,
            token: token.clone(),
            issued_at: now,
            expires_at: now + 60,
        };
        backend.jwt.sign(&claims, audience)
    };
    let places = [
        (Audience::Office, Audience::Admin),
        (Audience::Challenge, Audience::AdminChallenge),
        (Audience::Office, Audience::AdminChallenge),
        (Audience::Admin, Audience::AdminChallenge),
    ];
    for (one, other) in places {
        for (made, read) in [(one, other), (other, one)] {
            if backend.jwt.read(&of(console, made), read, now).is_some() {
                return Err(format!("a cookie for {made:?} is read as one for {read:?}"));
            }
        }
    }
    Ok(u32::try_from(places.len() * 2).unwrap_or_default())
}

async fn opens_from_its_networks_only(ground: &mut Ground, console: &Token) -> Result<u32, String> {
    let firm = ground.firm;
    ground.be("matterlock_admin", Some(console)).await?;
    ground.run("set local matterlock.address = '203.0.113.7'").await?;
    ground
        .run(&format!(
            "insert into console_networks (firm_id, network) values ('{firm}', '203.0.113.0/24'), ('{firm}', '2001:db8::/32')"
        ))
        .await?;
    let mut seen = Vec::new();
    for address in ["203.0.113.7", "2001:db8::7", "203.0.114.7", "2001:db9::7", ""] {
        ground
            .run(&format!("set local matterlock.address = '{address}'"))
            .await?;
        seen.push(ground.count("select (count(*) > 0)::int::bigint from users").await?);
    }
    if seen != [1, 1, 0, 0, 0] {
        return Err(format!(
            "opened from two addresses within the firm's networks and three without: {seen:?}"
        ));
    }
    Ok(3)
}

/// One second before 15 idle minutes a session of the console sees the firm's people; at 15 minutes it sees nobody. No session there may be
/// made that idles or lasts longer.
pub(super) async fn idle_sessions_see_nobody(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let ana = ground.ana.clone();
    let console = ground.at_the_administration(&ana).await?;
    let mut seen = Vec::new();
    for idle in ["14 minutes 59 seconds", "15 minutes"] {
        ground.be("matterlock_auth", None).await?;
        ground
            .run(&format!(
                "update sessions set last_seen_at = app.now() - interval '{idle}' where user_id = '{}' and kind = 'admin'",
                ana.id
            ))
            .await?;
        ground.be("matterlock_admin", Some(&console)).await?;
        seen.push(ground.count("select (count(*) > 0)::int::bigint from users").await?);
    }
    if seen != [1, 0] {
        return Err(format!("people seen at 14:59 and at 15:00: {seen:?}"));
    }
    ground.be("matterlock_auth", None).await?;
    let (firm, bruno) = (ground.firm, ground.bruno.id);
    for (idle, lasts) in [("16 minutes", "1 hour"), ("15 minutes", "5 hours")] {
        let (id, hash) = (
            backend.new_id::<Uuid>(),
            vault::digest::hex(&Token::generate().sha256()),
        );
        let long = format!(
            "insert into sessions (firm_id, id, user_id, kind, secret_hash, idle_after, expires_at, address_source, device)
             values ('{firm}', '{id}', '{bruno}', 'admin', '\\x{hash}', interval '{idle}', app.now() + interval '{lasts}', 'server', 'check')"
        );
        match ground.attempt(&long).await? {
            Err(refusal) if refusal.contains("sessions_console_is_short") => {}
            other => return Err(format!("a session that idles {idle} and lasts {lasts}: {other:?}")),
        }
    }
    Ok(Seen {
        attempts: 4,
        detail: "idle for 14:59 the session sees the firm's people, for 15:00 nobody; longer ones are refused"
            .to_owned(),
    })
}

/// What the console does is in its own log and not in the firm's; nobody reads the one where the other is read; and it is append-only for
/// every role.
pub(super) async fn the_logs_are_separate(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (ana, visitor) = (ground.ana.clone(), ground.visitor.clone());
    let console = ground.at_the_administration(&ana).await?;
    let rosa = Person::new(backend);
    ground.be("matterlock_auth", None).await?;
    ground.add_person(ground.firm, &rosa, Role::Partner, &[0]).await?;
    let rosas = ground.at_the_administration(&rosa).await?;
    let event = Event::LogRead {
        case: None,
        filter: "the console's own".to_owned(),
    };
    ground.be("matterlock_admin", Some(&console)).await?;
    ground.append(&event).await?;
    let entries = "select count(*) from console_entries where details ->> 'filter' = 'the console''s own'";
    if ground.count(entries).await? != 1 {
        return Err("what the console did is not in its log".to_owned());
    }
    ground.be_ana().await?;
    let in_the_firms = "select count(*) from log_entries where details ->> 'filter' = 'the console''s own'";
    if ground.count(in_the_firms).await? != 0 {
        return Err("what the console did is in the firm's log".to_owned());
    }
    let mut attempts = 2;
    for role in ROLES {
        let secret = match role {
            "matterlock_signer" => &visitor,
            "matterlock_admin" => &console,
            _ => &ana.secret,
        };
        ground.be(role, Some(secret)).await?;
        let other = match role {
            "matterlock_admin" => Some("log_entries"),
            // It proves both, and what is personal is sealed in either.
            "matterlock_sealer" => None,
            _ => Some("console_entries"),
        };
        if let Some(other) = other {
            attempts += 1;
            let read = format!("select count(*) from matterlock.{other}");
            if ground.attempt(&read).await?.is_ok() {
                return Err(format!("{role} may read {other}"));
            }
        }
        for statement in [
            "update matterlock.console_entries set event = 'x'",
            "delete from matterlock.console_entries",
            "truncate matterlock.console_entries",
            "insert into matterlock.console_entries select * from matterlock.console_entries",
            "alter table matterlock.console_entries disable trigger append_only",
            "update matterlock.console_heads set last = 0",
        ] {
            attempts += 1;
            if ground.attempt(statement).await?.is_ok() {
                return Err(format!("{role} could: {statement}"));
            }
        }
    }
    ground.be("matterlock_admin", Some(&rosas)).await?;
    if ground.count("select count(*) from console_entries").await? != 0 {
        return Err("somebody who is no administrator reads the console's log".to_owned());
    }
    triggers_are_always_on(&mut ground, "console_entries").await?;
    Ok(Seen {
        attempts: attempts + 1,
        detail: format!(
            "{} attempts to read one log at the other's place or to change it: 0 done",
            attempts + 1
        ),
    })
}
