//! Documents: ciphertext in the object store, the wrapped key and what they are in the database.

mod bytes;
mod list;
mod obstacle;
mod page;
mod pictures;
pub mod store;
mod sweep;
mod upload;

pub use bytes::{Download, download};
pub use page::page;
pub use pictures::{Picture, PictureAsked, picture};
pub use sweep::sweep;
pub use upload::upload;

pub(crate) use upload::NewFile;

pub(crate) use bytes::Stored;
pub(crate) use list::list;
pub(crate) use obstacle::obstacle;
pub(crate) use page::sizes;
pub(crate) use pictures::{picture_of, was_read};
