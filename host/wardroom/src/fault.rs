//! What went wrong, for the person at the terminal: one message, the single faults behind it, what to do, the exit code.

use std::io::{IsTerminal, Write};

use domain::characters;
use miette::{Diagnostic, GraphicalReportHandler};

use crate::lang::Lang;
use crate::text::phrase;

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It was tried and failed.
    Failed = 1,
    /// The arguments or the input are wrong; nothing was tried.
    BadInput = 2,
    /// Whoever reads our output has gone (`| head`): nothing to say, and nothing wrong.
    ReaderGone = 0,
}

#[derive(Debug)]
pub struct Fault {
    pub exit: Exit,
    message: String,
    items: Vec<String>,
    help: Option<String>,
    /// The result on stdout says it all.
    told: bool,
}

impl Fault {
    fn new(exit: Exit, message: impl Into<String>) -> Fault {
        Fault { exit, message: characters::behind(&message.into(), "  "), items: Vec::new(), help: None, told: false }
    }

    pub fn failed(message: impl Into<String>) -> Fault {
        Fault::new(Exit::Failed, message)
    }

    pub fn bad_input(message: impl Into<String>) -> Fault {
        Fault::new(Exit::BadInput, message)
    }

    pub fn reader_gone() -> Fault {
        Fault { told: true, ..Fault::new(Exit::ReaderGone, String::new()) }
    }

    /// The exit code only; the result already told the rest.
    pub fn told(exit: Exit) -> Fault {
        Fault { told: true, ..Fault::new(exit, String::new()) }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(characters::behind(&help.into(), "    "));
        self
    }

    /// The single faults, each with its place.
    #[must_use]
    pub fn items(mut self, items: impl IntoIterator<Item = impl std::fmt::Display>) -> Fault {
        self.items.extend(items.into_iter().map(|item| characters::behind(&item.to_string(), "    ")));
        self
    }

    /// Writes it to stderr: drawn for a terminal, in plain lines for a file, as JSON for a program that asked for that.
    pub fn report(&self, lang: Lang, json: bool) {
        if self.told {
            return;
        }
        let stderr = std::io::stderr();
        let text = if json {
            self.json()
        } else if stderr.is_terminal() {
            self.drawn(lang)
        } else {
            self.plain(lang)
        };
        // With stderr gone there is nobody left to tell.
        let _ = stderr.lock().write_all(text.as_bytes());
    }

    /// One document on one line.
    fn json(&self) -> String {
        let (exit, error, items, help) = (self.exit as u8, &self.message, &self.items, &self.help);
        let document = serde_json::json!({ "exit": exit, "error": error, "items": items, "help": help });
        format!("{}\n", characters::escaped_json(&document.to_string()))
    }

    pub fn plain(&self, lang: Lang) -> String {
        let mut text = format!("{}{}\n", phrase!("label.error").of(lang), self.message);
        for item in &self.items {
            text.push_str(&format!("  - {item}\n"));
        }
        if let Some(help) = &self.help {
            text.push_str(&format!("  {}{help}\n", phrase!("label.help").of(lang)));
        }
        text
    }

    fn drawn(&self, lang: Lang) -> String {
        let mut text = String::new();
        match GraphicalReportHandler::new().with_width(TERMINAL_COLUMNS).render_report(&mut text, self) {
            Ok(()) => text,
            Err(std::fmt::Error) => self.plain(lang),
        }
    }
}

const TERMINAL_COLUMNS: usize = 100;

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        self.items.iter().try_for_each(|item| write!(f, "\n- {item}"))
    }
}

impl std::error::Error for Fault {}

impl Diagnostic for Fault {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> Fault {
        Fault::bad_input("2 problems").items(["units.csv line 3: no such team `x`"]).help("mend the files")
    }

    #[test]
    fn plain_lines_for_a_program() {
        let expected = "error: 2 problems\n  - units.csv line 3: no such team `x`\n  help: mend the files\n";
        assert_eq!(fault().plain(Lang::En), expected);
        assert!(fault().plain(Lang::Zh).starts_with("错误："));
    }

    #[test]
    fn json_for_a_program_that_asks_for_it() {
        let json: serde_json::Value = serde_json::from_str(&fault().json()).unwrap();
        let items = ["units.csv line 3: no such team `x`"];
        assert_eq!(
            json,
            serde_json::json!({ "exit": 2, "error": "2 problems", "items": items, "help": "mend the files" })
        );
        assert_eq!(fault().json().lines().count(), 1);
    }

    #[test]
    fn drawn_for_a_terminal() {
        let text = fault().drawn(Lang::En);
        for part in ["2 problems", "units.csv line 3", "mend the files"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
