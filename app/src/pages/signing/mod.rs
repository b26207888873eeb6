//! The signer's two pages: the neutral landing of a link, and the document to read and sign.

mod app;
mod autosave;
mod bar;
mod call;
mod closed;
mod consent;
mod done;
mod field;
mod field_sheet;
mod filling;
mod form;
mod fragment;
mod ink;
mod instead;
mod intro;
mod key;
mod landing;
mod mark;
mod new_link;
mod pad;
mod page_picture;
mod page_words;
mod reading;
mod save_state;
mod sheet;
mod sight;
mod typed_form;
mod visibility;
mod visit;
mod ways_out;

pub use app::{SignersApp, SignersPage};
