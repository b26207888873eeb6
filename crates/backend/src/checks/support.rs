//! I5: whoever operates the installation reads no document of a firm's, but in the one case that the firm lets them into, for as long as it does.

use domain::audit::{Event, Personal};
use domain::ids::{CaseId, FirmId};
use domain::{Error, Timestamp};
use uuid::Uuid;
use vault::{Token, digest::hex};

use super::ground::{Ground, PAPER, Person, TITLE};
use super::operators::operator;
use super::{Seen, Verdict, cannot, refused};
use crate::Backend;
use crate::documents::Stored;
use crate::live::sees;

/// Long enough.
const REASON: &str = "a reason of the promise checks";

/// An operator, and what they asked Ana's firm for.
struct Asking {
    house: Uuid,
    operator: Person,
    console: Token,
    administrator: Token,
    number: String,
}

impl Asking {
    async fn make(backend: &Backend, ground: &mut Ground) -> Result<Self, String> {
        ground.be_ana().await?;
        let number = text(ground, "select number from cases").await?;
        let ana = ground.ana.clone();
        let administrator = ground.at_the_administration(&ana).await?;
        let (house, operator, console) = operator(ground, backend).await?;
        Ok(Self {
            house,
            operator,
            console,
            administrator,
            number,
        })
    }

    /// Asks; the request.
    async fn ask(&self, ground: &mut Ground) -> Result<Uuid, String> {
        ground.be("matterlock_operator", Some(&self.console)).await?;
        let firm = ground.firm;
        let asked = format!(
            "select asked::text from app.ask_support('{firm}', '{REASON}', '{}')",
            self.number
        );
        text(ground, &asked).await?.parse().map_err(cannot)
    }

    /// Is let into the case of a number for an hour, with the entry that it takes; who comes in.
    async fn grant(&self, ground: &mut Ground, request: Uuid, case: Uuid, number: &str) -> Result<Uuid, String> {
        ground.be("matterlock_admin", Some(&self.administrator)).await?;
        let grant = format!("select operator::text from app.grant_support('{request}', '{number}', 1, false)");
        let person: Uuid = text(ground, &grant).await?.parse().map_err(cannot)?;
        let commit = "set constraints all immediate";
        if ground.attempt(commit).await?.is_ok() {
            return Err("support access is kept without its entry".to_owned());
        }
        ground
            .append(&Event::SupportGranted {
                case: Some(CaseId(case)),
                operator: Personal::of(person, "check".to_owned()),
                reason: Personal::of(person, REASON.to_owned()),
                changing: false,
                until: Timestamp(0),
            })
            .await?;
        ground.attempt(commit).await?.map_err(cannot)?;
        Ok(person)
    }

    /// Whom a session may begin for now by this request.
    async fn may_enter(&self, ground: &mut Ground, request: Uuid) -> Result<bool, String> {
        ground.be("matterlock_auth", None).await?;
        let (house, operator) = (self.house, self.operator.id);
        let asked = format!("select count(*) from app.support_to_enter('{request}', '{house}', '{operator}')");
        Ok(ground.count(&asked).await? > 0)
    }
}

/// With a session of the console and no grant, asked for or not, no role reads a row, a key or a document of the firm's.
pub(super) async fn an_operator_reads_nothing(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let asking = Asking::make(backend, &mut ground).await?;
    let document = ground.document.id;
    let mut attempts = 0;
    let mut request = None;
    for _ in 0..2 {
        for role in ["matterlock_operator", "matterlock_admin", "matterlock_app"] {
            ground.be(role, Some(&asking.console)).await?;
            for table in ["cases", "documents", "firm_keys", "support"] {
                attempts += 1;
                let firm = ground.firm;
                let read = format!("select from matterlock.{table} where firm_id = '{firm}'");
                if let Ok(rows @ 1..) = ground.attempt(&read).await? {
                    return Err(format!("an operator as {role} reads {rows} rows of {table}"));
                }
            }
        }
        let found = Stored::read(ground.conn(), document).await;
        refused("the document, for an operator,", found, &Error::NotFound)?;
        if let Some(request) = request {
            if asking.may_enter(&mut ground, request).await? {
                return Err("an operator goes in by what was only asked for".to_owned());
            }
        } else {
            request = Some(asking.ask(&mut ground).await?);
        }
        attempts += 2;
    }
    // What only a grant makes, nobody else does.
    ground.be("matterlock_auth", None).await?;
    let (firm, id) = (ground.firm, backend.new_id::<Uuid>());
    for by in ["null".to_owned(), format!("'{}'", request.unwrap_or_default())] {
        attempts += 1;
        let made = format!(
            "insert into users (firm_id, id, email, name, role, language, password_hash, support_id)
             values ('{firm}', '{id}', '{id}@check.invalid', 'check', 'support', 'en', '', {by})"
        );
        if ground.attempt(&made).await?.is_ok() {
            return Err("somebody is made support without a grant".to_owned());
        }
    }
    Ok(Seen {
        attempts,
        detail: format!(
            "{attempts} attempts by an operator, before and after asking: 0 rows, keys and documents of the firm, and nobody made who would read them"
        ),
    })
}

/// By a grant exactly one case is read, and nothing changed; another case's document is not opened by it, and its own no more once it is taken back or
/// its time is over.
pub(super) async fn a_grant_opens_one_case_for_a_while(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let asking = Asking::make(backend, &mut ground).await?;
    let (firm, case, ana, other) = (ground.firm, ground.case, ground.ana.id, backend.new_id::<Uuid>());
    let document = ground.document.id;
    ground.be_ana().await?;
    ground
        .run(&format!(
            "insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', '{other}', '{TITLE}', 'civil', '{ana}')"
        ))
        .await?;
    let others = text(&mut ground, &format!("select number from cases where id = '{other}'")).await?;

    // Of another case.
    let request = asking.ask(&mut ground).await?;
    let person = asking.grant(&mut ground, request, other, &others).await?;
    let secret = begin(&mut ground, person).await?;
    ground.be("matterlock_app", Some(&secret)).await?;
    let seen = ground.count("select count(*) from cases").await?;
    let found = Stored::read(ground.conn(), document).await;
    refused("the document of another case", found, &Error::NotFound)?;
    if seen != 1 || sees(ground.conn(), FirmId(firm), CaseId(case)).await.map_err(cannot)? {
        return Err(format!("by a grant of another case {seen} cases are seen"));
    }
    end(&asking, &mut ground, request, other).await?;

    // Of this one: it is opened, and the bytes are the firm's.
    let request = asking.ask(&mut ground).await?;
    let number = asking.number.clone();
    let person = asking.grant(&mut ground, request, case, &number).await?;
    let secret = begin(&mut ground, person).await?;
    ground.be("matterlock_app", Some(&secret)).await?;
    let stored = Stored::read(ground.conn(), document).await.map_err(cannot)?;
    let kept = ground.document.store(backend).await;
    let opened = stored.file(backend).await;
    ground.document.forget(backend).await;
    kept.map_err(cannot)?;
    if opened.map_err(cannot)? != PAPER {
        return Err("by a grant the document of its case is not opened either".to_owned());
    }
    let mut attempts = 6;
    for statement in [
        format!("update cases set title = 'check' where id = '{case}'"),
        "delete from parties".to_owned(),
        "update users set language = 'es'".to_owned(),
        format!(
            "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{person}', '{person}')"
        ),
    ] {
        attempts += 1;
        if let Ok(rows @ 1..) = ground.attempt(&statement).await? {
            return Err(format!("by a grant to read {rows} rows were changed: {statement}"));
        }
    }
    let mut lasts = Vec::new();
    for left in ["1 second", "0 seconds"] {
        lasts.push(
            ground
                .count(&format!(
                    "select app.support_lasts(jsonb_populate_record(null::matterlock.support,
                       jsonb_build_object('case_id', '{case}', 'until', app.now() + interval '{left}')))::int::bigint"
                ))
                .await?,
        );
    }
    ground.be("matterlock_auth", None).await?;
    let seconds = ground
        .count(&format!(
            "select extract(epoch from expires_at - app.now())::bigint from sessions where user_id = '{person}'"
        ))
        .await?;
    if lasts != [1, 0] || seconds != 3600 {
        return Err(format!(
            "whether it lasts a second before its end and at it, and seconds of a session by a grant of one hour: {lasts:?}, {seconds}"
        ));
    }

    // Taken back: the same session, and a new one.
    end(&asking, &mut ground, request, case).await?;
    ground.be("matterlock_app", Some(&secret)).await?;
    let found = Stored::read(ground.conn(), document).await;
    refused("the document, after it was taken back,", found, &Error::NotFound)?;
    let keys = ground.count("select count(*) from firm_keys").await?;
    if keys > 0 || asking.may_enter(&mut ground, request).await? || begin(&mut ground, person).await.is_ok() {
        return Err("support access goes on after it was taken back".to_owned());
    }
    Ok(Seen {
        attempts: attempts + 4,
        detail: "a grant opens its one case, to read and to change nothing, and no document of another; it is kept with its entry only, its sessions last no longer, and taken back it opens nothing and no session begins".to_owned(),
    })
}

/// A session of whoever is in by a grant; its secret. Refused where none lasts.
async fn begin(ground: &mut Ground, person: Uuid) -> Result<Token, String> {
    let secret = Token::generate();
    let (firm, hash) = (ground.firm, hex(&secret.sha256()));
    ground.be("matterlock_auth", None).await?;
    let begun = format!(
        "insert into sessions (firm_id, id, user_id, secret_hash, idle_after, expires_at, address_source, device)
         values ('{firm}', gen_random_uuid(), '{person}', '\\x{hash}', interval '30 minutes', app.now() + interval '12 hours', 'server', 'check')"
    );
    ground.attempt(&begun).await??;
    ground.run(&begun).await?;
    Ok(secret)
}

/// Takes a grant back, with the entry that it takes.
async fn end(asking: &Asking, ground: &mut Ground, request: Uuid, case: Uuid) -> Result<(), String> {
    ground.be("matterlock_admin", Some(&asking.administrator)).await?;
    let closed = text(
        ground,
        &format!("select closed::text from app.revoke_support('{request}')"),
    )
    .await?;
    if closed != case.to_string() {
        return Err("another grant was taken back".to_owned());
    }
    ground
        .append(&Event::SupportRevoked {
            case: Some(CaseId(case)),
            operator: Personal::of(request, "check".to_owned()),
        })
        .await?;
    ground.attempt("set constraints all immediate").await?.map_err(cannot)?;
    Ok(())
}

async fn text(ground: &mut Ground, query: &str) -> Result<String, String> {
    sqlx::query_scalar::<_, Option<String>>(sqlx::AssertSqlSafe(query.to_owned()))
        .fetch_one(ground.conn())
        .await
        .map_err(cannot)?
        .ok_or_else(|| format!("nothing came of: {query}"))
}
