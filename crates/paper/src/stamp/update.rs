//! One incremental update, with every check that keeps it readable for strict readers.

use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId};

use crate::error::Refusal;
use crate::types::StampObstacle;

/// Largest object number that common readers accept (ISO 32000-1, annex C).
const MAX_OBJECT_NUMBER: u32 = 8_388_607;
/// Numbers that stay free for what is added: far more than the largest certificate takes.
const ROOM: u32 = 100_000;
/// A stream of the file's own structure may not inflate beyond this, in bytes.
const MAX_INFLATED_BYTES: usize = 64 * 1024 * 1024;

/// The update under way.
pub(super) struct Update {
    document: IncrementalDocument,
    pages: Vec<ObjectId>,
    original_bytes: usize,
}

impl Update {
    /// Opens `file` for an update, or says what is in the way.
    pub(super) fn open(file: &[u8]) -> Result<Self, StampObstacle> {
        let options = LoadOptions {
            max_decompressed_size: Some(MAX_INFLATED_BYTES),
            ..LoadOptions::default()
        };
        // Offsets count from the header, so rubbish in front of it would shift every one that is written.
        if !file.starts_with(b"%PDF-") {
            return Err(StampObstacle::Damaged);
        }
        let previous = Document::load_mem_with_options(file, options).map_err(|error| match error {
            lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => StampObstacle::Encrypted,
            _ => StampObstacle::Damaged,
        })?;
        if previous.is_encrypted() || previous.was_encrypted() || previous.trailer.has(b"Encrypt") {
            return Err(StampObstacle::Encrypted);
        }
        // A table that was rebuilt by searching has no place in the file that an update could point back to.
        if previous.xref_recovery.is_some() || previous.xref_start == 0 {
            return Err(StampObstacle::Damaged);
        }
        if previous.objects.values().any(is_signature) {
            return Err(StampObstacle::AlreadySigned);
        }
        let highest = highest_object_number(&previous).ok_or(StampObstacle::Damaged)?;
        let pages: Vec<ObjectId> = previous.get_pages().into_values().collect();
        // Any page may be signed on.
        let drawable = pages.iter().all(|&page| previous.get_dictionary(page).is_ok());
        if pages.is_empty() || !drawable || previous.catalog().is_err() {
            return Err(StampObstacle::Damaged);
        }
        let mut document = IncrementalDocument::create_from(file.to_vec(), previous);
        // Numbers that the file has freed count as used: a reader may still know objects under them.
        document.new_document.max_id = highest;
        // These describe the old cross-reference section only, and a new one would be read by them.
        for key in [
            b"XRefStm".as_slice(),
            b"DecodeParms",
            b"Filter",
            b"Index",
            b"W",
            b"Length",
        ] {
            document.new_document.trailer.remove(key);
        }
        Ok(Self {
            document,
            pages,
            original_bytes: file.len(),
        })
    }

    /// The pages in order.
    pub(super) fn pages(&self) -> &[ObjectId] {
        &self.pages
    }

    /// Adds an object of its own.
    pub(super) fn add(&mut self, object: impl Into<Object>) -> Result<ObjectId, Refusal> {
        let id = self.reserve()?;
        self.document.new_document.set_object(id, object);
        Ok(id)
    }

    /// Takes a number for an object that is put later.
    pub(super) fn reserve(&mut self) -> Result<ObjectId, Refusal> {
        match self.document.new_document.try_new_object_id() {
            // One number less: the cross-reference stream takes one more when saving.
            Ok(id) if id.0 < MAX_OBJECT_NUMBER => Ok(id),
            _ => Err(Refusal::Damaged),
        }
    }

    /// Puts an object under a number.
    pub(super) fn put(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.document.new_document.set_object(id, object);
    }

    /// A copy of the dictionary that `id` names now, in the update or before it.
    pub(super) fn dictionary(&self, id: ObjectId) -> Result<Dictionary, Refusal> {
        self.resolve(&Object::Reference(id))?
            .as_dict()
            .cloned()
            .map_err(|_| Refusal::Damaged)
    }

    /// Follows references, through the update first and the original then.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> Result<&'a Object, Refusal> {
        let mut object = object;
        // More than a few hops are a loop.
        for _ in 0..32 {
            let Object::Reference(id) = object else {
                return Ok(object);
            };
            object = self
                .document
                .new_document
                .get_object(*id)
                .or_else(|_| self.document.get_prev_documents().get_object(*id))
                .map_err(|_| Refusal::Damaged)?;
        }
        Err(Refusal::Damaged)
    }

    /// A copy of the dictionary under `key`, direct or by reference; empty where there is none.
    pub(super) fn child(&self, parent: &Dictionary, key: &[u8]) -> Dictionary {
        parent
            .get(key)
            .ok()
            .and_then(|value| self.resolve(value).ok())
            .and_then(|value| value.as_dict().ok())
            .cloned()
            .unwrap_or_default()
    }

    /// The catalog's number.
    pub(super) fn catalog_id(&self) -> Result<ObjectId, Refusal> {
        self.document
            .new_document
            .trailer
            .get(b"Root")
            .and_then(Object::as_reference)
            .map_err(|_| Refusal::Damaged)
    }

    /// Writes the original and the update after it.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Refusal> {
        let mut file = Vec::with_capacity(self.original_bytes + 256 * 1024);
        self.document.save_to(&mut file).map_err(|_| Refusal::Damaged)?;
        Ok(file)
    }
}

/// The highest number in use, or `None` when the file claims numbers out of range or leaves no room.
fn highest_object_number(document: &Document) -> Option<u32> {
    let size = match document.trailer.get(b"Size") {
        Ok(size) => u32::try_from(size.as_i64().ok()?).ok()?,
        Err(_) => 0,
    };
    let highest = document.max_id.max(size.saturating_sub(1));
    (highest < MAX_OBJECT_NUMBER - ROOM).then_some(highest)
}

/// A signature's value has a byte range and contents (ISO 32000-1, 12.8.1); it stands alone or inside its field.
fn is_signature(object: &Object) -> bool {
    let has_value = |dictionary: &Dictionary| dictionary.has(b"ByteRange") && dictionary.has(b"Contents");
    object.as_dict().is_ok_and(|dictionary| {
        has_value(dictionary) || dictionary.get(b"V").and_then(Object::as_dict).is_ok_and(has_value)
    })
}
