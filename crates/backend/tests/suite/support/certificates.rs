//! Certificates for a test's own servers. Made by openssl: another program than those that are tested says what one is.

use std::process::Command;
use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::folder::Folder;

const CONFIG: &str = "
    [req]
    distinguished_name = nobody
    [nobody]
    [authority]
    basicConstraints = critical, CA:TRUE
    keyUsage = critical, keyCertSign
    [server]
    basicConstraints = critical, CA:FALSE
    extendedKeyUsage = serverAuth";

/// An authority that nobody knows but who is told.
pub(crate) struct TestAuthority(Folder);

impl TestAuthority {
    pub(crate) fn new() -> Self {
        let folder = Folder::new();
        std::fs::write(folder.path().join("openssl.cnf"), CONFIG).unwrap();
        let authority = Self(folder);
        authority.make("authority", "");
        authority
    }

    /// Its own certificate, in PEM.
    pub(crate) fn pem(&self) -> Vec<u8> {
        self.read("authority.pem")
    }

    /// How a server proves that it is this one, as openssl writes it: `IP:127.0.0.1`, `DNS:mail.example.org`.
    pub(crate) fn vouch_for(&self, server: &str) -> Arc<ServerConfig> {
        let by = "-CA authority.pem -CAkey authority.key";
        self.make("server", &format!("-addext subjectAltName={server} {by}"));
        let certificate = CertificateDer::from_pem_slice(&self.read("server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_slice(&self.read("server.key")).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Arc::new(config)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    /// A key and its certificate, good for two days.
    fn make(&self, what: &str, more: &str) {
        let options = format!(
            "req -x509 -config openssl.cnf -extensions {what} -subj /CN={what} -days 2
             -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout {what}.key -out {what}.pem {more}"
        );
        let made = Command::new("openssl")
            .current_dir(self.0.path())
            .args(options.split_whitespace())
            .output()
            .expect("openssl is installed: .make/setup.sh test");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
}
