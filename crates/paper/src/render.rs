//! A page as an image.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};

use crate::error::Refusal;
use crate::open;
use crate::types::{MAX_IMAGE_WIDTH, PageImage};

/// Tallest image, in pixels; a page that would be taller is drawn smaller.
const MAX_IMAGE_HEIGHT: f32 = 6000.0;

/// Draws page `page` (from 1) `width` pixels wide, with its annotations and form fields, on white.
pub(crate) fn render_page(file: Vec<u8>, page: u32, width: u32) -> Result<PageImage, Refusal> {
    let pdf = open::open(file)?;
    let index = usize::try_from(page)
        .ok()
        .and_then(|page| page.checked_sub(1))
        .ok_or(Refusal::NoSuchPage)?;
    let page = pdf.pages().get(index).ok_or(Refusal::NoSuchPage)?;
    let (page_width, page_height) = page.render_dimensions();
    let asked = f32::from(u16::try_from(width.clamp(1, MAX_IMAGE_WIDTH)).unwrap_or(u16::MAX));
    let scale = (asked / page_width).min(MAX_IMAGE_HEIGHT / page_height);
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        width: Some(pixels(page_width * scale)),
        height: Some(pixels(page_height * scale)),
        bg_color: WHITE,
    };
    let pixmap = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let png = pixmap.into_png().map_err(|_| Refusal::Damaged)?;
    Ok(PageImage { png, width, height })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what a u16 holds"
)]
fn pixels(length: f32) -> u16 {
    length.round().clamp(1.0, f32::from(u16::MAX)) as u16
}
