//! A page's text, taken from the glyphs as they are drawn, in the order of the page's content.

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt as _, interpret_page,
};
use hayro::vello_cpu::kurbo::{Affine, BezPath, Point, Rect};

use crate::types::MAX_PAGE_TEXT_BYTES;

/// Reads pages of one file; fonts are parsed once for all of them.
pub(crate) struct Reader<'a> {
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
}

impl<'a> Reader<'a> {
    pub(crate) fn new() -> Self {
        let settings = InterpreterSettings {
            render_annotations: false,
            ..InterpreterSettings::default()
        };
        Self {
            cache: InterpreterCache::new(),
            settings,
        }
    }

    /// The page's text, at most [`MAX_PAGE_TEXT_BYTES`], lines separated by `\n`.
    pub(crate) fn page_text(&mut self, page: &'a Page<'a>) -> String {
        let (width, height) = page.render_dimensions();
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &self.cache,
            page.xref(),
            self.settings.clone(),
        );
        let mut lines = Lines::default();
        interpret_page(page, &mut context, &mut lines);
        lines.finish()
    }
}

/// Puts glyphs together to lines, by where each one stands after the one before.
#[derive(Default)]
struct Lines {
    text: String,
    /// Where the last glyph ended, and its size.
    pen: Option<(Point, f64)>,
    full: bool,
}

impl Lines {
    fn add(&mut self, unicode: &str, start: Point, end: Point, size: f64) {
        if self.full || unicode.is_empty() {
            return;
        }
        if let Some((pen, last_size)) = self.pen {
            let scale = size.max(last_size).max(0.1);
            if (start.y - pen.y).abs() > 0.5 * scale || start.x < pen.x - 2.0 * scale {
                self.text.push('\n');
            } else if start.x - pen.x > 0.2 * scale && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
        }
        self.pen = Some((end, size));
        self.text.push_str(unicode);
        self.full = self.text.len() > MAX_PAGE_TEXT_BYTES;
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.text.floor_char_boundary(MAX_PAGE_TEXT_BYTES));
        let lines = self.text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        // PostgreSQL's text cannot hold NUL, and other control characters mean nothing to a reader.
        lines.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
    }
}

impl<'a> Device<'a> for Lines {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let to_page = transform * glyph_transform;
        // Outlines are drawn in thousandths of the font size. The width of a glyph of a drawn font (type 3) is not
        // told; half of its size keeps words together and lines apart.
        let advance = match glyph {
            Glyph::Outline(outline) => f64::from(outline.advance_width().unwrap_or(500.0)),
            Glyph::Type3(_) => 500.0,
        };
        let start = to_page * Point::ORIGIN;
        let end = to_page * Point::new(advance, 0.0);
        let size = start.distance(to_page * Point::new(0.0, 1000.0));
        match glyph.as_unicode() {
            Some(BfString::Char(unicode)) => self.add(unicode.encode_utf8(&mut [0; 4]), start, end, size),
            Some(BfString::String(unicode)) => self.add(&unicode, start, end, size),
            None => {}
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
