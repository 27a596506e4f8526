//! Moving an archive that is not to be used out of the way, and keeping only the last few of those. What is wrong with it is
//! decided elsewhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::limits::ARCHIVES_SET_ASIDE_MAX;

const SET_ASIDE_DIR: &str = "set-aside";
const PREFIX: &str = "archive-";

/// Moves `DIR/archive` to `DIR/set-aside/archive-N` and says where that is.
pub(crate) fn set_aside(dir: &Path, archive: &Path) -> io::Result<PathBuf> {
    let folder = dir.join(SET_ASIDE_DIR);
    fs::create_dir_all(&folder)?;
    let mut numbers = numbers(&folder)?;
    let next = numbers.last().map_or(1, |last| last + 1);
    let target = folder.join(format!("{PREFIX}{next}"));
    fs::rename(archive, &target)?;
    numbers.push(next);
    let surplus = numbers.len().saturating_sub(ARCHIVES_SET_ASIDE_MAX);
    for number in &numbers[..surplus] {
        fs::remove_dir_all(folder.join(format!("{PREFIX}{number}")))?;
    }
    Ok(target)
}

fn numbers(folder: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        numbers.extend(name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_few_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let archive = dir.path().join("archive");
        for round in 1..=5_usize {
            fs::create_dir(&archive).unwrap();
            fs::write(archive.join("db"), [round as u8]).unwrap();
            let target = set_aside(dir.path(), &archive).unwrap();
            assert_eq!(target, dir.path().join(format!("set-aside/archive-{round}")));
            assert_eq!(fs::read(target.join("db")).unwrap(), [round as u8]);
            let kept = fs::read_dir(dir.path().join("set-aside")).unwrap().count();
            assert_eq!(kept, round.min(ARCHIVES_SET_ASIDE_MAX));
        }
    }
}
