//! Carrying objects from a freshly typeset PDF into the update, with everything that they refer to.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::update::Update;
use crate::error::Refusal;

/// Copies out of one typeset document; what several pages share (fonts) is copied once.
pub(super) struct Import<'a> {
    source: &'a Document,
    known: HashMap<ObjectId, ObjectId>,
}

impl<'a> Import<'a> {
    pub(super) fn from(source: &'a Document) -> Self {
        Self {
            source,
            known: HashMap::new(),
        }
    }

    /// A copy whose references point into the update. The source is our own typesetting, so its depth is known.
    pub(super) fn object(&mut self, update: &mut Update, object: &Object) -> Result<Object, Refusal> {
        Ok(match object {
            Object::Reference(id) => Object::Reference(self.reference(update, *id)?),
            Object::Array(items) => Object::Array(
                items
                    .iter()
                    .map(|item| self.object(update, item))
                    .collect::<Result<_, _>>()?,
            ),
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(update, dictionary)?),
            Object::Stream(stream) => {
                let dict = self.dictionary(update, &stream.dict)?;
                Object::Stream(Stream::new(dict, stream.content.clone()))
            }
            plain => plain.clone(),
        })
    }

    fn dictionary(&mut self, update: &mut Update, dictionary: &Dictionary) -> Result<Dictionary, Refusal> {
        dictionary
            .iter()
            .map(|(key, value)| Ok((key.clone(), self.object(update, value)?)))
            .collect()
    }

    fn reference(&mut self, update: &mut Update, id: ObjectId) -> Result<ObjectId, Refusal> {
        if let Some(&copy) = self.known.get(&id) {
            return Ok(copy);
        }
        let copy = update.reserve()?;
        // Known before its content is copied, so that a circle ends.
        self.known.insert(id, copy);
        let object = self.source.get_object(id).map_err(|_| Refusal::Panicked)?.clone();
        let object = self.object(update, &object)?;
        update.put(copy, object);
        Ok(copy)
    }
}
