//! The page for when no page can be made.

use domain::{Error, Language};
use leptos::prelude::*;

use super::program::STYLE;
use crate::texts;

/// Says what failed and offers to try again at `path`. Without script, and without anything that asks the database.
pub fn failure_page(lang: Language, error: &Error, path: &str) -> String {
    let (title, words) = (texts::problems::page_failed(lang), texts::problems::error(lang, error));
    let page = view! {
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=STYLE />
                <title>{title} " · Matterlock"</title>
            </head>
            <body>
                <main class="doorway doorway-middle">
                    <div class="card">
                        <h1>{title}</h1>
                        <p class="lead">{words}</p>
                        <p>
                            <a class="btn btn-primary" href=path.to_owned()>
                                {texts::common::retry(lang)}
                            </a>
                        </p>
                    </div>
                </main>
            </body>
        </html>
    };
    Owner::new().with(|| format!("<!DOCTYPE html>{}", page.to_html()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_failed_in_the_readers_words_and_nothing_in_it_is_markup() {
        for lang in Language::ALL {
            let page = failure_page(lang, &Error::Unavailable, "/cases?search=<script>\"");
            assert!(page.contains(texts::problems::page_failed(lang)) && page.contains(texts::common::retry(lang)));
            assert!(!page.contains("<script>"), "{page}");
        }
    }
}
