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

#[cfg(test)]
mod tests {
    #[test]
    fn every_file_is_a_font() {
        assert_eq!(super::FONTS.len(), super::FILES.len());
    }
}
