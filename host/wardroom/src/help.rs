//! The help of the command line in the language asked for. Clap lays it out; what it says stands in `words/`: `about.` and the
//! command's path, `arg.`, the path and the argument's name (`any` for what many commands have), and the lines of `after.`.

use std::ffi::OsStr;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};

use crate::commands::{simulate, verify};
use crate::lang::Lang;
use crate::output::Session;
use crate::text::{WORDS, phrase, sentence};

/// A command with all below it, in a language.
pub fn in_language(command: Command, lang: Lang) -> Command {
    let session = Session { lang, json: false };
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    spoken(command.disable_version_flag(true), "wardroom", session).arg(described(version, "wardroom", session))
}

fn spoken(command: Command, path: &str, session: Session) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let usage = phrase!(session, "help.usage");
    let template = format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}");
    let command = command.disable_help_flag(true).arg(help).help_template(template);
    let command = command.subcommand_help_heading(phrase!(session, "help.commands"));
    let command = match WORDS.of_family("about", path) {
        Some(about) => command.about(about.of(session.lang)),
        None => command,
    };
    let command = match after(path, session.lang) {
        lines if lines.is_empty() => command,
        lines => command.after_help(lines),
    };
    command.mut_args(|arg| described(arg, path, session)).mut_subcommands(|sub| {
        let path = if path == "wardroom" { sub.get_name().to_owned() } else { format!("{path}-{}", sub.get_name()) };
        spoken(sub, &path, session)
    })
}

/// The lines that stand below the help of a command. What holds braces of its own is no text of the catalogs.
fn after(path: &str, lang: Lang) -> String {
    let prefix = format!("after.{path}.");
    let lines = WORDS.keys().filter(|key| key.starts_with(&prefix)).filter_map(|key| WORDS.get(key));
    let [first, second] = simulate::INCIDENT;
    let told = lines.map(|line| {
        line.tell(lang, &[("incident-1", &first), ("incident-2", &second), ("verified", &verify::VERIFIED)])
    });
    told.collect::<Vec<String>>().join("\n")
}

/// As a person writes it, or what stands for its value.
fn name(arg: &Arg) -> String {
    arg.get_long().unwrap_or(arg.get_id().as_str()).to_owned()
}

fn described(arg: Arg, path: &str, session: Session) -> Arg {
    let name = name(&arg);
    let own = WORDS.get(&format!("arg.{path}.{name}")).or_else(|| WORDS.get(&format!("arg.any.{name}")));
    let takes = arg.get_action().takes_values();
    let told = |values: Vec<String>, tell: &dyn Fn(String) -> String| {
        let values = values.join(", ");
        (takes && !values.is_empty()).then(|| tell(values))
    };
    let text = |value: &OsStr| value.to_string_lossy().into_owned();
    let defaults = arg.get_default_values().iter().map(|value| text(value)).collect();
    let choices = arg.get_possible_values();
    // A value's words are taken as well as its code.
    let in_words = |of: &PossibleValue| {
        let mut words = of.get_name_and_aliases().skip(1).filter(|word| !word.is_ascii());
        let word = words.next().filter(|_| session.lang == Lang::Zh);
        word.map_or_else(|| of.get_name().to_owned(), |word| format!("{}（{word}）", of.get_name()))
    };
    let choices = choices.iter().filter(|of| !of.is_hide_set()).map(in_words).collect();
    let said = [
        own.map(|own| own.of(session.lang).to_owned()),
        told(arg.get_env().map(text).into_iter().collect(), &|name| sentence!(session, "help.env", name)),
        told(defaults, &|value| sentence!(session, "help.default", value)),
        told(choices, &|values| sentence!(session, "help.choices", values)),
    ];
    let help: Vec<String> = said.into_iter().flatten().collect();
    let heading = match (arg.get_help_heading(), arg.is_positional()) {
        (Some(_), _) => phrase!(session, "help.server"),
        (None, true) => phrase!(session, "help.arguments"),
        (None, false) => phrase!(session, "help.options"),
    };
    let arg = arg.help(help.join(" ")).help_heading(heading);
    arg.hide_env(true).hide_default_value(true).hide_possible_values(true)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// Every command and every argument, each with the key that it may have for its own.
    fn all(command: &Command, path: &str, found: &mut Vec<(String, Option<String>)>) {
        found.push((format!("about.{path}"), None));
        let own = command.get_arguments().filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version"));
        found.extend(own.map(|arg| {
            let name = name(arg);
            (format!("arg.{path}.{name}"), Some(format!("arg.any.{name}")))
        }));
        for sub in command.get_subcommands() {
            let name = sub.get_name();
            let path = if path == "wardroom" { name.to_owned() } else { format!("{path}-{name}") };
            all(sub, &path, found);
        }
    }

    /// Each command says what it does and each argument what it is, in both languages, and in the catalogs alone; no text of
    /// them is left over.
    #[test]
    fn everything_has_its_help_in_the_catalogs() {
        let command = Cli::command();
        let mut found = Vec::new();
        all(&command, "wardroom", &mut found);
        let mut used: BTreeSet<String> = ["arg.any.help", "arg.any.version"].map(str::to_owned).into();
        for (own, any) in found {
            let key = [Some(own.clone()), any].into_iter().flatten().find(|key| WORDS.get(key).is_some());
            used.insert(key.unwrap_or_else(|| panic!("`{own}` is in no catalog")));
        }
        let known = WORDS.keys().filter(|key| key.starts_with("about.") || key.starts_with("arg."));
        let left: Vec<&str> = known.filter(|key| !used.contains(*key)).collect();
        assert_eq!(left, [""; 0], "of no command");
        fn undocumented(command: &Command) {
            assert!(command.get_about().is_none(), "`{}` has its text in the code", command.get_name());
            let told = command.get_arguments().find(|arg| arg.get_help().is_some());
            assert_eq!(told.map(Arg::get_id), None, "of `{}`: its text stands in the code", command.get_name());
            command.get_subcommands().for_each(undocumented);
        }
        undocumented(&command);
    }

    fn rendered(command: &mut Command, path: &str, found: &mut Vec<(String, String)>) {
        found.push((path.to_owned(), command.render_help().to_string()));
        for sub in command.get_subcommands_mut() {
            let path = format!("{path} {}", sub.get_name());
            rendered(sub, &path, found);
        }
    }

    /// Of the help of every command: words in English letters that are no code, no name and no place for a value.
    fn english(text: &str) -> Vec<&str> {
        // Commands as they are typed, and how they are written.
        let typed = |line: &&str| !line.trim_start().starts_with("wardroom ") && !line.starts_with("用法");
        let spoken = text.lines().filter(typed);
        let spoken = spoken.flat_map(|line| line.split('`').step_by(2));
        let words = spoken.flat_map(str::split_whitespace).filter(|word| word.chars().all(|c| c.is_ascii_lowercase()));
        words.filter(|word| word.len() > 1).collect()
    }

    #[test]
    fn chinese_help_holds_no_english_sentence() {
        let mut command = in_language(Cli::command(), Lang::Zh);
        command.build();
        let mut found = Vec::new();
        rendered(&mut command, "wardroom", &mut found);
        assert!(found.len() > 80, "{}", found.len());
        for (path, help) in found {
            for line in help.lines() {
                // Names stand alone; three in a row are a sentence.
                let words = english(line);
                let commands = line.starts_with("  ") && words.len() == 1;
                assert!(words.len() < 3 || commands, "`{path}`: {line}");
            }
            for heading in ["Usage", "Options", "Arguments", "Commands", "Server", "default", "possible", "[env"] {
                assert!(!help.contains(heading), "`{path}`: {heading}");
            }
        }
    }

    #[test]
    fn headings_and_values_are_told_in_both_languages() {
        let help = |lang| {
            let mut command = in_language(Cli::command(), lang);
            command.build();
            let incident = command.find_subcommand_mut("incident").expect("incidents");
            incident.find_subcommand_mut("list").expect("their list").render_help().to_string()
        };
        let (en, zh) = (help(Lang::En), help(Lang::Zh));
        for part in ["Usage: wardroom incident list", "Options:", "[default: 50]", "[possible values: critical, urgent"]
        {
            assert!(en.contains(part), "{part}: {en}");
        }
        for part in [
            "用法：wardroom incident list",
            "选项:",
            "[默认：50]",
            "[可选值：critical（特急）, urgent（紧急）",
            "[环境变量：WARDROOM_LANG]",
        ] {
            assert!(zh.contains(part), "{part}: {zh}");
        }
    }
}
