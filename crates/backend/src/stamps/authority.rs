//! Who stamps, and who vouches for them.

use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert, aws_lc_rs as algorithms};

/// `id-kp-timeStamping` (RFC 5280, section 4.2.1.12), as it stands in a certificate.
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// A time-stamp authority that an installation has chosen.
#[derive(Clone, Debug)]
pub struct StampAuthority {
    /// Where it answers: over HTTP or HTTPS.
    pub url: String,
    /// Who vouches for the certificates that it signs with. Nobody else is believed.
    pub vouchers: Vouchers,
}

/// Certificates of who vouches for an authority.
#[derive(Clone, Debug)]
pub struct Vouchers(Vec<TrustAnchor<'static>>);

impl Vouchers {
    /// Reads certificates in PEM (RFC 7468).
    ///
    /// # Errors
    /// What is wrong with them, in words.
    pub fn parse(pem: &[u8]) -> Result<Self, String> {
        let mut anchors = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| "is no PEM that can be read".to_owned())?;
            let anchor = anchor_from_trusted_cert(&certificate)
                .map_err(|_| "holds a certificate that can't be read".to_owned())?;
            anchors.push(anchor.to_owned());
        }
        if anchors.is_empty() {
            return Err("holds no certificate in PEM".to_owned());
        }
        Ok(Self(anchors))
    }

    /// Whether one of them vouched for a certificate for stamping, at a time, over certificates in between.
    pub(super) fn vouch_for(
        &self,
        signer: &EndEntityCert<'_>,
        between: &[CertificateDer<'_>],
        at: UnixTime,
    ) -> Result<(), Error> {
        signer
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &self.0,
                between,
                at,
                KeyUsage::required(TIME_STAMPING),
                None,
                None,
            )
            .map(drop)
    }
}

/// A hash that an authority signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By its name in a message.
    pub(super) fn of(algorithm: &der::oid::ObjectIdentifier) -> Option<Self> {
        match algorithm.to_string().as_str() {
            "2.16.840.1.101.3.4.2.1" => Some(Self::Sha256),
            "2.16.840.1.101.3.4.2.2" => Some(Self::Sha384),
            "2.16.840.1.101.3.4.2.3" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        use sha2::Digest as _;
        match self {
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(bytes).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }

    /// Whether a certificate's key signed some bytes with this hash: with RSA (PKCS #1) or on one of NIST's curves.
    pub(super) fn is_signed_by(self, signer: &EndEntityCert<'_>, bytes: &[u8], signature: &[u8]) -> bool {
        let (rsa, p256, p384, p521) = match self {
            Self::Sha256 => (
                algorithms::RSA_PKCS1_2048_8192_SHA256,
                algorithms::ECDSA_P256_SHA256,
                algorithms::ECDSA_P384_SHA256,
                algorithms::ECDSA_P521_SHA256,
            ),
            Self::Sha384 => (
                algorithms::RSA_PKCS1_2048_8192_SHA384,
                algorithms::ECDSA_P256_SHA384,
                algorithms::ECDSA_P384_SHA384,
                algorithms::ECDSA_P521_SHA384,
            ),
            Self::Sha512 => (
                algorithms::RSA_PKCS1_2048_8192_SHA512,
                algorithms::ECDSA_P256_SHA512,
                algorithms::ECDSA_P384_SHA512,
                algorithms::ECDSA_P521_SHA512,
            ),
        };
        // One of another kind of key than the certificate's says so, and nothing is compared.
        [rsa, p256, p384, p521]
            .into_iter()
            .any(|algorithm| signer.verify_signature(algorithm, bytes, signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l6_who_vouches_is_certificates_that_can_be_read() {
        for pem in [
            "",
            "not a certificate",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            assert!(Vouchers::parse(pem.as_bytes()).is_err(), "{pem}");
        }
    }
}
