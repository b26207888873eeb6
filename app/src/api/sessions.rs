//! Where somebody is signed in, and which of their devices are trusted. Permission: their owner.

use domain::Error;
use domain::ids::{SessionId, TrustedDeviceId};
use domain::sessions::{Ending, Sessions};
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// The caller's sessions, those of the last 30 days too, and their trusted devices.
#[server(name = ReadSessions, prefix = "/api", endpoint = "sessions/page", output = Reply)]
pub async fn sessions() -> Result<Sessions, Error> {
    guard::answer(async { backend::sessions::sessions(&guard::caller()?).await }).await
}

/// Ends sessions of the caller's, or the trust in their devices. Asks for a fresh second factor.
#[server(name = EndSessions, prefix = "/api", endpoint = "sessions/end", output = Reply)]
pub async fn end(
    what: Ending,
    #[server(default)] session: Option<SessionId>,
    #[server(default)] device: Option<TrustedDeviceId>,
) -> Result<(), Error> {
    guard::answer(async {
        let caller = guard::caller()?;
        match what {
            Ending::Session => {
                backend::sessions::end_session(&caller, session.ok_or(Error::NotFound)?).await?;
            }
            Ending::OtherSessions => {
                backend::sessions::end_others(&caller).await?;
            }
            Ending::Device => {
                backend::sessions::forget_device(&caller, device.ok_or(Error::NotFound)?).await?;
            }
            Ending::Devices => {
                backend::sessions::forget_devices(&caller).await?;
            }
        }
        Ok(())
    })
    .await
}
