//! What is done on a page before its program has come.
//!
//! A page is there to be read before it is alive. Whatever is pressed, typed or chosen until then is kept, and done as soon as
//! it is: a form that went by itself would lose what only the program can do with the answer, above all asking for a second
//! factor, and any other button would do nothing. Pressed twice is pressed once. Where the program has not come eight seconds
//! after the first press, or fails, forms go by themselves, as they do without script. A form with `data-plain` never waits.

/// The script that keeps it, before everything else on the page.
pub(super) const KEEP: &str = include_str!("early.js");
/// Said by the script that starts the program, once the page is alive or can't be.
pub(super) const ALIVE: &str = "document.dispatchEvent(new Event(\"alive\"));";
