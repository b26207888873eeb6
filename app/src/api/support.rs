//! Support access (promise I5): what operators ask for, what a firm's administrators answer, and what the office's pages say meanwhile.

use domain::Error;
use domain::ids::{FirmId, SupportId};
use domain::support::{SupportDesk, SupportNow, SupportRow};
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// Access that goes on, as far as the caller may know. Anybody who is signed in at the office, or in by it.
#[server(name = ReadSupportNow, prefix = "/api", endpoint = "support/now", output = Reply)]
pub async fn support_now() -> Result<Vec<SupportNow>, Error> {
    guard::answer(async { backend::support::now(&guard::caller_or_support()?).await }).await
}

/// What the firm was asked for. Permission: [`domain::Permission::GrantSupport`].
#[server(name = ReadSupport, prefix = "/admin/api", endpoint = "support/list", output = Reply)]
pub async fn support() -> Result<Vec<SupportRow>, Error> {
    guard::answer(async { backend::support::of_the_firm(&guard::at_the_console()?).await }).await
}

/// Lets an operator into one case. Permission: [`domain::Permission::GrantSupport`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "support/grant", output = Reply)]
pub async fn grant_support(
    support: SupportId,
    #[server(default)] number: String,
    #[server(default)] hours: u16,
    #[server(default)] changing: bool,
) -> Result<(), Error> {
    guard::answer(async {
        let terms = backend::support::Terms {
            number,
            hours,
            changing,
        };
        backend::support::grant(&guard::at_the_console()?, support, terms).await
    })
    .await
}

/// Says no. Permission: [`domain::Permission::GrantSupport`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "support/decline", output = Reply)]
pub async fn decline_support(support: SupportId) -> Result<(), Error> {
    guard::answer(async { backend::support::decline(&guard::at_the_console()?, support).await }).await
}

/// Takes it back. Permission: [`domain::Permission::GrantSupport`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "support/revoke", output = Reply)]
pub async fn revoke_support(support: SupportId) -> Result<(), Error> {
    guard::answer(async { backend::support::revoke(&guard::at_the_console()?, support).await }).await
}

/// What operators have asked for. Permission: [`domain::Permission::OperateInstallation`].
#[server(name = ReadSupportDesk, prefix = "/admin/api", endpoint = "installation/support", output = Reply)]
pub async fn support_desk() -> Result<SupportDesk, Error> {
    guard::answer(async { backend::support::of_operators(&guard::at_the_console()?).await }).await
}

/// Asks a firm. Permission: [`domain::Permission::OperateInstallation`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "installation/ask-support", output = Reply)]
pub async fn ask_support(
    firm: FirmId,
    #[server(default)] reason: String,
    #[server(default)] number: String,
) -> Result<(), Error> {
    guard::answer(async { backend::support::ask(&guard::at_the_console()?, firm, &reason, &number).await }).await
}

/// Takes back what the caller asked for, or gives back what was granted. Permission: [`domain::Permission::OperateInstallation`], with a fresh second
/// factor.
#[server(prefix = "/admin/api", endpoint = "installation/end-support", output = Reply)]
pub async fn end_own_support(support: SupportId) -> Result<(), Error> {
    guard::answer(async { backend::support::end_own(&guard::at_the_console()?, support).await }).await
}

/// Goes in by a grant, to the case. Permission: the operator whom it was granted to, with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "installation/enter-support", output = Reply)]
pub async fn enter_support(support: SupportId) -> Result<(), Error> {
    guard::answer(async {
        let entered = backend::support::enter(&guard::at_the_console()?, support).await?;
        guard::begin_support(&entered);
        Ok(())
    })
    .await
}
