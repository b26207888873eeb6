//! Which pages were shown: those that stayed in sight from one look to the next, and not those that were scrolled past.

/// What is known of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// Not in sight.
    Away,
    /// Came into sight after the last look.
    Came,
    /// Was in sight at the last look.
    Stays,
    /// Was shown, and the report of it was lost.
    Owed,
    /// Was shown, and is told.
    Told,
}

/// All pages of a document.
pub(super) struct Sight(Vec<Known>);

impl Sight {
    /// None is in sight yet.
    pub(super) fn new(pages: usize) -> Self {
        Self(vec![Known::Away; pages])
    }

    /// Notes whether a page, counted from 0, is in sight.
    pub(super) fn note(&mut self, index: usize, in_sight: bool) {
        if let Some(known) = self.0.get_mut(index) {
            *known = match (*known, in_sight) {
                (Known::Away, true) => Known::Came,
                (Known::Came | Known::Stays, false) => Known::Away,
                (same, _) => same,
            };
        }
    }

    /// Whether a page in sight is worth another look.
    pub(super) fn waits(&self) -> bool {
        self.0.iter().any(|known| matches!(known, Known::Came | Known::Stays))
    }

    /// Looks: the pages, from 1, that are to be told now. Each is told once.
    pub(super) fn look(&mut self) -> Vec<u32> {
        let stays = |known: &mut Known| match *known {
            Known::Came => {
                *known = Known::Stays;
                false
            }
            Known::Stays | Known::Owed => {
                *known = Known::Told;
                true
            }
            Known::Away | Known::Told => false,
        };
        let pages = (1..).zip(&mut self.0);
        pages.filter_map(|(page, known)| stays(known).then_some(page)).collect()
    }

    /// A report was lost: its pages are told again at the next look, in sight or not.
    pub(super) fn lost(&mut self, pages: &[u32]) {
        for page in pages {
            let index = usize::try_from(*page).ok().and_then(|page| page.checked_sub(1));
            if let Some(known) = index.and_then(|index| self.0.get_mut(index)) {
                *known = Known::Owed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d2_pages_that_stay_are_told_once_and_those_scrolled_past_are_not() {
        let mut sight = Sight::new(50);
        sight.note(0, true);
        sight.note(1, true);
        assert_eq!(sight.look(), [0; 0], "just came");
        // The second is scrolled past, the field's page is jumped to.
        sight.note(1, false);
        sight.note(36, true);
        assert_eq!(sight.look(), [1]);
        assert!(sight.waits());
        sight.note(0, false);
        assert_eq!(sight.look(), [37]);
        // Back to the beginning: what was told is not told again, what was passed may be shown now.
        sight.note(0, true);
        sight.note(1, true);
        assert_eq!((sight.look(), sight.look()), (vec![], vec![2]));
        assert!(!sight.waits());
        sight.note(50, true);
        assert_eq!(sight.look(), [0; 0]);
    }

    #[test]
    fn d2_a_page_that_came_again_is_looked_at_anew() {
        let mut sight = Sight::new(1);
        sight.note(0, true);
        assert_eq!(sight.look(), [0; 0]);
        sight.note(0, false);
        sight.note(0, true);
        assert_eq!((sight.look(), sight.look()), (vec![], vec![1]));
    }

    #[test]
    fn d2_lost_reports_are_told_again_though_the_pages_are_gone() {
        let mut sight = Sight::new(3);
        sight.note(0, true);
        sight.note(1, true);
        sight.look();
        assert_eq!(sight.look(), [1, 2]);
        sight.lost(&[1, 2, 0, 9]);
        sight.note(0, false);
        assert_eq!((sight.look(), sight.look()), (vec![1, 2], vec![]));
    }
}
