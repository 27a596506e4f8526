//! `wardroom plugin pack`: a compiler's output and its author's files into one component. Needs no server.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::limits::{PLUGIN_COMPONENT_BYTES_MAX, PLUGIN_SECTION_BYTES_MAX};
use runtime::package;

use super::inspect;
use crate::county_folder::read_bounded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;

#[derive(Args)]
pub struct Pack {
    module: PathBuf,
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    #[arg(long, value_name = "FILE")]
    schema: PathBuf,
    #[arg(long, value_name = "FILE")]
    catalog: PathBuf,
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

impl Pack {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let read = |path: &Path, bytes_max: usize| {
            let bytes = read_bounded(path, bytes_max, session);
            bytes.map_err(|fault| Fault::bad_input(sentence!(session, "data.file-fault", file = path.display(), fault)))
        };
        let module = read(&self.module, PLUGIN_COMPONENT_BYTES_MAX)?;
        let [manifest, schema, catalog] =
            [&self.manifest, &self.schema, &self.catalog].map(|path| read(path, PLUGIN_SECTION_BYTES_MAX));
        let packed = package::pack(&module, &manifest?, &schema?, &catalog?);
        let fault = |fault: String| {
            Fault::bad_input(sentence!(session, "plugin.pack-refused", module = self.module.display(), fault))
        };
        let component = packed.map_err(fault)?;
        let inspected = package::inspect(&component).map_err(fault)?;
        write(&self.out, &component).map_err(|error| {
            Fault::failed(sentence!(session, "data.file-fault", file = self.out.display(), fault = error))
        })?;
        session.note(&sentence!(session, "plugin.packed", file = self.out.display(), bytes = component.len()));
        session.result(&inspect::document(&inspected), || inspect::told(session, &inspected))
    }
}

/// Whole or not at all: a build that is broken off leaves no half component behind.
fn write(out: &Path, component: &[u8]) -> std::io::Result<()> {
    let mut beside = out.as_os_str().to_owned();
    beside.push(".tmp");
    std::fs::write(&beside, component)?;
    std::fs::rename(&beside, out)
}
