//! The two places where a firm's people sign in. They share the account and its codes, and nothing else.

use std::time::Duration;

use domain::origin::Origin;
use vault::Audience;

use crate::Settings;

/// Where somebody signs in, or is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Where people work on cases.
    #[default]
    Office,
    /// Where administrators look after people and policies. No case is reached from there.
    Console,
}

/// At which place somebody asks to be let in, and from where they came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Door<'a> {
    pub(crate) place: Place,
    pub(crate) origin: &'a Origin,
}

impl<'a> Door<'a> {
    /// The office's.
    pub(crate) const fn of_the_office(origin: &'a Origin) -> Self {
        Self {
            place: Place::Office,
            origin,
        }
    }
}

/// The longest that nothing may be done at the console.
const CONSOLE_IDLE: Duration = Duration::from_mins(15);
/// The longest that a session of the console lasts, however busy it is.
const CONSOLE_LONGEST: Duration = Duration::from_hours(4);

impl Place {
    /// As the rows of sessions and challenges say it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Console => "admin",
        }
    }

    /// The audience of its session's cookie.
    pub(crate) const fn session(self) -> Audience {
        match self {
            Self::Office => Audience::Office,
            Self::Console => Audience::Admin,
        }
    }

    /// The audience of its challenge's cookie.
    pub(crate) const fn challenge(self) -> Audience {
        match self {
            Self::Office => Audience::Challenge,
            Self::Console => Audience::AdminChallenge,
        }
    }

    /// Seconds of inactivity that end a session. The installation may choose less, and nobody more.
    pub(crate) fn idle_seconds(self, settings: &Settings) -> u32 {
        match self {
            Self::Office => settings.idle_seconds,
            Self::Console => settings.idle_seconds.min(seconds(CONSOLE_IDLE)),
        }
    }

    /// Seconds after which a session ends however busy it is.
    pub(crate) fn session_seconds(self, settings: &Settings) -> u32 {
        match self {
            Self::Office => settings.session_seconds,
            Self::Console => settings.session_seconds.min(seconds(CONSOLE_LONGEST)),
        }
    }
}

fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i4_no_setting_makes_a_session_of_the_console_long() {
        let long = Settings::default();
        assert_eq!(Place::Console.idle_seconds(&long), 900);
        assert_eq!(Place::Console.session_seconds(&long), 14_400);
        let short = Settings {
            idle_seconds: 60,
            session_seconds: 600,
            ..Settings::default()
        };
        assert_eq!(Place::Console.idle_seconds(&short), 60);
        assert_eq!(Place::Console.session_seconds(&short), 600);
    }
}
