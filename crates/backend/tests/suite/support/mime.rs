//! A mail as it lies in the outbox, taken apart as a mail program does (RFC 2045 and 2046).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A part that is no multipart.
pub(crate) struct Leaf {
    /// Its headers, unfolded, in lower case.
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// The parts of a mail or a part, in their order.
pub(crate) fn leaves(mail: &str) -> Vec<Leaf> {
    let (headers, body) = mail.split_once("\r\n\r\n").unwrap();
    let headers = headers.replace("\r\n ", " ").replace("\r\n\t", " ");
    let Some((_, boundary)) = headers.split_once("boundary=\"") else {
        return vec![Leaf {
            body: decoded(&headers.to_lowercase(), body),
            headers: headers.to_lowercase(),
        }];
    };
    let boundary = boundary.split('"').next().unwrap();
    let inside = body.split(&format!("--{boundary}--")).next().unwrap();
    let begins = format!("--{boundary}\r\n");
    inside.split(&begins).skip(1).flat_map(leaves).collect()
}

fn decoded(headers: &str, body: &str) -> String {
    let encoding = headers
        .split_once("content-transfer-encoding: ")
        .map_or("7bit", |(_, rest)| rest.split(['\r', '\n']).next().unwrap());
    let bytes = match encoding {
        "base64" => STANDARD.decode(body.replace("\r\n", "")).unwrap(),
        "quoted-printable" => from_quoted(&body.replace("=\r\n", "")),
        "7bit" => body.as_bytes().to_vec(),
        other => panic!("{other}"),
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn from_quoted(text: &str) -> Vec<u8> {
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}
