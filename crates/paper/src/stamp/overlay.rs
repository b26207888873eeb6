//! Drawing the filled fields onto the document's pages.

use hayro::hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_interpret::hayro_syntax::page::{Page, Pages};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::import::Import;
use super::model::OverlayPage;
use super::update::Update;
use crate::error::Refusal;
use crate::geometry;

/// Draws page after page of `drawn` onto the pages that `overlays` name, in the same order.
pub(super) fn draw(
    update: &mut Update,
    pages: &Pages<'_>,
    overlays: &[OverlayPage],
    drawn: &Document,
) -> Result<(), Refusal> {
    let mut import = Import::from(drawn);
    for (overlay, drawn_id) in overlays.iter().zip(drawn.get_pages().into_values()) {
        let page = pages.get(overlay.index).ok_or(Refusal::NoSuchPage)?;
        let page_id = *update.pages().get(overlay.index).ok_or(Refusal::NoSuchPage)?;
        let form = form(update, &mut import, drawn, drawn_id, page)?;
        let form_id = update.add(form)?;
        place(update, page, page_id, form_id)?;
    }
    Ok(())
}

/// The drawing as a form `XObject` (ISO 32000-1, 8.10) whose matrix puts it upright onto the page.
fn form(
    update: &mut Update,
    import: &mut Import<'_>,
    drawn: &Document,
    drawn_id: ObjectId,
    page: &Page<'_>,
) -> Result<Stream, Refusal> {
    let source = drawn.get_dictionary(drawn_id).map_err(|_| Refusal::Panicked)?;
    let matrix: Vec<Object> = geometry::displayed_to_user_space(page).into_iter().map(real).collect();
    let mut dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => source.get(b"MediaBox").map_err(|_| Refusal::Panicked)?.clone(),
        "Matrix" => matrix,
    };
    for key in ["Resources", "Group"] {
        if let Ok(value) = source.get(key.as_bytes()) {
            dict.set(key, import.object(update, value)?);
        }
    }
    compressed(dict, drawn.get_page_content(drawn_id))
}

/// Wraps the page's own content, so that no graphics state of it reaches the drawing, and draws the form after it.
fn place(update: &mut Update, page: &Page<'_>, page_id: ObjectId, form_id: ObjectId) -> Result<(), Refusal> {
    let (before, after) = isolation(page);
    let mut dictionary = update.dictionary(page_id)?;

    let mut resources = resources(update, &dictionary);
    let mut forms = update.child(&resources, b"XObject");
    let name = (0..=forms.len())
        .map(|n| format!("MatterlockMark{n}"))
        .find(|name| !forms.has(name.as_bytes()));
    let name = name.ok_or(Refusal::Damaged)?;
    forms.set(name.as_bytes(), form_id);
    resources.set("XObject", forms);
    dictionary.set("Resources", resources);

    let mut contents = vec![Object::Reference(
        update.add(Stream::new(Dictionary::new(), before.into_bytes()))?,
    )];
    contents.extend(own_contents(update, &dictionary));
    let last = format!("{after}q\n/{name} Do\nQ\n");
    contents.push(Object::Reference(
        update.add(Stream::new(Dictionary::new(), last.into_bytes()))?,
    ));
    dictionary.set("Contents", contents);
    update.put(page_id, dictionary);
    Ok(())
}

/// The page's resources, its own or inherited from the page tree, as a copy that belongs to this page alone.
fn resources(update: &Update, page: &Dictionary) -> Dictionary {
    let mut node = page.clone();
    // Deeper page trees than this are loops.
    for _ in 0..64 {
        if node.has(b"Resources") {
            return update.child(&node, b"Resources");
        }
        let parent = update.child(&node, b"Parent");
        if parent.is_empty() {
            break;
        }
        node = parent;
    }
    Dictionary::new()
}

fn own_contents(update: &Update, page: &Dictionary) -> Vec<Object> {
    match page.get(b"Contents") {
        Ok(contents) => match update.resolve(contents) {
            Ok(Object::Array(streams)) => streams.clone(),
            Ok(Object::Stream(_)) => vec![contents.clone()],
            _ => Vec::new(),
        },
        Err(_) => Vec::new(),
    }
}

/// Operators before and after the page's content that save its graphics state and restore it, even where the content
/// saves more often than it restores or the other way round.
fn isolation(page: &Page<'_>) -> (String, String) {
    let (mut depth, mut lowest) = (0_i64, 0_i64);
    let mut operations = page.typed_operations();
    while let Some(operation) = operations.next() {
        match operation {
            TypedInstruction::SaveState(_) => depth += 1,
            TypedInstruction::RestoreState(_) => {
                depth -= 1;
                lowest = lowest.min(depth);
            }
            _ => {}
        }
    }
    let before = usize::try_from(1 - lowest).unwrap_or(1);
    let after = usize::try_from(1 - lowest + depth).unwrap_or(0);
    ("q\n".repeat(before), format!("\n{}", "Q\n".repeat(after)))
}

fn compressed(dict: Dictionary, content: Vec<u8>) -> Result<Stream, Refusal> {
    let mut stream = Stream::new(dict, content);
    stream.compress().map_err(|_| Refusal::Panicked)?;
    Ok(stream)
}

#[expect(clippy::cast_possible_truncation, reason = "PDF numbers are single precision")]
fn real(number: f64) -> Object {
    Object::Real(number as f32)
}
