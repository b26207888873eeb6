//! How our mails look: the same words as text and as HTML, nothing fetched from anywhere.

use domain::Language;

/// A part of a mail, from top to bottom.
pub(crate) enum Part {
    /// A paragraph.
    Words(String),
    /// Somebody's own words.
    Quote(String),
    /// Lines that are to be copied letter by letter.
    Exactly(String),
    /// Facts, each with its name.
    Facts(Vec<(&'static str, String)>),
    /// Where to go on: the button's words, and the address.
    Button(&'static str, String),
    /// A paragraph in small print.
    Fine(String),
}

/// Both forms of a mail: text, and HTML.
pub(crate) fn sheet(language: Language, parts: &[Part]) -> (String, String) {
    let text: Vec<String> = parts.iter().map(as_text).collect();
    let html: String = parts.iter().map(as_html).collect();
    (
        format!("{}\n", text.join("\n\n")),
        format!(
            "<!doctype html><html lang=\"{}\"><body style=\"margin:0;background:#faf9f6\"><div style=\"max-width:34em;margin:0 auto;padding:24px;font:16px/1.55 system-ui,sans-serif;color:#22252b\">{html}</div></body></html>",
            language.tag()
        ),
    )
}

fn as_text(part: &Part) -> String {
    match part {
        Part::Words(words) | Part::Quote(words) | Part::Fine(words) | Part::Exactly(words) => words.clone(),
        Part::Facts(facts) => facts
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect::<Vec<_>>()
            .join("\n"),
        Part::Button(words, url) => format!("{words}:\n{url}"),
    }
}

fn as_html(part: &Part) -> String {
    match part {
        Part::Words(words) => format!("<p>{}</p>", escape(words)),
        Part::Fine(words) => format!("<p style=\"color:#5b5f68\">{}</p>", escape(words)),
        Part::Quote(words) => format!(
            "<blockquote style=\"margin:16px 0;padding:0 0 0 12px;border-left:3px solid #1f7a5a\">{}</blockquote>",
            escape(words).replace('\n', "<br>")
        ),
        Part::Exactly(lines) => format!(
            "<pre style=\"margin:16px 0;padding:12px;overflow-x:auto;background:#f1efe9;font:13px/1.5 ui-monospace,monospace\">{}</pre>",
            escape(lines)
        ),
        Part::Facts(facts) => {
            let rows: Vec<String> = facts
                .iter()
                .map(|(name, value)| {
                    format!(
                        "<tr><th scope=\"row\" style=\"text-align:left;font-weight:600;padding:4px 16px 4px 0;vertical-align:top\">{}</th><td style=\"padding:4px 0\">{}</td></tr>",
                        escape(name),
                        escape(value)
                    )
                })
                .collect();
            format!(
                "<table style=\"border-collapse:collapse;margin:16px 0\">{}</table>",
                rows.concat()
            )
        }
        Part::Button(words, url) => format!(
            "<p style=\"margin:28px 0\"><a href=\"{}\" style=\"background:#1f6b50;color:#fff;text-decoration:none;padding:14px 22px;border-radius:8px;font-weight:600\">{}</a></p>",
            escape(url),
            escape(words)
        ),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
