//! One request, one answer: a JSON header and raw bytes, each with its length in front (little-endian `u32`).

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::error::Refusal;
use crate::types::{Area, Attempt, Confinement, Inspection, StampJob};

/// Largest JSON header, in bytes: 500 drawn fields and a long certificate fit.
pub(crate) const MAX_HEADER_BYTES: usize = 32 * 1024 * 1024;

/// What the parent asks. The file's bytes follow the header.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Request {
    Inspect,
    RenderPage { page: u32, width: u32 },
    Stamp { job: Box<StampJob> },
    Rehearse { page: u32, area: Area },
    Confinement,
    Probe { attempt: Attempt },
}

/// What the child answers. Images and files follow the header.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(crate) enum Answer {
    Inspected { inspection: Inspection },
    Rendered { width: u32, height: u32 },
    Stamped,
    Rehearsed,
    Confined { confinement: Confinement },
    ProbeRefused { error: String },
    ProbeSucceeded,
    Refused { why: Refusal },
}

/// Header and bytes as one message.
pub(crate) fn encode<H: Serialize>(header: &H, body: &[u8]) -> io::Result<Vec<u8>> {
    let header = serde_json::to_vec(header)?;
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(io::Error::other);
    let mut message = Vec::with_capacity(8 + header.len() + body.len());
    message.extend(length(&header)?.to_le_bytes());
    message.extend(header.as_slice());
    message.extend(length(body)?.to_le_bytes());
    message.extend(body);
    Ok(message)
}

/// Reads one message; errors when it is cut short or longer than `max_body` bytes allow.
pub(crate) fn decode<H: DeserializeOwned>(mut from: impl Read, max_body: usize) -> io::Result<(H, Vec<u8>)> {
    let header = read_part(&mut from, MAX_HEADER_BYTES)?;
    let body = read_part(&mut from, max_body)?;
    Ok((serde_json::from_slice(&header)?, body))
}

/// Writes a message and flushes it.
pub(crate) fn send<H: Serialize>(mut to: impl Write, header: &H, body: &[u8]) -> io::Result<()> {
    to.write_all(&encode(header, body)?)?;
    to.flush()
}

fn read_part(from: &mut impl Read, max: usize) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if usize::try_from(length).map_or(true, |length| length > max) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "message part too long"));
    }
    let mut part = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut part)?;
    if u32::try_from(part.len()) != Ok(length) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(part)
}
