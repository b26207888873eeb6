//! Links by mail that lead to an account. Their secret is made from the row's id, so it is stored nowhere; using one is a
//! compare-and-set, and opening one uses nothing up: mail scanners and previews may, as often as they like.

use domain::Error;
use domain::Role;
use domain::access::AccountLink;
use domain::ids::{AccountLinkId, FirmId};
use time::OffsetDateTime;
use vault::Token;

use super::session::timestamp;
use crate::Backend;
use crate::caller::Visitor;
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Invitation,
    NewPassword,
    CancelRecovery,
}

impl Kind {
    /// As stored, and part of what the secret is made from.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::NewPassword => "new_password",
            Self::CancelRecovery => "cancel_recovery",
        }
    }

    /// Reads the stored name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Invitation, Self::NewPassword, Self::CancelRecovery]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    const fn page(self) -> &'static str {
        match self {
            Self::Invitation => "join",
            Self::NewPassword => "sign-in/new-password",
            Self::CancelRecovery => "recovery",
        }
    }

    /// Hours for which such a link works.
    pub(crate) const fn hours(self) -> i32 {
        match self {
            Self::Invitation => 7 * 24,
            Self::NewPassword => 1,
            // A day until somebody agrees, a day to wait, three days in which it can be used, and some.
            Self::CancelRecovery => 9 * 24,
        }
    }
}

/// The secret of a link.
pub(crate) fn token(backend: &Backend, kind: Kind, firm: FirmId, link: AccountLinkId) -> Token {
    Token::of_row(
        &backend.account_link,
        kind.name(),
        &[firm.0.as_bytes(), link.0.as_bytes()],
    )
}

/// What is stored of it.
pub(crate) fn token_hash(backend: &Backend, token: &Token) -> [u8; 32] {
    token.keyed_hash(&backend.token_lookup)
}

/// The address, with the secret in its fragment, which no server is sent.
pub(crate) fn url(backend: &Backend, kind: Kind, firm: FirmId, link: AccountLinkId) -> String {
    let token = token(backend, kind, firm, link);
    format!("{}/{}#{}", backend.settings.public_url, kind.page(), token.expose())
}

/// A link that works, with its row held until the transaction ends.
#[derive(sqlx::FromRow)]
pub(crate) struct Open {
    pub(crate) firm_id: uuid::Uuid,
    id: uuid::Uuid,
    kind: String,
    pub(crate) firm_name: String,
    pub(crate) user_id: Option<uuid::Uuid>,
    pub(crate) recovery_id: Option<uuid::Uuid>,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
    invited_by: String,
    pub(crate) has_factor: bool,
    expires_at: OffsetDateTime,
}

impl Open {
    /// Finds the link, if it works. Those who use one at the same time queue at its row.
    ///
    /// # Errors
    /// `LinkNotValid`, whatever the reason.
    pub(crate) async fn find(backend: &Backend, conn: &mut Conn, kind: Kind, token: &str) -> Done<Self> {
        let token = Token::parse(token.trim()).ok_or(Error::LinkNotValid)?;
        let open: Option<Self> = sqlx::query_as(
            "select l.firm_id, l.id, l.kind, f.name as firm_name, l.user_id, l.recovery_id, coalesce(l.name, u.name) as name,
               coalesce(l.email, u.email) as email, coalesce(l.role, u.role) as role,
               coalesce(i.name, 'Matterlock') as invited_by, app.has_second_factor(u.firm_id, u.id) as has_factor, l.expires_at
             from account_links l
             join firms f on f.id = l.firm_id
             left join users u on u.firm_id = l.firm_id and u.id = l.user_id
             left join users i on i.firm_id = l.firm_id and i.id = l.invited_by
             where l.token_hash = $1 and l.kind = $2 and l.used_at is null and l.withdrawn_at is null and l.expires_at > app.now()
               and u.active is not false
             for no key update of l",
        )
        .bind(token_hash(backend, &token).as_slice())
        .bind(kind.name())
        .fetch_optional(conn)
        .await?;
        open.ok_or_else(|| Error::LinkNotValid.into())
    }

    pub(crate) fn firm(&self) -> FirmId {
        FirmId(self.firm_id)
    }

    /// What the person is told before they use it.
    fn told(self) -> Done<AccountLink> {
        Ok(match Kind::from_name(&self.kind) {
            Some(Kind::NewPassword) => AccountLink::NewPassword {
                firm_name: self.firm_name,
                name: self.name,
                email: self.email,
                needs_factor: self.has_factor,
            },
            Some(Kind::Invitation) => AccountLink::Invitation {
                firm_name: self.firm_name,
                invited_by: self.invited_by,
                name: self.name,
                email: self.email,
                role: Role::from_name(&self.role).ok_or_else(|| Failure::broken("unknown role"))?,
                expires_at: timestamp(self.expires_at),
            },
            Some(Kind::CancelRecovery) => AccountLink::CancelRecovery {
                firm_name: self.firm_name,
                name: self.name,
            },
            None => return Err(Failure::broken("unknown kind of link")),
        })
    }

    /// Uses the link up.
    ///
    /// # Errors
    /// `LinkNotValid` where it was used, withdrawn or over by now.
    pub(crate) async fn use_up(&self, conn: &mut Conn) -> Done<()> {
        let used = sqlx::query(
            "update account_links set used_at = app.now()
             where firm_id = $1 and id = $2 and used_at is null and withdrawn_at is null and expires_at > app.now()",
        )
        .bind(self.firm_id)
        .bind(self.id)
        .execute(conn)
        .await?
        .rows_affected();
        if used == 1 {
            Ok(())
        } else {
            Err(Error::LinkNotValid.into())
        }
    }
}

/// Reads an invitation. Whoever has the link may; it uses nothing up.
///
/// # Errors
/// `LinkNotValid`.
pub async fn read_invitation(visitor: &Visitor, token: &str) -> Done<AccountLink> {
    read(visitor, Kind::Invitation, token).await
}

/// Reads a link for a new password. Whoever has the link may; it uses nothing up.
///
/// # Errors
/// `LinkNotValid`.
pub async fn read_new_password(visitor: &Visitor, token: &str) -> Done<AccountLink> {
    read(visitor, Kind::NewPassword, token).await
}

/// Reads a link for saying no to a recovery. Whoever has the link may; it uses nothing up.
///
/// # Errors
/// `LinkNotValid`.
pub async fn read_cancel_recovery(visitor: &Visitor, token: &str) -> Done<AccountLink> {
    read(visitor, Kind::CancelRecovery, token).await
}

async fn read(visitor: &Visitor, kind: Kind, token: &str) -> Done<AccountLink> {
    let mut tx = visitor.begin().await?;
    Open::find(&visitor.backend, tx.conn(), kind, token).await?.told()
}
