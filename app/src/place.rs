//! Where a frame stands: at the office, or at the console of the firm's administrators. What both show — the session's end, events, the second
//! factor — asks the place that it is shown in.

use domain::access::{Me, SessionState};
use domain::support::{SupportNow, SupportRow};
use domain::{Error, Permission};
use leptos::prelude::*;

use crate::api::{access, console, support};

/// A frame's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where people work on cases.
    #[default]
    Office,
    /// Where administrators look after people and rules.
    Console,
}

/// Where the calling component is shown.
pub(crate) fn use_place() -> Place {
    use_context::<Place>().unwrap_or_default()
}

impl Place {
    /// Where those go who are not signed in there.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers watch and hear"))]
    pub(crate) const fn door(self) -> &'static str {
        match self {
            Self::Office => "/sign-in",
            Self::Console => "/admin/sign-in",
        }
    }

    /// The address of its stream of events.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers watch and hear"))]
    pub(crate) const fn stream(self) -> &'static str {
        match self {
            Self::Office => "/events",
            Self::Console => "/admin/events",
        }
    }

    /// The channel between its tabs in one browser.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers watch and hear"))]
    pub(crate) const fn channel(self) -> &'static str {
        match self {
            Self::Office => "matterlock-session",
            Self::Console => "matterlock-console",
        }
    }

    /// Who is there, if somebody is.
    pub(crate) async fn me(self) -> Result<Option<Me>, Error> {
        match self {
            Self::Office => access::me().await,
            Self::Console => console::me().await,
        }
    }

    /// How long its session has left.
    pub(crate) async fn session_state(self) -> Result<SessionState, Error> {
        match self {
            Self::Office => access::session_state().await,
            Self::Console => console::session_state().await,
        }
    }

    /// Support access that goes on, as far as whoever is there may know: at the console those who grant it are told that there is one, and no case.
    pub(crate) async fn support_now(self) -> Result<Vec<SupportNow>, Error> {
        match self {
            Self::Office => support::support_now().await,
            Self::Console => {
                if console::me().await?.is_none_or(|me| !me.may(Permission::GrantSupport)) {
                    return Ok(Vec::new());
                }
                let rows = support::support().await?.into_iter();
                Ok(rows.filter_map(SupportRow::now).collect())
            }
        }
    }

    /// Gives the second factor again in its session.
    pub(crate) async fn step_up(self, code: String) -> Result<(), Error> {
        match self {
            Self::Office => access::step_up(code).await,
            Self::Console => console::step_up(code).await,
        }
    }

    /// Prolongs its session.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers watch and hear"))]
    pub(crate) async fn stay_signed_in(self) -> Result<SessionState, Error> {
        match self {
            Self::Office => access::stay_signed_in().await,
            Self::Console => console::stay_signed_in().await,
        }
    }
}
