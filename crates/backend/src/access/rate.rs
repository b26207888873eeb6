//! How often somebody may ask (promise S6): counted in the database, so that all replicas agree, by address.

use std::net::IpAddr;

use domain::Error;
use domain::origin::Origin;
use vault::keyed;

use crate::Backend;
use crate::caller::Visitor;
use crate::database::{Conn, Unlogged};
use crate::failure::Done;

/// Lets a request to an endpoint in, or refuses it. One upsert; nothing else has been done for the request yet.
///
/// # Errors
/// `TooManyRequests` from the eleventh within a minute on, unless the installation chose another number.
pub async fn take_turn(visitor: &Visitor, endpoint: &str) -> Done<()> {
    let mut tx = visitor.begin().await?;
    take(&visitor.backend, tx.conn(), endpoint, &visitor.origin).await?;
    tx.commit_unlogged(Unlogged::Counted).await
}

pub(crate) async fn take(backend: &Backend, conn: &mut Conn, endpoint: &str, origin: &Origin) -> Done<()> {
    let key = keyed::name(
        &backend.rate_limit,
        "rate",
        &[endpoint.as_bytes(), &household(origin.address)],
    );
    let wait: i32 = sqlx::query_scalar("select app.take_turn($1, $2)")
        .bind(key.as_slice())
        .bind(i32::try_from(backend.settings.requests_a_minute).unwrap_or(i32::MAX))
        .fetch_one(conn)
        .await?;
    match u32::try_from(wait) {
        Ok(0) => Ok(()),
        wait => Err(Error::TooManyRequests {
            retry_after: wait.unwrap_or(60),
        }
        .into()),
    }
}

/// What is counted as one: an IPv4 address, also where it is written as IPv6; of IPv6 the first 64 bits, which is what one customer gets
/// (RFC 6177). Who has no address is one as well.
fn household(address: Option<IpAddr>) -> Vec<u8> {
    match address.map(|address| address.to_canonical()) {
        None => Vec::new(),
        Some(IpAddr::V4(address)) => address.octets().to_vec(),
        Some(IpAddr::V6(address)) => address.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Vec<u8> {
        household(Some(address.parse().expect("an address")))
    }

    #[test]
    fn s6_a_network_of_ipv6_counts_as_one() {
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.7"), of("203.0.113.7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
        assert_eq!(household(None), household(None));
    }
}
