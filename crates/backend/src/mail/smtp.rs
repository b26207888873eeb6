//! How the mail server is reached: over TLS, or in the clear on this very machine.

use std::error::Error as _;
use std::io;
use std::iter;
use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters, TlsParametersBuilder};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use tokio_rustls::rustls::Error as TlsError;
use url::Url;

/// Who vouches for the mail server's certificate, in place of the authorities that browsers trust.
#[derive(Clone, Debug)]
pub struct Authority(Certificate);

impl Authority {
    /// Reads certificates in PEM (RFC 7468).
    ///
    /// # Errors
    /// What is wrong with them, in words.
    pub fn parse(pem: &[u8]) -> Result<Self, String> {
        // None at all would be taken, and then no server would be trusted.
        if !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err("holds no certificate in PEM".to_owned());
        }
        let unreadable = || "holds a certificate that can't be read".to_owned();
        let authority = Certificate::from_pem(pem).map(Self).map_err(|_| unreadable())?;
        // What stands in the certificates is looked at only here.
        authority.vouches_for("localhost").map_err(|_| unreadable())?;
        Ok(authority)
    }

    /// TLS with a server of this name, for which nobody else may vouch.
    fn vouches_for(&self, host: &str) -> Result<TlsParameters, Error> {
        TlsParametersBuilder::new(host.to_owned())
            .certificate_store(CertificateStore::None)
            .add_root_certificate(self.0.clone())
            .build()
    }
}

/// Reaches the server at an address, of which no message says anything: it holds a password.
pub(super) fn transport(
    url: &str,
    authority: Option<&Authority>,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let unreadable = || "it is not an address such as smtps://user:password@mail.example.org".to_owned();
    // As lettre reads it: what is the host here is the host there.
    let address = Url::parse(url).map_err(|_| unreadable())?;
    let host = address.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let from_the_first_byte = address.scheme() == "smtps";
    let after_starttls = address
        .query_pairs()
        .find(|(name, _)| name == "tls")
        .is_some_and(|(_, value)| value == "required");
    let sealed = from_the_first_byte || after_starttls;
    if address.scheme() == "smtp" && !sealed && !is_this_machine(host) {
        return Err("SMTP to another machine needs TLS: use smtps://… or smtp://…?tls=required".to_owned());
    }
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map_err(|_| unreadable())?
        .timeout(Some(Duration::from_secs(20)));
    if let Some(authority) = authority {
        let parameters = authority.vouches_for(host).map_err(|_| unreadable())?;
        builder = builder.tls(match (from_the_first_byte, after_starttls) {
            (true, _) => Tls::Wrapper(parameters),
            (_, true) => Tls::Required(parameters),
            _ => {
                return Err(
                    "with an authority of its own it needs TLS: use smtps://… or smtp://…?tls=required".to_owned(),
                );
            }
        });
    }
    Ok(builder.build())
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What a mail server said, in our own words and with its code (RFC 5321, section 4.2): its own words repeat the address.
pub(super) fn why_not(error: &Error) -> String {
    if let Some(code) = error.status() {
        return format!("the mail server answered {code}");
    }
    if error.is_timeout() {
        "the mail server did not answer in time".to_owned()
    } else if failed_at_tls(error) {
        "no encrypted connection to the mail server came about".to_owned()
    } else if error.is_client() {
        "the mail server does not offer what is needed: encryption, a way to sign in, or letters beyond ASCII"
            .to_owned()
    } else {
        "the mail server could not be reached, or what it said was not understood".to_owned()
    }
}

/// Whether the encryption failed, the server's certificate included: lettre takes most of that for a failed connection.
fn failed_at_tls(error: &Error) -> bool {
    error.is_tls()
        || iter::successors(error.source(), |&source: &&(dyn std::error::Error + 'static)| {
            source.source()
        })
        .filter_map(|source| source.downcast_ref::<io::Error>()?.get_ref())
        .any(<dyn std::error::Error + Send + Sync>::is::<TlsError>)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        for fine in [
            "smtp://localhost",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:25",
            "smtp://mail.example.org?tls=required",
            "smtps://user:password@mail.example.org",
            "smtps://user:p%40ss@mail.example.org:2465/sender.example.org",
        ] {
            assert!(transport(fine, None).is_ok(), "{fine}");
        }
        for refused in [
            "smtp://mail.example.org",
            "smtp://user:password@mail.example.org",
            "smtp://localhost.example.org",
            "smtp://127.0.0.1.example.org",
            "smtp://localhost@mail.example.org",
            "smtp://mail.example.org/tls=required",
            "smtp://mail.example.org?name=tls=required",
            "smtp://mail.example.org?tls=opportunistic",
            "smtp://mail.example.org?tls=opportunistic&tls=required",
            "https://mail.example.org",
            "mail.example.org",
            "",
        ] {
            assert!(transport(refused, None).is_err(), "{refused}");
        }
    }

    #[test]
    fn an_authority_is_certificates_that_can_be_read() {
        for pem in [
            "",
            "not a certificate",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            assert!(Authority::parse(pem.as_bytes()).is_err(), "{pem}");
        }
    }
}
