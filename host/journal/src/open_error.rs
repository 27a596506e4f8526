//! Why a journal does not open, in words that say what to do. What is damaged inside records is said where they are read.

use std::path::{Path, PathBuf};

use domain::ports::Head;

use crate::engine_files::Damage;

#[derive(Debug)]
pub enum OpenError {
    /// Another process has the directory.
    Locked { dir: PathBuf, pid: Option<u32> },
    /// No format document, or one of another format.
    Format(String),
    /// The system refused.
    Io(String),
    /// Something on disk is not what was written.
    Damaged(Damage),
    /// The anchor is missing or does not read.
    AnchorLost { file: PathBuf, what: String },
    /// The journal ends before the version that the anchor saw.
    Shorter { anchored: Head, head: Head },
    /// The anchored version is there, with another hash.
    NotAnchored { anchored: Head, there: Head },
}

impl OpenError {
    pub(crate) fn io(path: &Path, error: std::io::Error) -> OpenError {
        OpenError::Io(format!("`{}`: {error}", path.display()))
    }

    /// A file that is damaged, or that the system did not let be looked at.
    pub(crate) fn of_file(damage: Damage) -> OpenError {
        match damage.refused {
            true => OpenError::Io(format!("`{}`: {}", damage.file.display(), damage.what)),
            false => OpenError::Damaged(damage),
        }
    }
}

/// Where the reader of the error goes next.
const NEXT: &str = "nothing was changed; `wardroom doctor` says what can be done";

impl std::error::Error for OpenError {}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            OpenError::Locked { dir, pid } => {
                write!(f, "`{}` is in use by ", dir.display())?;
                match pid {
                    Some(pid) => write!(f, "process {pid}")?,
                    None => write!(f, "another process")?,
                }
                write!(f, ": stop it first, or use another data directory")
            }
            OpenError::Format(what) => write!(f, "{what}"),
            OpenError::Io(what) => write!(f, "the journal can't be opened: {what}"),
            OpenError::Damaged(Damage { version, file, what, .. }) => {
                write!(f, "the journal is damaged ")?;
                if let Some(version) = version {
                    write!(f, "at record {version} ")?;
                }
                write!(f, "in `{}`: {what}; {NEXT}", file.display())
            }
            OpenError::AnchorLost { file, what } => {
                write!(f, "the journal's anchor `{}` is lost: {what}; {NEXT}", file.display())
            }
            OpenError::Shorter { anchored, head } => write!(
                f,
                "the journal has become shorter: the anchor says version {} with hash {}, the journal ends at {}; {NEXT}",
                anchored.version,
                anchored.hash.short(),
                head.version
            ),
            OpenError::NotAnchored { anchored, there } => write!(
                f,
                "the journal is not the one that the anchor saw: version {} had hash {}, now it has {}; {NEXT}",
                anchored.version,
                anchored.hash.short(),
                there.hash.short()
            ),
        }
    }
}
