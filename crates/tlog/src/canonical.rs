//! An entry's bytes: what is hashed. One entry, one sequence of bytes, for ever.
//!
//! Enough is said here to write a second verifier. The bytes are these fields, one after another, without anything between them:
//!
//! | # | field | written as |
//! |---|---|---|
//! | 1 | `matterlock-entry-v1` | text |
//! | 2 | the log's name | text |
//! | 3 | the firm | uuid |
//! | 4 | the entry's number | 8 bytes, unsigned |
//! | 5 | when, in microseconds since 1970-01-01T00:00:00Z | 8 bytes, signed, two's complement |
//! | 6 | the kind of actor | text |
//! | 7 | the actor's id | optional uuid |
//! | 8 | the event's name | text |
//! | 9 | the case | optional uuid |
//! | 10 | the details | text: the JSON exactly as it is stored |
//! | 11 | the sealed name, address and device | optional bytes |
//! | 12 | how the address is known | text |
//! | 13 | the session | optional uuid |
//! | 14 | the request's id | text |
//!
//! - Numbers are big-endian.
//! - *Bytes*: how many there are, in 8 bytes, unsigned; then the bytes.
//! - *Text*: its UTF-8, written as bytes are.
//! - *Uuid*: its 16 bytes, in the order in which it is printed.
//! - *Optional*: one byte, 0 where there is nothing and nothing follows; 1 where the value follows.
//!
//! Every field says itself where it ends, so two different entries never give the same bytes. Log and firm are among them, so an entry of
//! one log is no entry of another; the number is, so it can't change its place. The first field changes if ever anything else does.
//!
//! The leaf in the tree is SHA-256(0x00 ‖ these bytes).

use crate::Entry;

/// The first field: which layout this is.
const LAYOUT: &str = "matterlock-entry-v1";

/// Writes an entry's bytes into `out`, in place of whatever it held. Asks for no memory once `out` is large enough.
pub fn canonical_bytes(entry: &Entry, out: &mut Vec<u8>) {
    // Taken apart by name, so that a field that is added can't be forgotten here.
    let Entry {
        log,
        firm,
        number,
        at,
        actor_kind,
        actor_id,
        event,
        case_id,
        details,
        sealed_origin,
        address_source,
        session_id,
        request,
    } = entry;
    out.clear();
    bytes(out, LAYOUT.as_bytes());
    bytes(out, log.as_str().as_bytes());
    out.extend_from_slice(firm.as_bytes());
    out.extend_from_slice(&number.to_be_bytes());
    out.extend_from_slice(&at.to_be_bytes());
    bytes(out, actor_kind.as_bytes());
    optional(out, actor_id.as_ref(), |out, id| out.extend_from_slice(id.as_bytes()));
    bytes(out, event.as_bytes());
    optional(out, case_id.as_ref(), |out, id| out.extend_from_slice(id.as_bytes()));
    bytes(out, details.as_bytes());
    optional(out, sealed_origin.as_ref(), |out, sealed| bytes(out, &sealed.0));
    bytes(out, address_source.as_bytes());
    optional(out, session_id.as_ref(), |out, id| out.extend_from_slice(id.as_bytes()));
    bytes(out, request.as_bytes());
}

fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    out.extend_from_slice(&(value.len() as u64).to_be_bytes());
    out.extend_from_slice(value);
}

fn optional<T>(out: &mut Vec<u8>, value: Option<&T>, write: impl FnOnce(&mut Vec<u8>, &T)) {
    out.push(u8::from(value.is_some()));
    if let Some(value) = value {
        write(out, value);
    }
}

#[cfg(test)]
mod tests;
