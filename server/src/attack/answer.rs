//! What came back, and what of it is a leak.

use std::collections::{BTreeSet, HashSet};

use axum::body::Body;
use backend::attack::Secret;
use domain::Timestamp;
use http::Response;

use super::call::{Call, Swap};

/// Headers that are new in every answer.
const ALWAYS_NEW: [&str; 2] = ["x-request-id", "date"];
/// No time of reading is as early: 9 September 2001, in milliseconds since 1970.
const BEFORE_ALL: i64 = 1_000_000_000_000;
/// The largest answer that is read.
const LONGEST: usize = 64 << 20;

/// An answer that was read to its end.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) async fn read(response: Response<Body>) -> Result<Self, String> {
        let (parts, body) = response.into_parts();
        let headers: Vec<(String, String)> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        // A stream has no end: it is listened to apart.
        let streams = headers
            .iter()
            .any(|(name, value)| name == "content-type" && value.starts_with("text/event-stream"));
        let body = if streams {
            Vec::new()
        } else {
            axum::body::to_bytes(body, LONGEST)
                .await
                .map_err(|error| error.to_string())?
                .to_vec()
        };
        Ok(Self {
            status: parts.status.as_u16(),
            headers,
            body,
        })
    }

    /// Headers and body as text.
    pub(super) fn text(&self) -> String {
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        let mut text = headers.collect::<Vec<_>>().join("\n");
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(&self.body));
        text
    }

    fn header(&self, wanted: &str) -> &str {
        self.headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map_or("", |(_, value)| value.as_str())
    }

    /// What of it could tell one thing that is there from another that is not: its status, headers and body, with what was asked for under one
    /// name, and without what is new in every answer.
    pub(super) fn plain(&self, swap: &Swap) -> String {
        let mut headers: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| !ALWAYS_NEW.contains(&name.as_str()))
            .map(|(name, value)| match name.as_str() {
                "set-cookie" => format!("{name}: {}", without_value(value)),
                _ => format!("{name}: {value}"),
            })
            .collect();
        headers.sort_unstable();
        let text = format!(
            "{}\n{}\n\n{}",
            self.status,
            headers.join("\n"),
            String::from_utf8_lossy(&self.body)
        );
        let text = without_times_of_reading(&without_nonces(&text));
        swap.iter().enumerate().fold(text, |text, (number, (real, twin))| {
            let name = format!("«{number}»");
            text.replace(real, &name).replace(twin, &name)
        })
    }
}

/// A cookie by its name and what it is for, without what it holds.
fn without_value(cookie: &str) -> String {
    let (pair, rest) = cookie.split_once(';').unwrap_or((cookie, ""));
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let filled = if value.is_empty() { "" } else { "…" };
    format!("{name}={filled};{rest}")
}

/// An answer without its nonce, wherever it stands: in a page, and in the policy that comes with it.
fn without_nonces(page: &str) -> String {
    let of_scripts = page.split("nonce=\"").skip(1).filter_map(|part| part.split_once('"'));
    let of_policies = page.split("'nonce-").skip(1).filter_map(|part| part.split_once('\''));
    let nonces = of_scripts.chain(of_policies);
    let nonces = nonces.map(|(nonce, _)| nonce.to_owned());
    with_all(page, nonces.filter(|nonce| !nonce.is_empty()), "")
}

/// An answer without when it was read, which logs say of themselves: as a number, and where a page writes it out.
fn without_times_of_reading(text: &str) -> String {
    let said = text.split("read_at").skip(1).filter_map(|rest| {
        let value = rest.trim_start_matches(['\\', '"', ':', ' ']);
        let end = value
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(value.len());
        let at = value.get(..end)?.parse().ok().map(Timestamp);
        // Nothing else passes for a time, a count least of all.
        at.filter(|at| at.0 > BEFORE_ALL)
    });
    let written = said.flat_map(|at| {
        let plain = at.plain();
        // In a page no line ends within it.
        let together = plain.replace(' ', "\u{a0}");
        [at.0.to_string(), at.rfc3339(), plain, together]
    });
    with_all(text, written, "«read»")
}

/// A text with the same in place of each of these.
fn with_all(text: &str, these: impl Iterator<Item = String>, instead: &str) -> String {
    let these: BTreeSet<String> = these.collect();
    these
        .iter()
        .fold(text.to_owned(), |text, one| text.replace(one.as_str(), instead))
}

/// Knows what somebody must not be told.
#[derive(Clone, Debug)]
pub(super) struct Judge {
    /// Each with the same without hyphens, as it may have been sent.
    secrets: Vec<(Secret, String)>,
    /// Digests of files and pictures that Ana got.
    files: HashSet<[u8; 32]>,
}

impl Judge {
    pub(super) fn new(secrets: Vec<Secret>, files: HashSet<[u8; 32]>) -> Self {
        let secrets = secrets
            .into_iter()
            .map(|secret| {
                let plain = secret.value.replace('-', "");
                (secret, plain)
            })
            .collect();
        Self { secrets, files }
    }

    /// What of an answer is hers and was not sent.
    pub(super) fn hers(&self, call: &Call, answer: &Answer) -> Option<String> {
        if answer.status == 500 {
            return Some("the server fell over".to_owned());
        }
        if !answer.header("content-encoding").is_empty() {
            return Some("it can't be read what it tells".to_owned());
        }
        if !answer.body.is_empty() && self.files.contains(&vault::digest::sha256(&answer.body)) {
            return Some("it is a file of hers".to_owned());
        }
        self.told(&call.sent(), &answer.text())
    }

    /// What of a text is hers and was not sent.
    pub(super) fn told(&self, sent: &str, text: &str) -> Option<String> {
        let text = text.to_lowercase();
        self.secrets
            .iter()
            .find(|(secret, plain)| {
                (text.contains(&secret.value) || (secret.value != *plain && text.contains(plain.as_str())))
                    && !sent.contains(plain.as_str())
            })
            .map(|(secret, _)| format!("it tells {}", secret.what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        Answer {
            status,
            headers: headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
            body: body.to_vec(),
        }
    }

    #[test]
    fn i6_what_is_hers_is_found_wherever_it_stands() {
        let secrets = ["quetzal", "0199-aa"].map(|value| Secret {
            what: "a word",
            value: value.to_owned(),
        });
        let judge = Judge::new(secrets.into(), HashSet::from([vault::digest::sha256(b"a picture")]));
        let call = Call::get("/cases");
        for leak in [
            answer(200, &[], b"<p>Quetzal</p>"),
            answer(303, &[("location", "/cases/0199-AA")], b""),
            answer(404, &[("x-odd", "0199aa")], b""),
            answer(200, &[("content-encoding", "br")], b"?"),
            answer(200, &[], b"a picture"),
            answer(500, &[], b""),
        ] {
            assert!(judge.hers(&call, &leak).is_some(), "{leak:?}");
        }
        assert_eq!(judge.hers(&call, &answer(404, &[], b"not found")), None);
        // What was sent may come back.
        let sent = Call::get("/cases/0199AA");
        assert_eq!(
            judge.hers(&sent, &answer(303, &[("location", "/x?next=/cases/0199-aa")], b"")),
            None
        );
    }

    #[test]
    fn i6_answers_are_compared_without_what_is_always_new() {
        let swap = vec![("id-a".to_owned(), "id-b".to_owned())];
        let one = answer(404, &[], b"<script nonce=\"x1\">id-a</script>");
        let other = answer(404, &[], b"<script nonce=\"y2\">id-b</script>");
        assert_eq!(one.plain(&swap), other.plain(&swap));
        assert_ne!(
            one.plain(&swap),
            answer(404, &[], b"<script nonce=\"y2\"></script>").plain(&swap)
        );
        assert_ne!(one.plain(&swap), answer(403, &[], &other.body).plain(&swap));
    }

    #[test]
    fn i6_answers_are_compared_whenever_they_were_read() {
        let swap = Swap::new();
        let plain = |at: i64, more: &str| {
            let at = Timestamp(at);
            let written = at.plain().replace(' ', "\u{a0}");
            let body = format!(
                "{{\"read_at\":{},\"n\":{more}}}<script>{{\\\"read_at\\\":{}}}</script><time datetime={} title=\"{}\">{written}</time>",
                at.0,
                at.0,
                at.rfc3339(),
                at.plain()
            );
            answer(200, &[], body.as_bytes()).plain(&swap)
        };
        assert_eq!(plain(1_795_356_185_123, "1"), plain(1_795_356_305_456, "1"));
        assert_ne!(plain(1_795_356_185_123, "1"), plain(1_795_356_185_123, "2"));
    }

    #[test]
    fn i6_answers_are_compared_by_every_header_that_is_not_always_new() {
        let swap = vec![("id-a".to_owned(), "id-b".to_owned())];
        let plain = |headers: &[(&str, &str)]| answer(404, headers, b"").plain(&swap);
        let policy = |nonce: &str| format!("script-src 'nonce-{nonce}' 'self'");
        let one = [
            ("x-request-id", "1"),
            ("content-security-policy", &policy("x1")),
            ("set-cookie", "s=1; Path=/"),
            ("location", "/id-a"),
        ];
        let other = [
            ("location", "/id-b"),
            ("set-cookie", "s=22; Path=/"),
            ("content-security-policy", &policy("y2")),
            ("x-request-id", "2"),
        ];
        assert_eq!(plain(&one), plain(&other));
        // As a HEAD is answered that has found something, too.
        for (name, value) in [
            ("content-length", "812"),
            ("etag", "\"x\""),
            ("allow", "GET"),
            ("set-cookie", "s=; Path=/"),
            ("cache-control", "private"),
        ] {
            assert_ne!(plain(&[(name, value)]), plain(&[]), "{name}");
        }
        assert_ne!(
            plain(&[("set-cookie", "s=1; Path=/")]),
            plain(&[("set-cookie", "s=; Path=/")])
        );
    }
}
