//! Inviting somebody to the firm, and taking an invitation back.

use domain::access::Invited;
use domain::audit::{Event, Personal};
use domain::ids::AccountLinkId;
use domain::rules::{self, Form};
use domain::{Error, Language, Permission, Problem, Role};
use time::OffsetDateTime;

use super::colleague::begin;
use crate::access::account_link::{Kind, token, token_hash};
use crate::access::timestamp;
use crate::caller::Administrator;
use crate::database::{Asking, Conn};
use crate::failure::{Done, Failure, not_found};
use crate::letters;

/// Whom to invite, as typed.
#[derive(Debug)]
pub struct Invitee {
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// The language of the mail and, at first, of their pages.
    pub language: Language,
}

/// Invites somebody by mail: a link that works once and for seven days makes their account. An invitation to the same address that is
/// still open is taken back by it. Whether the address has an account at another firm, nobody learns but who has the mailbox.
/// Permission: [`domain::Permission::ManagePeople`], at the administration.
///
/// # Errors
/// `Invalid` with every field that can't be taken, and on `email` for a colleague's address; otherwise as [`super::change_role`].
pub async fn invite(administrator: &Administrator, invitee: Invitee) -> Done<()> {
    let backend = &administrator.visitor.backend;
    let mut check = Form::new();
    let name = check.line("name", &invitee.name, rules::NAME_MAX);
    let email = check.email("email", &invitee.email);
    check.finish()?;
    let (mut tx, Asking { firm, me }) = begin(administrator, Permission::ManagePeople).await?;
    let colleague: bool =
        sqlx::query_scalar("select exists (select from users where firm_id = $1 and lower(email) = lower($2))")
            .bind(firm.0)
            .bind(&email)
            .fetch_one(tx.conn())
            .await?;
    if colleague {
        return Err(Error::invalid("email", Problem::Taken).into());
    }
    withdraw_open(tx.conn(), firm.0, &email).await?;
    let id: AccountLinkId = backend.new_id();
    let kind = Kind::Invitation;
    sqlx::query(
        "insert into account_links (firm_id, id, kind, email, name, role, language, invited_by, token_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, app.now() + make_interval(hours => $10))",
    )
    .bind(firm.0)
    .bind(id.0)
    .bind(kind.name())
    .bind(&email)
    .bind(&name)
    .bind(invitee.role.name())
    .bind(invitee.language.tag())
    .bind(me.0)
    .bind(token_hash(backend, &token(backend, kind, firm, id)).as_slice())
    .bind(kind.hours())
    .execute(tx.conn())
    .await
    .map_err(Failure::from)
    .map_err(of_the_same_house)?;
    letters::write_link(backend, &mut tx, firm, None, id).await?;
    let role = invitee.role.name().to_owned();
    let (name, email) = (Personal::of(id, name), Personal::of(id, email));
    tx.commit(Event::PersonInvited { name, email, role }).await?;
    Ok(())
}

/// Takes an invitation back: its link works no more. Permission: [`domain::Permission::ManagePeople`], at the administration.
///
/// # Errors
/// `NotFound` for one that was used, is taken back already, or is another firm's; otherwise as [`super::change_role`].
pub async fn withdraw_invitation(administrator: &Administrator, invitation: AccountLinkId) -> Done<()> {
    let (mut tx, Asking { firm, .. }) = begin(administrator, Permission::ManagePeople).await?;
    let withdrawn: Option<(String, String)> = sqlx::query_as(
        "update account_links set withdrawn_at = app.now()
         where firm_id = $1 and id = $2 and kind = 'invitation' and used_at is null and withdrawn_at is null
         returning name, email",
    )
    .bind(firm.0)
    .bind(invitation.0)
    .fetch_optional(tx.conn())
    .await?;
    let (name, email) = withdrawn.ok_or_else(not_found)?;
    let (name, email) = (Personal::of(invitation, name), Personal::of(invitation, email));
    tx.commit(Event::InvitationWithdrawn { name, email }).await?;
    Ok(())
}

/// Invitations that nobody has used yet, those whose time is over too, the latest first.
/// Permission: [`domain::Permission::ManagePeople`], at the administration.
///
/// # Errors
/// `NotSignedIn` without a live session of the administration.
pub async fn invitations(administrator: &Administrator) -> Done<Vec<Invited>> {
    let mut tx = administrator.begin().await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select l.id, l.name, l.email, l.role, coalesce(u.name, 'Matterlock') as invited_by, l.made_at, l.expires_at, l.expires_at <= app.now() as over
         from account_links l left join users u on u.firm_id = l.firm_id and u.id = l.invited_by
         where l.kind = 'invitation' and l.used_at is null and l.withdrawn_at is null
         order by l.made_at desc, l.id desc",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Takes back what was open for an address at a house.
pub(crate) async fn withdraw_open(conn: &mut Conn, firm: uuid::Uuid, email: &str) -> Done<()> {
    sqlx::query(
        "update account_links set withdrawn_at = app.now()
         where firm_id = $1 and kind = 'invitation' and lower(email) = lower($2) and used_at is null and withdrawn_at is null",
    )
    .bind(firm)
    .bind(email)
    .execute(conn)
    .await?;
    Ok(())
}

/// A firm has no operators, the installation nobody else, and support follows from a grant: no page offers it.
fn of_the_same_house(failure: Failure) -> Failure {
    match failure.constraint() {
        Some("account_links_to_their_house" | "account_links_role_check") => Error::Forbidden.into(),
        _ => failure,
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    name: String,
    email: String,
    role: String,
    invited_by: String,
    made_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    over: bool,
}

impl Row {
    fn read(self) -> Done<Invited> {
        Ok(Invited {
            id: AccountLinkId(self.id),
            name: self.name,
            email: self.email,
            role: Role::from_name(&self.role).ok_or_else(|| Failure::broken("unknown role"))?,
            invited_by: self.invited_by,
            made_at: timestamp(self.made_at),
            expires_at: timestamp(self.expires_at),
            over: self.over,
        })
    }
}
