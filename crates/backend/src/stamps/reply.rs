//! What an authority answered: everything about it is doubted until it was compared.

use cmpv2::status::PkiStatus;
use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::cert::x509::attr::Attribute;
use cms::cert::x509::ext::Extensions;
use cms::cert::x509::ext::pkix::name::GeneralName;
use cms::cert::x509::ext::pkix::{ExtendedKeyUsage, SubjectKeyIdentifier};
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedAttributes, SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Any, Int, OctetString};
use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _, Sequence, Tag, Tagged as _};
use time::{Date, Month, OffsetDateTime, Time};
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use vault::digest;
use webpki::EndEntityCert;
use x509_tsp::{Accuracy, MessageImprint, TimeStampResp, TsaPolicyId, TspVersion};

use super::authority::{Hash, Vouchers};
use super::query::SHA_256;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// A stamp that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// When the authority saw it.
    pub(super) at: OffsetDateTime,
}

/// Why an answer is no stamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    #[error("the answer can't be read as a time stamp")]
    Unreadable,
    #[error("the authority stamps nothing: its answer is {0:?}")]
    Refused(PkiStatus),
    #[error("the stamp is of something else")]
    OtherImprint,
    #[error("the stamp answers another question")]
    OtherNonce,
    #[error("the stamp is not signed by one certificate that it brings")]
    NoSigner,
    #[error("the stamp's certificate is not one for stamping only")]
    NotForStamps,
    #[error("nobody in MATTERLOCK_TIMESTAMP_CA_FILE vouches for who signed the stamp: {0:?}")]
    NotVouchedFor(webpki::Error),
    #[error("the stamp's signature is wrong")]
    Signature,
}

impl From<der::Error> for Unfit {
    fn from(_: der::Error) -> Self {
        Self::Unreadable
    }
}

/// `TSTInfo` (RFC 3161, section 2.4.2). Ours, because the library's takes no fractions of seconds, which the standard allows.
#[derive(Sequence)]
struct TstInfo {
    version: TspVersion,
    policy: TsaPolicyId,
    message_imprint: MessageImprint,
    serial_number: Int,
    gen_time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    tsa: Option<GeneralName>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// `SigningCertificate` of both versions (RFC 2634, section 5.4; RFC 5035, section 3).
#[derive(Sequence)]
struct SigningCertificate {
    certs: Vec<EssCertId>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

#[derive(Sequence)]
struct EssCertId {
    /// In version 2 only, and left out where it is SHA-256.
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

/// Reads an answer as a stamp of a note: granted, of this very note, as an answer to this question where it is asked for, and signed with a
/// certificate for stamping that somebody trusted vouched for at that time.
pub(super) fn read(answer: &[u8], note: &str, nonce: Option<&Int>, vouchers: &Vouchers) -> Result<Stamp, Unfit> {
    let answer = TimeStampResp::from_der(answer)?;
    if !matches!(answer.status.status, PkiStatus::Accepted | PkiStatus::GrantedWithMods) {
        return Err(Unfit::Refused(answer.status.status));
    }
    let token: ContentInfo = answer.time_stamp_token.ok_or(Unfit::Unreadable)?;
    if token.content_type != SIGNED_DATA {
        return Err(Unfit::Unreadable);
    }
    let signed: SignedData = token.content.decode_as()?;
    if signed.encap_content_info.econtent_type != TST_INFO {
        return Err(Unfit::Unreadable);
    }
    let content = signed.encap_content_info.econtent.as_ref().ok_or(Unfit::Unreadable)?;
    let content: OctetString = content.decode_as()?;
    let info = TstInfo::from_der(content.as_bytes())?;
    let imprint = &info.message_imprint;
    if imprint.hash_algorithm.oid != SHA_256 || imprint.hashed_message.as_bytes() != digest::sha256(note.as_bytes()) {
        return Err(Unfit::OtherImprint);
    }
    if nonce.is_some() && info.nonce.as_ref() != nonce {
        return Err(Unfit::OtherNonce);
    }
    let at = moment(&info.gen_time).ok_or(Unfit::Unreadable)?;
    check_signer(&signed, content.as_bytes(), at, vouchers)?;
    Ok(Stamp { at })
}

fn check_signer(signed: &SignedData, content: &[u8], at: OffsetDateTime, vouchers: &Vouchers) -> Result<(), Unfit> {
    let [signer] = signed.signer_infos.0.as_slice() else {
        return Err(Unfit::NoSigner);
    };
    let attributes = signer.signed_attrs.as_ref().ok_or(Unfit::Signature)?;
    let hash = Hash::of(&signer.digest_alg.oid).ok_or(Unfit::Signature)?;
    let kind: ObjectIdentifier = the_only(attributes, CONTENT_TYPE)?
        .ok_or(Unfit::Signature)?
        .decode_as()?;
    let hashed: OctetString = the_only(attributes, MESSAGE_DIGEST)?
        .ok_or(Unfit::Signature)?
        .decode_as()?;
    if kind != TST_INFO || hashed.as_bytes() != hash.digest(content) {
        return Err(Unfit::Signature);
    }

    let certificates = signed.certificates.as_ref().ok_or(Unfit::NoSigner)?;
    let (mut own, mut between) = (None, Vec::new());
    for choice in certificates.0.iter() {
        let CertificateChoices::Certificate(certificate) = choice else {
            continue;
        };
        let der = CertificateDer::from(certificate.to_der()?);
        if is_of(certificate, signer) {
            own = Some((certificate, der));
        } else {
            between.push(der);
        }
    }
    let (certificate, der) = own.ok_or(Unfit::NoSigner)?;
    if !names(attributes, &der)? {
        return Err(Unfit::NoSigner);
    }
    if !is_for_stamps_only(certificate)? {
        return Err(Unfit::NotForStamps);
    }
    let key = EndEntityCert::try_from(&der).map_err(Unfit::NotVouchedFor)?;
    let seconds = u64::try_from(at.unix_timestamp()).map_err(|_| Unfit::Unreadable)?;
    let then = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    vouchers.vouch_for(&key, &between, then).map_err(Unfit::NotVouchedFor)?;
    if hash.is_signed_by(&key, &attributes.to_der()?, signer.signature.as_bytes()) {
        Ok(())
    } else {
        Err(Unfit::Signature)
    }
}

/// The one value of an attribute that stands there once at most.
fn the_only(attributes: &SignedAttributes, kind: ObjectIdentifier) -> Result<Option<&Any>, Unfit> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == kind);
    let (first, second): (Option<&Attribute>, _) = (found.next(), found.next());
    match (first.map(|attribute| attribute.values.as_slice()), second) {
        (None, None) => Ok(None),
        (Some([value]), None) => Ok(Some(value)),
        _ => Err(Unfit::Signature),
    }
}

/// Whether a certificate is the one that a signature says it is made with.
fn is_of(certificate: &Certificate, signer: &SignerInfo) -> bool {
    let about = &certificate.tbs_certificate;
    match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(one) => {
            about.issuer == one.issuer && about.serial_number == one.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(key) => about
            .get::<SubjectKeyIdentifier>()
            .ok()
            .flatten()
            .is_some_and(|(_, own)| own == *key),
    }
}

/// Whether what is signed names the certificate, by its hash: another one over the same key can't be put in its place.
fn names(attributes: &SignedAttributes, certificate: &[u8]) -> Result<bool, Unfit> {
    use sha1::Digest as _;
    if let Some(value) = the_only(attributes, SIGNING_CERTIFICATE_V2)? {
        let named: SigningCertificate = value.decode_as()?;
        let first = named.certs.first().ok_or(Unfit::NoSigner)?;
        let hash = match &first.hash_algorithm {
            None => Hash::Sha256,
            Some(algorithm) => Hash::of(&algorithm.oid).ok_or(Unfit::NoSigner)?,
        };
        return Ok(first.cert_hash.as_bytes() == hash.digest(certificate));
    }
    let named: SigningCertificate = the_only(attributes, SIGNING_CERTIFICATE)?
        .ok_or(Unfit::NoSigner)?
        .decode_as()?;
    let first = named.certs.first().ok_or(Unfit::NoSigner)?;
    Ok(first.cert_hash.as_bytes() == sha1::Sha1::digest(certificate).as_slice())
}

/// As RFC 3161, section 2.3, asks: the purpose is critical, and the only one.
fn is_for_stamps_only(certificate: &Certificate) -> Result<bool, Unfit> {
    let purposes = certificate.tbs_certificate.get::<ExtendedKeyUsage>()?;
    Ok(purposes.is_some_and(|(critical, purposes)| critical && purposes.0 == [TIME_STAMPING]))
}

/// `20261130034500Z`, or with a fraction of a second.
fn moment(time: &Any) -> Option<OffsetDateTime> {
    if time.tag() != Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(time.value()).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || fraction.len() > 9 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to)?.parse::<u8>().ok();
    let year = whole.get(..4)?.parse().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(part(4, 6)?).ok()?, part(6, 8)?).ok()?;
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    let time = Time::from_hms_nano(part(8, 10)?, part(10, 12)?, part(12, 14)?, nanos).ok()?;
    Some(OffsetDateTime::new_utc(date, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l6_the_moment_of_a_stamp_is_read_with_and_without_fractions() {
        let read = |text: &str| moment(&Any::new(Tag::GeneralizedTime, text.as_bytes()).unwrap());
        let whole = read("20261130034507Z").unwrap();
        assert_eq!(whole.unix_timestamp(), 1_796_010_307);
        assert_eq!(
            read("20261130034507.25Z").unwrap() - whole,
            time::Duration::milliseconds(250)
        );
        for wrong in [
            "20261130034507",
            "20261330034507Z",
            "20261130034567Z",
            "2026113003450Z",
            "20261130034507+0100",
            "20261130034507.1234567890Z",
            "+0261130034507Z",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(
            moment(&Any::new(Tag::UtcTime, b"261130034507Z".as_slice()).unwrap()),
            None
        );
    }
}
