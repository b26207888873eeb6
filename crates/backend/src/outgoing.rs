//! The one way in which the server asks another: a post over HTTP, with limits. Nothing is asked unless an installation configured it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::uri::PathAndQuery;
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Everything together: looking the name up, connecting, asking, reading the answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// Posts a form and reads the answer, whatever its status. Redirects are not followed.
///
/// # Errors
/// In words for the log, without what was sent.
pub(crate) async fn post_form(url: &str, fields: &[(&str, &str)]) -> Result<Bytes, String> {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    post(
        url,
        "application/x-www-form-urlencoded",
        "application/json",
        form.into(),
    )
    .await
}

/// Posts bytes of some type and reads the answer, which is to be of another, whatever its status. Redirects are not followed.
///
/// # Errors
/// In words for the log, without what was sent.
pub(crate) async fn post(url: &str, kind: &'static str, wants: &'static str, body: Bytes) -> Result<Bytes, String> {
    let uri: Uri = url.parse().map_err(|error| format!("{url} is no address: {error}"))?;
    tokio::time::timeout(PATIENCE, ask(&uri, kind, wants, body))
        .await
        .map_err(|_| format!("no answer within {} s", PATIENCE.as_secs()))?
}

async fn ask(uri: &Uri, kind: &'static str, wants: &'static str, body: Bytes) -> Result<Bytes, String> {
    let authority = uri.authority().ok_or("an address without a host")?;
    let secure = uri.scheme_str() == Some("https");
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let request = Request::post(uri.path_and_query().map_or("/", PathAndQuery::as_str))
        .header(HOST, authority.as_str())
        .header(ACCEPT, wants)
        .header(CONTENT_TYPE, kind)
        .header(CONTENT_LENGTH, body.len())
        .body(Full::new(body))
        .map_err(said)?;
    let host = authority.host();
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port))
        .await
        .map_err(said)?;
    if !secure {
        return send(stream, request).await;
    }
    let name = ServerName::try_from(host.to_owned()).map_err(said)?;
    send(tls()?.connect(name, stream).await.map_err(said)?, request).await
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Bytes, String> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(said)?;
    let driver = tokio::spawn(connection);
    let answer = async {
        let response = sender.send_request(request).await.map_err(said)?;
        let body = Limited::new(response.into_body(), LONGEST);
        Ok(body.collect().await.map_err(said)?.to_bytes())
    };
    let answer = answer.await;
    driver.abort();
    answer
}

/// The certificate authorities that browsers trust.
fn tls() -> Result<TlsConnector, String> {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(said)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn said(error: impl ToString) -> String {
    error.to_string()
}
