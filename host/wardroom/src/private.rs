//! What only its owner may read: folders and files that are made so, and looked at before they are trusted.

use std::fs::{DirBuilder, Metadata, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;

use tempfile::NamedTempFile;

/// Rights of everybody but the owner.
const OTHERS: u32 = 0o077;

/// Makes a folder for its owner alone. One that is there stays as it is.
pub fn make_folder(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

/// Takes away what others may do with a file or a folder. Whether there was anything to take away.
pub fn close_to_others(path: &Path) -> io::Result<bool> {
    let mode = std::fs::metadata(path)?.mode();
    if mode & OTHERS == 0 {
        return Ok(false);
    }
    std::fs::set_permissions(path, Permissions::from_mode(mode & 0o777 & !OTHERS))?;
    Ok(true)
}

/// Whether it is this user's, no link, and nobody else may do anything with it.
pub fn is_own_alone(found: &Metadata) -> bool {
    is_own(found) && found.mode() & OTHERS == 0
}

/// Whether it is this user's and no link.
pub fn is_own(found: &Metadata) -> bool {
    !found.is_symlink() && found.uid() == rustix::process::getuid().as_raw()
}

/// Writes a file for its owner alone, whole or not at all, durably.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    // Made for its owner alone.
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    std::fs::File::open(folder)?.sync_all()
}

/// A file's text; one that is larger is an error.
pub fn read(path: &Path, bytes_max: u64) -> io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(bytes_max + 1).read_to_string(&mut text)?;
    if text.len() as u64 > bytes_max {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("larger than {bytes_max} bytes")));
    }
    Ok(text)
}
