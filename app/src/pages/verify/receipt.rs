//! What the receipt of an erasure says.

use domain::Timestamp;
use domain::erasure::SubjectKind;
use leptos::prelude::*;
use tlog::receipt::Receipt;

use crate::components::{When, WhenStyle};
use crate::{texts::erasure as e, use_language};

/// The receipt, as the console shows it; but it names nobody, so by ids alone.
#[component]
pub(super) fn ReceiptSays(
    /// One that counts.
    receipt: Receipt,
) -> impl IntoView {
    let lang = use_language();
    let Receipt {
        erasure,
        at,
        by,
        ground,
        erased,
        kept,
        entry,
        proof,
        ..
    } = receipt;
    let code = |text: String| view! { <code class="fingerprint">{text}</code> };
    let erased = erased.into_iter().map(|(kind, id)| {
        // A kind that this version does not know, by the receipt's own word.
        let words = SubjectKind::from_name(&kind).map_or(kind, |kind| e::kind(lang, kind).to_owned());
        view! { <li>{words} {code(id.to_string())}</li> }
    });
    let erased = erased.collect_view();
    view! {
        <section class="panel">
            <h2>{e::receipt_title(lang)}</h2>
            <dl class="facts verify-facts">
                <div>
                    <dt>{e::receipt(lang)}</dt>
                    <dd>{code(erasure.to_string())}</dd>
                </div>
                <div>
                    <dt>{e::at(lang)}</dt>
                    <dd>
                        <When at=Timestamp(at.div_euclid(1000)) style=WhenStyle::DateTime />
                    </dd>
                </div>
                <div>
                    <dt>{e::by(lang)}</dt>
                    <dd>{code(by.to_string())}</dd>
                </div>
                <div>
                    <dt>{e::ground(lang)}</dt>
                    <dd class="typed-lines">{ground}</dd>
                </div>
                <div>
                    <dt>{e::erased(lang)}</dt>
                    <dd>
                        <ul class="erased-list">{erased}</ul>
                    </dd>
                </div>
                {(kept > 0)
                    .then(|| {
                        let words = e::kept_signatures(lang, u32::try_from(kept).unwrap_or(u32::MAX));
                        view! {
                            <div>
                                <dt>{e::kept(lang)}</dt>
                                <dd>{words}</dd>
                            </div>
                        }
                    })}
                <div>
                    <dt>{e::entry(lang)}</dt>
                    <dd class="figures">{e::entry_number(lang, entry.number)}</dd>
                </div>
                <div>
                    <dt>{e::checkpoint(lang)}</dt>
                    <dd class="figures">{e::checkpoint_entries(lang, proof.size)}</dd>
                </div>
            </dl>
        </section>
    }
}
