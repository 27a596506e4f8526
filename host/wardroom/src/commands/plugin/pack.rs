//! `wardroom plugin pack`: a compiler's output and its author's files into one component. Needs no server.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::limits::{PLUGIN_COMPONENT_BYTES_MAX, PLUGIN_SECTION_BYTES_MAX};
use runtime::package;

use super::inspect;
use crate::county_folder::read_bounded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::Text;

/// Make an installable component of a compiled module, its manifest, its settings' schema and its texts
#[derive(Args)]
pub struct Pack {
    /// Core module, built for wasm32-unknown-unknown with the SDK
    module: PathBuf,
    /// Name, version, title, and what it asks to be granted, as JSON
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// JSON Schema of its settings
    #[arg(long, value_name = "FILE")]
    schema: PathBuf,
    /// Message texts by reason code and language, as JSON
    #[arg(long, value_name = "FILE")]
    catalog: PathBuf,
    /// Where to write the component
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

impl Pack {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let read = |path: &Path, bytes_max: usize| {
            let bytes = read_bounded(path, bytes_max);
            bytes.map_err(|fault| Fault::bad_input(session.fill(Text::FileFault, &[&path.display(), &fault])))
        };
        let module = read(&self.module, PLUGIN_COMPONENT_BYTES_MAX)?;
        let [manifest, schema, catalog] =
            [&self.manifest, &self.schema, &self.catalog].map(|path| read(path, PLUGIN_SECTION_BYTES_MAX));
        let packed = package::pack(&module, &manifest?, &schema?, &catalog?);
        let fault =
            |fault: String| Fault::bad_input(session.fill(Text::PackRefused, &[&self.module.display(), &fault]));
        let component = packed.map_err(fault)?;
        let inspected = package::inspect(&component).map_err(fault)?;
        write(&self.out, &component)
            .map_err(|error| Fault::failed(session.fill(Text::FileFault, &[&self.out.display(), &error])))?;
        session.note(&session.fill(Text::Packed, &[&self.out.display(), &component.len()]));
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
