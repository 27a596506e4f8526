//! Where the components of a county's declared plugins are found on this machine. What is in them is the runtime's business.

use std::path::{Path, PathBuf};

use domain::county::DeclaredPlugin;
use domain::limits::PLUGIN_COMPONENT_BYTES_MAX;

use crate::county_folder::read_bounded;
use crate::output::Session;
use crate::text::sentence;

/// The folder that is looked into when none is named: `plugins` beside the executable.
pub fn default_folder() -> Option<PathBuf> {
    let executable = std::env::current_exe().ok()?;
    Some(executable.parent()?.join("plugins"))
}

/// A declared plugin and its component.
pub struct Found<'a> {
    pub declared: &'a DeclaredPlugin,
    pub path: PathBuf,
    pub component: Vec<u8>,
}

/// What was looked for and what of it is there.
#[derive(Default)]
pub struct Search<'a> {
    pub found: Vec<Found<'a>>,
    /// Declared plugins without a file, and where it was looked for.
    pub missing: Vec<(&'a DeclaredPlugin, PathBuf)>,
    /// Files that are there and can't be read.
    pub unreadable: Vec<String>,
}

/// Looks for `NAME.wasm` of each declared plugin.
pub fn search<'a>(folder: &Path, declared: &'a [DeclaredPlugin], session: Session) -> Search<'a> {
    let mut search = Search::default();
    for plugin in declared {
        // The importer lets only lower-case letters, digits and hyphens into a plugin's name.
        let path = folder.join(format!("{}.wasm", plugin.name));
        if !path.exists() {
            search.missing.push((plugin, path));
            continue;
        }
        match read_bounded(&path, PLUGIN_COMPONENT_BYTES_MAX, session) {
            Ok(component) => search.found.push(Found { declared: plugin, path, component }),
            Err(fault) => search.unreadable.push(sentence!(session, "data.file-fault", file = path.display(), fault)),
        }
    }
    search
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_found_and_the_rest_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("here.wasm"), "bytes").unwrap();
        let declared = ["here", "gone"].map(|name| DeclaredPlugin {
            version: None,
            name: name.to_owned(),
            grants: Default::default(),
            mode: Default::default(),
            order: 100,
            settings: serde_json::json!({}),
            district_settings: Default::default(),
        });
        let search = search(dir.path(), &declared, Session { lang: Default::default(), json: false });
        assert_eq!(search.found.iter().map(|found| found.component.as_slice()).collect::<Vec<_>>(), [b"bytes"]);
        assert_eq!(search.missing.iter().map(|(plugin, _)| plugin.name.as_str()).collect::<Vec<_>>(), ["gone"]);
        assert!(search.unreadable.is_empty());
    }
}
