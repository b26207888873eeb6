//! Time-based one-time passwords (RFC 6238) as every authenticator app knows them: SHA-1, six digits, 30 seconds.

use std::fmt;

use secrecy::{ExposeSecret, SecretBox};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::{qr, random};

/// One step, in seconds.
const STEP: u64 = 30;
/// Steps before and after the present one whose codes pass: for slow fingers and clocks that are off.
const WINDOW: u64 = 1;
const DIGITS: u8 = 6;
/// RFC 4226, section 4: at least 128 bits.
const SHORTEST: usize = 16;
const LONGEST: usize = 64;

/// The secret shared with an authenticator app. Wiped when dropped.
pub struct TotpSecret(SecretBox<Vec<u8>>);

impl TotpSecret {
    /// A new secret of 160 bits, as RFC 4226 recommends.
    pub fn generate() -> Self {
        Self(SecretBox::new(Box::new(random::bytes::<20>().to_vec())))
    }

    /// A stored secret: 16 to 64 bytes, or `None`.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (SHORTEST..=LONGEST)
            .contains(&bytes.len())
            .then(|| Self(SecretBox::new(Box::new(bytes.to_vec()))))
    }

    /// The raw secret, for sealing.
    pub fn bytes(&self) -> &[u8] {
        self.0.expose_secret()
    }

    /// The secret in base 32 without padding, for typing it into an app.
    pub fn base32(&self) -> String {
        Secret::new(self.bytes().into()).to_base32()
    }

    /// The `otpauth://` address that authenticator apps read. Long names are cut so that it always fits a QR code.
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (label(issuer, 40), label(account, 100));
        let secret = Zeroizing::new(self.base32());
        format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP}",
            *secret
        )
    }

    /// [`TotpSecret::uri`] as a QR code, see [`qr::svg`].
    pub fn qr_svg(&self, issuer: &str, account: &str) -> String {
        // Never empty: the address is cut to fit.
        qr::svg(&Zeroizing::new(self.uri(issuer, account))).unwrap_or_default()
    }

    /// The six digits at a time in seconds since 1970.
    pub fn code_at(&self, unix_seconds: u64) -> String {
        self.totp().generate(unix_seconds).to_string()
    }

    /// The step (seconds since 1970 divided by 30) whose code this is, if it is the present step or one beside it.
    ///
    /// A code is for one use (RFC 6238, section 5.2), and this function keeps no memory: the caller stores the step
    /// in one `UPDATE … WHERE last_step < step`, and lets nobody in whose update changed no row.
    ///
    /// Takes six ASCII digits; spaces, as apps show them, are ignored. All steps are always compared, in constant time.
    pub fn matching_step(&self, code: &str, unix_seconds: u64) -> Option<i64> {
        let typed = six_digits(code)?;
        let totp = self.totp();
        let present = unix_seconds / STEP;
        let (mut found, mut at) = (Choice::from(0), 0_u64);
        for step in present.saturating_sub(WINDOW)..=present.saturating_add(WINDOW) {
            let right = Zeroizing::new(totp.generate(step.saturating_mul(STEP)).to_string());
            let equal = typed.ct_eq(right.as_bytes());
            at.conditional_assign(&step, equal);
            found |= equal;
        }
        bool::from(found).then(|| i64::try_from(at).ok()).flatten()
    }

    fn totp(&self) -> Totp {
        // "Noncompliant" is the constructor that can't fail; these parameters are RFC 6238's own, and the secret's
        // length was checked when this value was made.
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP)
            .with_secret(Secret::new(self.bytes().into()))
            .build_noncompliant()
    }
}

fn six_digits(code: &str) -> Option<[u8; 6]> {
    let mut out = [0; 6];
    let mut typed = code.bytes().filter(|byte| *byte != b' ');
    for place in &mut out {
        *place = typed.next().filter(u8::is_ascii_digit)?;
    }
    typed.next().is_none().then_some(out)
}

/// One part of the address's label, percent-encoded. A colon parts issuer from account, so names may not hold one.
fn label(name: &str, longest: usize) -> String {
    let mut out = String::new();
    for byte in name
        .trim()
        .replace(':', " ")
        .chars()
        .take(longest)
        .collect::<String>()
        .bytes()
    {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex::encode_upper([byte]));
        }
    }
    out
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238_appendix_b() {
        // The appendix prints eight digits; six are their last six, both being the same number modulo a power of ten.
        for (time, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(rfc().code_at(time), eight[2..], "{time}");
        }
    }

    #[test]
    fn the_step_beside_passes_and_the_one_after_does_not() {
        let time = 1_111_111_111;
        let step = i64::try_from(time / STEP).unwrap();
        let code = rfc().code_at(time);
        for (offset, passes) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let at = time.checked_add_signed(offset).unwrap();
            assert_eq!(rfc().matching_step(&code, at), passes.then_some(step), "{offset}");
        }
        assert_eq!(
            rfc().matching_step(&rfc().code_at(0), 0),
            Some(0),
            "no step before 1970"
        );
        assert_eq!(rfc().matching_step("000000", u64::MAX), None);
    }

    #[test]
    fn only_six_digits_are_read() {
        let code = rfc().code_at(59);
        assert_eq!(rfc().matching_step("287 082", 59), Some(1));
        assert_eq!(rfc().matching_step(" 287082 ", 59), Some(1));
        for wrong in [
            "",
            "28708",
            "2870820",
            "287082\n",
            "287-082",
            "+87082",
            "２８７０８２",
            "٢٨٧٠٨٢",
        ] {
            assert_eq!(rfc().matching_step(wrong, 59), None, "{wrong:?}");
        }
        assert_eq!(code, "287082");
    }

    #[test]
    fn a_second_reader_understands_the_address() {
        let secret = TotpSecret::generate();
        let uri = secret.uri("Bufete Núñez & Asociados", "ana.mora+legal@ejemplo.cr");
        let read = Totp::from_url(&uri).unwrap();
        assert_eq!(read.secret().as_bytes(), secret.bytes());
        assert_eq!(read.issuer(), Some("Bufete Núñez & Asociados"));
        assert_eq!(read.account_name(), "ana.mora+legal@ejemplo.cr");
        assert_eq!((read.digits(), read.step(), read.algorithm()), (6, 30, Algorithm::SHA1));
        assert_eq!(read.generate(59).to_string(), secret.code_at(59));
    }

    #[test]
    fn odd_names_neither_break_out_of_the_address_nor_the_code() {
        let secret = rfc();
        let uri = secret.uri("A:B?secret=X&x", "c:d#e\"<");
        assert_eq!(Totp::from_url(&uri).unwrap().secret().as_bytes(), secret.bytes());
        let long = TotpSecret::from_bytes(&[1; LONGEST]).unwrap();
        assert!(long.qr_svg(&"😀".repeat(500), &"😀".repeat(500)).starts_with("<svg"));
    }

    #[test]
    fn plain_names_stay_as_they_are_and_others_are_encoded() {
        let uri = rfc().uri("Solano 2", "ana.m-s_1~@x.cr");
        assert!(uri.contains("Solano%202:ana.m-s_1~@x.cr?"), "{uri}");
    }

    #[test]
    fn short_and_long_secrets_are_refused() {
        assert!(TotpSecret::from_bytes(&[1; 15]).is_none());
        assert!(TotpSecret::from_bytes(&[1; 16]).is_some());
        assert!(TotpSecret::from_bytes(&[1; 65]).is_none());
        assert_eq!(TotpSecret::generate().bytes().len(), 20);
        assert_eq!(rfc().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
