//! A request as the database tells it to either side.

use domain::Timestamp;
use domain::ids::SupportId;
use domain::support::{Granted, SupportEnd, SupportRow, SupportStage};
use time::OffsetDateTime;

use crate::access::timestamp;
use crate::failure::{Done, Failure};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: uuid::Uuid,
    firm_name: String,
    operator_name: String,
    own: bool,
    reason: String,
    told: String,
    asked_at: OffsetDateTime,
    decided_by: Option<String>,
    number: Option<String>,
    role: Option<String>,
    until: Option<OffsetDateTime>,
    ended_at: Option<OffsetDateTime>,
    end_why: Option<String>,
}

impl Row {
    /// How far it is at a moment.
    pub(super) fn read(self, now: Timestamp) -> Done<SupportRow> {
        let granted = self.role.zip(self.until).map(|(role, until)| Granted {
            by: self.decided_by,
            until: timestamp(until),
            changing: role == "support_changing",
            number: self.number,
        });
        let stage = match (self.ended_at, self.end_why, granted) {
            (Some(at), Some(why), was) => SupportStage::Ended {
                how: SupportEnd::from_name(&why).ok_or_else(|| Failure::broken("unknown end of support"))?,
                at: timestamp(at),
                was,
            },
            (_, _, None) => SupportStage::Asked,
            (_, _, Some(granted)) if granted.until <= now => SupportStage::Ended {
                how: SupportEnd::Over,
                at: granted.until,
                was: Some(granted),
            },
            (_, _, Some(granted)) => SupportStage::Live(granted),
        };
        Ok(SupportRow {
            id: SupportId(self.id),
            firm_name: self.firm_name,
            operator: self.operator_name,
            own: self.own,
            reason: self.reason,
            told: self.told,
            asked_at: timestamp(self.asked_at),
            stage,
        })
    }
}
