//! What the statement on an archived year says.

use domain::Timestamp;
use leptos::prelude::*;
use tlog::archive::Statement;

use crate::components::{When, WhenStyle};
use crate::{texts::verify as t, use_language};

/// The statement, as it was signed: one that counts.
pub(super) fn statement_says(statement: &Statement) -> impl IntoView + use<> {
    let lang = use_language();
    let &Statement {
        year,
        first,
        last,
        at,
        file,
        ..
    } = statement;
    let entries = t::entries_from(lang, statement.entries(), first, last);
    view! {
        <section class="panel">
            <h2>{t::statement_title(lang)}</h2>
            <dl class="facts verify-facts">
                <div>
                    <dt>{t::statement_year(lang)}</dt>
                    <dd class="figures">{year}</dd>
                </div>
                <div>
                    <dt>{t::entries(lang)}</dt>
                    <dd class="figures">{entries}</dd>
                </div>
                <div>
                    <dt>{t::statement_at(lang)}</dt>
                    <dd>
                        <When at=Timestamp(at.div_euclid(1000)) style=WhenStyle::DateTime />
                    </dd>
                </div>
                <div>
                    <dt>{t::statement_file(lang)}</dt>
                    <dd>
                        <code class="fingerprint">{file.to_string()}</code>
                    </dd>
                </div>
            </dl>
        </section>
    }
}
