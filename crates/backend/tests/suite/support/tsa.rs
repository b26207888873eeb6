//! A time-stamp authority of a test's own, over HTTP (RFC 3161, section 3.4). What it signs, openssl signs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use backend::stamps::{StampAuthority, Vouchers};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::certificates::{P_256, TestAuthority};

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As it should.
    Stamps,
    /// With a stamp of something else.
    OfSomethingElse,
    /// With a stamp for another question about the same.
    ToAnotherQuestion,
    /// With a stamp in which a letter of the signature is another.
    Spoiled,
    /// With the sentence that it stamps no such thing.
    Refuses,
    /// With a page for people.
    Babbles,
    /// With more than any stamp has.
    Floods,
    /// Not at all.
    IsSilent,
}

/// The authority, for as long as the test lasts.
pub(crate) struct Tsa {
    pub(crate) authority: Arc<TestAuthority>,
    url: String,
    asked: Arc<AtomicU32>,
}

impl Tsa {
    pub(crate) async fn listen(manner: Manner, key: &str) -> Self {
        let authority = TestAuthority::new();
        authority.stamp_with(key);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let tsa = Self {
            authority: Arc::new(authority),
            url: format!("http://{}/stamp?for=matterlock", listener.local_addr().unwrap()),
            asked: Arc::default(),
        };
        let (authority, asked) = (Arc::clone(&tsa.authority), Arc::clone(&tsa.asked));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let query = question(&mut stream).await;
                asked.fetch_add(1, Ordering::SeqCst);
                if manner == Manner::IsSilent {
                    // For longer than anybody waits.
                    tokio::spawn(async move {
                        tokio::time::sleep(std::time::Duration::from_mins(1)).await;
                        drop(stream);
                    });
                    continue;
                }
                let body = answer(&authority, manner, query);
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                let _gone = stream.write_all(&[head.as_bytes(), &body].concat()).await;
            }
        });
        tsa
    }

    /// One that stamps as it should.
    pub(crate) async fn good() -> Self {
        Self::listen(Manner::Stamps, P_256).await
    }

    /// As an installation chooses it.
    pub(crate) fn chosen(&self) -> StampAuthority {
        self.vouched_for_by(&self.authority)
    }

    /// The same, where somebody else is trusted to vouch for it.
    pub(crate) fn vouched_for_by(&self, authority: &TestAuthority) -> StampAuthority {
        StampAuthority {
            url: self.url.clone(),
            vouchers: Vouchers::parse(&authority.pem()).unwrap(),
        }
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

/// The body of a request.
async fn question(stream: &mut TcpStream) -> Vec<u8> {
    let mut read = Vec::new();
    loop {
        let mut piece = [0; 1024];
        let length = stream.read(&mut piece).await.unwrap();
        assert!(length > 0, "cut off");
        read.extend_from_slice(&piece[..length]);
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8(read[..end].to_vec()).unwrap().to_lowercase();
        assert!(head.starts_with("post /stamp?for=matterlock http/1.1"), "{head}");
        assert!(head.contains("content-type: application/timestamp-query"), "{head}");
        let (_, rest) = head.split_once("content-length: ").unwrap();
        let length: usize = rest.lines().next().unwrap().parse().unwrap();
        if read.len() == end + 4 + length {
            return read.split_off(end + 4);
        }
    }
}

fn answer(authority: &TestAuthority, manner: Manner, mut query: Vec<u8>) -> Vec<u8> {
    let end = query.len();
    match manner {
        Manner::Refuses => authority.answer(&query, "refuses"),
        Manner::Babbles => b"<!doctype html><title>Welcome</title>".to_vec(),
        Manner::Floods => vec![b' '; 100_000],
        Manner::OfSomethingElse => {
            // The hash is followed by the number of 8 bytes, and that by the wish for a certificate.
            query[end - 20] ^= 1;
            authority.answer(&query, "stamping")
        }
        Manner::ToAnotherQuestion => {
            query[end - 4] ^= 1;
            authority.answer(&query, "stamping")
        }
        Manner::Spoiled => {
            let mut answer = authority.answer(&query, "stamping");
            *answer.last_mut().unwrap() ^= 1;
            answer
        }
        Manner::Stamps | Manner::IsSilent => authority.answer(&query, "stamping"),
    }
}
