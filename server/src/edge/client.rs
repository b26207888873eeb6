//! From where a request really comes. Only configured proxies are believed, hops counted from the right.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::origin::{AddressSource, Origin};
use http::HeaderMap;
use http::header::USER_AGENT;
use ipnet::IpNet;

use crate::router::Site;

/// The client of a request.
#[derive(Clone, Debug)]
pub struct Client(pub Origin);

/// Puts the [`Client`] into the request's extensions.
pub async fn locate(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip().to_canonical());
    let (address, source) = client_address(peer, request.headers(), &site.trusted_proxies);
    let device: String = request
        .headers()
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    let id = vault::digest::hex(&vault::random::bytes::<8>());
    request.extensions_mut().insert(Client(Origin {
        address,
        source,
        device,
        request: id,
    }));
    next.run(request).await
}

/// The right-most address in `X-Forwarded-For` that is no trusted proxy, if the other end of the connection is one.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> (Option<IpAddr>, AddressSource) {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let Some(peer) = peer else {
        return (None, AddressSource::Direct);
    };
    if !is_trusted(&peer) {
        return (Some(peer), AddressSource::Direct);
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in forwarded.iter().rev() {
        // A hop that can't be read was not written by our proxy: nothing left of it can be believed.
        let Ok(address) = hop.parse::<IpAddr>().map(|address| address.to_canonical()) else {
            break;
        };
        if !is_trusted(&address) {
            return (Some(address), AddressSource::TrustedProxy);
        }
    }
    (Some(peer), AddressSource::Direct)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(peer: &str, forwarded: &[&str], trusted: &[&str]) -> (String, AddressSource) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("header"));
        }
        let trusted: Vec<IpNet> = trusted
            .iter()
            .map(|network| network.parse().expect("network"))
            .collect();
        let (address, source) = client_address(Some(peer.parse().expect("address")), &headers, &trusted);
        (address.expect("known").to_string(), source)
    }

    #[test]
    fn s6_strangers_cannot_choose_their_address() {
        assert_eq!(
            ask("203.0.113.9", &["1.2.3.4"], &[]),
            ("203.0.113.9".into(), AddressSource::Direct)
        );
        assert_eq!(
            ask("203.0.113.9", &["1.2.3.4"], &["10.0.0.0/8"]),
            ("203.0.113.9".into(), AddressSource::Direct)
        );
        assert_eq!(
            ask("10.0.0.1", &["6.6.6.6, 198.51.100.7"], &["10.0.0.0/8"]),
            ("198.51.100.7".into(), AddressSource::TrustedProxy)
        );
        assert_eq!(
            ask("10.0.0.1", &["6.6.6.6", "198.51.100.7, 10.2.0.1"], &["10.0.0.0/8"]),
            ("198.51.100.7".into(), AddressSource::TrustedProxy)
        );
        assert_eq!(
            ask("10.0.0.1", &["6.6.6.6, nonsense"], &["10.0.0.0/8"]),
            ("10.0.0.1".into(), AddressSource::Direct)
        );
        assert_eq!(
            ask("10.0.0.1", &[], &["10.0.0.0/8"]),
            ("10.0.0.1".into(), AddressSource::Direct)
        );
    }
}
