//! The firms of the installation, and the links with which others register.

use domain::Permission;
use domain::audit::Event;
use domain::ids::{FirmId, SetupLinkId};
use domain::installation::{FirmRow, FirmsPage, NewLink, OpenSetupLink};
use time::OffsetDateTime;

use crate::access::{add_setup_link, timestamp};
use crate::caller::AtTheConsole;
use crate::console::commit_reading;
use crate::failure::{Done, not_found};

/// Every firm with its numbers, and the links that work; stands in the operators' log, once in ten minutes a session. Permission:
/// [`Permission::OperateInstallation`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn firms(at: &AtTheConsole) -> Done<FirmsPage> {
    let mut tx = at.begin_as_operator().await?;
    tx.may(Permission::OperateInstallation).await?;
    let firms: Vec<Firm> = sqlx::query_as("select * from app.firms_of_the_installation()")
        .fetch_all(tx.conn())
        .await?;
    let links: Vec<Link> = sqlx::query_as(
        "select id, created_at, expires_at, email is not null and proof_expires_at > app.now() as asked from setup_links
         where used_at is null and (expires_at > app.now() or proof_expires_at > app.now())
         order by created_at desc, id desc",
    )
    .fetch_all(tx.conn())
    .await?;
    commit_reading(tx, Event::FirmsRead).await?;
    Ok(FirmsPage {
        firms: firms.into_iter().map(Firm::read).collect(),
        links: links.into_iter().map(Link::read).collect(),
    })
}

/// Makes a link that registers one firm, and shows it this once. Permission: [`Permission::OperateInstallation`], with a fresh second factor.
///
/// # Errors
/// `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn make_setup_link(at: &AtTheConsole) -> Done<NewLink> {
    let mut tx = at.begin_as_operator().await?;
    tx.may_change(Permission::OperateInstallation).await?;
    let link = add_setup_link(at.backend(), &mut tx).await?;
    tx.commit(Event::SetupLinkMade { until: link.expires_at }).await?;
    Ok(link)
}

/// Takes a link back: neither it nor what it has mailed registers a firm any more. Permission: [`Permission::OperateInstallation`], with a fresh
/// second factor.
///
/// # Errors
/// `NotFound` for one that was used or whose time is over; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn withdraw_setup_link(at: &AtTheConsole, link: SetupLinkId) -> Done<()> {
    let mut tx = at.begin_as_operator().await?;
    tx.may_change(Permission::OperateInstallation).await?;
    let withdrawn = sqlx::query(
        // A link that nobody has asked with has mailed nothing: that stays so.
        "update setup_links set expires_at = least(expires_at, app.now()),
           proof_expires_at = case when proof_expires_at > app.now() then app.now() else proof_expires_at end
         where id = $1 and used_at is null and (expires_at > app.now() or proof_expires_at > app.now())",
    )
    .bind(link.0)
    .execute(tx.conn())
    .await?
    .rows_affected();
    if withdrawn != 1 {
        return Err(not_found());
    }
    tx.commit(Event::SetupLinkWithdrawn).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Firm {
    id: uuid::Uuid,
    name: String,
    since: OffsetDateTime,
    people: i64,
    signed_in: i64,
    last_sign_in: Option<OffsetDateTime>,
    document_bytes: i64,
}

impl Firm {
    fn read(self) -> FirmRow {
        FirmRow {
            firm: FirmId(self.id),
            name: self.name,
            since: timestamp(self.since),
            people: u32::try_from(self.people).unwrap_or(u32::MAX),
            signed_in: u32::try_from(self.signed_in).unwrap_or(u32::MAX),
            last_sign_in: self.last_sign_in.map(timestamp),
            document_bytes: u64::try_from(self.document_bytes).unwrap_or_default(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Link {
    id: uuid::Uuid,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    asked: bool,
}

impl Link {
    fn read(self) -> OpenSetupLink {
        OpenSetupLink {
            id: SetupLinkId(self.id),
            made_at: timestamp(self.created_at),
            expires_at: timestamp(self.expires_at),
            asked: self.asked,
        }
    }
}
