//! Certificates for a test's own servers. Made by openssl: another program than those that are tested says what one is.

use std::path::Path;
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
    extendedKeyUsage = serverAuth
    [stamper]
    basicConstraints = critical, CA:FALSE
    keyUsage = critical, digitalSignature
    extendedKeyUsage = critical, timeStamping
    [stamps]
    default_tsa = stamping
    [stamping]
    serial = serial
    default_policy = 1.2.3.4.1
    signer_digest = sha256
    digests = sha256
    accuracy = secs:1
    ordering = no
    tsa_name = yes
    [refuses]
    serial = serial
    default_policy = 1.2.3.4.1
    signer_digest = sha256
    digests = sha512";

/// What kind of key.
pub(crate) const P_256: &str = "ec -pkeyopt ec_paramgen_curve:prime256v1";
pub(crate) const RSA: &str = "rsa:2048";

/// An authority that nobody knows but who is told.
pub(crate) struct TestAuthority(Folder);

impl TestAuthority {
    pub(crate) fn new() -> Self {
        let folder = Folder::new();
        std::fs::write(folder.path().join("openssl.cnf"), CONFIG).unwrap();
        let authority = Self(folder);
        authority.make("authority", P_256, "");
        authority
    }

    /// Its own certificate, in PEM.
    pub(crate) fn pem(&self) -> Vec<u8> {
        self.read("authority.pem")
    }

    /// How a server proves that it is this one, as openssl writes it: `IP:127.0.0.1`, `DNS:mail.example.org`.
    pub(crate) fn vouch_for(&self, server: &str) -> Arc<ServerConfig> {
        let by = "-CA authority.pem -CAkey authority.key";
        self.make("server", P_256, &format!("-addext subjectAltName={server} {by}"));
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

    /// Has its stamps signed with a key of some kind from now on.
    pub(crate) fn stamp_with(&self, key: &str) {
        self.make("stamper", key, "-CA authority.pem -CAkey authority.key");
    }

    /// What a time-stamp authority answers to a question (RFC 3161): a stamp, or by the other section of its rules a refusal.
    pub(crate) fn answer(&self, query: &[u8], section: &str) -> Vec<u8> {
        std::fs::write(self.0.path().join("query.tsq"), query).unwrap();
        self.openssl(&format!(
            "ts -reply -config openssl.cnf -section {section} -queryfile query.tsq -signer stamper.pem -inkey stamper.key -out answer.tsr"
        ));
        self.read("answer.tsr")
    }

    /// Has openssl verify a stamp of a file, which is what anybody can do without us.
    pub(crate) fn verify_stamp(&self, data: &Path, stamp: &Path) -> String {
        let files = format!("-data {} -in {}", data.display(), stamp.display());
        self.openssl(&format!("ts -verify {files} -CAfile authority.pem"))
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    /// A key and its certificate, good for two days.
    fn make(&self, what: &str, key: &str, more: &str) {
        self.openssl(&format!(
            "req -x509 -config openssl.cnf -extensions {what} -subj /CN={what} -days 2
             -newkey {key} -nodes -keyout {what}.key -out {what}.pem {more}"
        ));
    }

    /// What it says.
    fn openssl(&self, options: &str) -> String {
        let made = Command::new("openssl")
            .current_dir(self.0.path())
            .args(options.split_whitespace())
            .output()
            .unwrap_or_else(|error| panic!("openssl is missing, run .make/setup.sh test: {error}"));
        let said = String::from_utf8_lossy(&made.stdout).into_owned() + &String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{options}: {said}");
        said
    }
}
