//! Taking back the trust in devices of one's own: the next sign-in on them asks for the password again.

use domain::audit::Event;
use domain::ids::TrustedDeviceId;

use crate::caller::Caller;
use crate::failure::{Done, not_found};

/// Forgets one device. Permission: its owner, with a fresh second factor.
///
/// # Errors
/// `StepUpNeeded`; `NotFound` for a device that is nobody's, somebody else's or not trusted.
pub async fn forget_device(caller: &Caller, device: TrustedDeviceId) -> Done<()> {
    match forget(caller, Some(device)).await? {
        0 => Err(not_found()),
        _ => Ok(()),
    }
}

/// Forgets every device, this one too; how many. Permission: their owner, with a fresh second factor.
///
/// # Errors
/// `StepUpNeeded`.
pub async fn forget_devices(caller: &Caller) -> Done<u32> {
    forget(caller, None).await
}

async fn forget(caller: &Caller, device: Option<TrustedDeviceId>) -> Done<u32> {
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    let forgotten = sqlx::query(
        "update trusted_devices set forgotten_at = app.now(), forgotten_why = 'by_owner'
         where firm_id = $1 and user_id = $2 and ($3::uuid is null or id = $3) and forgotten_at is null and trusted_until > app.now()",
    )
    .bind(caller.me.firm.0)
    .bind(caller.me.user.0)
    .bind(device.map(|device| device.0))
    .execute(tx.conn())
    .await?
    .rows_affected();
    let devices = u32::try_from(forgotten).unwrap_or(u32::MAX);
    if devices > 0 {
        tx.commit(Event::DevicesForgotten { devices }).await?;
    }
    Ok(devices)
}
