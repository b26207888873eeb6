//! Reading and signing: the pages, and the bar at the foot that leads through them.

use domain::signing::SigningView;
use leptos::html::Div;
use leptos::prelude::*;

use super::bar::{self, Bar};
use super::field_sheet::FieldSheet;
use super::filling::{Filling, Outcome};
use super::intro::Intro;
use super::page_picture::PagePicture;
use super::typed_form::TypedForm;
use super::visibility::Visibility;
use super::ways_out::WaysOut;
use crate::components::{Button, ButtonKind, Icon, IconView, LinkButton, Page};
use crate::{texts, use_language};

/// From how much on a pinch counts as zoomed in.
const ZOOMED: f64 = 1.4;

/// The stage between consent and signature.
#[component]
pub(super) fn Reading(
    /// What the signer sees.
    view: SigningView,
    /// Whether the signer came here by what they did, so that the heading takes the focus.
    arrived: bool,
    /// Told when signing has ended.
    outcome: Callback<Outcome>,
    /// Told when the signer chose something else.
    on_way_out: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    let hydrated = RwSignal::new(false);
    Effect::new(move || hydrated.set(true));

    let filling = Filling::new(&view, outcome);
    let visibility = Visibility::new(view.sizes.len());
    let container = NodeRef::<Div>::new();
    visibility.watch(container);
    let zoomed = use_zoom();
    let all_words = RwSignal::new(false);

    let pages = u32::try_from(view.sizes.len()).unwrap_or(u32::MAX);
    let pictures = (1..=pages)
        .zip(view.sizes.iter().copied().enumerate())
        .map(|(page, (index, size))| {
            let near = visibility.near(index);
            view! { <PagePicture page pages size near zoomed all_words=all_words.into() filling /> }
        })
        .collect_view();
    let title = texts::signing::read_title(lang);
    let heading = view.clone();

    view! {
        <Page title=title narrow=true header=move || view! { <Intro view=heading.clone() arrived=arrived /> }>
            <a class="skip" href=format!("#{}", bar::ID) rel="external">
                {texts::signing::skip_pages(lang)}
            </a>
            <div class="sign-tools">
                <LinkButton href="/files/signing/original" kind=ButtonKind::Quiet external=true>
                    <IconView icon=Icon::Download />
                    {texts::signing::download_original(lang)}
                </LinkButton>
                <div hidden=move || !hydrated.get()>
                    <Button kind=ButtonKind::Quiet on_click=move |_| all_words.update(|all| *all = !*all)>
                        <IconView icon=Icon::Document />
                        {move || {
                            if all_words.get() { texts::signing::hide_texts(lang) } else { texts::signing::show_texts(lang) }
                        }}
                    </Button>
                </div>
            </div>
            <div class="sign-pages" node_ref=container>
                {pictures}
            </div>
            <TypedForm field=view.field signer=view.signer_name.clone() hydrated=hydrated.into() />
            <WaysOut firm=view.firm_name.clone() signer=view.signer_name.clone() on_done=on_way_out />
            <Bar filling=filling signer=view.signer_name hydrated=hydrated.into() />
            <FieldSheet filling=filling />
        </Page>
    }
}

/// Whether the reader has pinched the page larger, so that sharper pictures are worth their bytes.
fn use_zoom() -> Signal<bool> {
    use send_wrapper::SendWrapper;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;

    let zoomed = RwSignal::new(false);
    // Empty on the server, whose threads may drop a page that another one made.
    let listening = StoredValue::new(None::<SendWrapper<Closure<dyn FnMut()>>>);
    Effect::new(move || {
        let Some(viewport) = window().visual_viewport() else {
            return;
        };
        let seen = viewport.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            let now = seen.scale() >= ZOOMED;
            // Once sharp it stays so: loading the smaller pictures again would cost more than it frees.
            if now && zoomed.try_get_untracked() == Some(false) {
                zoomed.try_set(true);
            }
        });
        viewport.set_onresize(Some(on_resize.as_ref().unchecked_ref()));
        listening.set_value(Some(SendWrapper::new(on_resize)));
    });
    on_cleanup(move || {
        listening.try_update_value(|listening| {
            if listening.take().is_some()
                && let Some(viewport) = window().visual_viewport()
            {
                viewport.set_onresize(None);
            }
        });
    });
    zoomed.into()
}
