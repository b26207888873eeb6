use super::report::{Contents, Notice, Report};

/// What a report comes to, in a word. Only the first is what a reader hopes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All of it is proven by a key that the reader knows, and agrees with every checkpoint of this log that they kept.
    Holds,
    /// Nothing is wrong, and some entries are covered by no checkpoint.
    HoldsInPart,
    /// Nothing is wrong, and what the reader kept could not be compared, or not all of it.
    NotCompared,
    /// Nothing is wrong, and the keys are the file's own.
    HoldsItself,
    /// The statement on an archived year was signed, and its archive was not given.
    WithoutArchive,
    /// Nothing is wrong, because nothing is proven.
    Unproven,
    /// Something is wrong.
    Broken,
    /// It is no file that can be verified.
    NoFile,
}

impl Report {
    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        let Some(contents) = self.contents else {
            return Verdict::NoFile;
        };
        if !self.is_clean() {
            return Verdict::Broken;
        }
        let nothing_proven = match contents {
            Contents::Range | Contents::Selection | Contents::Receipt | Contents::Archive => self.proven == 0,
            Contents::Checkpoints => self.checkpoint.is_none(),
            // Whoever's key it was measured by: what it is of is not here.
            Contents::Statement => return Verdict::WithoutArchive,
        };
        if nothing_proven {
            return Verdict::Unproven;
        }
        if self.notices.contains(&Notice::KeysFromFile) {
            return Verdict::HoldsItself;
        }
        if self.notices.iter().any(Notice::leaves_kept_uncompared) {
            return Verdict::NotCompared;
        }
        if self.proven < self.entries {
            return Verdict::HoldsInPart;
        }
        Verdict::Holds
    }
}

impl Notice {
    /// Whether it says that what the reader kept says less of the file than they may think.
    const fn leaves_kept_uncompared(&self) -> bool {
        // Checkpoints of other logs say nothing. But where there is none of this one, somebody may have given the log another name.
        matches!(
            self,
            Self::NotCompared { .. } | Self::EndsEarlier { .. } | Self::KeptOfOtherLogs { of_this: 0, .. }
        )
    }
}
