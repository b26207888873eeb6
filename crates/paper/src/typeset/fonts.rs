//! The faces that are printed with, compiled in: the child has no file system to find others in.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

/// Source Serif 4 for titles and consent, Inter for facts, Plex Mono for fingerprints, Dancing Script for typed names.
static FILES: [&[u8]; 7] = [
    include_bytes!("../../fonts/SourceSerif4_400Regular.ttf"),
    include_bytes!("../../fonts/SourceSerif4_400Regular_Italic.ttf"),
    include_bytes!("../../fonts/SourceSerif4_600SemiBold.ttf"),
    include_bytes!("../../fonts/Inter_400Regular.ttf"),
    include_bytes!("../../fonts/Inter_600SemiBold.ttf"),
    include_bytes!("../../fonts/IBMPlexMono_400Regular.ttf"),
    include_bytes!("../../fonts/DancingScript_500Medium.ttf"),
];

/// All faces, parsed once.
pub(super) static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());

/// Whether there is a letter for `c` in the faces that names and words are set in: Source Serif or Inter, each of which falls back to the
/// other. Line ends and tabs set nothing.
pub(super) fn can_set(c: char) -> bool {
    let in_words = |font: &&Font| ["Source Serif 4", "Inter"].contains(&font.info().family.as_str());
    matches!(c, '\n' | '\r' | '\t')
        || (!c.is_control()
            && FONTS
                .iter()
                .filter(in_words)
                .any(|font| font.info().coverage.contains(c.into())))
}

#[cfg(test)]
mod tests {
    /// `can_set` asks any weight and slope of a face: they hold the same letters.
    #[test]
    fn the_styles_of_a_face_hold_the_same_letters() {
        for family in ["Source Serif 4", "Inter"] {
            let held: Vec<Vec<u32>> = super::FONTS
                .iter()
                .filter(|font| font.info().family == family)
                .map(|font| font.info().coverage.iter().collect())
                .collect();
            assert!(
                held.len() >= 2 && held.iter().all(|letters| *letters == held[0]),
                "{family}"
            );
        }
    }

    #[test]
    fn every_file_is_a_font() {
        assert_eq!(super::FONTS.len(), super::FILES.len());
    }
}
