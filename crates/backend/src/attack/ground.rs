//! What the attack works on: two firms of kinds of their own, which stay, and what is made in them for one run.

mod belongings;
mod content;
mod houses;
mod marks;
mod nothing;
mod papers;

use core::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::{
    AuthenticatorId, CaseId, DocumentId, EnvelopeId, FirmId, GlassId, PartyId, SavedFilterId, SessionId, SignerId,
    UserId,
};
use sqlx::{AssertSqlSafe, PgConnection};
use vault::Token;

use self::belongings::Keeper;
use self::houses::{Factor, Session};
use super::Hindrance;
use crate::caller::Caller;
use crate::database::Conn;
use crate::failure::Done;
use crate::{Backend, audit, cases};

pub use belongings::Belongings;
pub use marks::Marks;

/// One attack at a time: two numbers of our own.
const LOCK: (i32, i32) = (7203, 914);

/// Whether an attack is under way, as a condition of SQL.
pub(super) const UNDER_WAY: &str = "exists (select from pg_locks where locktype = 'advisory' and granted
    and classid = 7203 and objid = 914 and objsubid = 2
    and database = (select oid from pg_database where datname = current_database()))";

/// The ids of what one firm has.
#[derive(Clone, Copy, Debug)]
pub struct Things {
    /// The firm.
    pub firm: FirmId,
    /// Whose case it is.
    pub user: UserId,
    /// That person's session at the office.
    pub session: SessionId,
    /// Their authenticator app.
    pub app: AuthenticatorId,
    /// A filter of the log that they keep.
    pub filter: SavedFilterId,
    /// The case.
    pub case: CaseId,
    /// Its client.
    pub party: PartyId,
    /// The document in it.
    pub document: DocumentId,
    /// The signature that was asked for on it.
    pub envelope: EnvelopeId,
    /// Who is to sign.
    pub signer: SignerId,
}

/// How far somebody is from what is Ana's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Of her firm, and not assigned to her case: the firm is theirs, the case is not.
    Colleague,
    /// Of another firm, or of none: nothing is theirs.
    Outsider,
}

/// A second case of Ana's, with its words and the digest of its document.
#[derive(Clone, Debug)]
pub struct Hidden {
    /// Its ids.
    pub things: Things,
    /// Its number. Whoever of her colleagues may break glass is walled off from it.
    pub number: String,
    /// Its words.
    pub marks: Marks,
    pub(super) sha256: String,
    /// Her colleagues, whom other firms know nothing of.
    pub(super) colleagues: Vec<UserId>,
}

/// Something that somebody must not be told, in small letters, and what it is in words that give it away to nobody.
#[derive(Clone, Debug)]
pub struct Secret {
    /// What it is.
    pub what: &'static str,
    /// As it would be found.
    pub value: String,
}

/// What of everything there is somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// All of it.
    Everything,
    /// All but the promise checks, which their role may run: not in the middle of one.
    NotTheChecks,
    /// At the console only what could lead to a case: the rest is theirs to change.
    WhatLeadsToCases,
}

/// Somebody who tries, and what they hold.
#[derive(Debug)]
pub struct Attacker {
    /// In words.
    pub who: &'static str,
    /// How far they are.
    pub side: Side,
    /// The cookie of their session at the office.
    pub office: Option<String>,
    /// That of their session at the console.
    pub console: Option<String>,
    /// That of their visit to an envelope of their own.
    pub visit: Option<String>,
    /// What they ask.
    pub asks: Asks,
    /// Whether how long they are answered is measured, in the long form: one of each kind is enough.
    pub measured: bool,
    pub(super) user: Option<UserId>,
    pub(super) secrets: Secrets,
    sessions: Vec<Session>,
}

/// The secrets in the cookies.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    pub(super) office: Option<Token>,
    pub(super) console: Option<Token>,
    pub(super) visit: Option<Token>,
}

/// Two firms, open for one run.
#[derive(Debug)]
pub struct Ground {
    pub(super) backend: Arc<Backend>,
    /// Ana's, whose case it is.
    pub ana: Caller,
    /// The cookie of her session.
    pub anas_cookie: String,
    pub(super) anas_secret: Token,
    /// Everybody's, with who they are.
    sessions: Vec<(&'static str, Session)>,
    /// What she has.
    pub theirs: Things,
    /// The access of a colleague who has broken the glass of her case, and attacks nothing.
    pub glass: GlassId,
    /// Whoever is walled off from her case.
    pub walled: UserId,
    opener: UserId,
    // What was made while the run went on, to be taken back.
    more: Mutex<Vec<(DocumentId, EnvelopeId)>>,
    /// What is of her firm and of none of its cases.
    pub belongings: Belongings,
    keeper: Keeper,
    /// What the other firm has.
    pub others: Things,
    /// Words that stand nowhere but in what is hers.
    pub marks: Marks,
    /// What else she has, whose ids nobody is told: what comes back of those was found out.
    pub hidden: Hidden,
    /// SHA-256 of her document, in hex.
    pub sha256: String,
    /// Everybody who tries.
    pub attackers: Vec<Attacker>,
    pub(super) eva: Caller,
    /// An administrator of Ana's firm who is not assigned: reads what the firm's log holds of no case.
    pub(super) reader: Caller,
    // The database gives it back when the connection ends, however that comes.
    _lock: PgConnection,
}

impl Ground {
    /// Opens both firms and makes what one run needs.
    ///
    /// # Errors
    /// [`Hindrance::Busy`] while another attack is under way.
    pub async fn open(backend: &Arc<Backend>) -> Result<Self, Hindrance> {
        let mut lock = backend.database.connection().await?;
        let (one, two) = LOCK;
        let taken: bool = sqlx::query_scalar("select pg_try_advisory_lock($1, $2)")
            .bind(one)
            .bind(two)
            .fetch_one(&mut lock)
            .await?;
        if !taken {
            return Err(Hindrance::Busy);
        }
        let opened = content::open(backend, lock).await;
        if opened.is_err() {
            houses::close(backend).await?;
        }
        Ok(opened?)
    }

    /// Ends every session there, closes the accounts, takes back what was sent, and removes what was stored.
    pub async fn close(self) -> Result<(), Hindrance> {
        for (caller, things) in [
            (&self.ana, self.theirs),
            (&self.ana, self.hidden.things),
            (&self.eva, self.others),
        ] {
            self.take_back(caller, things.document, things.envelope).await;
            let _removed = audit::remove_filter(caller, things.filter).await;
        }
        let more = core::mem::take(&mut *self.more.lock().unwrap_or_else(PoisonError::into_inner));
        for (document, envelope) in more {
            self.take_back(&self.ana, document, envelope).await;
        }
        let _lifted = cases::lift_hold(&self.ana, self.theirs.case, "the attack is over").await;
        let desk = self.keeper.desk(&self.backend).await?;
        belongings::take_back(&self.ana, &desk).await?;
        houses::close(&self.backend).await?;
        Ok(())
    }

    async fn take_back(&self, caller: &Caller, document: DocumentId, envelope: EnvelopeId) {
        let _closed = crate::signing::void(caller, envelope, "").await;
        let firm = caller.me().firm;
        self.backend.store.remove(&format!("documents/{firm}/{document}")).await;
        self.backend.store.remove(&format!("texts/{firm}/{document}")).await;
    }

    /// Keeps every session alive, and the factor of whoever began with a fresh one: a long run outlasts both.
    pub async fn renew_sessions(&self) -> Done<()> {
        houses::renew(&self.backend, self.sessions.iter().map(|(_, session)| session)).await
    }

    /// Whoever began with a fresh factor still has it: otherwise what it opens was not tried.
    ///
    /// # Errors
    /// [`Hindrance::Blind`] for one who has it no more.
    pub async fn factors_are_fresh(&self) -> Result<(), Hindrance> {
        for (who, session) in &self.sessions {
            if session.factor == Factor::Fresh && !houses::is_fresh(&self.backend, session).await? {
                return Err(Hindrance::Blind(format!("{who} has no fresh factor any more")));
            }
        }
        Ok(())
    }

    /// Something of hers stands in every table that could tell of it.
    ///
    /// # Errors
    /// [`Hindrance::Blind`] for tables in which there is nothing to be found.
    pub async fn something_is_everywhere(&self) -> Result<(), Hindrance> {
        let mut hers = self.ana.begin().await?;
        let mut tables = nothing::of(hers.conn(), self.theirs.firm).await?;
        drop(hers);
        let mut at_the_console = self.keeper.desk(&self.backend).await?.begin().await?;
        tables.extend(nothing::of(at_the_console.conn(), self.theirs.firm).await?);
        let empty = nothing::unexpected(tables);
        if empty.is_empty() {
            return Ok(());
        }
        let empty = empty.join(", ");
        Err(Hindrance::Blind(format!("nothing of Ana's firm stands in: {empty}")))
    }

    /// Gives Ana one more case, with a client, a document and a signature that was asked for: whatever counts those has one more to count.
    pub async fn more(&self) -> Done<()> {
        let made = content::one_more(&self.ana).await?;
        self.more.lock().unwrap_or_else(PoisonError::into_inner).push(made);
        Ok(())
    }

    /// What somebody must not be told. Of her own firm's people a colleague knows who they are.
    pub fn secrets(&self, side: Side) -> Vec<Secret> {
        let secret = |what, value: String| Secret {
            what,
            value: value.to_lowercase(),
        };
        let words = self.marks.of_the_case().chain(self.hidden.marks.of_the_case());
        let mut all: Vec<Secret> = words
            .map(|word| secret("a word of a case of hers", word.to_owned()))
            .collect();
        let digests = [&self.sha256, &self.hidden.sha256];
        all.extend(digests.map(|digest| secret("the digest of a document of hers", digest.clone())));
        // Ids that are tried with come back from one's own log: what was never sent does not.
        let hidden = &self.hidden.things;
        let ids = [
            hidden.case.0,
            hidden.party.0,
            hidden.document.0,
            hidden.envelope.0,
            hidden.signer.0,
            hidden.filter.0,
        ];
        all.extend(ids.map(|id| secret("an id of a case of hers", id.to_string())));
        if side == Side::Outsider {
            let names = self.marks.of_the_firm.iter();
            all.extend(names.map(|name| secret("a name of her firm", name.clone())));
            let colleagues = self.hidden.colleagues.iter();
            all.extend(colleagues.map(|user| secret("the id of a colleague of hers", user.to_string())));
            let recovery = self.belongings.hidden_recovery.to_string();
            all.push(secret("the id of a recovery at her firm", recovery));
        }
        all
    }

    /// What is hers as requests write it, and the name that stands for it where it is told how to do something again.
    pub fn written(&self) -> Vec<(String, &'static str)> {
        let Things {
            firm,
            user,
            session,
            app,
            filter,
            case,
            party,
            document,
            envelope,
            signer,
        } = self.theirs;
        vec![
            (case.to_string(), "{case}"),
            (party.to_string(), "{party}"),
            (document.to_string(), "{document}"),
            (envelope.to_string(), "{envelope}"),
            (signer.to_string(), "{signer}"),
            (self.sha256.clone(), "{sha}"),
            (firm.to_string(), "{firm}"),
            (user.to_string(), "{user}"),
            (session.to_string(), "{session}"),
            (app.to_string(), "{app}"),
            (filter.to_string(), "{filter}"),
            (self.belongings.passkey.to_string(), "{passkey}"),
            (self.belongings.recovery.to_string(), "{recovery}"),
            (self.belongings.erasure.to_string(), "{erasure}"),
            (self.glass.to_string(), "{glass}"),
            (self.walled.to_string(), "{walled}"),
            (self.hidden.number.clone(), "{number}"),
        ]
    }

    /// A digest of everything in Ana's case and of her firm's people and rules, as she sees it, and of what its administration has begun. When
    /// things happened last is left out.
    pub async fn fingerprint(&self) -> Done<String> {
        let mut tx = self.ana.begin().await?;
        let hers = digests(tx.conn(), &OF_ANA, self.theirs.case).await?;
        drop(tx);
        let mut tx = self.keeper.desk(&self.backend).await?.begin().await?;
        Ok(hers + &digests(tx.conn(), &OF_THE_ADMINISTRATION, self.theirs.case).await?)
    }

    /// How many entries Ana's case and her firm's log hold that somebody wrote who had no business there.
    pub async fn foreign_entries(&self) -> Done<i64> {
        let mut tx = self.ana.begin().await?;
        let in_the_case: i64 = sqlx::query_scalar(
            "select count(*) from log_entries
             where firm_id = $3 and case_id = $1 and (actor_id = any ($2)) is not true and actor_kind <> 'server'",
        )
        .bind(self.theirs.case.0)
        .bind([self.theirs.user.0, self.opener.0])
        .bind(self.theirs.firm.0)
        .fetch_one(tx.conn())
        .await?;
        drop(tx);
        let mut tx = self.reader.begin().await?;
        let in_the_log: i64 = sqlx::query_scalar(
            "select count(*) from log_entries
             where firm_id = $1 and case_id is null and actor_kind <> 'server' and actor_id not in (select id from users where firm_id = $1)",
        )
        .bind(self.theirs.firm.0)
        .fetch_one(tx.conn())
        .await?;
        drop(tx);
        let mut tx = self.keeper.desk(&self.backend).await?.begin().await?;
        let at_the_console: i64 = sqlx::query_scalar(
            "select count(*) from console_entries
             where firm_id = $1 and actor_kind <> 'server' and actor_id not in (select id from users where firm_id = $1)",
        )
        .bind(self.theirs.firm.0)
        .fetch_one(tx.conn())
        .await?;
        Ok(in_the_case + in_the_log + at_the_console)
    }

    /// Does something in the hidden case, of which everybody hears who may see it.
    pub async fn act(&self, word: &str) -> Done<()> {
        content::act(&self.ana, self.hidden.things.case, word).await
    }
}

/// What Ana reads of beside what is of a case. The log grows by itself, and of her sessions it is enough that she still has the one that she
/// reads this in.
const OF_ANA: [&str; 9] = [
    "cases",
    "firms",
    "firm_policies",
    "users",
    "authenticators",
    "passkeys",
    "recovery_codes",
    "trusted_devices",
    "saved_log_filters",
];
/// What an administrator reads of at the console, beside that.
const OF_THE_ADMINISTRATION: [&str; 5] = [
    "account_links",
    "recoveries",
    "erasures",
    "erased_subjects",
    "console_networks",
];

/// A digest of each of these tables, and of each that is of a case, with the columns that may be read on a connection.
async fn digests(conn: &mut Conn, tables: &[&str], case: CaseId) -> Done<String> {
    let tables: Vec<(String, String, bool)> = sqlx::query_as(READABLE).bind(tables).fetch_all(&mut *conn).await?;
    let mut whole = String::new();
    for (table, columns, of_a_case) in tables {
        let which = match (table.as_str(), of_a_case) {
            ("cases", _) => "id = $1",
            (_, true) => "case_id = $1",
            _ => "$1 is not null",
        };
        let digest: String = sqlx::query_scalar(AssertSqlSafe(format!(
            "select coalesce(md5(string_agg(row({columns})::text, '|' order by row({columns})::text)), '') from {table} where {which}"
        )))
        .bind(case.0)
        .fetch_one(&mut *conn)
        .await?;
        let _written = writeln!(whole, "{table} {digest}");
    }
    Ok(whole)
}

/// Those tables, with the columns that may be read, and whether they are of a case.
const READABLE: &str = "select c.relname::text,
    string_agg(quote_ident(a.attname), ', ' order by a.attnum),
    bool_or(a.attname = 'case_id')
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p') and has_column_privilege(c.oid, a.attnum, 'select')
    and a.attname not in ('last_activity_at', 'language')
    and c.relname not in ('log_entries', 'sessions')
  group by c.relname
  having bool_or(a.attname = 'case_id') or c.relname = any ($1)
  order by 1";
