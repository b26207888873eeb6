//! What is done on a page before its program has come.
//!
//! A page is there to be read before it is alive. Whatever is pressed, typed or chosen until then is kept, and done as soon as
//! it is: a form that went by itself would lose what only the program can do with the answer, above all asking for a second
//! factor, and any other button would do nothing. Each thing is done once, however often it was pressed, and what it changes on
//! the page is there before the next is done. Eight seconds after a form was sent it goes by itself, as it does without script,
//! whatever has become of the program; leaving the page before that asks first. A form with `data-plain` never waits.

/// The script that keeps it, before everything else on the page.
pub(super) const KEEP: &str = include_str!("early.js");
/// Said by the script that starts the program, once the page is alive, or the program has failed to start.
pub(super) const ALIVE: &str = "document.dispatchEvent(new Event(\"alive\"));";
