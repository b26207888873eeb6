//! From where a request came, and how that is known.

use core::net::IpAddr;

use serde::{Deserialize, Serialize};

/// How the address is known. Stands beside every address that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressSource {
    /// The other end of the connection itself.
    Direct,
    /// Told by a proxy that the installation trusts.
    TrustedProxy,
    /// No request: the server's own work.
    Server,
}

impl AddressSource {
    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::TrustedProxy => "trusted_proxy",
            Self::Server => "server",
        }
    }

    /// Reads what [`AddressSource::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Direct, Self::TrustedProxy, Self::Server]
            .into_iter()
            .find(|source| source.name() == name)
    }
}

/// From where, with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The address, where there was a request.
    pub address: Option<IpAddr>,
    /// How it is known.
    pub source: AddressSource,
    /// The `User-Agent` header, cut to 300 characters.
    pub device: String,
    /// The id of the request, as in the server's log.
    pub request: String,
}

impl Origin {
    /// The server itself.
    pub fn server(request: impl Into<String>) -> Self {
        Self {
            address: None,
            source: AddressSource::Server,
            device: String::new(),
            request: request.into(),
        }
    }
}
