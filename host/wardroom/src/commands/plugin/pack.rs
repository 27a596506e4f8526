//! `wardroom plugin pack`: a compiler's output and its author's files into one component. Needs no server.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::limits::{PLUGIN_COMPONENT_BYTES_MAX, PLUGIN_SECTION_BYTES_MAX, PLUGIN_SETTINGS_BYTES_MAX};
use runtime::package::{self, Files, Part};

use super::inspect;
use crate::data::Scratch;
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
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

impl Pack {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let compiled = inspect::bytes(session, &self.module, PLUGIN_COMPONENT_BYTES_MAX)?;
        let [manifest, settings_schema, catalog] = [&self.manifest, &self.schema, &self.catalog]
            .map(|path| inspect::bytes(session, path, PLUGIN_SECTION_BYTES_MAX));
        let (manifest, settings_schema, catalog) = (manifest?, settings_schema?, catalog?);
        let files = Files { manifest: &manifest, settings_schema: &settings_schema, catalog: &catalog };
        let component = package::pack(&compiled, files).map_err(|faults| self.refused(session, &faults))?;
        let scratch = Scratch::new()?;
        let inspected = scratch.runtime().examine(&component).map_err(|faults| self.refused(session, &faults))?;
        if let Some(settings) = &self.settings {
            let json = inspect::bytes(session, settings, PLUGIN_SETTINGS_BYTES_MAX)?;
            inspect::hold_sample(session, &inspected, settings, &json)?;
        }
        write(&self.out, &component).map_err(|error| {
            Fault::failed(sentence!(session, "data.file-fault", file = self.out.display(), fault = error))
        })?;
        session.note(&sentence!(session, "plugin.packed", file = self.out.display(), bytes = component.len()));
        session.result(&inspect::document(&inspected), || inspect::told(session, &inspected))
    }

    /// Every fault at its place in the file that it is in.
    fn refused(&self, session: Session, faults: &[package::Fault]) -> Fault {
        let file = |part: Part| match part {
            Part::Component => &self.module,
            Part::Manifest => &self.manifest,
            Part::SettingsSchema => &self.schema,
            Part::Catalog => &self.catalog,
        };
        let line = |fault: &package::Fault| inspect::at(file(fault.part), fault.place, &fault.what);
        let (module, count) = (self.module.display(), faults.len());
        let refused = Fault::bad_input(sentence!(session, "plugin.pack-refused", module, count));
        refused.items(faults.iter().map(line))
    }
}

/// Whole or not at all: a build that is broken off leaves no half component behind.
fn write(out: &Path, component: &[u8]) -> std::io::Result<()> {
    let mut beside = out.as_os_str().to_owned();
    beside.push(".tmp");
    std::fs::write(&beside, component)?;
    std::fs::rename(&beside, out)
}
