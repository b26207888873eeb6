//! All that a template can see: itself, the faces, and its data. No files, no packages, no date.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue as _};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use super::fonts::FONTS;

/// A template and its data, which it reads with `json(sys.inputs.data)`.
pub(super) struct DataWorld {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    template: Source,
}

impl DataWorld {
    pub(super) fn new(template: &str, json: Vec<u8>) -> Self {
        let inputs = Dict::from_iter([("data".into(), Bytes::new(json).into_value())]);
        Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            book: LazyHash::new(FontBook::from_infos(FONTS.iter().map(|font| font.info().clone()))),
            template: Source::detached(template),
        }
    }
}

impl World for DataWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
