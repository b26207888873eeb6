//! The promise checks with their detail.

use domain::Permission;
use domain::checks::SecurityPage;

use super::may;
use crate::caller::AtTheConsole;
use crate::checks::page_with_detail;
use crate::failure::Done;

/// Every promise's checks with what exactly was seen. Permission: [`Permission::RunChecks`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn checks(at: &AtTheConsole) -> Done<SecurityPage> {
    let mut tx = at.begin().await?;
    may(&mut tx, Permission::RunChecks).await?;
    page_with_detail(at.caller.backend(), tx.conn()).await
}
