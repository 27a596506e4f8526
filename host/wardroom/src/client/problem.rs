//! Problem Details (RFC 9457) put into words for the person at the terminal.

use domain::incident::Phase;
use serde_json::Value;
use telling::words::problem_title;

use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};
use crate::words::word;

/// A refusal of the server's. What the server says is wrong with the request is bad input; all else is a failure.
pub fn fault(session: Session, status: u16, body: &str) -> Fault {
    let problem: Value = serde_json::from_str(body).unwrap_or_default();
    let title = problem["title"].as_str();
    let detail = problem["detail"].as_str();
    // A server that is older answers in English.
    let known = problem["code"].as_str().and_then(|code| problem_title(code, session.lang));
    let message = match (known.or(title), detail) {
        (Some(title), Some(detail)) => sentence!(session, "server.problem", title, detail),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => sentence!(session, "server.refused", status),
    };
    let fault = if is_bad_input(status) { Fault::bad_input(message) } else { Fault::failed(message) };
    let fault = fault.items(problem["errors"].as_array().into_iter().flatten().map(|error| item(session, error)));
    match help(session, status, &problem) {
        Some(help) => fault.help(help),
        None => fault,
    }
}

const fn is_bad_input(status: u16) -> bool {
    matches!(status, 400 | 413 | 415 | 422)
}

/// An error is a text, or an object with a place and a text.
fn item(session: Session, error: &Value) -> String {
    let text = |name: &str| error[name].as_str();
    match (text("pointer").or(text("field")), text("detail").or(text("message")), error.as_str()) {
        (_, _, Some(error)) => error.to_owned(),
        (Some(place), Some(detail), None) => sentence!(session, "server.fault", place, detail),
        (None, Some(detail), None) => detail.to_owned(),
        _ => error.to_string(),
    }
}

fn help(session: Session, status: u16, problem: &Value) -> Option<String> {
    let legal: Vec<&str> = problem["legal"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !legal.is_empty() {
        let told = legal.iter().map(|code| {
            let word = word::<Phase>(code, session.lang);
            if word == *code { format!("`{code}`") } else { sentence!(session, "server.legal-step", code, word) }
        });
        let told: Vec<String> = told.collect();
        return Some(sentence!(session, "server.legal-steps", steps = told.join(", ")));
    }
    match status {
        401 => Some(phrase!(session, "server.token-needed").to_owned()),
        403 => Some(phrase!(session, "server.token-forbids").to_owned()),
        429 | 503 => Some(phrase!(session, "server.try-again").to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Exit;
    use crate::lang::Lang;

    const SESSION: Session = Session { lang: Lang::En, json: false };

    #[test]
    fn legal_steps_are_named() {
        let body =
            r#"{"title":"illegal step","detail":"`closed` can't follow `reported`","legal":["accepted","en-route"]}"#;
        let told = fault(SESSION, 409, body);
        assert_eq!(told.exit, Exit::Failed);
        let plain = told.plain(Lang::En);
        assert!(plain.starts_with("error: illegal step: `closed` can't follow `reported`\n"), "{plain}");
        assert!(plain.contains("`accepted`, `en-route` (en route)"), "{plain}");
    }

    #[test]
    fn a_known_code_has_a_chinese_title() {
        let body = r#"{"title":"illegal step","code":"illegal-step","detail":"`closed` can't follow `reported`"}"#;
        let told = fault(Session { lang: Lang::Zh, json: false }, 409, body).plain(Lang::Zh);
        assert!(told.starts_with("错误：不允许的阶段变更：`closed`"), "{told}");
    }

    #[test]
    fn an_answer_that_is_no_problem_document_is_told_by_its_status() {
        assert!(fault(SESSION, 502, "<html>").plain(Lang::En).contains("502"));
    }

    #[test]
    fn a_bad_request_is_bad_input() {
        assert_eq!(fault(SESSION, 422, "{}").exit, Exit::BadInput);
        assert_eq!(fault(SESSION, 404, "{}").exit, Exit::Failed);
    }
}
