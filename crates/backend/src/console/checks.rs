//! The promise checks with their detail.

use domain::Permission;
use domain::checks::SecurityPage;

use crate::caller::AtTheConsole;
use crate::checks::page_with_detail;
use crate::failure::Done;

/// Every promise's checks with what exactly was seen. Permission: [`Permission::RunChecks`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn checks(at: &AtTheConsole) -> Done<SecurityPage> {
    let mut tx = at.begin().await?;
    tx.may(Permission::RunChecks).await?;
    page_with_detail(at.caller.backend(), tx.conn()).await
}
