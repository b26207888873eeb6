//! What an installation chooses, from the environment. Secrets come from a file or the environment and never show in a debug print.

use std::net::SocketAddr;
use std::path::PathBuf;

use backend::access::captcha::{SITEVERIFY, TurnstileKeys};
use backend::mail::{Authority, Mailer, Sender};
use backend::stamps::{StampAuthority, Vouchers};
use ipnet::IpNet;
use secrecy::{ExposeSecret as _, SecretString};

/// Everything that can be chosen.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen: `MATTERLOCK_LISTEN`, by default `127.0.0.1:3000`.
    pub listen: SocketAddr,
    /// Where browsers reach it: `MATTERLOCK_PUBLIC_URL`, by default `http://localhost` with the port.
    pub public_url: String,
    /// Where files and the private database stand: `MATTERLOCK_DATA`, by default `./data`.
    pub data: PathBuf,
    /// What the browser loads: `MATTERLOCK_SITE_ROOT`, by default `target/site`.
    pub site_root: PathBuf,
    /// The master key itself: `MATTERLOCK_MASTER_KEY`.
    pub master_key: Option<SecretString>,
    /// The master key's file: `MATTERLOCK_MASTER_KEY_FILE`, by default outside the data folder; made on the first run.
    pub master_key_file: PathBuf,
    /// The owner's login at another PostgreSQL: `DATABASE_URL`. Without it the server keeps a private one.
    pub database_url: Option<SecretString>,
    /// Whether the logins that serve may be taken from another installation on the same PostgreSQL: `MATTERLOCK_TAKE_ROLES=yes`.
    pub take_roles: bool,
    /// Connections to the database: `MATTERLOCK_CONNECTIONS`, by default 16.
    pub connections: u32,
    /// SMTP server: `MATTERLOCK_SMTP_URL`. Without it mail is written into `outbox` in the data folder.
    pub smtp_url: Option<SecretString>,
    /// Who vouches for the SMTP server, in place of the authorities that browsers trust: `MATTERLOCK_SMTP_CA_FILE`, in PEM.
    pub smtp_authority: Option<Authority>,
    /// Sender of mail: `MATTERLOCK_MAIL_FROM`.
    pub mail_from: Sender,
    /// Proxies that are believed, as networks: `MATTERLOCK_TRUSTED_PROXIES`, separated by commas.
    pub trusted_proxies: Vec<IpNet>,
    /// Seconds of inactivity that end a session: `MATTERLOCK_IDLE_SECONDS`, 61 to 1800.
    pub idle_seconds: u32,
    /// Requests a minute at each endpoint of signing in: `MATTERLOCK_SIGN_IN_RATE`, by default 10. More only where browsers reach the
    /// installation on their own machine, which is for test installations.
    pub sign_in_rate: u32,
    /// Cloudflare Turnstile: `MATTERLOCK_TURNSTILE_SITE_KEY` with `MATTERLOCK_TURNSTILE_SECRET` or `MATTERLOCK_TURNSTILE_SECRET_FILE`;
    /// `MATTERLOCK_TURNSTILE_URL` says who verifies, where it isn't Cloudflare.
    pub turnstile: Option<TurnstileKeys>,
    /// Who stamps checkpoints (RFC 3161): `MATTERLOCK_TIMESTAMP_URL`, and who vouches for it: `MATTERLOCK_TIMESTAMP_CA_FILE`, in PEM.
    pub stamps: Option<StampAuthority>,
    /// Whether to serve although nothing but limits confines the process that reads PDFs: `MATTERLOCK_UNCONFINED=accept`.
    pub accept_unconfined: bool,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// One clear sentence about the first value that can't be used.
    pub fn from_env() -> Result<Self, String> {
        Self::from(&environment)
    }

    /// Reads from anywhere.
    pub fn from(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let listen = get("MATTERLOCK_LISTEN").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let listen: SocketAddr = listen.parse().map_err(|_| {
            format!("MATTERLOCK_LISTEN: «{listen}» is not an address with a port, such as 127.0.0.1:3000")
        })?;
        let public_url = get("MATTERLOCK_PUBLIC_URL").unwrap_or_else(|| format!("http://localhost:{}", listen.port()));
        if !(public_url.starts_with("http://") || public_url.starts_with("https://")) {
            return Err(format!(
                "MATTERLOCK_PUBLIC_URL: «{public_url}» must begin with https:// or http://"
            ));
        }
        let mail_from = get("MATTERLOCK_MAIL_FROM").unwrap_or_else(|| "Matterlock <matterlock@localhost>".to_owned());
        let mail_from =
            Sender::parse(&mail_from).map_err(|error| format!("MATTERLOCK_MAIL_FROM: «{mail_from}»: {error}"))?;
        let smtp_url = get("MATTERLOCK_SMTP_URL").map(SecretString::from);
        let smtp_authority = smtp_authority(get)?;
        if let Some(url) = &smtp_url {
            // Without the value, which holds a password.
            Mailer::smtp(url.expose_secret(), &mail_from, smtp_authority.as_ref())
                .map_err(|error| format!("MATTERLOCK_SMTP_URL: {error}"))?;
        }
        let data = PathBuf::from(get("MATTERLOCK_DATA").unwrap_or_else(|| "data".to_owned()));
        let idle_seconds = number(get, "MATTERLOCK_IDLE_SECONDS", 1800, 61..=1800)?;
        let sign_in_rate = number(get, "MATTERLOCK_SIGN_IN_RATE", 10, 1..=100_000)?;
        if sign_in_rate > 10 && !is_loopback(&public_url) {
            return Err(format!(
                "MATTERLOCK_SIGN_IN_RATE: «{sign_in_rate}» is for test installations on localhost; others take 10 at most"
            ));
        }
        let trusted_proxies = get("MATTERLOCK_TRUSTED_PROXIES")
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse::<IpNet>()
                    .or_else(|_| part.parse::<std::net::IpAddr>().map(IpNet::from))
                    .map_err(|_| format!("MATTERLOCK_TRUSTED_PROXIES: «{part}» is not a network such as 10.0.0.0/8"))
            })
            .collect::<Result<Vec<IpNet>, String>>()?;
        let site_root = PathBuf::from(get("MATTERLOCK_SITE_ROOT").unwrap_or_else(|| "target/site".to_owned()));
        if get("MATTERLOCK_SITE_ROOT").is_some() && !site_root.join("pkg").is_dir() {
            return Err(format!(
                "MATTERLOCK_SITE_ROOT: «{}» has no folder pkg with the browser's part; it is made by the build",
                site_root.display()
            ));
        }
        Ok(Self {
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            master_key: get("MATTERLOCK_MASTER_KEY").map(SecretString::from),
            master_key_file: get("MATTERLOCK_MASTER_KEY_FILE").map_or_else(|| default_key_file(get), PathBuf::from),
            database_url: get("DATABASE_URL").map(SecretString::from),
            connections: number(get, "MATTERLOCK_CONNECTIONS", 16, 6..=500)?,
            smtp_url,
            smtp_authority,
            mail_from,
            site_root,
            trusted_proxies,
            idle_seconds,
            accept_unconfined: said(get, "MATTERLOCK_UNCONFINED", "accept")?,
            take_roles: said(get, "MATTERLOCK_TAKE_ROLES", "yes")?,
            sign_in_rate,
            turnstile: turnstile(get)?,
            stamps: stamps(get)?,
            data,
        })
    }
}

/// A variable of the environment; one without a word in it is none.
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Whether a variable holds the one word that it may hold.
fn said(get: &dyn Fn(&str) -> Option<String>, name: &str, word: &str) -> Result<bool, String> {
    match get(name) {
        None => Ok(false),
        Some(said) if said == word => Ok(true),
        Some(other) => Err(format!("{name}: «{other}» is not the word {word}")),
    }
}

fn number(
    get: &dyn Fn(&str) -> Option<String>,
    name: &str,
    default: u32,
    range: std::ops::RangeInclusive<u32>,
) -> Result<u32, String> {
    let Some(text) = get(name) else { return Ok(default) };
    text.parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| {
            format!(
                "{name}: «{text}» is not a number from {} to {}",
                range.start(),
                range.end()
            )
        })
}

/// Certificates for a mail server that is named.
fn smtp_authority(get: &dyn Fn(&str) -> Option<String>) -> Result<Option<Authority>, String> {
    let Some(file) = get("MATTERLOCK_SMTP_CA_FILE") else {
        return Ok(None);
    };
    let wrong = |what: String| format!("MATTERLOCK_SMTP_CA_FILE: «{file}» {what}");
    if get("MATTERLOCK_SMTP_URL").is_none() {
        return Err(wrong(
            "is for a mail server, and MATTERLOCK_SMTP_URL names none".to_owned(),
        ));
    }
    let pem = std::fs::read(&file).map_err(|error| wrong(format!("can't be read: {error}")))?;
    Authority::parse(&pem).map(Some).map_err(wrong)
}

/// The authority and who vouches for it, or neither.
fn stamps(get: &dyn Fn(&str) -> Option<String>) -> Result<Option<StampAuthority>, String> {
    let (url, file) = match (get("MATTERLOCK_TIMESTAMP_URL"), get("MATTERLOCK_TIMESTAMP_CA_FILE")) {
        (None, None) => return Ok(None),
        (Some(url), Some(file)) => (url, file),
        (Some(url), None) => {
            return Err(format!(
                "MATTERLOCK_TIMESTAMP_URL: «{url}» needs who vouches for it in MATTERLOCK_TIMESTAMP_CA_FILE"
            ));
        }
        (None, Some(file)) => {
            return Err(format!(
                "MATTERLOCK_TIMESTAMP_CA_FILE: «{file}» is for an authority, and MATTERLOCK_TIMESTAMP_URL names none"
            ));
        }
    };
    // What is stamped is a hash and what comes back is signed, so it may go in the clear, as it does with most authorities.
    if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(format!(
            "MATTERLOCK_TIMESTAMP_URL: «{url}» must begin with http:// or https://"
        ));
    }
    let wrong = |what: String| format!("MATTERLOCK_TIMESTAMP_CA_FILE: «{file}» {what}");
    let pem = std::fs::read(&file).map_err(|error| wrong(format!("can't be read: {error}")))?;
    let vouchers = Vouchers::parse(&pem).map_err(wrong)?;
    Ok(Some(StampAuthority { url, vouchers }))
}

/// Both keys, or none.
fn turnstile(get: &dyn Fn(&str) -> Option<String>) -> Result<Option<TurnstileKeys>, String> {
    let secret = match (
        get("MATTERLOCK_TURNSTILE_SECRET"),
        get("MATTERLOCK_TURNSTILE_SECRET_FILE"),
    ) {
        (Some(secret), None) => Some(secret),
        (None, Some(file)) => Some(
            std::fs::read_to_string(&file)
                .map_err(|error| format!("MATTERLOCK_TURNSTILE_SECRET_FILE: «{file}» can't be read: {error}"))?,
        ),
        (None, None) => None,
        (Some(_), Some(file)) => {
            return Err(format!(
                "MATTERLOCK_TURNSTILE_SECRET_FILE: «{file}» is one secret too many, MATTERLOCK_TURNSTILE_SECRET is set"
            ));
        }
    };
    let verify_url = get("MATTERLOCK_TURNSTILE_URL").unwrap_or_else(|| SITEVERIFY.to_owned());
    if !verify_url.starts_with("https://") && !is_loopback(&verify_url) {
        return Err(format!(
            "MATTERLOCK_TURNSTILE_URL: «{verify_url}» must begin with https://"
        ));
    }
    match (get("MATTERLOCK_TURNSTILE_SITE_KEY"), secret) {
        (None, None) => Ok(None),
        (Some(site_key), Some(secret)) => Ok(Some(TurnstileKeys {
            site_key,
            secret: SecretString::from(secret.trim()),
            verify_url,
        })),
        (Some(site_key), None) => Err(format!(
            "MATTERLOCK_TURNSTILE_SITE_KEY: «{site_key}» needs its secret in MATTERLOCK_TURNSTILE_SECRET"
        )),
        (None, Some(_)) => Err("MATTERLOCK_TURNSTILE_SECRET needs its key in MATTERLOCK_TURNSTILE_SITE_KEY".to_owned()),
    }
}

/// Whether an address names the machine itself.
fn is_loopback(url: &str) -> bool {
    let address: Option<http::Uri> = url.parse().ok();
    address.as_ref().and_then(http::Uri::host).is_some_and(|host| {
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

/// In the user's configuration folder, apart from the data, whose backups then don't hold the key to them. One key for all of the
/// user's data folders: who wants one for each names its file.
fn default_key_file(get: &dyn Fn(&str) -> Option<String>) -> PathBuf {
    let base = get("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| get("HOME").map(|home| PathBuf::from(home).join(".config")))
        .unwrap_or_else(|| PathBuf::from("/etc"));
    base.join("matterlock").join("master.key")
}

#[cfg(test)]
mod tests {
    use super::Config;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, String> {
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Config::from(&|name| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        })
    }

    #[test]
    fn nothing_needs_to_be_chosen() {
        let config = with(&[("HOME", "/home/ana")]).expect("defaults");
        assert_eq!(config.public_url, "http://localhost:3000");
        assert_eq!(config.idle_seconds, 1800);
        assert!(
            config.master_key_file.starts_with("/home/ana/.config")
                && !config.master_key_file.starts_with(&config.data)
        );
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (name, value) in [
            ("MATTERLOCK_LISTEN", "localhost"),
            ("MATTERLOCK_PUBLIC_URL", "ftp://x"),
            ("MATTERLOCK_IDLE_SECONDS", "1801"),
            ("MATTERLOCK_IDLE_SECONDS", "soon"),
            ("MATTERLOCK_TRUSTED_PROXIES", "everybody"),
            ("MATTERLOCK_CONNECTIONS", "5"),
            ("MATTERLOCK_UNCONFINED", "yes"),
            ("MATTERLOCK_TAKE_ROLES", "1"),
            ("MATTERLOCK_SITE_ROOT", "/nowhere"),
            ("MATTERLOCK_MAIL_FROM", "nobody in particular"),
            ("MATTERLOCK_SMTP_CA_FILE", "/nowhere"),
        ] {
            let error = with(&[(name, value)]).expect_err(name);
            assert!(error.contains(name) && error.contains(value), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_used_and_is_secret_is_named_only() {
        for url in [
            "https://user:topsecret@mail.example.org",
            "smtp://user:topsecret@mail.example.org",
            "topsecret",
        ] {
            let error = with(&[("MATTERLOCK_SMTP_URL", url)]).expect_err(url);
            assert!(
                error.starts_with("MATTERLOCK_SMTP_URL: ") && !error.contains("topsecret"),
                "{error}"
            );
        }
        assert!(with(&[("MATTERLOCK_SMTP_URL", "smtps://user:topsecret@mail.example.org")]).is_ok());
    }

    #[test]
    fn a_mail_servers_authority_is_a_file_with_certificates() {
        let server = ("MATTERLOCK_SMTP_URL", "smtps://user:topsecret@mail.example.org");
        assert!(with(&[server]).expect("a server").smtp_authority.is_none());
        for file in ["/nowhere", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")] {
            let error = with(&[server, ("MATTERLOCK_SMTP_CA_FILE", file)]).expect_err(file);
            assert!(
                error.starts_with("MATTERLOCK_SMTP_CA_FILE: ") && error.contains(file) && !error.contains("topsecret"),
                "{error}"
            );
        }
    }

    #[test]
    fn s6_only_test_installations_take_more_than_ten_a_minute() {
        let rate = |url: &str, rate: &str| {
            with(&[("MATTERLOCK_PUBLIC_URL", url), ("MATTERLOCK_SIGN_IN_RATE", rate)])
                .ok()
                .map(|config| config.sign_in_rate)
        };
        assert_eq!(with(&[]).expect("defaults").sign_in_rate, 10);
        for own in ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"] {
            assert_eq!(rate(own, "1000"), Some(1000), "{own}");
        }
        for other in [
            "https://firm.example",
            "https://localhost.firm.example",
            "https://firm.example/localhost",
            "https://127.0.0.1.firm.example",
            "https://localhost@firm.example",
        ] {
            assert_eq!(rate(other, "11"), None, "{other}");
            assert_eq!(rate(other, "10"), Some(10), "{other}");
            assert_eq!(rate(other, "3"), Some(3), "{other}");
        }
        assert_eq!(rate("https://firm.example", "0"), None);
    }

    #[test]
    fn l6_an_authority_is_configured_whole_or_not_at_all() {
        assert!(with(&[]).expect("defaults").stamps.is_none());
        let url = ("MATTERLOCK_TIMESTAMP_URL", "https://tsa.example/tsr");
        for half in [
            vec![url],
            vec![("MATTERLOCK_TIMESTAMP_CA_FILE", "/nowhere")],
            vec![url, ("MATTERLOCK_TIMESTAMP_CA_FILE", "/nowhere")],
            vec![url, ("MATTERLOCK_TIMESTAMP_CA_FILE", "Cargo.toml")],
            vec![
                ("MATTERLOCK_TIMESTAMP_URL", "tsa.example"),
                ("MATTERLOCK_TIMESTAMP_CA_FILE", "Cargo.toml"),
            ],
        ] {
            let error = with(&half).expect_err("half");
            assert!(error.starts_with("MATTERLOCK_TIMESTAMP_"), "{error}");
        }
    }

    #[test]
    fn s7_turnstile_is_configured_whole_or_not_at_all() {
        assert!(with(&[]).expect("defaults").turnstile.is_none());
        let both = [
            ("MATTERLOCK_TURNSTILE_SITE_KEY", "key"),
            ("MATTERLOCK_TURNSTILE_SECRET", "topsecret"),
        ];
        let config = with(&both).expect("both");
        assert!(!format!("{config:?}").contains("topsecret"));
        let keys = config.turnstile.expect("configured");
        assert_eq!(
            keys.verify_url,
            "https://challenges.cloudflare.com/turnstile/v0/siteverify"
        );
        assert!(with(&both[..1]).is_err() && with(&both[1..]).is_err());
        let elsewhere = |url| with(&[both[0], both[1], ("MATTERLOCK_TURNSTILE_URL", url)]);
        assert!(elsewhere("http://elsewhere.example").is_err());
        assert!(elsewhere("http://127.0.0.1:9/siteverify").is_ok());
        assert!(with(&[both[0], ("MATTERLOCK_TURNSTILE_SECRET_FILE", "/does/not/exist")]).is_err());
    }

    #[test]
    fn secrets_do_not_show() {
        let config = with(&[
            ("DATABASE_URL", "postgres://u:topsecret@h/d"),
            ("MATTERLOCK_MASTER_KEY", "topsecret"),
        ])
        .expect("fine");
        assert!(!format!("{config:?}").contains("topsecret"));
    }
}
