//! The installation, for its operators at their console. Permission for all of it: [`domain::Permission::OperateInstallation`], which the
//! database asks at every act.

use domain::Error;
use domain::ids::{AlertId, SetupLinkId};
use domain::installation::{AlertsPage, FirmsPage, HealthPage, NewLink};
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// Every firm from outside, and the links with which others register.
#[server(name = ReadFirms, prefix = "/admin/api", endpoint = "installation/firms", output = Reply)]
pub async fn firms() -> Result<FirmsPage, Error> {
    guard::answer(async { backend::installation::firms(&guard::at_the_console()?).await }).await
}

/// Makes a link that registers one firm; the answer is the only place where it is. With a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "installation/make-setup-link", output = Reply)]
pub async fn make_setup_link() -> Result<NewLink, Error> {
    guard::answer(async { backend::installation::make_setup_link(&guard::at_the_console()?).await }).await
}

/// Takes such a link back. With a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "installation/withdraw-setup-link", output = Reply)]
pub async fn withdraw_setup_link(link: SetupLinkId) -> Result<(), Error> {
    guard::answer(async { backend::installation::withdraw_setup_link(&guard::at_the_console()?, link).await }).await
}

/// How the installation does now.
#[server(name = ReadHealth, prefix = "/admin/api", endpoint = "installation/health", output = Reply)]
pub async fn health() -> Result<HealthPage, Error> {
    guard::answer(async { backend::installation::health(&guard::at_the_console()?).await }).await
}

/// What asks for attention, and what did lately.
#[server(name = ReadAlerts, prefix = "/admin/api", endpoint = "installation/alerts", output = Reply)]
pub async fn alerts() -> Result<AlertsPage, Error> {
    guard::answer(async { backend::installation::alerts(&guard::at_the_console()?).await }).await
}

/// Says that the caller has seen an alert. With a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "installation/acknowledge", output = Reply)]
pub async fn acknowledge_alert(alert: AlertId) -> Result<(), Error> {
    guard::answer(async { backend::installation::acknowledge(&guard::at_the_console()?, alert).await }).await
}
