//! Proving ground: two throw-away firms in one transaction that always rolls back, and attempts under every role.

use sqlx::postgres::PgQueryResult;
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;
use vault::Token;

use super::cannot;
use crate::Backend;

/// The roles that the serving login may become.
pub(super) const ROLES: [&str; 5] = [
    "matterlock_app",
    "matterlock_auth",
    "matterlock_signer",
    "matterlock_worker",
    "matterlock_operator",
];

/// Somebody of a throw-away firm with a live session.
pub(super) struct Person {
    pub(super) id: Uuid,
    pub(super) secret: Token,
    pub(super) session: Uuid,
}

/// Two firms: Ana has a case, Bruno is her unassigned colleague, Eva is of the other firm.
pub(super) struct Ground {
    tx: Transaction<'static, Postgres>,
    pub(super) firm: Uuid,
    pub(super) ana: Person,
    pub(super) bruno: Person,
    pub(super) eva: Person,
    pub(super) case: Uuid,
    pub(super) envelope: Uuid,
    pub(super) signer: Uuid,
    pub(super) visit: Token,
    pub(super) link_hash: Vec<u8>,
}

impl Ground {
    /// Makes the firms, a case with a party, a document, an envelope with a signer on a visit, and an entry in the log.
    pub(super) async fn make(backend: &Backend) -> Result<Self, String> {
        let id = || backend.new_id::<Uuid>();
        let tx = backend.database.begin_on_ground().await.map_err(cannot)?;
        let (firm, other, visit) = (id(), id(), Token::generate());
        let person = || Person {
            id: id(),
            secret: Token::generate(),
            session: id(),
        };
        let link_hash = vault::random::bytes::<32>().to_vec();
        let mut ground = Self {
            tx,
            firm,
            ana: person(),
            bruno: person(),
            eva: person(),
            case: id(),
            envelope: id(),
            signer: id(),
            visit,
            link_hash,
        };
        for (firm, people) in [(firm, [Some(0), Some(1)]), (other, [Some(2), None])] {
            ground.be("matterlock_auth", None).await?;
            ground
                .run(&format!(
                    "insert into firms (id, name, language) values ('{firm}', 'check', 'en')"
                ))
                .await?;
            ground
                .run(&format!("insert into firm_keys (firm_id, version, master_key_id, wrapped) values ('{firm}', 1, 'check', '\\x00')"))
                .await?;
            for who in people.into_iter().flatten() {
                let person = [&ground.ana, &ground.bruno, &ground.eva][who];
                let (user, session, hash) = (person.id, person.session, vault::digest::hex(&person.secret.sha256()));
                ground
                    .run(&format!(
                        "insert into users (firm_id, id, email, name, role, language, password_hash, totp_secret, totp_confirmed_at)
                         values ('{firm}', '{user}', '{user}@check.invalid', 'check', 'administrator', 'en', '$argon2id$v=19$m=19456,t=2,p=1$check', '\\x00', app.now())"
                    ))
                    .await?;
                ground.add_session(firm, user, session, &hash).await?;
            }
        }
        ground.fill().await?;
        Ok(ground)
    }

    pub(super) async fn add_session(
        &mut self,
        firm: Uuid,
        user: Uuid,
        session: Uuid,
        hash: &str,
    ) -> Result<u64, String> {
        self.run(&format!(
            "insert into sessions (firm_id, id, user_id, secret_hash, idle_after, expires_at, address_source, device)
             values ('{firm}', '{session}', '{user}', '\\x{hash}', interval '30 minutes', app.now() + interval '12 hours', 'server', 'check')"
        ))
        .await
    }

    async fn fill(&mut self) -> Result<(), String> {
        let (firm, case, envelope, signer, ana) = (self.firm, self.case, self.envelope, self.signer, self.ana.id);
        let document = Uuid::from_u128(case.as_u128() ^ 1);
        let visit = vault::digest::hex(&self.visit.sha256());
        let link = vault::digest::hex(&self.link_hash);
        let zeroes = "00".repeat(32);
        let secret = self.ana.secret.clone();
        self.be("matterlock_app", Some(&secret)).await?;
        for statement in [
            format!("insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', '{case}', 'check', 'civil', '{ana}')"),
            format!("insert into parties (firm_id, case_id, id, role, name) values ('{firm}', '{case}', '{case}', 'client', 'check')"),
            format!(
                "insert into documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
                 values ('{firm}', '{case}', '{document}', 'check.pdf', 1, 1, '\\x{zeroes}', '[[1,1]]', 1, '\\x00', 'check/{document}', 'check/{document}', '{ana}')"
            ),
            format!(
                "insert into envelopes (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at)
                 values ('{firm}', '{case}', '{envelope}', '{document}', '\\x{zeroes}', 'en', '', '{ana}', 'check', app.now() + interval '1 day')"
            ),
            format!(
                "insert into signers (firm_id, case_id, envelope_id, id, name, email, token_hash, token_sealed)
                 values ('{firm}', '{case}', '{envelope}', '{signer}', 'check', 'check@check.invalid', '\\x{link}', '\\x00')"
            ),
            format!(
                "insert into fields (firm_id, case_id, envelope_id, signer_id, id, kind, page, x, y, width, height)
                 values ('{firm}', '{case}', '{envelope}', '{signer}', '{signer}', 'signature', 1, 0.1, 0.1, 0.2, 0.1)"
            ),
            format!("select app.append_entry('case_read', '{case}', '{{\"event\":\"case_read\"}}', null, 'server', '', 'check')"),
        ] {
            self.run(&statement).await?;
        }
        self.be("matterlock_auth", None).await?;
        self.run(&format!(
            "update signers set state = 'opened', opened_at = app.now() where firm_id = '{firm}' and id = '{signer}'"
        ))
        .await?;
        self.run(&format!(
            "insert into visits (firm_id, case_id, envelope_id, signer_id, id, secret_hash, expires_at, address_source, device)
             values ('{firm}', '{case}', '{envelope}', '{signer}', '{signer}', '\\x{visit}', app.now() + interval '1 day', 'server', 'check')"
        ))
        .await?;
        Ok(())
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
            .execute(&mut *self.tx)
            .await
            .map(|done: PgQueryResult| done.rows_affected())
            .map_err(cannot)
    }

    /// Tries a statement that may be refused; what it did is undone. `Err` holds the database's refusal.
    pub(super) async fn attempt(&mut self, statement: &str) -> Result<Result<u64, String>, String> {
        self.run("savepoint attempt").await?;
        let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&mut *self.tx)
            .await
            .map(|done: PgQueryResult| done.rows_affected());
        self.run("rollback to savepoint attempt").await?;
        match done {
            Ok(rows) => Ok(Ok(rows)),
            Err(sqlx::Error::Database(refusal)) => Ok(Err(refusal.message().to_owned())),
            Err(error) => Err(cannot(error)),
        }
    }

    /// One number.
    pub(super) async fn count(&mut self, query: &str) -> Result<i64, String> {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&mut *self.tx)
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
        .fetch_all(&mut *self.tx)
        .await
        .map_err(cannot)
    }
}
