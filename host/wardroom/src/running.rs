//! Notes of running servers in the user's runtime folder: where each listens and on which data directory, so that the command line
//! finds both by itself. A server holds its note locked; the lock falls with the process, however it ends, and a note that nobody
//! holds counts for nothing.

use std::fs::{File, TryLockError};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use domain::limits::{SERVER_NOTE_BYTES_MAX, SERVERS_NOTED_MAX};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::private;

/// A server that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// `http://ADDRESS:PORT`, as it is reached from this machine.
    pub url: String,
    /// Its data directory, absolute.
    pub data: PathBuf,
}

/// The note of this process, until it is dropped.
pub struct Note {
    path: PathBuf,
    _held: File,
}

impl Note {
    /// Leaves a note in the first of the user's folders that can be used.
    pub fn leave(address: SocketAddr, data: &Path) -> io::Result<Note> {
        let running = Running { url: url(address), data: data.canonicalize()? };
        let mut first = None;
        for folder in folders() {
            match Note::leave_in(&folder, &running) {
                Ok(note) => return Ok(note),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
    }

    fn leave_in(folder: &Path, running: &Running) -> io::Result<Note> {
        private::make_folder(folder)?;
        if !is_safe(folder) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others may write in the runtime folder"));
        }
        notes(folder).into_iter().filter(|note| note.server.is_none()).for_each(|stale| {
            // Somebody else may have been quicker.
            let _ = std::fs::remove_file(stale.path);
        });
        let mut file = NamedTempFile::with_prefix_in("new-", folder)?;
        serde_json::to_writer(&mut file, running)?;
        file.as_file().sync_all()?;
        file.as_file().lock()?;
        // Under a name of its own, and locked before it has it.
        let name =
            file.path().file_name().and_then(|name| name.to_str()).map(|name| name.replacen("new-", "server-", 1));
        let path = folder.join(format!("{}.json", name.ok_or(io::ErrorKind::InvalidData)?));
        let held = file.persist(&path).map_err(|error| error.error)?;
        Ok(Note { path, _held: held })
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        // Without it the note stays, and nobody holds it.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The servers of this user that run now.
pub fn servers() -> Vec<Running> {
    let mut found: Vec<Running> = folders()
        .iter()
        .filter(|folder| is_safe(folder))
        .flat_map(|folder| notes(folder))
        .filter_map(|note| note.server)
        .collect();
    found.sort_by(|a, b| a.url.cmp(&b.url));
    found.dedup();
    found
}

struct Found {
    path: PathBuf,
    /// `None`: nobody holds it any more.
    server: Option<Running>,
}

fn notes(folder: &Path) -> Vec<Found> {
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let named = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    named.filter_map(note).take(SERVERS_NOTED_MAX).collect()
}

/// `None`: it is no note, or can't be read.
fn note(path: PathBuf) -> Option<Found> {
    if !path.symlink_metadata().is_ok_and(|found| found.is_file() && private::is_own(&found)) {
        return None;
    }
    match File::open(&path).ok()?.try_lock_shared() {
        Ok(()) => Some(Found { path, server: None }),
        Err(TryLockError::WouldBlock) => {
            let text = private::read(&path, SERVER_NOTE_BYTES_MAX).ok()?;
            Some(Found { server: Some(serde_json::from_str(&text).ok()?), path })
        }
        Err(TryLockError::Error(_)) => None,
    }
}

/// Where a note may lie, the best place first: the user's runtime folder as the environment names it, as the system makes it for
/// whoever is logged in, and else a folder of the user's own in `/tmp`. A server and a command may have different environments, so
/// all of them are looked at.
fn folders() -> Vec<PathBuf> {
    let user = rustix::process::getuid().as_raw();
    let named = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = named.into_iter().chain([PathBuf::from(format!("/run/user/{user}"))]);
    let own = usual.filter(|folder| folder.metadata().is_ok_and(|found| private::is_own(&found)));
    let mut folders: Vec<PathBuf> = own.map(|folder| folder.join("wardroom")).collect();
    folders.push(PathBuf::from(format!("/tmp/wardroom-{user}")));
    folders.dedup();
    folders
}

/// In `/tmp` anybody could have made the folder first.
fn is_safe(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|found| found.is_dir() && private::is_own_alone(&found))
}

/// How a server is reached from its own machine.
fn url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn running(port: u16) -> Running {
        Running { url: url(SocketAddr::from(([0, 0, 0, 0], port))), data: PathBuf::from("/data") }
    }

    fn live(folder: &Path) -> Vec<Running> {
        notes(folder).into_iter().filter_map(|note| note.server).collect()
    }

    #[test]
    fn a_note_counts_as_long_as_its_server_holds_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("wardroom");
        let first = Note::leave_in(&folder, &running(80)).unwrap();
        let second = Note::leave_in(&folder, &running(81)).unwrap();
        assert_eq!(live(&folder).len(), 2);
        drop(second);
        assert_eq!(live(&folder), [Running { url: "http://127.0.0.1:80".to_owned(), data: PathBuf::from("/data") }]);
        // As after SIGKILL: the file is there, the lock is gone.
        let stale = folder.join("server-stale.json");
        std::fs::copy(&first.path, &stale).unwrap();
        assert_eq!(live(&folder).len(), 1);
        let third = Note::leave_in(&folder, &running(82)).unwrap();
        assert!(!stale.exists(), "the next server clears it away");
        drop((first, third));
        assert_eq!(folder.read_dir().unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_others_can_write_in_is_not_trusted() {
        let place = tempfile::tempdir().unwrap();
        let open = place.path().join("open");
        std::fs::create_dir(&open).unwrap();
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o770)).unwrap();
        assert!(!is_safe(&open) && Note::leave_in(&open, &running(80)).is_err());
        let (own, link) = (place.path().join("own"), place.path().join("link"));
        private::make_folder(&own).unwrap();
        symlink(&own, &link).unwrap();
        assert!(is_safe(&own) && !is_safe(&link));
    }
}
