//! Arguments before and after clap reads them: in which language to speak to whoever gave them, and what is wrong with them.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::fault::Fault;
use crate::lang::{self, Lang};
use crate::output::Session;
use crate::text::{Unsaid, phrase, sentence};

/// For whom the program speaks before its arguments are read: `--lang`, else `WARDROOM_LANG`, else the locale; and `--json`.
pub fn session(arguments: &[OsString]) -> Session {
    let given: Vec<&str> = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).collect();
    let given = given.split(|argument| *argument == "--").next().unwrap_or_default();
    let follows = given.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1]).next_back();
    let joined = given.iter().filter_map(|argument| argument.strip_prefix("--lang=")).next_back();
    let environment = std::env::var("WARDROOM_LANG").ok();
    let tags = [follows.or(joined), environment.as_deref()];
    let lang = tags.into_iter().flatten().find_map(Lang::of_tag).unwrap_or_else(lang::of_environment);
    Session { lang, json: given.contains(&"--json") }
}

/// What is wrong with arguments, and what might have been meant.
pub fn fault(session: Session, error: &clap::Error) -> Fault {
    let fault = Fault::bad_input(message(session, error)).items(items(session, error));
    let similar = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    // The most alike comes last.
    let similar = similar.into_iter().find_map(|kind| strings(error, kind).into_iter().next_back());
    let usage = error.get(ContextKind::Usage).map(|usage| {
        let usage = usage.to_string();
        sentence!(session, "argument.usage", usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).trim_end())
    });
    let meant = similar.map(|similar| sentence!(session, "argument.did-you-mean", similar));
    let more = phrase!(session, "argument.more").to_owned();
    fault.help(meant.into_iter().chain(usage).chain([more]).collect::<Vec<_>>().join("\n"))
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    }
}

fn string(error: &clap::Error, kind: ContextKind) -> String {
    strings(error, kind).join(" ")
}

fn message(session: Session, error: &clap::Error) -> String {
    let argument = || string(error, ContextKind::InvalidArg);
    let value = || string(error, ContextKind::InvalidValue);
    let command = || string(error, ContextKind::InvalidSubcommand);
    match error.kind() {
        ErrorKind::ArgumentConflict => {
            let (argument, others) = (argument(), strings(error, ContextKind::PriorArg));
            match others.as_slice() {
                [] => phrase!(session, "argument.conflicts").to_owned(),
                [other] if *other == argument => sentence!(session, "argument.twice", argument),
                others => {
                    let others = others.iter().map(|other| format!("`{other}`")).collect::<Vec<_>>().join(", ");
                    sentence!(session, "argument.conflict", argument, others)
                }
            }
        }
        ErrorKind::InvalidValue if value().is_empty() => {
            sentence!(session, "argument.valueless", argument = argument())
        }
        ErrorKind::InvalidValue => sentence!(session, "argument.value", value = value(), argument = argument()),
        ErrorKind::UnknownArgument => sentence!(session, "argument.unknown", argument = argument()),
        ErrorKind::InvalidSubcommand => sentence!(session, "argument.command", command = command()),
        ErrorKind::MissingRequiredArgument => phrase!(session, "argument.missing").to_owned(),
        ErrorKind::MissingSubcommand => sentence!(session, "argument.commandless", command = command()),
        ErrorKind::ValueValidation => match why(session, error) {
            Some(why) => sentence!(session, "argument.refused-because", value = value(), argument = argument(), why),
            None => sentence!(session, "argument.refused", value = value(), argument = argument()),
        },
        ErrorKind::TooManyValues => sentence!(session, "argument.surplus", value = value(), argument = argument()),
        _ => phrase!(session, "argument.unreadable").to_owned(),
    }
}

/// Ours are told in the language asked for; what a library says is English.
fn why(session: Session, error: &clap::Error) -> Option<String> {
    let source = std::error::Error::source(error)?;
    match source.downcast_ref::<Unsaid>() {
        Some(ours) => Some(ours.say(session.lang)),
        None => (session.lang == Lang::En).then(|| source.to_string()),
    }
}

fn items(session: Session, error: &clap::Error) -> Vec<String> {
    let choices = |kind| {
        let values = strings(error, kind).join(", ");
        if values.is_empty() { Vec::new() } else { vec![sentence!(session, "argument.choices", values)] }
    };
    match error.kind() {
        ErrorKind::MissingRequiredArgument => strings(error, ContextKind::InvalidArg),
        ErrorKind::InvalidValue => choices(ContextKind::ValidValue),
        ErrorKind::MissingSubcommand => choices(ContextKind::ValidSubcommand),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;

    fn told(arguments: &str, lang: Lang) -> String {
        let session = Session { lang, json: false };
        let arguments = std::iter::once("wardroom").chain(arguments.split(' ')).map(OsString::from).collect();
        let error = Cli::read(arguments, lang).err().expect("wrong arguments");
        fault(session, &error).plain(lang)
    }

    #[test]
    fn what_is_wrong_is_said_in_both_languages() {
        for (arguments, en, zh) in [
            ("incident lst", "unrecognized subcommand `lst`", "没有命令 `lst`"),
            ("incident list --opn", "unexpected argument `--opn` found", "此处没有参数 `--opn`"),
            ("incident list --limit", "a value is required for `--limit <NUMBER>`", "`--limit <NUMBER>` 须给出值"),
            (
                "incident list --phase lost",
                "invalid value `lost` for `--phase <PHASE>`",
                "`lost` 不是 `--phase <PHASE>` 可取的值",
            ),
            (
                "incident list --limit x",
                "invalid value `x` for `--limit <NUMBER>`",
                "`x` 不能作为 `--limit <NUMBER>` 的值",
            ),
            ("incident report --kind fire", "the following required arguments were not provided", "缺少参数"),
            ("incident list --open --open", "the argument `--open` cannot be used multiple times", "`--open` 重复给出"),
            ("plugin install x --grant a --grant-requested", "cannot be used with `--grant", "不能与`--grant"),
            ("explain 1 2", "unexpected argument `2` found", "此处没有参数 `2`"),
            ("--lang tlh verify --data x", "known are `zh-CN` and `en`", "可用 `zh-CN` 和 `en`"),
        ] {
            let (told_en, told_zh) = (told(arguments, Lang::En), told(arguments, Lang::Zh));
            assert!(told_en.starts_with("error: ") && told_en.contains(en), "{told_en}");
            assert!(told_zh.starts_with("错误：") && told_zh.contains(zh), "{told_zh}");
            assert!(told_zh.contains("详见 `--help`") && !told_zh.contains("Usage"), "{told_zh}");
        }
    }

    #[test]
    fn what_might_have_been_meant_and_what_there_is_are_named() {
        assert!(told("incidnt", Lang::Zh).contains("是否指 `incident`？"));
        assert!(told("incident list --opn", Lang::En).contains("did you mean `--open`?"));
        assert!(told("incident list --phase lost", Lang::Zh).contains("可取：reported, accepted"));
        let missing = told("incident report --kind fire", Lang::Zh);
        assert!(
            missing.contains("  - --at <LON,LAT>\n") && missing.contains("用法：wardroom incident report"),
            "{missing}"
        );
    }

    #[test]
    fn the_language_is_known_before_anything_is_read() {
        let of = |arguments: &[&str]| {
            let arguments: Vec<OsString> = std::iter::once(&"wardroom").chain(arguments).map(OsString::from).collect();
            let Session { lang, json } = session(&arguments);
            (lang, json)
        };
        assert_eq!(of(&["incident", "--lang", "zh-CN", "--json"]), (Lang::Zh, true));
        assert_eq!(of(&["--lang=zh"]), (Lang::Zh, false));
        assert_eq!(of(&["--lang=zh", "--lang", "en"]), (Lang::En, false));
        // What comes after is no option of ours.
        assert_eq!(of(&["--lang=en", "task", "create", "--", "--lang=zh", "--json"]), (Lang::En, false));
    }
}
