//! Whether whoever a transaction of a console speaks for may still do something.

use domain::ids::{FirmId, UserId};
use domain::{Error, Permission};
use uuid::Uuid;

use super::{AtConsole, Tx};
use crate::failure::Done;

/// An administrator or operator whom the database knows now.
pub(crate) struct Asking {
    pub(crate) firm: FirmId,
    pub(crate) me: UserId,
}

impl<R: AtConsole> Tx<R> {
    /// Asks the database whether the caller may still do this.
    ///
    /// # Errors
    /// `NotSignedIn` without a live session of the administration, or from an address that it does not open from; `Forbidden` for
    /// whoever is no administrator now.
    pub(crate) async fn may(&mut self, permission: Permission) -> Done<Asking> {
        self.asked(permission).await.map(|(asking, _)| asking)
    }

    /// The same, for what changes something.
    ///
    /// # Errors
    /// As [`Self::may`]; `StepUpNeeded` where the last second factor is more than five minutes old.
    pub(crate) async fn may_change(&mut self, permission: Permission) -> Done<Asking> {
        let (asking, fresh) = self.asked(permission).await?;
        if fresh {
            Ok(asking)
        } else {
            Err(Error::StepUpNeeded.into())
        }
    }

    /// Who asks, and whether their second factor is fresh.
    async fn asked(&mut self, permission: Permission) -> Done<(Asking, bool)> {
        let (firm, me, may, fresh): (Option<Uuid>, Option<Uuid>, bool, bool) =
            sqlx::query_as("select app.current_firm(), app.current_user_id(), app.may($1), app.factor_is_fresh()")
                .bind(permission.name())
                .fetch_one(self.conn())
                .await?;
        let (firm, me) = firm.zip(me).ok_or(Error::NotSignedIn)?;
        if !may {
            return Err(Error::Forbidden.into());
        }
        let asking = Asking {
            firm: FirmId(firm),
            me: UserId(me),
        };
        Ok((asking, fresh))
    }
}
