//! Reads a county from its files, strictly: either the whole county or every fault that was found.

use std::collections::BTreeMap;

use super::{County, Problem};

/// A county's files: path inside its folder, with `/`, and bytes.
pub type Sources = BTreeMap<String, Vec<u8>>;

/// Whether a file of the county's folder is the import's concern; all others (notes, scripts, incidents) are left alone.
pub fn is_source(path: &str) -> bool {
    [".toml", ".geojson", ".csv"].iter().any(|ending| path.ends_with(ending))
}

impl County {
    /// Reads a county. What `previous` knows by its code keeps its reference; what has vanished since stays, retired.
    pub fn read(_files: &Sources, _previous: Option<&County>) -> Result<County, Vec<Problem>> {
        unimplemented!()
    }
}
