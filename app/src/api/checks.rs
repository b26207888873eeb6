//! The promises and their live checks.

use domain::Error;
use domain::checks::SecurityPage;
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// Every promise that is live, with its last check. Public; detail for [`domain::Permission::RunChecks`].
#[server(name = ReadSecurityPage, prefix = "/api", endpoint = "checks/page", output = Reply)]
pub async fn security_page() -> Result<SecurityPage, Error> {
    guard::answer(async { backend::checks::page(&guard::visitor()?, guard::caller().ok().as_ref()).await }).await
}

/// Runs every check now. Permission: [`domain::Permission::RunChecks`].
#[server(prefix = "/api", endpoint = "checks/run", output = Reply)]
pub async fn run_checks() -> Result<SecurityPage, Error> {
    guard::answer(async { backend::checks::run_by(&guard::caller()?).await }).await
}
