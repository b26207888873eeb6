//! How server functions answer: JSON.

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};

/// The encoding of what a server function answers.
pub type Reply = server_fn::codec::Post<Text>;

/// JSON, read as text. Data that travels inside a page is read as text too, so every type's reader is compiled once;
/// the framework's own encoding reads bytes, and would bring a second copy of each to the browser.
pub struct Text;

impl ContentType for Text {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Text {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Text {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Text {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        serde_json::from_str(core::str::from_utf8(&bytes).map_err(serde_json::Error::custom)?)
    }
}
