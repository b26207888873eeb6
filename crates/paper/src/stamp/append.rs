//! Certificate pages behind the document's own.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::import::Import;
use super::update::Update;
use crate::error::Refusal;

/// Appends all pages of `source` to the page tree.
pub(super) fn pages(update: &mut Update, source: &Document) -> Result<(), Refusal> {
    let catalog = update.dictionary(update.catalog_id()?)?;
    let root_id = catalog
        .get(b"Pages")
        .and_then(Object::as_reference)
        .map_err(|_| Refusal::Damaged)?;
    let mut root = update.dictionary(root_id)?;

    let node_id = update.reserve()?;
    let mut import = Import::from(source);
    let mut kids = Vec::new();
    for page_id in source.get_pages().into_values() {
        let page = page(update, &mut import, source, page_id, node_id)?;
        kids.push(Object::Reference(update.add(page)?));
    }
    let added = i64::try_from(kids.len()).map_err(|_| Refusal::Damaged)?;
    update.put(
        node_id,
        dictionary! { "Type" => "Pages", "Parent" => root_id, "Count" => added, "Kids" => kids },
    );

    let mut root_kids = member(update, &root, b"Kids")?
        .as_array()
        .map_err(|_| Refusal::Damaged)?
        .clone();
    root_kids.push(Object::Reference(node_id));
    let count = member(update, &root, b"Count")?
        .as_i64()
        .map_err(|_| Refusal::Damaged)?;
    root.set("Kids", root_kids);
    root.set("Count", count + added);
    update.put(root_id, root);
    Ok(())
}

fn member<'a>(update: &'a Update, parent: &'a Dictionary, key: &[u8]) -> Result<&'a Object, Refusal> {
    update.resolve(parent.get(key).map_err(|_| Refusal::Damaged)?)
}

/// A page of its own: nothing that the document's page tree passes down (rotation, boxes, resources) may reach it.
fn page(
    update: &mut Update,
    import: &mut Import<'_>,
    source: &Document,
    page_id: ObjectId,
    parent: ObjectId,
) -> Result<Dictionary, Refusal> {
    // The source is our own typesetting: what is missing there is our mistake, not the file's.
    let original = source.get_dictionary(page_id).map_err(|_| Refusal::Panicked)?;
    let media_box = original.get(b"MediaBox").map_err(|_| Refusal::Panicked)?.clone();
    let mut page = dictionary! {
        "Type" => "Page",
        "Parent" => parent,
        "MediaBox" => media_box.clone(),
        "CropBox" => media_box,
        "Rotate" => 0,
    };
    for key in ["Resources", "Contents", "Group"] {
        if let Ok(value) = original.get(key.as_bytes()) {
            page.set(key, import.object(update, value)?);
        }
    }
    Ok(page)
}
