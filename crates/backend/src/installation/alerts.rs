//! What asks for an operator's attention.

use domain::Permission;
use domain::audit::Event;
use domain::ids::AlertId;
use domain::installation::{AlertKind, AlertRow, AlertsPage};
use time::OffsetDateTime;

use crate::access::timestamp;
use crate::caller::AtTheConsole;
use crate::failure::{Done, Failure, not_found};

/// Alerts that are on, and those of the last thirty days that are over. Permission: [`Permission::OperateInstallation`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn alerts(at: &AtTheConsole) -> Done<AlertsPage> {
    let mut tx = at.begin_as_operator().await?;
    tx.may(Permission::OperateInstallation).await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select id, kind, subject, figure, opened_at, acknowledged_name, acknowledged_at, closed_at from alerts
         where closed_at is null or closed_at > app.now() - interval '30 days'
         order by closed_at desc nulls first, opened_at desc, kind, subject",
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(Row::read).collect::<Done<Vec<AlertRow>>>()?;
    let (open, closed) = rows.into_iter().partition(|alert| alert.closed_at.is_none());
    Ok(AlertsPage { open, closed })
}

/// Says that the caller has seen an alert; colleagues read it. It is over when what it is about is. Permission:
/// [`Permission::OperateInstallation`], with a fresh second factor.
///
/// # Errors
/// `NotFound` for one that somebody has acknowledged before; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn acknowledge(at: &AtTheConsole, alert: AlertId) -> Done<()> {
    let mut tx = at.begin_as_operator().await?;
    tx.may_change(Permission::OperateInstallation).await?;
    let (kind, subject): (Option<String>, Option<String>) =
        sqlx::query_as("select kind, subject from app.acknowledge_alert($1)")
            .bind(alert.0)
            .fetch_one(tx.conn())
            .await?;
    let (kind, subject) = kind.zip(subject).ok_or_else(not_found)?;
    let kind = read_kind(&kind)?;
    tx.commit(Event::AlertAcknowledged { kind, subject }).await?;
    Ok(())
}

fn read_kind(name: &str) -> Done<AlertKind> {
    AlertKind::from_name(name).ok_or_else(|| Failure::broken("unknown kind of alert"))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    kind: String,
    subject: String,
    figure: i64,
    opened_at: OffsetDateTime,
    acknowledged_name: Option<String>,
    acknowledged_at: Option<OffsetDateTime>,
    closed_at: Option<OffsetDateTime>,
}

impl Row {
    fn read(self) -> Done<AlertRow> {
        Ok(AlertRow {
            id: AlertId(self.id),
            kind: read_kind(&self.kind)?,
            subject: self.subject,
            figure: u64::try_from(self.figure).unwrap_or_default(),
            opened_at: timestamp(self.opened_at),
            acknowledged: self.acknowledged_name.zip(self.acknowledged_at.map(timestamp)),
            closed_at: self.closed_at.map(timestamp),
        })
    }
}
