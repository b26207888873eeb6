//! What the server signs in to the database as, and what each of these logins may become. `roles.sql` says the same to the database, and
//! each login is asked about it before it serves.
//!
//! A transaction goes through the login of its role by its type: under another login it does not compile, and the database refuses it.

use sqlx::postgres::PgConnectOptions;
use vault::{MasterKey, Purpose};

use super::pool::Pool;
use super::{Database, Tx};

/// A login. It may do nothing itself but become its own roles.
pub(crate) trait Login: Sized {
    /// Its name in Postgres.
    const NAME: &'static str;
    /// Every role that it may become.
    const ROLES: &'static [&'static str];
    /// What its password derives from the master key for.
    const PASSWORD: Purpose;
    /// Its connections.
    fn pool(database: &Database) -> &Pool<Self>;
}

/// A database role that its login may become.
pub(crate) trait Role {
    /// Whose it is.
    type Login: Login;
    /// Its name in Postgres.
    const NAME: &'static str;
    /// Whether the policies ask from which address it came.
    const TELLS_ADDRESS: bool = false;
}

macro_rules! logins {
    ($(
        $(#[$doc:meta])* $login:ident = $name:literal, $password:ident, $pool:ident {
            $($(#[$role_doc:meta])* $role:ident = $role_name:literal => $tx:ident $(, $tells_address:literal)?;)+
        }
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub(crate) enum $login {}
            impl Login for $login {
                const NAME: &'static str = $name;
                const ROLES: &'static [&'static str] = &[$($role_name),+];
                const PASSWORD: Purpose = Purpose::$password;
                fn pool(database: &Database) -> &Pool<Self> {
                    &database.$pool
                }
            }
            $(
                $(#[$role_doc])*
                #[derive(Clone, Copy, Debug)]
                pub(crate) enum $role {}
                impl Role for $role {
                    type Login = $login;
                    const NAME: &'static str = $role_name;
                    $(const TELLS_ADDRESS: bool = $tells_address;)?
                }
                $(#[$role_doc])*
                pub(crate) type $tx = Tx<$role>;
            )+
        )+

        /// The roles of all logins.
        pub(crate) const ROLES: [&str; 7] = [$($($role_name,)+)+];
    };
}

logins! {
    /// For the office, a firm's console and signers: roles that are nothing without a secret.
    Desk = "matterlock_login", DatabaseLogin, desk {
        /// Somebody of a firm, named by the session whose secret the transaction carries.
        Office = "matterlock_app" => TenantTx;
        /// An administrator of a firm at its administration, named by a session of that kind: people and policies, nothing of a case.
        Admin = "matterlock_admin" => AdminTx, true;
        /// A signer, named by the visit whose secret the transaction carries.
        Visit = "matterlock_signer" => SignerTx;
    }
    /// For those who are nobody yet.
    Door = "matterlock_door", DatabaseDoor, door {
        /// Nobody yet: signing in, registering, opening a link.
        Auth = "matterlock_auth" => AuthTx;
    }
    /// For what the product does by itself, and for the installation.
    Works = "matterlock_works", DatabaseWorks, works {
        /// The product itself, on the one envelope of the job whose claim the transaction carries.
        Work = "matterlock_worker" => WorkerTx;
        /// The product itself, on every log: it reads entries, whose personal values are sealed, signs, tells open pages what they are about, and
        /// counts what is erased and sealed in all firms.
        Seal = "matterlock_sealer" => SealerTx;
        /// The installation's operator, named by a session of their console, or at the terminal by none: nothing of any firm.
        Operator = "matterlock_operator" => OperatorTx, true;
    }
}

/// For the promise checks alone, which try everything under every role in one transaction. It commits nothing and serves nobody.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Checks {}

impl Login for Checks {
    const NAME: &'static str = "matterlock_checks";
    const ROLES: &'static [&'static str] = &ROLES;
    const PASSWORD: Purpose = Purpose::DatabaseChecks;
    fn pool(database: &Database) -> &Pool<Self> {
        &database.checks
    }
}

/// How each login connects.
#[derive(Clone)]
pub struct Logins {
    /// For the office, a firm's console and signers.
    pub desk: PgConnectOptions,
    /// For those who sign in, register or open a link.
    pub door: PgConnectOptions,
    /// For jobs, and for the installation's operators.
    pub works: PgConnectOptions,
    /// For the promise checks.
    pub checks: PgConnectOptions,
}

/// Without the passwords.
impl core::fmt::Debug for Logins {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.each().map(|(name, _)| name)).finish()
    }
}

impl Logins {
    /// At a database, with the passwords that derive from a master key.
    pub fn at(database: &PgConnectOptions, master: &MasterKey) -> Self {
        Self {
            desk: at::<Desk>(database, master),
            door: at::<Door>(database, master),
            works: at::<Works>(database, master),
            checks: at::<Checks>(database, master),
        }
    }

    /// Each with its name.
    pub(super) fn each(&self) -> [(&'static str, &PgConnectOptions); 4] {
        [
            (Desk::NAME, &self.desk),
            (Door::NAME, &self.door),
            (Works::NAME, &self.works),
            (Checks::NAME, &self.checks),
        ]
    }
}

/// What gives each login the password that derives from a master key.
pub(super) fn set_passwords(master: &MasterKey) -> String {
    [
        set_password::<Desk>(master),
        set_password::<Door>(master),
        set_password::<Works>(master),
        set_password::<Checks>(master),
    ]
    .concat()
}

fn at<L: Login>(database: &PgConnectOptions, master: &MasterKey) -> PgConnectOptions {
    database.clone().username(L::NAME).password(&password::<L>(master))
}

fn set_password<L: Login>(master: &MasterKey) -> String {
    // Hex digits: nothing that could leave the quotes.
    format!("alter role {} password '{}';", L::NAME, password::<L>(master))
}

fn password<L: Login>(master: &MasterKey) -> String {
    vault::digest::hex(master.derive(L::PASSWORD).expose())
}
