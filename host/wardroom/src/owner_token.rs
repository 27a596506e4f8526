//! The owner's token: made once for a data directory, in which it lies for its owner alone. Whoever can read it owns the directory
//! anyway; everybody else needs a token of their own.

use std::path::Path;

use api::Tokens;
use domain::limits::SERVER_NOTE_BYTES_MAX;

use crate::data::DataDir;
use crate::fault::Fault;
use crate::output::Session;
use crate::private;
use crate::text::Text;

/// The token of a data directory, made if there is none. Call it only while the directory is locked.
pub fn of(data: &DataDir, session: Session) -> Result<String, Fault> {
    let file = data.owner_token();
    let failed = |error: std::io::Error| Fault::failed(session.fill(Text::FileFault, &[&file.display(), &error]));
    if file.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        let secret = Tokens::draw().map_err(Fault::failed)?;
        private::write(&file, &format!("{secret}\n")).map_err(failed)?;
        session.note(&session.fill(Text::OwnerTokenMade, &[&file.display()]));
        return Ok(secret);
    }
    let secret = read(&file, session)?;
    if private::close_to_others(&file).map_err(failed)? {
        session.warn(&session.fill(Text::OwnerTokenWasOpen, &[&file.display()]));
    }
    Ok(secret)
}

/// The token in a file.
pub fn read(file: &Path, session: Session) -> Result<String, Fault> {
    let text = private::read(file, SERVER_NOTE_BYTES_MAX)
        .map_err(|error| Fault::failed(session.fill(Text::FileFault, &[&file.display(), &error])))?;
    let secret = text.trim_end();
    if !Tokens::is_secret(secret) {
        let fault = Fault::failed(session.fill(Text::OwnerTokenNone, &[&file.display()]));
        return Err(fault.help(session.text(Text::OwnerTokenNoneHelp)));
    }
    Ok(secret.to_owned())
}
