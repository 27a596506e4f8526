//! How the demo tells what it does: a sentence, the command as a person would type it, and in short lines what came of it, read
//! out of the answer. What is told is not known here.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::interrupt::Interrupt;
use super::server::Server;
use crate::program::run;

/// A command that is longer goes on in the next line.
const LINE_CHARS_MAX: usize = 110;

pub struct Telling<'a> {
    server: &'a Server,
    interrupt: &'a Interrupt,
    /// Before each sentence, for whoever watches.
    pause: Duration,
}

impl<'a> Telling<'a> {
    pub fn of(server: &'a Server, interrupt: &'a Interrupt, pause: Duration) -> Telling<'a> {
        Telling { server, interrupt, pause }
    }

    pub fn say(&self, what: &str) {
        self.interrupt.wait(self.pause);
        println!("\n{what}");
    }

    /// A command whose answer the demo tells itself.
    pub fn typed(&self, words: &[&str]) -> Result<Value> {
        println!("{}", line(words));
        self.look_up(words)
    }

    /// A command whose own words are shown.
    pub fn shown(&self, words: &[&str]) -> Result<()> {
        self.go_on()?;
        println!("{}\n", line(words));
        run(&mut self.server.asking(words))
    }

    /// What the demo asks only so that it can tell it, or type it in the next command.
    pub fn look_up(&self, words: &[&str]) -> Result<Value> {
        self.go_on()?;
        self.server.ask(words)
    }

    fn go_on(&self) -> Result<()> {
        if self.interrupt.came() {
            bail!("interrupted");
        }
        Ok(())
    }
}

/// One line of what came of a command.
pub fn tell(what: &str) {
    println!("  {what}");
}

/// What a text of an answer says; `/` goes deeper, as in JSON pointers.
pub fn text<'v>(of: &'v Value, pointer: &str) -> Result<&'v str> {
    of.pointer(pointer).and_then(Value::as_str).with_context(|| format!("no text at `{pointer}` in {of}"))
}

pub fn items<'v>(of: &'v Value, name: &str) -> impl DoubleEndedIterator<Item = &'v Value> {
    of[name].as_array().into_iter().flatten()
}

/// The minute of a time, with its day if that is another one than `since`'s.
pub fn clock(time: &str, since: &str) -> String {
    let Some(((day, minute), (today, _))) = time.split_once('T').zip(since.split_once('T')) else {
        return time.to_owned();
    };
    let minute = minute.get(.."12:00".len()).unwrap_or(minute);
    if day == today { minute.to_owned() } else { format!("{day} {minute}") }
}

/// The command as a shell takes it.
fn line(words: &[&str]) -> String {
    let mut line = "$ wardroom".to_owned();
    let mut chars = line.chars().count();
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let mut part = quoted(word);
        // An option stays with its value.
        if word.starts_with("--")
            && let Some(value) = words.next_if(|next| !next.starts_with("--"))
        {
            part = format!("{part} {}", quoted(value));
        }
        let more = 1 + part.chars().count();
        if chars + more > LINE_CHARS_MAX {
            line.push_str(" \\\n     ");
            chars = 5;
        }
        line = format!("{line} {part}");
        chars += more;
    }
    line
}

fn quoted(word: &str) -> String {
    let plain = word.chars().all(|char| char.is_alphanumeric() || "-_=.,:/+".contains(char));
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_shell_takes_it() {
        let words = ["task", "done", "T20220901-000012", "--field", "notes=the wall's gone"];
        assert_eq!(line(&words), r"$ wardroom task done T20220901-000012 --field 'notes=the wall'\''s gone'");
    }

    #[test]
    fn a_long_command_goes_on_in_the_next_line_and_keeps_options_with_their_values() {
        let field = format!("name={}", "x".repeat(60));
        let words = ["start", "--field", &field, "--field", &field];
        let shown = line(&words);
        assert_eq!(shown, format!("$ wardroom start --field {field} \\\n      --field {field}"));
    }

    #[test]
    fn times_are_told_to_the_minute_and_with_the_day_if_it_is_another() {
        let since = "2022-09-01T08:00:00.000+08:00";
        assert_eq!(clock("2022-09-01T12:00:59.123+08:00", since), "12:00");
        assert_eq!(clock("2022-09-02T12:00:59.123+08:00", since), "2022-09-02 12:00");
        assert_eq!(clock("noon", since), "noon");
    }
}
