//! A new password for somebody who has forgotten theirs: a link to the address on file, and then never without the second factor.

use domain::audit::{Event, Refusal};
use domain::ids::{AccountLinkId, FirmId, UserId};
use domain::sessions::HowEnded;
use domain::{Error, Problem};
use secrecy::SecretString;

use super::account_link::{self, Kind, Open};
use super::lockout::{AccountKey, Counter};
use super::register::{hash_password, password_problem};
use super::{alike, captcha, password, session};
use crate::Backend;
use crate::caller::Visitor;
use crate::database::{Account, Conn, Unlogged};
use crate::factors::authenticators::{Which, use_code};
use crate::factors::recovery_codes;
use crate::failure::{Done, Failure};
use crate::letters::{self, Notice};

/// Links that may be asked for within an hour: somebody else may ask too, and must not fill a mailbox.
const MOST: i64 = 3;

/// Asks for a link to the address, where there is an account. The same answer, after the same time, where there is none, where it is
/// closed, and where enough was asked for already.
///
/// # Errors
/// `Invalid` on `captcha`.
pub async fn ask(visitor: &Visitor, email: &str, captcha: &str) -> Done<()> {
    captcha::demand(visitor, captcha::Form::Recover, captcha).await?;
    alike::answer(&visitor.backend, ask_if_there(visitor, email)).await
}

async fn ask_if_there(visitor: &Visitor, email: &str) -> Done<()> {
    let backend = &visitor.backend;
    let mut tx = visitor.begin().await?;
    let found = password::find(tx.conn(), email).await?;
    let Some((firm, user)) = found.map(|found| found.who()) else {
        return tx.commit_unlogged(Unlogged::NobodyKnown).await;
    };
    let link: AccountLinkId = backend.new_id();
    if !make(backend, tx.conn(), firm, user, link).await? {
        return tx.commit_unlogged(Unlogged::Counted).await;
    }
    letters::write_link(backend, &mut tx, firm, Some(user), link).await?;
    let account = Account {
        firm,
        user,
        proven: false,
        session: None,
    };
    tx.commit(account, Event::NewPasswordAsked).await?;
    Ok(())
}

/// Whether a link was made: not where enough were within the hour. The person's row holds those who ask at the same time apart.
async fn make(backend: &Backend, conn: &mut Conn, firm: FirmId, user: UserId, link: AccountLinkId) -> Done<bool> {
    sqlx::query("select 1 from users where firm_id = $1 and id = $2 for no key update")
        .bind(firm.0)
        .bind(user.0)
        .execute(&mut *conn)
        .await?;
    let kind = Kind::NewPassword;
    let made = sqlx::query(
        "insert into account_links (firm_id, id, kind, user_id, token_hash, expires_at)
         select $1, $2, $3, $4, $5, app.now() + make_interval(hours => $6)
         where (select count(*) from account_links l
           where l.firm_id = $1 and l.user_id = $4 and l.kind = $3 and l.made_at > app.now() - interval '1 hour') < $7",
    )
    .bind(firm.0)
    .bind(link.0)
    .bind(kind.name())
    .bind(user.0)
    .bind(account_link::token_hash(backend, &account_link::token(backend, kind, firm, link)).as_slice())
    .bind(kind.hours())
    .bind(MOST)
    .execute(conn)
    .await?
    .rows_affected();
    Ok(made == 1)
}

/// Sets a new password with a link and a code of the second factor: the app's, or a recovery code. Ends every session of the person. The
/// link is used up by compare-and-set, and by nothing but success. Nobody is signed in by it.
///
/// # Errors
/// `LinkNotValid`; `Invalid` on `password`, or on `code` for a code that is wrong or was used; `Locked` after five such codes.
pub async fn set(visitor: &Visitor, token: &str, new: SecretString, code: &str) -> Done<()> {
    let backend = &visitor.backend;
    let mut tx = visitor.begin().await?;
    let open = Open::find(backend, tx.conn(), Kind::NewPassword, token).await?;
    let user = UserId(
        open.user_id
            .ok_or_else(|| Failure::broken("a link without its person"))?,
    );
    if let Some(problem) = password_problem(&new, &[&open.name, &open.email, &open.firm_name]) {
        return Err(Error::invalid("password", problem).into());
    }
    // Before the hash is computed: whoever is locked costs none.
    let key = AccountKey::of(backend, &open.email);
    let attempt = Counter::of(backend, &key, visitor.device.as_deref())
        .take(tx.conn(), true)
        .await?;
    tx.commit_unlogged(Unlogged::Counted).await?;
    let hash = hash_password(backend, new).await?;

    let mut tx = visitor.begin().await?;
    let open = Open::find(backend, tx.conn(), Kind::NewPassword, token).await?;
    let firm = open.firm();
    let account = Account {
        firm,
        user,
        proven: false,
        session: None,
    };
    if open.has_factor
        && let Err(why) = use_factor(backend, tx.conn(), (firm, user), code).await?
    {
        attempt.note_lock(backend, &mut tx, account).await?;
        tx.commit(account, Event::NewPasswordRefused { why }).await?;
        return Err(attempt.refusal("code", Problem::WrongCode).into());
    }
    open.use_up(tx.conn()).await?;
    attempt.forget(tx.conn()).await?;
    store(tx.conn(), firm, user, &hash).await?;
    let ended_sessions = session::end_all(tx.conn(), firm, user, HowEnded::PasswordChanged, None).await?;
    letters::write(backend, &mut tx, firm, user, &Notice::PasswordChanged).await?;
    let how = "by_link".to_owned();
    let proven = Account {
        proven: true,
        ..account
    };
    tx.commit(proven, Event::PasswordChanged { how, ended_sessions })
        .await?;
    Ok(())
}

/// Uses a code up: six digits are an app's, whatever is longer is a recovery code, for those who have no app.
async fn use_factor(
    backend: &Backend,
    conn: &mut Conn,
    owner: (FirmId, UserId),
    code: &str,
) -> Done<Result<(), Refusal>> {
    let letters = code.chars().filter(char::is_ascii_alphanumeric).count();
    if letters <= 8 {
        return use_code(backend, conn, owner, Which::Confirmed, code).await;
    }
    let left = recovery_codes::use_one(backend, conn, owner, code).await?;
    Ok(left.map(drop).ok_or(Refusal::RecoveryCode))
}

/// Stores the hash of a new password.
pub(super) async fn store(conn: &mut Conn, firm: FirmId, user: UserId, hash: &str) -> Done<()> {
    sqlx::query("update users set password_hash = $3 where firm_id = $1 and id = $2")
        .bind(firm.0)
        .bind(user.0)
        .bind(hash)
        .execute(conn)
        .await?;
    Ok(())
}
