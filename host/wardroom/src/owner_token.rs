//! The owner's token: made once for a data directory, in which it lies for its owner alone. Whoever can read it owns the directory
//! anyway; everybody else needs a token of their own.

use std::path::Path;

use api::Tokens;
use domain::limits::SERVER_NOTE_BYTES_MAX;

use crate::data::DataDir;
use crate::fault::Fault;
use crate::output::Session;
use crate::private;
use crate::text::{phrase, sentence};

/// The token of a data directory, made if there is none. Call it only while the directory is locked.
pub fn of(data: &DataDir, session: Session) -> Result<String, Fault> {
    let file = data.owner_token();
    let failed = |error: std::io::Error| {
        Fault::failed(sentence!(session, "data.file-fault", file = file.display(), fault = error))
    };
    if file.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        let secret = Tokens::draw().map_err(Fault::failed)?;
        private::write(&file, &format!("{secret}\n")).map_err(failed)?;
        session.note(&sentence!(session, "serve.owner-token-made", file = file.display()));
        return Ok(secret);
    }
    let secret = read(&file, session)?;
    if private::close_to_others(&file).map_err(failed)? {
        session.warn(&sentence!(session, "serve.owner-token-was-open", file = file.display()));
    }
    Ok(secret)
}

/// The token in a file.
pub fn read(file: &Path, session: Session) -> Result<String, Fault> {
    let text = private::read(file, SERVER_NOTE_BYTES_MAX)
        .map_err(|error| Fault::failed(sentence!(session, "data.file-fault", file = file.display(), fault = error)))?;
    let secret = text.trim_end();
    if !Tokens::is_secret(secret) {
        let fault = Fault::failed(sentence!(session, "serve.owner-token-none", file = file.display()));
        return Err(fault.help(phrase!(session, "serve.owner-token-none-help")));
    }
    Ok(secret.to_owned())
}
