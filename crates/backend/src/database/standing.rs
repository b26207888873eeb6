//! A login's standing: strong enough to serve, too weak to see past row-level security or to become what is another login's.

use super::Conn;

/// Why the server may not serve.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Can't connect or ask.
    #[error("can't reach the database as one of its restricted logins: {0}")]
    Unreachable(#[from] sqlx::Error),
    /// A login could see past row-level security, or become what is another login's.
    #[error(
        "refusing to serve: the database role «{role}» {why}, so row-level security would not protect everybody; use a role that matterlock made"
    )]
    TooStrong {
        /// The role.
        role: String,
        /// In what way.
        why: &'static str,
    },
    /// The database's table of permissions is not the program's.
    #[error(
        "refusing to serve: the roles in the database may do something else than in this version ({0}); another version has prepared the database, or somebody has changed it: start this one again, which writes its own table"
    )]
    OtherPermissions(String),
    /// What keeps firms apart is not as the last start that changed it left it.
    #[error(
        "refusing to serve: what keeps firms apart in the database is not as it was recorded ({0}); somebody has changed it by hand: undo that, or see docs/operations/catalogue.md"
    )]
    NotAsRecorded(String),
}

/// What the catalogue says of the role that the pool is connected as.
#[expect(clippy::struct_excessive_bools, reason = "each is one answer of the catalogue")]
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// The role's name.
    pub role: String,
    /// Superuser, itself or through a role that it may become.
    pub superuser: bool,
    /// `BYPASSRLS`, itself or through a role that it may become.
    pub bypass_rls: bool,
    /// Owns a table or function of ours, itself or through a role that it may become.
    pub owner: bool,
    /// May become a role that is not its own.
    pub strays: bool,
    /// Takes on the rights of its roles without `SET ROLE`.
    pub inherits: bool,
    /// May make roles or databases.
    pub creates: bool,
    /// Tables of ours where row-level security is off or not forced.
    pub unforced_tables: i64,
}

impl Standing {
    /// Refuses a login that could see past row-level security, or become what is another's.
    pub fn refuse_if_too_strong(&self) -> Result<(), LoginError> {
        let why = if self.superuser {
            "is, or may become, a superuser"
        } else if self.bypass_rls {
            "may bypass row-level security"
        } else if self.owner {
            "owns, or may become the owner of, the tables"
        } else if self.strays {
            "may become a role that is not its own"
        } else if self.inherits {
            "inherits the rights of its roles"
        } else if self.creates {
            "may create roles or databases"
        } else if self.unforced_tables > 0 {
            "meets tables without forced row-level security"
        } else {
            return Ok(());
        };
        Err(LoginError::TooStrong {
            role: self.role.clone(),
            why,
        })
    }
}

/// Of whoever the connection is signed in as, whose own roles are these.
pub(super) async fn standing(conn: &mut Conn, own: &[&str]) -> Result<Standing, LoginError> {
    Ok(sqlx::query_as(
        "with becomes as (select * from pg_roles where pg_has_role(session_user, oid, 'member'))
         select session_user::text as role,
           exists (select from becomes where rolsuper) as superuser,
           exists (select from becomes where rolbypassrls) as bypass_rls,
           exists (select from becomes b where
             exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname in ('matterlock', 'app') and c.relowner = b.oid)
             or exists (select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
               where n.nspname in ('matterlock', 'app') and p.proowner = b.oid)) as owner,
           exists (select from becomes where rolname <> session_user and rolname <> all ($1)) as strays,
           (select rolinherit from pg_roles where rolname = session_user) as inherits,
           exists (select from becomes where rolcreaterole or rolcreatedb) as creates,
           (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'matterlock' and c.relkind in ('r', 'p') and c.relname <> '_sqlx_migrations'
               and not (c.relrowsecurity and c.relforcerowsecurity)) as unforced_tables",
    )
    .bind(own)
    .fetch_one(conn)
    .await?)
}
