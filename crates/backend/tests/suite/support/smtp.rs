//! A mail server of a test's own (RFC 5321): it takes every letter, and notes what it hears in the clear and what within TLS.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// When it speaks TLS, and how it proves who it is.
#[derive(Clone)]
pub(crate) enum Tls {
    Never,
    /// RFC 3207.
    Asked(Arc<ServerConfig>),
    /// RFC 8314, section 3.3.
    FromTheFirstByte(Arc<ServerConfig>),
}

/// All that it was told, letters included.
#[derive(Clone, Default)]
pub(crate) struct Heard {
    pub(crate) clear: String,
    pub(crate) sealed: String,
}

impl Heard {
    /// Nothing that anybody on the way could read or whoever pretends to be the server could keep: neither letter nor address, nor
    /// the installation's password at the server.
    pub(crate) fn is_nothing(&self) -> bool {
        self.sealed.is_empty()
            && self.clear.lines().all(|line| {
                ["EHLO ", "STARTTLS", "QUIT"]
                    .iter()
                    .any(|start| line.starts_with(start))
            })
    }
}

/// The server, for as long as the test lasts.
pub(crate) struct Catcher {
    /// Where it is, as an installation names it: with a name and a password, and never without TLS.
    pub(crate) url: String,
    heard: Arc<Mutex<Heard>>,
}

impl Catcher {
    pub(crate) async fn listen(tls: Tls) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let here = format!("office:topsecret@{}", listener.local_addr().unwrap());
        let url = match tls {
            Tls::FromTheFirstByte(_) => format!("smtps://{here}"),
            Tls::Asked(_) | Tls::Never => format!("smtp://{here}?tls=required"),
        };
        let heard = Arc::new(Mutex::new(Heard::default()));
        let noted = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                // Whoever goes away in the middle has heard enough.
                tokio::spawn(converse(tcp, tls.clone(), Arc::clone(&noted)));
            }
        });
        Self { url, heard }
    }

    pub(crate) fn heard(&self) -> Heard {
        self.heard.lock().unwrap().clone()
    }
}

async fn converse(mut tcp: TcpStream, tls: Tls, heard: Arc<Mutex<Heard>>) -> io::Result<()> {
    let clear = |line: &str| heard.lock().unwrap().clear.push_str(line);
    let sealed = |line: &str| heard.lock().unwrap().sealed.push_str(line);
    let stream = match tls {
        Tls::Never => {
            greet(&mut tcp).await?;
            talk(tcp, false, clear).await?;
            return Ok(());
        }
        Tls::Asked(config) => {
            greet(&mut tcp).await?;
            let Some(tcp) = talk(tcp, true, clear).await? else {
                return Ok(());
            };
            TlsAcceptor::from(config).accept(tcp).await?
        }
        Tls::FromTheFirstByte(config) => {
            let mut stream = TlsAcceptor::from(config).accept(tcp).await?;
            greet(&mut stream).await?;
            stream
        }
    };
    talk(stream, false, sealed).await.map(drop)
}

async fn greet(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream.write_all(b"220 catcher\r\n").await?;
    stream.flush().await
}

/// Answers until the other side goes, or gives the stream back for TLS.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    offers_starttls: bool,
    note: impl Fn(&str),
) -> io::Result<Option<S>> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    let mut in_letter = false;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let ends_letter = in_letter && line == ".\r\n";
        // A letter's line that begins with a dot comes with another (RFC 5321, section 4.5.2).
        note(line.strip_prefix('.').filter(|_| in_letter).unwrap_or(&line));
        if in_letter && !ends_letter {
            continue;
        }
        let word = line.split_ascii_whitespace().next().unwrap_or_default();
        let answer = match word {
            _ if ends_letter => "250 it is kept",
            "EHLO" if offers_starttls => "250-catcher\r\n250-STARTTLS\r\n250 AUTH PLAIN",
            "EHLO" => "250-catcher\r\n250 AUTH PLAIN",
            "STARTTLS" if offers_starttls => "220 go ahead",
            "AUTH" => "235 welcome",
            "MAIL" | "RCPT" => "250 fine",
            "DATA" => "354 go on",
            "QUIT" => "221 good bye",
            _ => "502 unknown",
        };
        in_letter = answer.starts_with("354");
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        stream.flush().await?;
        match &answer[..3] {
            "220" => return Ok(Some(stream.into_inner())),
            "221" => return Ok(None),
            _ => {}
        }
    }
}
