//! Proving ground: two throw-away firms in one transaction that always rolls back, and attempts under every role.

mod fill;

use std::sync::Arc;

use domain::audit::Event;
use domain::ids::{EnvelopeId, FirmId, SessionId, SignerId, UserId};
use domain::origin::Origin;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgQueryResult;
use uuid::Uuid;
use vault::{FirmKey, Token};

use super::cannot;
use crate::audit::{Made, Sealing, Speaker};
use crate::database::{Conn, ROLES, append_entry, speaker};
use crate::documents::NewFile;
use crate::{Backend, signing};

pub(super) use fill::{CLIENT, FIRM, PAGE, PAPER, TITLE};

/// Tables that hold what a case is about, or open it.
pub(super) const CASE_CONTENT: [&str; 13] = [
    "broken_glass",
    "case_assignments",
    "case_walls",
    "cases",
    "documents",
    "envelopes",
    "fields",
    "firm_keys",
    "jobs",
    "log_entries",
    "parties",
    "signers",
    "visits",
];

/// Somebody of a throw-away firm with a live session.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) id: Uuid,
    pub(super) secret: Token,
    pub(super) session: Uuid,
}

impl Person {
    /// With ids and a secret of their own; nothing stands in the database yet.
    pub(super) fn new(backend: &Backend) -> Self {
        Self {
            id: backend.new_id(),
            secret: Token::generate(),
            session: backend.new_id(),
        }
    }
}

/// Somebody who must not see Ana's case.
pub(super) struct Stranger {
    pub(super) who: &'static str,
    pub(super) firm: FirmId,
    pub(super) user: UserId,
    pub(super) secret: Token,
    pub(super) session: SessionId,
}

/// An envelope that was sent to a signer, whose link is known.
pub(super) struct Sent {
    pub(super) envelope: EnvelopeId,
    pub(super) signer: SignerId,
    pub(super) link: Token,
}

/// Two firms: Ana has a case, Bruno is her unassigned colleague, Eva is of the other firm.
pub(super) struct Ground {
    conn: Conn,
    sealing: Arc<Sealing>,
    /// Keys of the log that were made on it, which nobody else ever has.
    made: Made,
    pub(super) firm: Uuid,
    pub(super) ana: Person,
    pub(super) bruno: Person,
    pub(super) eva: Person,
    pub(super) other_firm: Uuid,
    pub(super) case: Uuid,
    /// Of the case; its row is there, its objects are not in the store.
    pub(super) document: NewFile,
    /// Of Ana's firm.
    pub(super) key: FirmKey,
    /// The secret of a visit to an envelope of the case.
    pub(super) visitor: Token,
}

impl Ground {
    /// The product's own code works on it, under whatever role is set.
    pub(super) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// Everybody but Ana.
    pub(super) fn strangers(&self) -> [Stranger; 2] {
        let stranger = |who, firm, person: &Person| Stranger {
            who,
            firm: FirmId(firm),
            user: UserId(person.id),
            secret: person.secret.clone(),
            session: SessionId(person.session),
        };
        [
            stranger("another firm", self.other_firm, &self.eva),
            stranger("an unassigned colleague", self.firm, &self.bruno),
        ]
    }

    /// Becomes Ana, who is assigned to the case.
    pub(super) async fn be_ana(&mut self) -> Result<(), String> {
        let secret = self.ana.secret.clone();
        self.be("matterlock_app", Some(&secret)).await
    }

    /// Opens a link by the product's own code, writes the entry, and becomes the signer.
    pub(super) async fn open(&mut self, backend: &Backend, sent: &Sent) -> Result<Event, String> {
        self.be("matterlock_auth", None).await?;
        let origin = Origin::server("checks");
        let opened = signing::begin_visit(backend, self.conn(), &origin, &sent.link)
            .await
            .map_err(cannot)?;
        let speaker = Speaker {
            firm: opened.firm,
            actor: None,
        };
        let sealing = Arc::clone(&self.sealing);
        let sealed = sealing
            .seal(&mut self.conn, &mut self.made, &speaker, &origin, &opened.event)
            .await
            .map_err(cannot)?;
        sqlx::query("select app.append_link_entry($1, $2, true, $3, $4, null, 'server', 'checks')")
            .bind(opened.firm.0)
            .bind(opened.signer.0)
            .bind(opened.event.name())
            .bind(sealed.details)
            .execute(self.conn())
            .await
            .map_err(cannot)?;
        self.be("matterlock_signer", Some(&opened.secret)).await?;
        Ok(opened.event)
    }

    /// Writes an entry for whoever the ground is at present; its number.
    pub(super) async fn append(&mut self, event: &Event) -> Result<i64, String> {
        let (sealing, origin) = (Arc::clone(&self.sealing), Origin::server("checks"));
        let appended = async {
            let speaker = speaker(self.conn()).await?;
            let sealed = sealing
                .seal(&mut self.conn, &mut self.made, &speaker, &origin, event)
                .await?;
            append_entry(self.conn(), event, &sealed, &origin).await
        };
        appended.await.map_err(cannot)
    }

    /// Becomes a role with a secret.
    pub(super) async fn be(&mut self, role: &str, secret: Option<&Token>) -> Result<(), String> {
        let secret = secret.map_or("", Token::expose);
        self.run(&format!("set local role {role}")).await?;
        self.run(&format!("set local matterlock.secret = '{secret}'")).await?;
        Ok(())
    }

    /// Runs a statement that must work; how many rows it touched.
    pub(super) async fn run(&mut self, statement: &str) -> Result<u64, String> {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&mut self.conn)
            .await
            .map(|done: PgQueryResult| done.rows_affected())
            .map_err(cannot)
    }

    /// Tries a statement that may be refused; what it did is undone. `Err` holds the database's refusal.
    pub(super) async fn attempt(&mut self, statement: &str) -> Result<Result<u64, String>, String> {
        self.run("savepoint attempt").await?;
        let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&mut self.conn)
            .await
            .map(|done: PgQueryResult| done.rows_affected());
        self.run("rollback to savepoint attempt").await?;
        match done {
            Ok(rows) => Ok(Ok(rows)),
            Err(sqlx::Error::Database(refusal)) => Ok(Err(refusal.message().to_owned())),
            Err(error) => Err(cannot(error)),
        }
    }

    /// Tries each of these under every role that the server can become, with a live session or visit; how many refusals there were.
    pub(super) async fn every_role_is_refused(&mut self, statements: &[String]) -> Result<u32, String> {
        let mut attempts = 0;
        for role in ROLES {
            let secret = if role == "matterlock_signer" {
                self.visitor.clone()
            } else {
                self.ana.secret.clone()
            };
            self.be(role, Some(&secret)).await?;
            for statement in statements {
                attempts += 1;
                if self.attempt(statement).await?.is_ok() {
                    return Err(format!("{role} could: {statement}"));
                }
            }
        }
        Ok(attempts)
    }

    /// One number.
    pub(super) async fn count(&mut self, query: &str) -> Result<i64, String> {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&mut self.conn)
            .await
            .map_err(cannot)
    }

    /// Tables with a `firm_id` that the present role may read, as the catalogue says: a new one can't be forgotten.
    pub(super) async fn readable_tables(&mut self) -> Result<Vec<String>, String> {
        sqlx::query_scalar(
            "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'matterlock' and c.relkind in ('r', 'p')
               and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'firm_id')
               and has_any_column_privilege(current_user, c.oid, 'select')
             order by 1",
        )
        .fetch_all(&mut self.conn)
        .await
        .map_err(cannot)
    }
}
