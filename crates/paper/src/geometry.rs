//! Where a point of the page as displayed lies in the PDF's own coordinates.

use hayro::hayro_interpret::TransformExt as _;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::vello_cpu::kurbo::Affine;

/// The matrix that puts a drawing of the displayed page's size (origin at its bottom left, y upwards) upright onto
/// the page, whatever the page's `/Rotate`, `/CropBox` and `/MediaBox` origin are. Six numbers as PDF writes them.
pub(crate) fn displayed_to_user_space(page: &Page<'_>) -> [f64; 6] {
    let (_, height) = page.render_dimensions();
    let flip = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, f64::from(height)]);
    (page.initial_transform(true).to_kurbo().inverse() * flip).as_coeffs()
}
